-- name: add
INSERT INTO courses (id, title, address) VALUES (:id, :title, :address);

-- name: move
UPDATE courses SET address = :address WHERE id = :id;

-- name: where
SELECT address FROM courses WHERE id = :id;
