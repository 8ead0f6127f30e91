-- name: create
INSERT INTO Employee (EmployeeNumber, Name, PhoneNumber, Picture, VoicePrint, RetinalPrint)
VALUES (:number, :name, :phone, :picture, :voice, :retina);

-- name: identify
UPDATE Employee SET Picture = :picture, PhoneNumber = :phone WHERE EmployeeNumber = :number;

-- name: remove
DELETE FROM Employee WHERE EmployeeNumber = :number;

-- name: name
SELECT Name FROM Employee WHERE EmployeeNumber = :number;

-- name: phone
SELECT PhoneNumber FROM Employee WHERE Name = :name AND PhoneNumber IS NOT NULL;

-- name: picture
SELECT Picture FROM Employee WHERE EmployeeNumber = :number;

-- name: voice
SELECT Name, VoicePrint FROM Employee WHERE EmployeeNumber = :number;

-- name: retina
SELECT RetinalPrint FROM Employee WHERE Name = :name OR PhoneNumber = :phone;

-- name: alike
SELECT a.Name, b.Name AS other FROM Employee a JOIN Employee b ON a.VoicePrint = b.VoicePrint AND a.EmployeeNumber < b.EmployeeNumber;

-- name: pictures
SELECT Picture, COUNT(*) AS shared FROM Employee GROUP BY Picture HAVING COUNT(*) > 1 ORDER BY Picture;
