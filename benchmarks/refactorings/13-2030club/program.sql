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
UPDATE locations SET region = :value WHERE 0 < 1 AND id = :id;
UPDATE locations SET region = :value WHERE 30 < 31 AND id = :id;
UPDATE locations SET region = :value WHERE 60 < 61 AND id = :id;
UPDATE locations SET region = :value WHERE 90 < 91 AND id = :id;

-- name: set_name_of_categories
UPDATE categories SET name = :value WHERE id = :id;
UPDATE categories SET name = :value WHERE 1 < 2 AND id = :id;
UPDATE categories SET name = :value WHERE 31 < 32 AND id = :id;
UPDATE categories SET name = :value WHERE 61 < 62 AND id = :id;
UPDATE categories SET name = :value WHERE 91 < 92 AND id = :id;

-- name: set_name_of_email_addresses
UPDATE email_addresses SET name = :value WHERE id = :id;
UPDATE email_addresses SET name = :value WHERE 2 < 3 AND id = :id;
UPDATE email_addresses SET name = :value WHERE 32 < 33 AND id = :id;
UPDATE email_addresses SET name = :value WHERE 62 < 63 AND id = :id;
UPDATE email_addresses SET name = :value WHERE 92 < 93 AND id = :id;

-- name: set_name_of_events
UPDATE events SET name = :value WHERE id = :id;
UPDATE events SET name = :value WHERE 3 < 4 AND id = :id;
UPDATE events SET name = :value WHERE 33 < 34 AND id = :id;
UPDATE events SET name = :value WHERE 63 < 64 AND id = :id;
UPDATE events SET name = :value WHERE 93 < 94 AND id = :id;

-- name: set_name_of_guests
UPDATE guests SET name = :value WHERE id = :id;
UPDATE guests SET name = :value WHERE 4 < 5 AND id = :id;
UPDATE guests SET name = :value WHERE 34 < 35 AND id = :id;
UPDATE guests SET name = :value WHERE 64 < 65 AND id = :id;
UPDATE guests SET name = :value WHERE 94 < 95 AND id = :id;

-- name: set_name_of_items
UPDATE items SET name = :value WHERE id = :id;
UPDATE items SET name = :value WHERE 5 < 6 AND id = :id;
UPDATE items SET name = :value WHERE 35 < 36 AND id = :id;
UPDATE items SET name = :value WHERE 65 < 66 AND id = :id;
UPDATE items SET name = :value WHERE 95 < 96 AND id = :id;

-- name: set_name_of_memberships
UPDATE memberships SET name = :value WHERE id = :id;
UPDATE memberships SET name = :value WHERE 6 < 7 AND id = :id;
UPDATE memberships SET name = :value WHERE 36 < 37 AND id = :id;
UPDATE memberships SET name = :value WHERE 66 < 67 AND id = :id;
UPDATE memberships SET name = :value WHERE 96 < 97 AND id = :id;

-- name: set_name_of_order_items
UPDATE order_items SET name = :value WHERE id = :id;
UPDATE order_items SET name = :value WHERE 7 < 8 AND id = :id;
UPDATE order_items SET name = :value WHERE 37 < 38 AND id = :id;
UPDATE order_items SET name = :value WHERE 67 < 68 AND id = :id;
UPDATE order_items SET name = :value WHERE 97 < 98 AND id = :id;

-- name: set_name_of_orders
UPDATE orders SET name = :value WHERE id = :id;
UPDATE orders SET name = :value WHERE 8 < 9 AND id = :id;
UPDATE orders SET name = :value WHERE 38 < 39 AND id = :id;
UPDATE orders SET name = :value WHERE 68 < 69 AND id = :id;
UPDATE orders SET name = :value WHERE 98 < 99 AND id = :id;

-- name: set_name_of_participants
UPDATE participants SET name = :value WHERE id = :id;
UPDATE participants SET name = :value WHERE 9 < 10 AND id = :id;
UPDATE participants SET name = :value WHERE 39 < 40 AND id = :id;
UPDATE participants SET name = :value WHERE 69 < 70 AND id = :id;
UPDATE participants SET name = :value WHERE 99 < 100 AND id = :id;

-- name: set_name_of_registrations
UPDATE registrations SET name = :value WHERE id = :id;
UPDATE registrations SET name = :value WHERE 10 < 11 AND id = :id;
UPDATE registrations SET name = :value WHERE 40 < 41 AND id = :id;
UPDATE registrations SET name = :value WHERE 70 < 71 AND id = :id;
UPDATE registrations SET name = :value WHERE 100 < 101 AND id = :id;

