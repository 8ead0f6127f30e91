-- name: create_state
INSERT INTO State (StateCode, Name) VALUES (:code, :name);

-- name: create_address
INSERT INTO Address (Aid, Street, StateCode_fk) VALUES (:id, :street, (SELECT StateCode FROM State WHERE StateCode = :code));

-- name: rename
UPDATE State SET Name = :name WHERE StateCode = :code;

-- name: move
UPDATE Address SET Street = :street WHERE Aid = :id;

-- name: remove_state
DELETE FROM State WHERE StateCode = :code;

-- name: remove
DELETE FROM Address WHERE Aid = :id;

-- name: get
SELECT a.Street, s.StateCode, s.Name FROM Address a JOIN State s ON s.StateCode = a.StateCode_fk WHERE a.Aid = :id;

-- name: within
SELECT Aid FROM Address WHERE StateCode_fk = :code OR StateCode_fk IS NULL;
