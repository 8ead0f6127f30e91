-- name: createState
INSERT INTO State VALUES (:code, :name);

-- name: createAddress
INSERT INTO Address (Aid, Street, City, StateCode_fk, PostCode) VALUES (:id, :street, :city, :code, :post);

-- name: renameState
UPDATE State SET Name = :name WHERE StateCode = :code;
UPDATE State SET Name = 'unknown' WHERE Name IS NULL;

-- name: move
UPDATE Address SET Street = :street WHERE Aid = :id;
UPDATE Address SET City = :city WHERE Aid = :id;
UPDATE Address SET PostCode = :post, StateCode_fk = :code WHERE Aid = :id;

-- name: removeState
DELETE FROM State WHERE StateCode = :code AND NOT EXISTS (SELECT 1 FROM Address WHERE StateCode_fk = StateCode);

-- name: removeAddress
DELETE FROM Address WHERE Aid = :id;

-- name: address
SELECT a.Street, s.Name FROM Address a JOIN State s ON s.StateCode = a.StateCode_fk WHERE a.Aid = :id;

-- name: states
SELECT s.Name, COUNT(a.Aid) AS addresses FROM State s LEFT JOIN Address a ON a.StateCode_fk = s.StateCode
GROUP BY s.Name ORDER BY addresses DESC, s.Name LIMIT 2;
