-- name: create_orders
INSERT INTO orders (id, user_id, status, pickup_or_delivery, street_number, street, city, state, zip, created_at, updated_at, line_items) VALUES (:id, :user_id, :status, :pickup_or_delivery, :street_number, :street, :city, :state, :zip, :created_at, :updated_at, :line_items);

-- name: remove_orders
DELETE FROM orders WHERE id = :id;

-- name: create_carts
INSERT INTO carts (id, user_id, name, title) VALUES (:id, :user_id, :name, :title);

-- name: remove_carts
DELETE FROM carts WHERE id = :id;

-- name: create_categories
INSERT INTO categories (id, name, title, description, status) VALUES (:id, :name, :title, :description, :status);

-- name: remove_categories
DELETE FROM categories WHERE id = :id;

-- name: create_item_categories
INSERT INTO item_categories (id, item_id, categorie_id, name, title) VALUES (:id, :item_id, :categorie_id, :name, :title);

-- name: remove_item_categories
DELETE FROM item_categories WHERE id = :id;

-- name: create_items
INSERT INTO items (id, name, title, description, status, email, phone, kind, amount, position, url, notes) VALUES (:id, :name, :title, :description, :status, :email, :phone, :kind, :amount, :position, :url, :notes);

-- name: remove_items
DELETE FROM items WHERE id = :id;

-- name: create_line_items
INSERT INTO line_items (id, item_id, cart_id, name, title, description) VALUES (:id, :item_id, :cart_id, :name, :title, :description);

-- name: remove_line_items
DELETE FROM line_items WHERE id = :id;

-- name: create_users
INSERT INTO users (id, name, title, description, status, email, phone, kind) VALUES (:id, :name, :title, :description, :status, :email, :phone, :kind);

-- name: remove_users
DELETE FROM users WHERE id = :id;

-- name: set_status_of_orders
UPDATE orders SET status = :value WHERE id = :id;
UPDATE orders SET status = :value WHERE 0 < 1 AND id = :id;
UPDATE orders SET status = :value WHERE 11 < 12 AND id = :id;
UPDATE orders SET status = :value WHERE 22 < 23 AND id = :id;

-- name: set_name_of_carts
UPDATE carts SET name = :value WHERE id = :id;
UPDATE carts SET name = :value WHERE 1 < 2 AND id = :id;
UPDATE carts SET name = :value WHERE 12 < 13 AND id = :id;
UPDATE carts SET name = :value WHERE 23 < 24 AND id = :id;

-- name: set_name_of_categories
UPDATE categories SET name = :value WHERE id = :id;
UPDATE categories SET name = :value WHERE 2 < 3 AND id = :id;
UPDATE categories SET name = :value WHERE 13 < 14 AND id = :id;
UPDATE categories SET name = :value WHERE 24 < 25 AND id = :id;

-- name: set_name_of_item_categories
UPDATE item_categories SET name = :value WHERE id = :id;
UPDATE item_categories SET name = :value WHERE 3 < 4 AND id = :id;
UPDATE item_categories SET name = :value WHERE 14 < 15 AND id = :id;
UPDATE item_categories SET name = :value WHERE 25 < 26 AND id = :id;

-- name: set_name_of_items
UPDATE items SET name = :value WHERE id = :id;
UPDATE items SET name = :value WHERE 4 < 5 AND id = :id;
UPDATE items SET name = :value WHERE 15 < 16 AND id = :id;
UPDATE items SET name = :value WHERE 26 < 27 AND id = :id;

-- name: set_name_of_line_items
UPDATE line_items SET name = :value WHERE id = :id;
UPDATE line_items SET name = :value WHERE 5 < 6 AND id = :id;
UPDATE line_items SET name = :value WHERE 16 < 17 AND id = :id;
UPDATE line_items SET name = :value WHERE 27 < 28 AND id = :id;

-- name: set_name_of_users
UPDATE users SET name = :value WHERE id = :id;
UPDATE users SET name = :value WHERE 6 < 7 AND id = :id;
UPDATE users SET name = :value WHERE 17 < 18 AND id = :id;
UPDATE users SET name = :value WHERE 28 < 29 AND id = :id;

-- name: set_pickup_or_delivery_of_orders
UPDATE orders SET pickup_or_delivery = :value WHERE id = :id AND pickup_or_delivery <> :value;
UPDATE orders SET pickup_or_delivery = :value WHERE 7 < 8 AND id = :id AND pickup_or_delivery <> :value;
UPDATE orders SET pickup_or_delivery = :value WHERE 18 < 19 AND id = :id AND pickup_or_delivery <> :value;
UPDATE orders SET pickup_or_delivery = :value WHERE 29 < 30 AND id = :id AND pickup_or_delivery <> :value;

