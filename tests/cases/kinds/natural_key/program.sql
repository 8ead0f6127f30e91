-- name: addState
INSERT INTO states (code, name) VALUES (:code, :name);

-- name: addAddress
INSERT INTO addresses (id, street, state_id) VALUES (:id, :street, (SELECT id FROM states WHERE code = :code));

-- name: streets
SELECT a.street, s.name FROM addresses a JOIN states s ON s.id = a.state_id WHERE s.code = :code;

-- name: stateOf
SELECT s.code FROM addresses a LEFT JOIN states s ON s.id = a.state_id WHERE a.id = :id;

-- name: renameState
UPDATE states SET name = :name WHERE code = :code;
