-- name: create
INSERT INTO courses (id, title, price, address, latitude) VALUES (:id, :title, :price, :address, :latitude);

-- name: move
UPDATE courses SET address = :address WHERE id = :id;

-- name: raise
UPDATE courses SET price = price + 1 WHERE address = :address;

-- name: remove
DELETE FROM courses WHERE id = :id;

-- name: get
SELECT title, address FROM courses WHERE id = :id;

-- name: near
SELECT id FROM courses WHERE address = :address OR price > 2;

-- name: places
SELECT address, COUNT(*) AS n FROM courses GROUP BY address;

-- name: cheapest
SELECT title, address FROM courses WHERE latitude IS NOT NULL ORDER BY price, id LIMIT 2;

-- name: pairs
SELECT a.title, b.title AS other FROM courses AS a JOIN courses AS b ON a.address = b.address AND a.id < b.id;
