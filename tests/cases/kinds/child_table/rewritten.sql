-- name: add
INSERT INTO items (id, box) VALUES (:id, :box);
INSERT INTO photos (photo, photo_size, item) VALUES (:photo, :size, :id);

-- name: change
UPDATE photos SET photo = :photo, photo_size = :size WHERE item = :id;

-- name: show
SELECT
  items.box,
  photos.photo
FROM items
LEFT JOIN photos
  ON items.id = photos.item
WHERE
  items.id = :id;

-- name: big
SELECT
  items.id
FROM items
LEFT JOIN photos
  ON items.id = photos.item
WHERE
  photos.photo_size > :size
ORDER BY
  items.id ASC;

-- name: remove
DELETE FROM photos WHERE item = :id;
DELETE FROM items WHERE id = :id;
