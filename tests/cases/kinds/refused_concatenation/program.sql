-- name: add
INSERT INTO people (id, first, last) VALUES (:id, :first, :last);

-- name: rename
UPDATE people SET first = :first, last = :last WHERE id = :id;

-- name: show
SELECT first || ' ' || last AS name FROM people WHERE id = :id;

-- name: remove
DELETE FROM people WHERE id = :id;
