-- name: create_customer
INSERT INTO Customer (CustomerID, Name) VALUES (:id, :name);

-- name: create_policy
INSERT INTO Policy (PolicyID, CustomerID_fk, Amount) VALUES (:id, :customer, :amount);

-- name: hand_over
UPDATE Policy SET CustomerID_fk = :customer WHERE PolicyID = :id;

-- name: remove_policy
DELETE FROM Policy WHERE PolicyID = :id;

-- name: remove_customer
DELETE FROM Policy WHERE CustomerID_fk = :id;
DELETE FROM Customer WHERE CustomerID = :id;

-- name: amounts
SELECT PolicyID, Amount FROM Policy WHERE CustomerID_fk = :id;

-- name: holder
SELECT c.Name FROM Customer c JOIN Policy p ON p.CustomerID_fk = c.CustomerID WHERE p.PolicyID = :id;

-- name: total
SELECT SUM(Amount) AS total FROM Policy WHERE CustomerID_fk = :id;
