-- name: create_venues
INSERT INTO venues (id, name, address, created_at, updated_at, phone, image_url, cross_streets, neighborhood, latitude, longitude, yelp_rating, yelp_id, category) VALUES (:id, :name, :address, :created_at, :updated_at, :phone, :image_url, :cross_streets, :neighborhood, :latitude, :longitude, :yelp_rating, :yelp_id, :category);

-- name: remove_venues
DELETE FROM venues WHERE id = :id;

-- name: create_comments
INSERT INTO comments (id, user_id, event_id, name, title) VALUES (:id, :user_id, :event_id, :name, :title);

-- name: remove_comments
DELETE FROM comments WHERE id = :id;

-- name: create_dj_genres
INSERT INTO dj_genres (id, dj_id, genre_id, name, title) VALUES (:id, :dj_id, :genre_id, :name, :title);

-- name: remove_dj_genres
DELETE FROM dj_genres WHERE id = :id;

-- name: create_djs
INSERT INTO djs (id, name, title, description, status, email, phone, kind, amount, position, url, notes, city, code, total, starts_on, ends_on, language, color, size, weight, origin, label, summary) VALUES (:id, :name, :title, :description, :status, :email, :phone, :kind, :amount, :position, :url, :notes, :city, :code, :total, :starts_on, :ends_on, :language, :color, :size, :weight, :origin, :label, :summary);

-- name: remove_djs
DELETE FROM djs WHERE id = :id;

-- name: create_events
INSERT INTO events (id, venue_id, dj_id, name, title, description, status, email, phone) VALUES (:id, :venue_id, :dj_id, :name, :title, :description, :status, :email, :phone);

-- name: remove_events
DELETE FROM events WHERE id = :id;

-- name: create_genres
INSERT INTO genres (id, name, title, description) VALUES (:id, :name, :title, :description);

-- name: remove_genres
DELETE FROM genres WHERE id = :id;

-- name: create_ratings
INSERT INTO ratings (id, user_id, dj_id, name, title, description, status, email) VALUES (:id, :user_id, :dj_id, :name, :title, :description, :status, :email);

-- name: remove_ratings
DELETE FROM ratings WHERE id = :id;

-- name: create_replies
INSERT INTO replies (id, comment_id, name) VALUES (:id, :comment_id, :name);

-- name: remove_replies
DELETE FROM replies WHERE id = :id;

-- name: create_tracks
INSERT INTO tracks (id, dj_id, name, title, description, status, email) VALUES (:id, :dj_id, :name, :title, :description, :status, :email);

-- name: remove_tracks
DELETE FROM tracks WHERE id = :id;

-- name: create_users
INSERT INTO users (id, name, title, description, status, email, phone, kind, amount, position, url, notes, city) VALUES (:id, :name, :title, :description, :status, :email, :phone, :kind, :amount, :position, :url, :notes, :city);

-- name: remove_users
DELETE FROM users WHERE id = :id;

-- name: set_name_of_venues
UPDATE venues SET name = :value WHERE id = :id;
UPDATE venues SET address = :new_address WHERE id = :id;
UPDATE venues SET created_at = :new_created_at WHERE id = :id;
UPDATE venues SET updated_at = :new_updated_at WHERE id = :id;
UPDATE venues SET phone = :new_phone WHERE id = :id;
UPDATE venues SET image_url = :new_image_url WHERE id = :id;
UPDATE venues SET cross_streets = :new_cross_streets WHERE id = :id;
UPDATE venues SET neighborhood = :new_neighborhood WHERE id = :id;
UPDATE venues SET latitude = :new_latitude WHERE id = :id;

-- name: set_name_of_comments
UPDATE comments SET name = :value WHERE id = :id;
UPDATE comments SET title = :new_title WHERE id = :id;
UPDATE comments SET name = :new_name WHERE id = :id;
UPDATE comments SET title = :new_title WHERE id = :id;
UPDATE comments SET name = :new_name WHERE id = :id;
UPDATE comments SET title = :new_title WHERE id = :id;
UPDATE comments SET name = :new_name WHERE id = :id;
UPDATE comments SET title = :new_title WHERE id = :id;
UPDATE comments SET name = :new_name WHERE id = :id;

