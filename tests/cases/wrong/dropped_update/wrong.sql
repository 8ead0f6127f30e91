-- name: add
INSERT INTO places (id, address) VALUES (NEXTVAL('places_id_seq'), :address);
INSERT INTO courses (id, title, place) VALUES (:id, :title, CURRVAL('places_id_seq'));

-- name: move
UPDATE places SET address = address WHERE id IN (SELECT place FROM courses WHERE id = :id);

-- name: where
SELECT p.address FROM courses c JOIN places p ON p.id = c.place WHERE c.id = :id;
