-- name: add
INSERT INTO users (id, name, legacy) VALUES (:id, :name, NULL);

-- name: show
SELECT name FROM users WHERE id = :id;