-- name: set_name_of_dj_genres
UPDATE dj_genres SET name = :value WHERE id = :id;
UPDATE dj_genres SET title = :new_title WHERE id = :id;
UPDATE dj_genres SET name = :new_name WHERE id = :id;
UPDATE dj_genres SET title = :new_title WHERE id = :id;
UPDATE dj_genres SET name = :new_name WHERE id = :id;
UPDATE dj_genres SET title = :new_title WHERE id = :id;
UPDATE dj_genres SET name = :new_name WHERE id = :id;
UPDATE dj_genres SET title = :new_title WHERE id = :id;
UPDATE dj_genres SET name = :new_name WHERE id = :id;

-- name: set_name_of_djs
UPDATE djs SET name = :value WHERE id = :id;
UPDATE djs SET title = :new_title WHERE id = :id;
UPDATE djs SET description = :new_description WHERE id = :id;
UPDATE djs SET status = :new_status WHERE id = :id;
UPDATE djs SET email = :new_email WHERE id = :id;
UPDATE djs SET phone = :new_phone WHERE id = :id;
UPDATE djs SET kind = :new_kind WHERE id = :id;
UPDATE djs SET amount = :new_amount WHERE id = :id;
UPDATE djs SET position = :new_position WHERE id = :id;

-- name: set_name_of_events
UPDATE events SET name = :value WHERE id = :id;
UPDATE events SET title = :new_title WHERE id = :id;
UPDATE events SET description = :new_description WHERE id = :id;
UPDATE events SET status = :new_status WHERE id = :id;
UPDATE events SET email = :new_email WHERE id = :id;
UPDATE events SET phone = :new_phone WHERE id = :id;
UPDATE events SET name = :new_name WHERE id = :id;
UPDATE events SET title = :new_title WHERE id = :id;
UPDATE events SET description = :new_description WHERE id = :id;

-- name: set_name_of_genres
UPDATE genres SET name = :value WHERE id = :id;
UPDATE genres SET title = :new_title WHERE id = :id;
UPDATE genres SET description = :new_description WHERE id = :id;
UPDATE genres SET name = :new_name WHERE id = :id;
UPDATE genres SET title = :new_title WHERE id = :id;
UPDATE genres SET description = :new_description WHERE id = :id;
UPDATE genres SET name = :new_name WHERE id = :id;
UPDATE genres SET title = :new_title WHERE id = :id;
UPDATE genres SET description = :new_description WHERE id = :id;

-- name: set_name_of_ratings
UPDATE ratings SET name = :value WHERE id = :id;
UPDATE ratings SET title = :new_title WHERE id = :id;
UPDATE ratings SET description = :new_description WHERE id = :id;
UPDATE ratings SET status = :new_status WHERE id = :id;
UPDATE ratings SET email = :new_email WHERE id = :id;
UPDATE ratings SET name = :new_name WHERE id = :id;
UPDATE ratings SET title = :new_title WHERE id = :id;
UPDATE ratings SET description = :new_description WHERE id = :id;

-- name: set_name_of_replies
UPDATE replies SET name = :value WHERE id = :id;

-- name: set_name_of_tracks
UPDATE tracks SET name = :value WHERE id = :id;
UPDATE tracks SET title = :new_title WHERE id = :id;
UPDATE tracks SET description = :new_description WHERE id = :id;
UPDATE tracks SET status = :new_status WHERE id = :id;
UPDATE tracks SET email = :new_email WHERE id = :id;
UPDATE tracks SET name = :new_name WHERE id = :id;
UPDATE tracks SET title = :new_title WHERE id = :id;
UPDATE tracks SET description = :new_description WHERE id = :id;

-- name: get_venues
SELECT name, category FROM venues WHERE id = :id;

-- name: get_comments
SELECT name, title FROM comments WHERE id = :id;

-- name: get_dj_genres
SELECT name, title FROM dj_genres WHERE id = :id;

