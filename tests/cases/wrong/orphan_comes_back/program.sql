-- name: hire
INSERT INTO staff (id, name, picture) VALUES (:id, :name, :picture);

-- name: leave
DELETE FROM staff WHERE id = :id;

-- name: picture
SELECT picture FROM staff WHERE id = :id;
