-- name: open
INSERT INTO Customer (FirstName, CustomerID, Balance) VALUES (:name, :customer, :balance);
INSERT INTO Account (AccountID, CustomerID_fk) VALUES (:account, :customer);

-- name: close
DELETE FROM Account WHERE CustomerID_fk = :customer;
DELETE FROM Customer WHERE CustomerID = :customer;

-- name: rename
UPDATE Customer SET FirstName = :name WHERE CustomerID = :customer;

-- name: pay
UPDATE Customer SET Balance = Balance - :amount WHERE CustomerID = :customer AND Balance >= :amount;

-- name: balance
SELECT Balance FROM Customer WHERE CustomerID = :customer;

-- name: account
SELECT AccountID FROM Account WHERE CustomerID_fk = :customer;

-- name: rich
SELECT FirstName, Balance FROM Customer WHERE Balance > :least ORDER BY Balance DESC, CustomerID LIMIT 2;
