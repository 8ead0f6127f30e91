CREATE TABLE Customer (CustomerID int PRIMARY KEY, Name text);
CREATE TABLE Policy (PolicyID int PRIMARY KEY, Amount int);
CREATE TABLE Holds (
  CustomerID_fk int NOT NULL REFERENCES Customer (CustomerID),
  PolicyID_fk int NOT NULL REFERENCES Policy (PolicyID)
);
