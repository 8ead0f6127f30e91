-- name: create_locations
INSERT INTO locations (id, participant_id, region, address, address_cont, city, state, zip, phone, created_at, updated_at) VALUES (:id, :participant_id, :region, :address, :address_cont, :city, :state, :zip, :phone, :created_at, :updated_at);

-- name: remove_locations
DELETE FROM locations WHERE id = :id;

-- name: create_categories
INSERT INTO categories (id, name, title, description) VALUES (:id, :name, :title, :description);

-- name: remove_categories
DELETE FROM categories WHERE id = :id;

-- name: create_email_addresses
INSERT INTO email_addresses (id, user_id, name, title, description, status, email) VALUES (:id, :user_id, :name, :title, :description, :status, :email);

-- name: remove_email_addresses
DELETE FROM email_addresses WHERE id = :id;

-- name: create_events
INSERT INTO events (id, name, title, description, status, email, phone, kind, amount, position, url, notes, city, code, total) VALUES (:id, :name, :title, :description, :status, :email, :phone, :kind, :amount, :position, :url, :notes, :city, :code, :total);

-- name: remove_events
DELETE FROM events WHERE id = :id;

-- name: create_guests
INSERT INTO guests (id, registration_id, name, title, description, status) VALUES (:id, :registration_id, :name, :title, :description, :status);

-- name: remove_guests
DELETE FROM guests WHERE id = :id;

-- name: create_items
INSERT INTO items (id, name, title, description, status, email, phone) VALUES (:id, :name, :title, :description, :status, :email, :phone);

-- name: remove_items
DELETE FROM items WHERE id = :id;

-- name: create_memberships
INSERT INTO memberships (id, name, title, description) VALUES (:id, :name, :title, :description);

-- name: remove_memberships
DELETE FROM memberships WHERE id = :id;

-- name: create_order_items
INSERT INTO order_items (id, order_id, item_id, name, title, description) VALUES (:id, :order_id, :item_id, :name, :title, :description);

-- name: remove_order_items
DELETE FROM order_items WHERE id = :id;

-- name: create_orders
INSERT INTO orders (id, user_id, name, title, description, status, email, phone, kind) VALUES (:id, :user_id, :name, :title, :description, :status, :email, :phone, :kind);

-- name: remove_orders
DELETE FROM orders WHERE id = :id;

-- name: create_participants
INSERT INTO participants (id, name, title, description, status, email, phone, kind, amount, position, url, notes, city) VALUES (:id, :name, :title, :description, :status, :email, :phone, :kind, :amount, :position, :url, :notes, :city);

-- name: remove_participants
DELETE FROM participants WHERE id = :id;

-- name: create_registrations
INSERT INTO registrations (id, event_id, name, title, description, status, email, phone, kind, amount, position, url, notes, city, code, total, starts_on) VALUES (:id, :event_id, :name, :title, :description, :status, :email, :phone, :kind, :amount, :position, :url, :notes, :city, :code, :total, :starts_on);

-- name: remove_registrations
DELETE FROM registrations WHERE id = :id;

-- name: create_states
INSERT INTO states (id, name, title) VALUES (:id, :name, :title);

-- name: remove_states
DELETE FROM states WHERE id = :id;

-- name: create_user_addresses
INSERT INTO user_addresses (id, user_id, name, title, description, status, email, phone, kind, amount, position, url) VALUES (:id, :user_id, :name, :title, :description, :status, :email, :phone, :kind, :amount, :position, :url);

-- name: remove_user_addresses
DELETE FROM user_addresses WHERE id = :id;

-- name: create_user_profiles
INSERT INTO user_profiles (id, name, title, description, status, email, phone, kind, amount, position, url, notes, city, code, total, starts_on, ends_on) VALUES (:id, :name, :title, :description, :status, :email, :phone, :kind, :amount, :position, :url, :notes, :city, :code, :total, :starts_on, :ends_on);

-- name: remove_user_profiles
DELETE FROM user_profiles WHERE id = :id;

-- name: create_users
INSERT INTO users (id, name, title, description, status, email, phone, kind, amount, position, url, notes, city, code, total, starts_on, ends_on, language, color, size, weight, origin, label, summary) VALUES (:id, :name, :title, :description, :status, :email, :phone, :kind, :amount, :position, :url, :notes, :city, :code, :total, :starts_on, :ends_on, :language, :color, :size, :weight, :origin, :label, :summary);

-- name: remove_users
DELETE FROM users WHERE id = :id;

