-- name: add
INSERT INTO addresses (id, street, state) VALUES (:id, :street, :state);

-- name: stateOf
SELECT state FROM addresses WHERE id = :id;
