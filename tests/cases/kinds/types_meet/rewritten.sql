-- name: addA
INSERT INTO a (id, x, d2) VALUES (:id, :x, :d);

-- name: odd
SELECT id FROM a WHERE d2 = x;

-- name: addB
INSERT INTO b (id, title) VALUES (:id, :name);

-- name: b
SELECT title AS name FROM b WHERE id = :id;
