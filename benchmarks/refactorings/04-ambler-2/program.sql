-- name: create
INSERT INTO Employee (EmployeeNumber, Name, PhoneNumber) VALUES (:number, :name, :phone);
INSERT INTO EmployeeIdentification (EmployeeNumber_fk, Picture, VoicePrint, RetinalPrint)
VALUES (:number, :picture, :voice, :retina);

-- name: identify
UPDATE EmployeeIdentification SET Picture = :picture, VoicePrint = :voice WHERE EmployeeNumber_fk = :number;

-- name: remove
DELETE FROM EmployeeIdentification WHERE EmployeeNumber_fk = :number;
DELETE FROM Employee WHERE EmployeeNumber = :number;

-- name: name
SELECT Name FROM Employee WHERE EmployeeNumber = :number;

-- name: phone
SELECT PhoneNumber FROM Employee WHERE Name LIKE :pattern;

-- name: picture
SELECT Picture FROM EmployeeIdentification WHERE EmployeeNumber_fk = :number;

-- name: voice
SELECT e.Name, i.VoicePrint FROM Employee e JOIN EmployeeIdentification i ON i.EmployeeNumber_fk = e.EmployeeNumber
WHERE e.EmployeeNumber = :number;

-- name: retina
SELECT i.RetinalPrint FROM EmployeeIdentification i JOIN Employee e ON i.EmployeeNumber_fk = e.EmployeeNumber
WHERE e.Name = :name OR NOT i.Picture = :picture;

-- name: unseen
SELECT e.Name FROM Employee e LEFT JOIN EmployeeIdentification i ON i.EmployeeNumber_fk = e.EmployeeNumber
WHERE i.Picture IS NULL;

-- name: latest
SELECT EmployeeNumber_fk, Picture FROM EmployeeIdentification ORDER BY EmployeeNumber_fk DESC LIMIT 1;
