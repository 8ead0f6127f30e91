CREATE TABLE Client (ClientID int PRIMARY KEY, FirstName text);
CREATE TABLE Orders (OrderID int PRIMARY KEY, ClientID int NOT NULL REFERENCES Client (ClientID) ON DELETE CASCADE, Total int CHECK (Total > 0));
