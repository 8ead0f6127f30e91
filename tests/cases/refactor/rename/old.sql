CREATE TABLE Customer (CustomerID int PRIMARY KEY, Fname text);
CREATE TABLE Orders (OrderID int PRIMARY KEY, CustomerID int NOT NULL REFERENCES Customer (CustomerID) ON DELETE CASCADE, Total int CHECK (Total > 0));