-- name: set_title_of_carts
UPDATE carts SET title = :value WHERE id = :id AND title <> :value;
UPDATE carts SET title = :value WHERE 8 < 9 AND id = :id AND title <> :value;
UPDATE carts SET title = :value WHERE 19 < 20 AND id = :id AND title <> :value;

-- name: set_title_of_categories
UPDATE categories SET title = :value WHERE id = :id AND title <> :value;
UPDATE categories SET title = :value WHERE 9 < 10 AND id = :id AND title <> :value;
UPDATE categories SET title = :value WHERE 20 < 21 AND id = :id AND title <> :value;

-- name: set_title_of_item_categories
UPDATE item_categories SET title = :value WHERE id = :id AND title <> :value;
UPDATE item_categories SET title = :value WHERE 10 < 11 AND id = :id AND title <> :value;
UPDATE item_categories SET title = :value WHERE 21 < 22 AND id = :id AND title <> :value;

-- name: get_orders
SELECT status, line_items FROM orders WHERE id = :id;

-- name: get_carts
SELECT name, title FROM carts WHERE id = :id;

-- name: get_categories
SELECT name, status FROM categories WHERE id = :id;

-- name: get_item_categories
SELECT name, title FROM item_categories WHERE id = :id;

-- name: get_items
SELECT name, notes FROM items WHERE id = :id;

-- name: get_line_items
SELECT name, description FROM line_items WHERE id = :id;

-- name: get_users
SELECT name, kind FROM users WHERE id = :id;

-- name: orders_by_user_id
SELECT id, status FROM orders WHERE user_id = :id;

-- name: carts_by_user_id
SELECT id, name FROM carts WHERE user_id = :id;

-- name: item_categories_by_item_id
SELECT id, name FROM item_categories WHERE item_id = :id;

-- name: line_items_by_item_id
SELECT id, name FROM line_items WHERE item_id = :id;

-- name: find_orders
SELECT id FROM orders WHERE status = :one OR line_items > :two;

-- name: find_carts
SELECT id FROM carts WHERE name = :one OR title > :two;

-- name: find_categories
SELECT id FROM categories WHERE name = :one OR status > :two;

-- name: find_item_categories
SELECT id FROM item_categories WHERE name = :one OR title > :two;

-- name: find_items
SELECT id FROM items WHERE name = :one OR notes > :two;

-- name: find_line_items
SELECT id FROM line_items WHERE name = :one OR description > :two;

-- name: find_users
SELECT id FROM users WHERE name = :one OR kind > :two;

-- name: orders_with_user_id
SELECT t.status, p.name FROM orders t JOIN users p ON p.id = t.user_id WHERE t.id = :id;

-- name: carts_with_user_id
SELECT t.name, p.name FROM carts t JOIN users p ON p.id = t.user_id WHERE t.id = :id;

-- name: item_categories_with_item_id
SELECT t.name, p.name FROM item_categories t JOIN items p ON p.id = t.item_id WHERE t.id = :id;

-- name: line_items_with_item_id
SELECT t.name, p.name FROM line_items t JOIN items p ON p.id = t.item_id WHERE t.id = :id;

-- name: count_orders
SELECT status, COUNT(*) AS number FROM orders GROUP BY status ORDER BY 1;

-- name: count_carts
SELECT name, COUNT(*) AS number FROM carts GROUP BY name ORDER BY 1;

-- name: count_categories
SELECT name, COUNT(*) AS number FROM categories GROUP BY name ORDER BY 1;

-- name: count_item_categories
SELECT name, COUNT(*) AS number FROM item_categories GROUP BY name ORDER BY 1;

-- name: count_items
SELECT name, COUNT(*) AS number FROM items GROUP BY name ORDER BY 1;

-- name: count_line_items
SELECT name, COUNT(*) AS number FROM line_items GROUP BY name ORDER BY 1;

-- name: count_users
SELECT name, COUNT(*) AS number FROM users GROUP BY name ORDER BY 1;

-- name: all_orders_with_user_id
SELECT t.status, p.name FROM orders t LEFT JOIN users p ON p.id = t.user_id WHERE t.line_items IN (:one, :two);

-- name: all_carts_with_user_id
SELECT t.name, p.name FROM carts t LEFT JOIN users p ON p.id = t.user_id WHERE t.title IN (:one, :two);

-- name: all_item_categories_with_item_id
SELECT t.name, p.name FROM item_categories t LEFT JOIN items p ON p.id = t.item_id WHERE t.title IN (:one, :two);

-- name: all_line_items_with_item_id
SELECT t.name, p.name FROM line_items t LEFT JOIN items p ON p.id = t.item_id WHERE t.description IN (:one, :two);
