-- name: add
INSERT INTO orders (id, zip) VALUES (:id, :zip);

-- name: at_zip
SELECT id FROM orders WHERE zip = :zip;

-- name: zip_of
SELECT zip FROM orders WHERE id = :id;
