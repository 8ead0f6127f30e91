CREATE TABLE Customer (CustomerID int PRIMARY KEY, FirstName text);