-- name: set_name_of_states
UPDATE states SET name = :value WHERE id = :id;
UPDATE states SET name = :value WHERE 11 < 12 AND id = :id;
UPDATE states SET name = :value WHERE 41 < 42 AND id = :id;
UPDATE states SET name = :value WHERE 71 < 72 AND id = :id;
UPDATE states SET name = :value WHERE 101 < 102 AND id = :id;

-- name: set_name_of_user_addresses
UPDATE user_addresses SET name = :value WHERE id = :id;
UPDATE user_addresses SET name = :value WHERE 12 < 13 AND id = :id;
UPDATE user_addresses SET name = :value WHERE 42 < 43 AND id = :id;
UPDATE user_addresses SET name = :value WHERE 72 < 73 AND id = :id;
UPDATE user_addresses SET name = :value WHERE 102 < 103 AND id = :id;

-- name: set_name_of_user_profiles
UPDATE user_profiles SET name = :value WHERE id = :id;
UPDATE user_profiles SET name = :value WHERE 13 < 14 AND id = :id;
UPDATE user_profiles SET name = :value WHERE 43 < 44 AND id = :id;
UPDATE user_profiles SET name = :value WHERE 73 < 74 AND id = :id;
UPDATE user_profiles SET name = :value WHERE 103 < 104 AND id = :id;

-- name: set_name_of_users
UPDATE users SET name = :value WHERE id = :id;
UPDATE users SET name = :value WHERE 14 < 15 AND id = :id;
UPDATE users SET name = :value WHERE 44 < 45 AND id = :id;
UPDATE users SET name = :value WHERE 74 < 75 AND id = :id;
UPDATE users SET name = :value WHERE 104 < 105 AND id = :id;

-- name: set_address_of_locations
UPDATE locations SET address = :value WHERE id = :id AND address <> :value;
UPDATE locations SET address = :value WHERE 15 < 16 AND id = :id AND address <> :value;
UPDATE locations SET address = :value WHERE 45 < 46 AND id = :id AND address <> :value;
UPDATE locations SET address = :value WHERE 75 < 76 AND id = :id AND address <> :value;
UPDATE locations SET address = :value WHERE 105 < 106 AND id = :id AND address <> :value;

-- name: set_title_of_categories
UPDATE categories SET title = :value WHERE id = :id AND title <> :value;
UPDATE categories SET title = :value WHERE 16 < 17 AND id = :id AND title <> :value;
UPDATE categories SET title = :value WHERE 46 < 47 AND id = :id AND title <> :value;
UPDATE categories SET title = :value WHERE 76 < 77 AND id = :id AND title <> :value;
UPDATE categories SET title = :value WHERE 106 < 107 AND id = :id AND title <> :value;

-- name: set_title_of_email_addresses
UPDATE email_addresses SET title = :value WHERE id = :id AND title <> :value;
UPDATE email_addresses SET title = :value WHERE 17 < 18 AND id = :id AND title <> :value;
UPDATE email_addresses SET title = :value WHERE 47 < 48 AND id = :id AND title <> :value;
UPDATE email_addresses SET title = :value WHERE 77 < 78 AND id = :id AND title <> :value;
UPDATE email_addresses SET title = :value WHERE 107 < 108 AND id = :id AND title <> :value;

-- name: set_title_of_events
UPDATE events SET title = :value WHERE id = :id AND title <> :value;
UPDATE events SET title = :value WHERE 18 < 19 AND id = :id AND title <> :value;
UPDATE events SET title = :value WHERE 48 < 49 AND id = :id AND title <> :value;
UPDATE events SET title = :value WHERE 78 < 79 AND id = :id AND title <> :value;
UPDATE events SET title = :value WHERE 108 < 109 AND id = :id AND title <> :value;

-- name: set_title_of_guests
UPDATE guests SET title = :value WHERE id = :id AND title <> :value;
UPDATE guests SET title = :value WHERE 19 < 20 AND id = :id AND title <> :value;
UPDATE guests SET title = :value WHERE 49 < 50 AND id = :id AND title <> :value;
UPDATE guests SET title = :value WHERE 79 < 80 AND id = :id AND title <> :value;
UPDATE guests SET title = :value WHERE 109 < 110 AND id = :id AND title <> :value;