-- name: set_region_of_locations
UPDATE locations SET region = :value WHERE id = :id;
UPDATE locations SET address = :new_address WHERE id = :id;
UPDATE locations SET address_cont = :new_address_cont WHERE id = :id;
UPDATE locations SET city = :new_city WHERE id = :id;
UPDATE locations SET state = :new_state WHERE id = :id;

-- name: set_name_of_categories
UPDATE categories SET name = :value WHERE id = :id;
UPDATE categories SET title = :new_title WHERE id = :id;
UPDATE categories SET description = :new_description WHERE id = :id;
UPDATE categories SET name = :new_name WHERE id = :id;
UPDATE categories SET title = :new_title WHERE id = :id;

-- name: set_name_of_email_addresses
UPDATE email_addresses SET name = :value WHERE id = :id;
UPDATE email_addresses SET title = :new_title WHERE id = :id;
UPDATE email_addresses SET description = :new_description WHERE id = :id;
UPDATE email_addresses SET status = :new_status WHERE id = :id;
UPDATE email_addresses SET email = :new_email WHERE id = :id;

-- name: set_name_of_events
UPDATE events SET name = :value WHERE id = :id;
UPDATE events SET title = :new_title WHERE id = :id;
UPDATE events SET description = :new_description WHERE id = :id;
UPDATE events SET status = :new_status WHERE id = :id;
UPDATE events SET email = :new_email WHERE id = :id;

-- name: set_name_of_guests
UPDATE guests SET name = :value WHERE id = :id;
UPDATE guests SET title = :new_title WHERE id = :id;
UPDATE guests SET description = :new_description WHERE id = :id;
UPDATE guests SET status = :new_status WHERE id = :id;
UPDATE guests SET name = :new_name WHERE id = :id;

-- name: set_name_of_items
UPDATE items SET name = :value WHERE id = :id;
UPDATE items SET title = :new_title WHERE id = :id;
UPDATE items SET description = :new_description WHERE id = :id;
UPDATE items SET status = :new_status WHERE id = :id;
UPDATE items SET email = :new_email WHERE id = :id;

-- name: set_name_of_memberships
UPDATE memberships SET name = :value WHERE id = :id;
UPDATE memberships SET title = :new_title WHERE id = :id;
UPDATE memberships SET description = :new_description WHERE id = :id;
UPDATE memberships SET name = :new_name WHERE id = :id;
UPDATE memberships SET title = :new_title WHERE id = :id;

-- name: set_name_of_order_items
UPDATE order_items SET name = :value WHERE id = :id;
UPDATE order_items SET title = :new_title WHERE id = :id;
UPDATE order_items SET description = :new_description WHERE id = :id;
UPDATE order_items SET name = :new_name WHERE id = :id;
UPDATE order_items SET title = :new_title WHERE id = :id;

-- name: set_name_of_orders
UPDATE orders SET name = :value WHERE id = :id;
UPDATE orders SET title = :new_title WHERE id = :id;
UPDATE orders SET description = :new_description WHERE id = :id;
UPDATE orders SET status = :new_status WHERE id = :id;
UPDATE orders SET email = :new_email WHERE id = :id;

-- name: set_name_of_participants
UPDATE participants SET name = :value WHERE id = :id;
UPDATE participants SET title = :new_title WHERE id = :id;
UPDATE participants SET description = :new_description WHERE id = :id;
UPDATE participants SET status = :new_status WHERE id = :id;
UPDATE participants SET email = :new_email WHERE id = :id;

-- name: set_name_of_registrations
UPDATE registrations SET name = :value WHERE id = :id;
UPDATE registrations SET title = :new_title WHERE id = :id;
UPDATE registrations SET description = :new_description WHERE id = :id;
UPDATE registrations SET status = :new_status WHERE id = :id;
UPDATE registrations SET email = :new_email WHERE id = :id;

-- name: set_name_of_states
UPDATE states SET name = :value WHERE id = :id;
UPDATE states SET title = :new_title WHERE id = :id;
UPDATE states SET name = :new_name WHERE id = :id;
UPDATE states SET title = :new_title WHERE id = :id;
UPDATE states SET name = :new_name WHERE id = :id;

-- name: set_name_of_user_addresses
UPDATE user_addresses SET name = :value WHERE id = :id;
UPDATE user_addresses SET title = :new_title WHERE id = :id;
UPDATE user_addresses SET description = :new_description WHERE id = :id;
UPDATE user_addresses SET status = :new_status WHERE id = :id;
UPDATE user_addresses SET email = :new_email WHERE id = :id;

