-- name: addUser
INSERT INTO people (id, first_name) VALUES (:id, :fname);
INSERT INTO addresses (person, street, city) VALUES (:id, :street, :city);

-- name: post
INSERT INTO articles (id, author, body) VALUES (:id, :author, :body);

-- name: feed
SELECT
  p.body,
  u.first_name AS fname
FROM articles AS p
JOIN people AS u
  ON u.id = p.author
JOIN addresses
  ON addresses.person = u.id
WHERE
  addresses.city = :city
ORDER BY
  p.id ASC
LIMIT 10;

-- name: moveHouse
UPDATE addresses SET street = :street, city = :city WHERE person = :id;

-- name: drop
DELETE FROM articles WHERE author = :id;
DELETE FROM addresses WHERE person = :id;
DELETE FROM people WHERE id = :id;
