CREATE TABLE Customer (CustomerID int PRIMARY KEY, FirstName text);
CREATE TABLE Account (AccountID int PRIMARY KEY, CustomerID_fk int REFERENCES Customer (CustomerID), Balance int);
