-- name: addUser
INSERT INTO users (id, label) VALUES (:id, :name);

-- name: grant
INSERT INTO grants (id, grantor, grantee) VALUES (:id, :grantor, :grantee);

-- name: grantor
SELECT u.label AS name FROM grants g JOIN users u ON u.id = g.grantee WHERE g.id = :id;
