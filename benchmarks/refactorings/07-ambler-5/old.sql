CREATE TABLE Customer (CustomerID int PRIMARY KEY, Name text);
CREATE TABLE Policy (
  PolicyID int PRIMARY KEY, CustomerID_fk int NOT NULL REFERENCES Customer (CustomerID), Amount int
);
