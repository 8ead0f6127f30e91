-- name: add
INSERT INTO places (address) SELECT :address WHERE NOT EXISTS (SELECT 1 FROM places WHERE address = :address);
INSERT INTO courses (id, title, place) VALUES (:id, :title, (SELECT id FROM places WHERE address = :address));

-- name: move
UPDATE places SET address = :address WHERE id = (SELECT place FROM courses WHERE id = :id);

-- name: where
SELECT p.address FROM courses c JOIN places p ON p.id = c.place WHERE c.id = :id;
