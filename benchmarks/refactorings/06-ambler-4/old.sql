CREATE TABLE Customer (CustomerID int PRIMARY KEY, Fname text);
