-- name: add
INSERT INTO users (id, name) VALUES (:id, :name);

-- name: show
SELECT name FROM users WHERE id = :id;
