-- name: addUser
INSERT INTO users (id, name) VALUES (:id, :name);

-- name: grant
INSERT INTO grants (id, grantor, grantee) VALUES (:id, :grantor, :grantee);

-- name: grantor
SELECT u.name FROM grants g JOIN users u ON u.id = g.grantor WHERE g.id = :id;
