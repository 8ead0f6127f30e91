-- name: create
INSERT INTO Employee (EmployeeNumber, Name) VALUES (:n, :name);
INSERT INTO EmployeeIdentification (EmployeeNumber_fk, Picture, VoicePrint) VALUES (:n, :picture, :voice);

-- name: remove
DELETE FROM EmployeeIdentification WHERE EmployeeNumber_fk = :n;
DELETE FROM Employee WHERE EmployeeNumber = :n;

-- name: paint
UPDATE EmployeeIdentification SET Picture = :picture WHERE EmployeeNumber_fk = :n;
UPDATE Employee SET Name = :name WHERE EmployeeNumber = :n;

-- name: picture
SELECT Picture FROM EmployeeIdentification WHERE EmployeeNumber_fk = :n;

-- name: named
SELECT e.EmployeeNumber, i.VoicePrint FROM Employee e JOIN EmployeeIdentification i ON i.EmployeeNumber_fk = e.EmployeeNumber WHERE e.Name = :name AND i.Picture <> :picture;
