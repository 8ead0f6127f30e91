-- name: hire
INSERT INTO staff (id, name) VALUES (:id, :name);
INSERT INTO pictures (staff, picture) VALUES (:id, :picture);

-- name: leave
DELETE FROM staff WHERE id = :id;

-- name: picture
SELECT p.picture FROM staff s JOIN pictures p ON p.staff = s.id WHERE s.id = :id;
