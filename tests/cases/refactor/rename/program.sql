-- name: create
INSERT INTO Customer (CustomerID, Fname) VALUES (:id, :name);

-- name: buy
INSERT INTO Orders VALUES (:id, :customer, :total);

-- name: rename
UPDATE Customer SET Fname = :name WHERE CustomerID = :id;

-- name: renumber
UPDATE Orders SET OrderID = :new WHERE OrderID = :old;

-- name: remove
DELETE FROM Customer WHERE CustomerID = :id;

-- name: large
SELECT Fname, Total FROM Customer JOIN Orders ON Orders.CustomerID = Customer.CustomerID WHERE Total >= :least AND NOT Fname LIKE 'a%';

-- name: idle
SELECT c.Fname FROM Customer c WHERE NOT EXISTS (SELECT 1 FROM Orders o WHERE o.CustomerID = c.CustomerID);

-- name: spent
SELECT c.CustomerID, SUM(o.Total) AS spent FROM Customer c LEFT JOIN Orders o ON o.CustomerID = c.CustomerID GROUP BY c.CustomerID HAVING COUNT(o.OrderID) < 3 ORDER BY 1;

-- name: last
SELECT o.OrderID FROM Orders o WHERE o.CustomerID IN (SELECT CustomerID FROM Customer WHERE Fname = :name) ORDER BY o.Total DESC LIMIT 1;
