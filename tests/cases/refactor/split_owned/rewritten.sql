-- name: create
INSERT INTO locations (id, address, latitude) VALUES (NEXTVAL('locations_id_seq'), :address, :latitude);
INSERT INTO courses (id, title, price, location_id) VALUES (:id, :title, :price, CURRVAL('locations_id_seq'));

-- name: move
UPDATE locations SET address = :address WHERE id IN (SELECT location_id FROM courses WHERE id = :id);

-- name: raise
UPDATE courses SET price = price + 1 FROM locations WHERE locations.id = courses.location_id AND locations.address = :address;

-- name: remove
DELETE FROM locations WHERE id IN (SELECT location_id FROM courses WHERE id = :id);
DELETE FROM courses WHERE id = :id;

-- name: get
SELECT c.title, l.address FROM courses AS c JOIN locations AS l ON l.id = c.location_id WHERE c.id = :id;

-- name: near
SELECT c.id FROM courses AS c JOIN locations AS l ON l.id = c.location_id WHERE l.address = :address OR c.price > 2;

-- name: places
SELECT l.address, COUNT(*) AS n FROM courses AS c JOIN locations AS l ON l.id = c.location_id GROUP BY l.address;

-- name: cheapest
SELECT c.title, l.address FROM courses AS c LEFT JOIN locations AS l ON l.id = c.location_id WHERE l.latitude IS NOT NULL ORDER BY c.price, c.id LIMIT 2;

-- name: pairs
SELECT a.title, b.title AS other FROM courses AS a JOIN locations AS la ON la.id = a.location_id JOIN courses AS b ON a.id < b.id JOIN locations AS lb ON lb.id = b.location_id WHERE la.address = lb.address;
