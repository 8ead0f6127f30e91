-- name: create_customer
INSERT INTO Customer (CustomerID, Name) VALUES (:id, :name);

-- name: create_policy
INSERT INTO Policy (PolicyID, Amount) VALUES (:id, :amount);
INSERT INTO Holds (CustomerID_fk, PolicyID_fk) VALUES (:customer, :id);

-- name: hand_over
UPDATE Holds SET CustomerID_fk = :customer WHERE PolicyID_fk = :id;

-- name: remove_policy
DELETE FROM Holds WHERE PolicyID_fk = :id;
DELETE FROM Policy WHERE PolicyID = :id;

-- name: remove_customer
DELETE FROM Policy WHERE PolicyID IN (SELECT PolicyID_fk FROM Holds WHERE CustomerID_fk = :id);
DELETE FROM Holds WHERE CustomerID_fk = :id;
DELETE FROM Customer WHERE CustomerID = :id;

-- name: amounts
SELECT p.PolicyID, p.Amount FROM Policy p JOIN Holds h ON h.PolicyID_fk = p.PolicyID WHERE h.CustomerID_fk = :id;

-- name: holder
SELECT c.Name FROM Customer c JOIN Holds h ON h.CustomerID_fk = c.CustomerID WHERE h.PolicyID_fk = :id;

-- name: total
SELECT SUM(p.Amount) AS total FROM Policy p JOIN Holds h ON h.PolicyID_fk = p.PolicyID WHERE h.CustomerID_fk = :id;