-- name: set_name_of_user_profiles
UPDATE user_profiles SET name = :value WHERE id = :id;
UPDATE user_profiles SET title = :new_title WHERE id = :id;
UPDATE user_profiles SET description = :new_description WHERE id = :id;
UPDATE user_profiles SET status = :new_status WHERE id = :id;

-- name: set_name_of_users
UPDATE users SET name = :value WHERE id = :id;
UPDATE users SET title = :new_title WHERE id = :id;
UPDATE users SET description = :new_description WHERE id = :id;
UPDATE users SET status = :new_status WHERE id = :id;

-- name: set_address_of_locations
UPDATE locations SET address = :value WHERE id = :id AND address <> :value;
UPDATE locations SET address_cont = :new_address_cont WHERE id = :id;
UPDATE locations SET city = :new_city WHERE id = :id;
UPDATE locations SET state = :new_state WHERE id = :id;
UPDATE locations SET zip = :new_zip WHERE id = :id;

-- name: set_title_of_categories
UPDATE categories SET title = :value WHERE id = :id AND title <> :value;
UPDATE categories SET description = :new_description WHERE id = :id;
UPDATE categories SET name = :new_name WHERE id = :id;
UPDATE categories SET title = :new_title WHERE id = :id;
UPDATE categories SET description = :new_description WHERE id = :id;

-- name: set_title_of_email_addresses
UPDATE email_addresses SET title = :value WHERE id = :id AND title <> :value;
UPDATE email_addresses SET description = :new_description WHERE id = :id;
UPDATE email_addresses SET status = :new_status WHERE id = :id;
UPDATE email_addresses SET email = :new_email WHERE id = :id;
UPDATE email_addresses SET name = :new_name WHERE id = :id;

-- name: set_title_of_events
UPDATE events SET title = :value WHERE id = :id AND title <> :value;
UPDATE events SET description = :new_description WHERE id = :id;
UPDATE events SET status = :new_status WHERE id = :id;
UPDATE events SET email = :new_email WHERE id = :id;
UPDATE events SET phone = :new_phone WHERE id = :id;

-- name: set_title_of_guests
UPDATE guests SET title = :value WHERE id = :id AND title <> :value;
UPDATE guests SET description = :new_description WHERE id = :id;
UPDATE guests SET status = :new_status WHERE id = :id;
UPDATE guests SET name = :new_name WHERE id = :id;
UPDATE guests SET title = :new_title WHERE id = :id;

-- name: set_title_of_items
UPDATE items SET title = :value WHERE id = :id AND title <> :value;
UPDATE items SET description = :new_description WHERE id = :id;
UPDATE items SET status = :new_status WHERE id = :id;
UPDATE items SET email = :new_email WHERE id = :id;
UPDATE items SET phone = :new_phone WHERE id = :id;

-- name: set_title_of_memberships
UPDATE memberships SET title = :value WHERE id = :id AND title <> :value;
UPDATE memberships SET description = :new_description WHERE id = :id;
UPDATE memberships SET name = :new_name WHERE id = :id;
UPDATE memberships SET title = :new_title WHERE id = :id;
UPDATE memberships SET description = :new_description WHERE id = :id;

-- name: set_title_of_order_items
UPDATE order_items SET title = :value WHERE id = :id AND title <> :value;
UPDATE order_items SET description = :new_description WHERE id = :id;
UPDATE order_items SET name = :new_name WHERE id = :id;
UPDATE order_items SET title = :new_title WHERE id = :id;
UPDATE order_items SET description = :new_description WHERE id = :id;

-- name: set_title_of_orders
UPDATE orders SET title = :value WHERE id = :id AND title <> :value;
UPDATE orders SET description = :new_description WHERE id = :id;
UPDATE orders SET status = :new_status WHERE id = :id;
UPDATE orders SET email = :new_email WHERE id = :id;
UPDATE orders SET phone = :new_phone WHERE id = :id;

-- name: set_title_of_participants
UPDATE participants SET title = :value WHERE id = :id AND title <> :value;
UPDATE participants SET description = :new_description WHERE id = :id;
UPDATE participants SET status = :new_status WHERE id = :id;
UPDATE participants SET email = :new_email WHERE id = :id;
UPDATE participants SET phone = :new_phone WHERE id = :id;

