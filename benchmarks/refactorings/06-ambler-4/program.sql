-- name: create
INSERT INTO Customer (CustomerID, Fname) VALUES (:id, :name);

-- name: rename
UPDATE Customer SET Fname = :name WHERE CustomerID = :id;

-- name: remove
DELETE FROM Customer WHERE CustomerID = :id;

-- name: name
SELECT Fname FROM Customer WHERE CustomerID = :id;

-- name: namesakes
SELECT Fname, COUNT(*) AS customers FROM Customer WHERE Fname IN (:one, :other) GROUP BY Fname;
