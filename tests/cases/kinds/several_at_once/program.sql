-- name: addUser
INSERT INTO users (id, fname, street, city) VALUES (:id, :fname, :street, :city);

-- name: post
INSERT INTO posts (id, author, body) VALUES (:id, :author, :body);

-- name: feed
SELECT p.body, u.fname FROM posts p JOIN users u ON u.id = p.author WHERE u.city = :city ORDER BY p.id LIMIT 10;

-- name: moveHouse
UPDATE users SET street = :street, city = :city WHERE id = :id;

-- name: drop
DELETE FROM posts WHERE author = :id;
DELETE FROM users WHERE id = :id;
