CREATE TABLE Customer (CustomerID int PRIMARY KEY, FirstName text, Balance int);
CREATE TABLE Account (AccountID int PRIMARY KEY, CustomerID_fk int REFERENCES Customer (CustomerID));
