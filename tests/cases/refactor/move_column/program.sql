-- name: create
INSERT INTO Customer (CustomerID, FirstName, Balance) VALUES (:c, :f, :b);
INSERT INTO Account (AccountID, CustomerID_fk) VALUES (:a, :c);

-- name: remove
DELETE FROM Account WHERE CustomerID_fk = :id;
DELETE FROM Customer WHERE CustomerID = :id;

-- name: pay
UPDATE Customer SET Balance = Balance - :amount WHERE CustomerID = :id AND Balance >= :amount;

-- name: balance
SELECT Balance FROM Customer WHERE CustomerID = :id;

-- name: rich
SELECT FirstName, Balance FROM Customer WHERE Balance > 1 ORDER BY Balance DESC;

-- name: account
SELECT AccountID FROM Account WHERE CustomerID_fk = :id;
