-- name: create
INSERT INTO Client (ClientID, FirstName) VALUES (:id, :name);

-- name: buy
INSERT INTO Orders VALUES (:id, :customer, :total);

-- name: rename
UPDATE Client SET FirstName = :name WHERE ClientID = :id;

-- name: renumber
UPDATE Orders SET OrderID = :new WHERE OrderID = :old;

-- name: remove
DELETE FROM Client WHERE ClientID = :id;

-- name: large
SELECT FirstName, Total FROM Client JOIN Orders ON Orders.ClientID = Client.ClientID WHERE Total >= :least AND NOT FirstName LIKE 'a%';

-- name: idle
SELECT c.FirstName FROM Client c WHERE NOT EXISTS (SELECT 1 FROM Orders o WHERE o.ClientID = c.ClientID);

-- name: spent
SELECT c.ClientID, SUM(o.Total) AS spent FROM Client c LEFT JOIN Orders o ON o.ClientID = c.ClientID GROUP BY c.ClientID HAVING COUNT(o.OrderID) < 3 ORDER BY 1;

-- name: last
SELECT o.OrderID FROM Orders o WHERE o.ClientID IN (SELECT ClientID FROM Client WHERE FirstName = :name) ORDER BY o.Total DESC LIMIT 1;