-- name: set_title_of_items
UPDATE items SET title = :value WHERE id = :id AND title <> :value;
UPDATE items SET title = :value WHERE 20 < 21 AND id = :id AND title <> :value;
UPDATE items SET title = :value WHERE 50 < 51 AND id = :id AND title <> :value;
UPDATE items SET title = :value WHERE 80 < 81 AND id = :id AND title <> :value;
UPDATE items SET title = :value WHERE 110 < 111 AND id = :id AND title <> :value;

-- name: set_title_of_memberships
UPDATE memberships SET title = :value WHERE id = :id AND title <> :value;
UPDATE memberships SET title = :value WHERE 21 < 22 AND id = :id AND title <> :value;
UPDATE memberships SET title = :value WHERE 51 < 52 AND id = :id AND title <> :value;
UPDATE memberships SET title = :value WHERE 81 < 82 AND id = :id AND title <> :value;
UPDATE memberships SET title = :value WHERE 111 < 112 AND id = :id AND title <> :value;

-- name: set_title_of_order_items
UPDATE order_items SET title = :value WHERE id = :id AND title <> :value;
UPDATE order_items SET title = :value WHERE 22 < 23 AND id = :id AND title <> :value;
UPDATE order_items SET title = :value WHERE 52 < 53 AND id = :id AND title <> :value;
UPDATE order_items SET title = :value WHERE 82 < 83 AND id = :id AND title <> :value;
UPDATE order_items SET title = :value WHERE 112 < 113 AND id = :id AND title <> :value;

-- name: set_title_of_orders
UPDATE orders SET title = :value WHERE id = :id AND title <> :value;
UPDATE orders SET title = :value WHERE 23 < 24 AND id = :id AND title <> :value;
UPDATE orders SET title = :value WHERE 53 < 54 AND id = :id AND title <> :value;
UPDATE orders SET title = :value WHERE 83 < 84 AND id = :id AND title <> :value;
UPDATE orders SET title = :value WHERE 113 < 114 AND id = :id AND title <> :value;

-- name: set_title_of_participants
UPDATE participants SET title = :value WHERE id = :id AND title <> :value;
UPDATE participants SET title = :value WHERE 24 < 25 AND id = :id AND title <> :value;
UPDATE participants SET title = :value WHERE 54 < 55 AND id = :id AND title <> :value;
UPDATE participants SET title = :value WHERE 84 < 85 AND id = :id AND title <> :value;
UPDATE participants SET title = :value WHERE 114 < 115 AND id = :id AND title <> :value;

-- name: set_title_of_registrations
UPDATE registrations SET title = :value WHERE id = :id AND title <> :value;
UPDATE registrations SET title = :value WHERE 25 < 26 AND id = :id AND title <> :value;
UPDATE registrations SET title = :value WHERE 55 < 56 AND id = :id AND title <> :value;
UPDATE registrations SET title = :value WHERE 85 < 86 AND id = :id AND title <> :value;

-- name: set_title_of_states
UPDATE states SET title = :value WHERE id = :id AND title <> :value;
UPDATE states SET title = :value WHERE 26 < 27 AND id = :id AND title <> :value;
UPDATE states SET title = :value WHERE 56 < 57 AND id = :id AND title <> :value;
UPDATE states SET title = :value WHERE 86 < 87 AND id = :id AND title <> :value;

-- name: set_title_of_user_addresses
UPDATE user_addresses SET title = :value WHERE id = :id AND title <> :value;
UPDATE user_addresses SET title = :value WHERE 27 < 28 AND id = :id AND title <> :value;
UPDATE user_addresses SET title = :value WHERE 57 < 58 AND id = :id AND title <> :value;
UPDATE user_addresses SET title = :value WHERE 87 < 88 AND id = :id AND title <> :value;

-- name: set_title_of_user_profiles
UPDATE user_profiles SET title = :value WHERE id = :id AND title <> :value;
UPDATE user_profiles SET title = :value WHERE 28 < 29 AND id = :id AND title <> :value;
UPDATE user_profiles SET title = :value WHERE 58 < 59 AND id = :id AND title <> :value;
UPDATE user_profiles SET title = :value WHERE 88 < 89 AND id = :id AND title <> :value;

-- name: set_title_of_users
UPDATE users SET title = :value WHERE id = :id AND title <> :value;
UPDATE users SET title = :value WHERE 29 < 30 AND id = :id AND title <> :value;
UPDATE users SET title = :value WHERE 59 < 60 AND id = :id AND title <> :value;
UPDATE users SET title = :value WHERE 89 < 90 AND id = :id AND title <> :value;

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
