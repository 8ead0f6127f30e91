-- name: add
INSERT INTO locations (id, address, region) VALUES (:id, :address, :region);

-- name: move
UPDATE locations SET region = :region WHERE id = :id;

-- name: remove
DELETE FROM locations WHERE id = :id;

-- name: region_of
SELECT region FROM locations WHERE id = :id;

-- name: within
SELECT id, address FROM locations WHERE region = :region;