-- name: set_title_of_registrations
UPDATE registrations SET title = :value WHERE id = :id AND title <> :value;
UPDATE registrations SET description = :new_description WHERE id = :id;
UPDATE registrations SET status = :new_status WHERE id = :id;
UPDATE registrations SET email = :new_email WHERE id = :id;
UPDATE registrations SET phone = :new_phone WHERE id = :id;

-- name: set_title_of_states
UPDATE states SET title = :value WHERE id = :id AND title <> :value;
UPDATE states SET name = :new_name WHERE id = :id;
UPDATE states SET title = :new_title WHERE id = :id;
UPDATE states SET name = :new_name WHERE id = :id;
UPDATE states SET title = :new_title WHERE id = :id;

-- name: set_title_of_user_addresses
UPDATE user_addresses SET title = :value WHERE id = :id AND title <> :value;
UPDATE user_addresses SET description = :new_description WHERE id = :id;
UPDATE user_addresses SET status = :new_status WHERE id = :id;
UPDATE user_addresses SET email = :new_email WHERE id = :id;

-- name: set_title_of_user_profiles
UPDATE user_profiles SET title = :value WHERE id = :id AND title <> :value;
UPDATE user_profiles SET description = :new_description WHERE id = :id;
UPDATE user_profiles SET status = :new_status WHERE id = :id;
UPDATE user_profiles SET email = :new_email WHERE id = :id;

-- name: set_title_of_users
UPDATE users SET title = :value WHERE id = :id AND title <> :value;
UPDATE users SET description = :new_description WHERE id = :id;
UPDATE users SET status = :new_status WHERE id = :id;
UPDATE users SET email = :new_email WHERE id = :id;

-- name: get_locations
SELECT region, updated_at FROM locations WHERE id = :id;

-- name: get_categories
SELECT name, description FROM categories WHERE id = :id;

-- name: get_email_addresses
SELECT name, email FROM email_addresses WHERE id = :id;

-- name: get_events
SELECT name, total FROM events WHERE id = :id;

-- name: get_guests
SELECT name, status FROM guests WHERE id = :id;

-- name: get_items
SELECT name, phone FROM items WHERE id = :id;

-- name: get_memberships
SELECT name, description FROM memberships WHERE id = :id;

-- name: get_order_items
SELECT name, description FROM order_items WHERE id = :id;

-- name: get_orders
SELECT name, kind FROM orders WHERE id = :id;

-- name: get_participants
SELECT name, city FROM participants WHERE id = :id;

-- name: get_registrations
SELECT name, starts_on FROM registrations WHERE id = :id;

-- name: get_states
SELECT name, title FROM states WHERE id = :id;

-- name: get_user_addresses
SELECT name, url FROM user_addresses WHERE id = :id;

-- name: get_user_profiles
SELECT name, ends_on FROM user_profiles WHERE id = :id;

-- name: get_users
SELECT name, summary FROM users WHERE id = :id;

-- name: locations_by_participant_id
SELECT id, region FROM locations WHERE participant_id = :id;

-- name: email_addresses_by_user_id
SELECT id, name FROM email_addresses WHERE user_id = :id;

-- name: guests_by_registration_id
SELECT id, name FROM guests WHERE registration_id = :id;

-- name: order_items_by_order_id
SELECT id, name FROM order_items WHERE order_id = :id;

-- name: orders_by_user_id
SELECT id, name FROM orders WHERE user_id = :id;

-- name: registrations_by_event_id
SELECT id, name FROM registrations WHERE event_id = :id;

-- name: user_addresses_by_user_id
SELECT id, name FROM user_addresses WHERE user_id = :id;

-- name: find_locations
SELECT id FROM locations WHERE region = :one OR updated_at > :two;

-- name: find_categories
SELECT id FROM categories WHERE name = :one OR description > :two;

-- name: find_email_addresses
SELECT id FROM email_addresses WHERE name = :one OR email > :two;

-- name: find_events
SELECT id FROM events WHERE name = :one OR total > :two;

-- name: find_guests
SELECT id FROM guests WHERE name = :one OR status > :two;

-- name: find_items
SELECT id FROM items WHERE name = :one OR phone > :two;

-- name: find_memberships
SELECT id FROM memberships WHERE name = :one OR description > :two;

-- name: find_order_items
SELECT id FROM order_items WHERE name = :one OR description > :two;

-- name: find_orders
SELECT id FROM orders WHERE name = :one OR kind > :two;

-- name: find_participants
SELECT id FROM participants WHERE name = :one OR city > :two;

