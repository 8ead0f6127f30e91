-- name: addA
INSERT INTO a (id, x, d) VALUES (:id, :x, :d);

-- name: odd
SELECT id FROM a WHERE d = x;

-- name: addB
INSERT INTO b (id, name) VALUES (:id, :name);

-- name: b
SELECT name FROM b WHERE id = :id;
