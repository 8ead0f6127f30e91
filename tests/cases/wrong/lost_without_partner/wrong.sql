-- name: add
INSERT INTO states (code) SELECT :state WHERE :state IS NOT NULL AND NOT EXISTS (SELECT 1 FROM states WHERE code = :state);
INSERT INTO addresses (id, street, state) VALUES (:id, :street, (SELECT id FROM states WHERE code = :state));

-- name: stateOf
SELECT s.code AS state FROM addresses a JOIN states s ON s.id = a.state WHERE a.id = :id;
