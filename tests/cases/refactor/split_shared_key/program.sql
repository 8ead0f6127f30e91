-- name: create
INSERT INTO Employee (EmployeeNumber, Name, Picture, VoicePrint) VALUES (:n, :name, :picture, :voice);

-- name: remove
DELETE FROM Employee WHERE EmployeeNumber = :n;

-- name: paint
UPDATE Employee SET Picture = :picture, Name = :name WHERE EmployeeNumber = :n;

-- name: picture
SELECT Picture FROM Employee WHERE EmployeeNumber = :n;

-- name: named
SELECT EmployeeNumber, VoicePrint FROM Employee WHERE Name = :name AND Picture <> :picture;
