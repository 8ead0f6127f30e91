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
UPDATE orders SET pickup_or_delivery = :new_pickup_or_delivery WHERE id = :id;
UPDATE orders SET street_number = :new_street_number WHERE id = :id;
UPDATE orders SET street = :new_street WHERE id = :id;

-- name: set_name_of_carts
UPDATE carts SET name = :value WHERE id = :id;
UPDATE carts SET title = :new_title WHERE id = :id;
UPDATE carts SET name = :new_name WHERE id = :id;
UPDATE carts SET title = :new_title WHERE id = :id;

-- name: set_name_of_categories
UPDATE categories SET name = :value WHERE id = :id;
UPDATE categories SET title = :new_title WHERE id = :id;
UPDATE categories SET description = :new_description WHERE id = :id;
UPDATE categories SET status = :new_status WHERE id = :id;

-- name: set_name_of_item_categories
UPDATE item_categories SET name = :value WHERE id = :id;
UPDATE item_categories SET title = :new_title WHERE id = :id;
UPDATE item_categories SET name = :new_name WHERE id = :id;
UPDATE item_categories SET title = :new_title WHERE id = :id;

-- name: set_name_of_items
UPDATE items SET name = :value WHERE id = :id;
UPDATE items SET title = :new_title WHERE id = :id;
UPDATE items SET description = :new_description WHERE id = :id;

-- name: set_name_of_line_items
UPDATE line_items SET name = :value WHERE id = :id;
UPDATE line_items SET title = :new_title WHERE id = :id;
UPDATE line_items SET description = :new_description WHERE id = :id;

-- name: set_name_of_users
UPDATE users SET name = :value WHERE id = :id;
UPDATE users SET title = :new_title WHERE id = :id;
UPDATE users SET description = :new_description WHERE id = :id;

-- name: set_pickup_or_delivery_of_orders
UPDATE orders SET pickup_or_delivery = :value WHERE id = :id AND pickup_or_delivery <> :value;
UPDATE orders SET street_number = :new_street_number WHERE id = :id;
UPDATE orders SET street = :new_street WHERE id = :id;
UPDATE orders SET city = :new_city WHERE id = :id;

-- name: set_title_of_carts
UPDATE carts SET title = :value WHERE id = :id AND title <> :value;
UPDATE carts SET name = :new_name WHERE id = :id;
UPDATE carts SET title = :new_title WHERE id = :id;
UPDATE carts SET name = :new_name WHERE id = :id;

-- name: set_title_of_categories
UPDATE categories SET title = :value WHERE id = :id AND title <> :value;
UPDATE categories SET description = :new_description WHERE id = :id;
UPDATE categories SET status = :new_status WHERE id = :id;
UPDATE categories SET name = :new_name WHERE id = :id;

-- name: set_title_of_item_categories
UPDATE item_categories SET title = :value WHERE id = :id AND title <> :value;
UPDATE item_categories SET name = :new_name WHERE id = :id;
UPDATE item_categories SET title = :new_title WHERE id = :id;
UPDATE item_categories SET name = :new_name WHERE id = :id;

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