-- name: get_djs
SELECT name, summary FROM djs WHERE id = :id;

-- name: get_events
SELECT name, phone FROM events WHERE id = :id;

-- name: get_genres
SELECT name, description FROM genres WHERE id = :id;

-- name: get_ratings
SELECT name, email FROM ratings WHERE id = :id;

-- name: get_replies
SELECT name, name FROM replies WHERE id = :id;

-- name: get_tracks
SELECT name, email FROM tracks WHERE id = :id;

-- name: get_users
SELECT name, city FROM users WHERE id = :id;

-- name: comments_by_user_id
SELECT id, name FROM comments WHERE user_id = :id;

-- name: dj_genres_by_dj_id
SELECT id, name FROM dj_genres WHERE dj_id = :id;

-- name: events_by_venue_id
SELECT id, name FROM events WHERE venue_id = :id;

-- name: ratings_by_user_id
SELECT id, name FROM ratings WHERE user_id = :id;

-- name: replies_by_comment_id
SELECT id, name FROM replies WHERE comment_id = :id;

-- name: tracks_by_dj_id
SELECT id, name FROM tracks WHERE dj_id = :id;

-- name: find_venues
SELECT id FROM venues WHERE name = :one OR category > :two;

-- name: find_comments
SELECT id FROM comments WHERE name = :one OR title > :two;

-- name: find_dj_genres
SELECT id FROM dj_genres WHERE name = :one OR title > :two;

-- name: find_djs
SELECT id FROM djs WHERE name = :one OR summary > :two;

-- name: find_events
SELECT id FROM events WHERE name = :one OR phone > :two;

-- name: find_genres
SELECT id FROM genres WHERE name = :one OR description > :two;

-- name: find_ratings
SELECT id FROM ratings WHERE name = :one OR email > :two;

-- name: find_replies
SELECT id FROM replies WHERE name = :one OR name > :two;

-- name: find_tracks
SELECT id FROM tracks WHERE name = :one OR email > :two;

-- name: find_users
SELECT id FROM users WHERE name = :one OR city > :two;

-- name: comments_with_user_id
SELECT t.name, p.name FROM comments t JOIN users p ON p.id = t.user_id WHERE t.id = :id;

-- name: dj_genres_with_dj_id
SELECT t.name, p.name FROM dj_genres t JOIN djs p ON p.id = t.dj_id WHERE t.id = :id;

-- name: events_with_venue_id
SELECT t.name, p.name FROM events t JOIN venues p ON p.id = t.venue_id WHERE t.id = :id;

-- name: ratings_with_user_id
SELECT t.name, p.name FROM ratings t JOIN users p ON p.id = t.user_id WHERE t.id = :id;

-- name: replies_with_comment_id
SELECT t.name, p.name FROM replies t JOIN comments p ON p.id = t.comment_id WHERE t.id = :id;

-- name: tracks_with_dj_id
SELECT t.name, p.name FROM tracks t JOIN djs p ON p.id = t.dj_id WHERE t.id = :id;

-- name: count_venues
SELECT name, COUNT(*) AS number FROM venues GROUP BY name ORDER BY 1;

-- name: count_comments
SELECT name, COUNT(*) AS number FROM comments GROUP BY name ORDER BY 1;

-- name: count_dj_genres
SELECT name, COUNT(*) AS number FROM dj_genres GROUP BY name ORDER BY 1;

-- name: count_djs
SELECT name, COUNT(*) AS number FROM djs GROUP BY name ORDER BY 1;

-- name: count_events
SELECT name, COUNT(*) AS number FROM events GROUP BY name ORDER BY 1;

-- name: count_genres
SELECT name, COUNT(*) AS number FROM genres GROUP BY name ORDER BY 1;

-- name: count_ratings
SELECT name, COUNT(*) AS number FROM ratings GROUP BY name ORDER BY 1;

-- name: count_replies
SELECT name, COUNT(*) AS number FROM replies GROUP BY name ORDER BY 1;

-- name: count_tracks
SELECT name, COUNT(*) AS number FROM tracks GROUP BY name ORDER BY 1;
