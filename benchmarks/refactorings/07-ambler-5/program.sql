-- name: createCustomer
INSERT INTO Customer (CustomerID, Name) VALUES (:id, :name);

-- name: createPolicy
INSERT INTO Policy (PolicyID, CustomerID_fk, Amount) VALUES (:policy, :customer, :amount);

-- name: changeAmount
UPDATE Policy SET Amount = :amount WHERE PolicyID = :policy;

-- name: removePolicy
DELETE FROM Policy WHERE PolicyID = :policy;

-- name: removeCustomer
DELETE FROM Policy WHERE CustomerID_fk = :id;
DELETE FROM Customer WHERE CustomerID = :id;

-- name: amounts
SELECT PolicyID, Amount FROM Policy WHERE CustomerID_fk = :customer;

-- name: holders
SELECT c.Name, p.Amount FROM Customer c JOIN Policy p ON p.CustomerID_fk = c.CustomerID WHERE p.Amount >= :least;

-- name: total
SELECT c.Name, SUM(p.Amount) AS total FROM Customer c LEFT JOIN Policy p ON p.CustomerID_fk = c.CustomerID
GROUP BY c.Name;