-- name: find_registrations
SELECT id FROM registrations WHERE name = :one OR starts_on > :two;

-- name: find_states
SELECT id FROM states WHERE name = :one OR title > :two;

-- name: find_user_addresses
SELECT id FROM user_addresses WHERE name = :one OR url > :two;

-- name: find_user_profiles
SELECT id FROM user_profiles WHERE name = :one OR ends_on > :two;

-- name: find_users
SELECT id FROM users WHERE name = :one OR summary > :two;

-- name: locations_with_participant_id
SELECT t.region, p.name FROM locations t JOIN participants p ON p.id = t.participant_id WHERE t.id = :id;

-- name: email_addresses_with_user_id
SELECT t.name, p.name FROM email_addresses t JOIN users p ON p.id = t.user_id WHERE t.id = :id;

-- name: guests_with_registration_id
SELECT t.name, p.name FROM guests t JOIN registrations p ON p.id = t.registration_id WHERE t.id = :id;

-- name: order_items_with_order_id
SELECT t.name, p.name FROM order_items t JOIN orders p ON p.id = t.order_id WHERE t.id = :id;

-- name: orders_with_user_id
SELECT t.name, p.name FROM orders t JOIN users p ON p.id = t.user_id WHERE t.id = :id;

-- name: registrations_with_event_id
SELECT t.name, p.name FROM registrations t JOIN events p ON p.id = t.event_id WHERE t.id = :id;

-- name: user_addresses_with_user_id
SELECT t.name, p.name FROM user_addresses t JOIN users p ON p.id = t.user_id WHERE t.id = :id;

-- name: count_locations
SELECT region, COUNT(*) AS number FROM locations GROUP BY region ORDER BY 1;

-- name: count_categories
SELECT name, COUNT(*) AS number FROM categories GROUP BY name ORDER BY 1;

-- name: count_email_addresses
SELECT name, COUNT(*) AS number FROM email_addresses GROUP BY name ORDER BY 1;

-- name: count_events
SELECT name, COUNT(*) AS number FROM events GROUP BY name ORDER BY 1;

-- name: count_guests
SELECT name, COUNT(*) AS number FROM guests GROUP BY name ORDER BY 1;

-- name: count_items
SELECT name, COUNT(*) AS number FROM items GROUP BY name ORDER BY 1;

-- name: count_memberships
SELECT name, COUNT(*) AS number FROM memberships GROUP BY name ORDER BY 1;

-- name: count_order_items
SELECT name, COUNT(*) AS number FROM order_items GROUP BY name ORDER BY 1;

-- name: count_orders
SELECT name, COUNT(*) AS number FROM orders GROUP BY name ORDER BY 1;

-- name: count_participants
SELECT name, COUNT(*) AS number FROM participants GROUP BY name ORDER BY 1;

-- name: count_registrations
SELECT name, COUNT(*) AS number FROM registrations GROUP BY name ORDER BY 1;

-- name: count_states
SELECT name, COUNT(*) AS number FROM states GROUP BY name ORDER BY 1;

-- name: count_user_addresses
SELECT name, COUNT(*) AS number FROM user_addresses GROUP BY name ORDER BY 1;

-- name: count_user_profiles
SELECT name, COUNT(*) AS number FROM user_profiles GROUP BY name ORDER BY 1;

-- name: count_users
SELECT name, COUNT(*) AS number FROM users GROUP BY name ORDER BY 1;

-- name: all_locations_with_participant_id
SELECT t.region, p.name FROM locations t LEFT JOIN participants p ON p.id = t.participant_id WHERE t.updated_at IN (:one, :two);

-- name: all_email_addresses_with_user_id
SELECT t.name, p.name FROM email_addresses t LEFT JOIN users p ON p.id = t.user_id WHERE t.email IN (:one, :two);

-- name: all_guests_with_registration_id
SELECT t.name, p.name FROM guests t LEFT JOIN registrations p ON p.id = t.registration_id WHERE t.status IN (:one, :two);

-- name: all_order_items_with_order_id
SELECT t.name, p.name FROM order_items t LEFT JOIN orders p ON p.id = t.order_id WHERE t.description IN (:one, :two);

-- name: all_orders_with_user_id
SELECT t.name, p.name FROM orders t LEFT JOIN users p ON p.id = t.user_id WHERE t.kind IN (:one, :two);

-- name: all_registrations_with_event_id
SELECT t.name, p.name FROM registrations t LEFT JOIN events p ON p.id = t.event_id WHERE t.starts_on IN (:one, :two);
