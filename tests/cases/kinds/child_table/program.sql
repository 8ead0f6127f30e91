-- name: add
INSERT INTO items (id, box, photo, photo_size) VALUES (:id, :box, :photo, :size);

-- name: change
UPDATE items SET photo = :photo, photo_size = :size WHERE id = :id;

-- name: show
SELECT box, photo FROM items WHERE id = :id;

-- name: big
SELECT id FROM items WHERE photo_size > :size ORDER BY id;

-- name: remove
DELETE FROM items WHERE id = :id;
