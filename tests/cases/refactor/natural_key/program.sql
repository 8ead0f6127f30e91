-- name: create_state
INSERT INTO State (StatePOID, StateCode, Name) VALUES (NEXTVAL('state_seq'), :code, :name);

-- name: create_address
INSERT INTO Address (Aid, Street, StatePOID_fk) VALUES (:id, :street, (SELECT StatePOID FROM State WHERE StateCode = :code));

-- name: rename
UPDATE State SET Name = :name WHERE StateCode = :code;

-- name: move
UPDATE Address SET Street = :street WHERE Aid = :id;

-- name: remove_state
DELETE FROM State WHERE StateCode = :code;

-- name: remove
DELETE FROM Address WHERE Aid = :id;

-- name: get
SELECT a.Street, s.StateCode, s.Name FROM Address a JOIN State s ON s.StatePOID = a.StatePOID_fk WHERE a.Aid = :id;

-- name: within
SELECT a.Aid FROM Address a LEFT JOIN State s ON s.StatePOID = a.StatePOID_fk WHERE s.StateCode = :code OR s.StateCode IS NULL;
