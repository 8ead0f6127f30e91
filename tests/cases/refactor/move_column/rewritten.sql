-- name: create
INSERT INTO Customer (CustomerID, FirstName) VALUES (:c, :f);
INSERT INTO Account (AccountID, CustomerID_fk, Balance) VALUES (:a, :c, :b);

-- name: remove
DELETE FROM Account WHERE CustomerID_fk = :id;
DELETE FROM Customer WHERE CustomerID = :id;

-- name: pay
UPDATE Account SET Balance = Balance - :amount WHERE CustomerID_fk = :id AND Balance >= :amount;

-- name: balance
SELECT Balance FROM Account WHERE CustomerID_fk = :id;

-- name: rich
SELECT c.FirstName, a.Balance FROM Customer c JOIN Account a ON a.CustomerID_fk = c.CustomerID WHERE a.Balance > 1 ORDER BY a.Balance DESC;

-- name: account
SELECT AccountID FROM Account WHERE CustomerID_fk = :id;
