-- name: addCat
INSERT INTO cats (id, name) VALUES (:id, :name);

-- name: addDog
INSERT INTO dogs (id, name) VALUES (:id, :name);

-- name: cat
SELECT name FROM cats WHERE id = :id;

-- name: dog
SELECT name FROM dogs WHERE id = :id;
