-- name: createState
INSERT INTO State (StateCode, Name) VALUES (:code, :name);

-- name: createAddress
INSERT INTO Address (Aid, Street, City, StatePOID_fk, PostCode, CountryCode)
VALUES (:id, :street, :city, (SELECT StatePOID FROM State WHERE StateCode = :code), :post, :country);

-- name: renameState
UPDATE State SET Name = :name WHERE StateCode = :code;

-- name: setStreet
UPDATE Address SET Street = :street WHERE Aid = :id;

-- name: setCity
UPDATE Address SET City = :city, PostCode = :post WHERE Aid = :id;

-- name: setCountry
UPDATE Address SET CountryCode = :country WHERE PostCode BETWEEN :low AND :high;

-- name: removeState
DELETE FROM Address WHERE StatePOID_fk IN (SELECT StatePOID FROM State WHERE StateCode = :code);
DELETE FROM State WHERE StateCode = :code;

-- name: removeAddress
DELETE FROM Address WHERE Aid = :id;

-- name: address
SELECT a.Street, a.City, s.Name FROM Address a JOIN State s ON s.StatePOID = a.StatePOID_fk WHERE a.Aid = :id;

-- name: within
SELECT a.Aid, s.Name FROM Address a LEFT JOIN State s ON s.StatePOID = a.StatePOID_fk
WHERE s.StateCode = :code OR s.StateCode IS NULL ORDER BY a.Aid;
