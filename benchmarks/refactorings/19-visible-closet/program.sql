-- name: create_stored_items
INSERT INTO stored_items (id, box_id, created_at, updated_at, photo_file_name, photo_content_type, photo_file_size, photo_updated_at, access_token, status, donated_to, shipment_id) VALUES (:id, :box_id, :created_at, :updated_at, :photo_file_name, :photo_content_type, :photo_file_size, :photo_updated_at, :access_token, :status, :donated_to, :shipment_id);

-- name: remove_stored_items
DELETE FROM stored_items WHERE id = :id;

-- name: create_addresses
INSERT INTO addresses (id, user_id, name, title, description, status, email, phone, kind, amount, position, url, notes, city, code, total, starts_on, ends_on) VALUES (:id, :user_id, :name, :title, :description, :status, :email, :phone, :kind, :amount, :position, :url, :notes, :city, :code, :total, :starts_on, :ends_on);

-- name: remove_addresses
DELETE FROM addresses WHERE id = :id;

-- name: create_boxes
INSERT INTO boxes (id, user_id, subscription_id, name, title, description, status, email, phone, kind, amount, position, url, notes, city, code, total, starts_on, ends_on, language) VALUES (:id, :user_id, :subscription_id, :name, :title, :description, :status, :email, :phone, :kind, :amount, :position, :url, :notes, :city, :code, :total, :starts_on, :ends_on, :language);

-- name: remove_boxes
DELETE FROM boxes WHERE id = :id;

-- name: create_boxes_subscriptions
INSERT INTO boxes_subscriptions (id, boxe_id, subscription_id) VALUES (:id, :boxe_id, :subscription_id);

-- name: remove_boxes_subscriptions
DELETE FROM boxes_subscriptions WHERE id = :id;

-- name: create_cart_items
INSERT INTO cart_items (id, cart_id, product_id, name, title, description, status, email, phone, kind) VALUES (:id, :cart_id, :product_id, :name, :title, :description, :status, :email, :phone, :kind);

-- name: remove_cart_items
DELETE FROM cart_items WHERE id = :id;

-- name: create_carts
INSERT INTO carts (id, user_id, name, title, description, status, email, phone) VALUES (:id, :user_id, :name, :title, :description, :status, :email, :phone);

-- name: remove_carts
DELETE FROM carts WHERE id = :id;

-- name: create_charges
INSERT INTO charges (id, user_id, product_id, name, title, description, status, email, phone, kind) VALUES (:id, :user_id, :product_id, :name, :title, :description, :status, :email, :phone, :kind);

-- name: remove_charges
DELETE FROM charges WHERE id = :id;

-- name: create_credits
INSERT INTO credits (id, user_id, name, title, description, status, email) VALUES (:id, :user_id, :name, :title, :description, :status, :email);

-- name: remove_credits
DELETE FROM credits WHERE id = :id;

-- name: create_interested_people
INSERT INTO interested_people (id, name, title, description) VALUES (:id, :name, :title, :description);

-- name: remove_interested_people
DELETE FROM interested_people WHERE id = :id;

-- name: create_invoices
INSERT INTO invoices (id, user_id, name, title, description, status) VALUES (:id, :user_id, :name, :title, :description, :status);

-- name: remove_invoices
DELETE FROM invoices WHERE id = :id;

-- name: create_marketing_hits
INSERT INTO marketing_hits (id, name, title, description) VALUES (:id, :name, :title, :description);

-- name: remove_marketing_hits
DELETE FROM marketing_hits WHERE id = :id;

-- name: create_order_lines
INSERT INTO order_lines (id, order_id, product_id, name, title, description, status, email, phone, kind, amount, position, url, notes) VALUES (:id, :order_id, :product_id, :name, :title, :description, :status, :email, :phone, :kind, :amount, :position, :url, :notes);

-- name: remove_order_lines
DELETE FROM order_lines WHERE id = :id;

-- name: create_orders
INSERT INTO orders (id, user_id, name, title, description, status, email) VALUES (:id, :user_id, :name, :title, :description, :status, :email);

-- name: remove_orders
DELETE FROM orders WHERE id = :id;

-- name: create_payment_profiles
INSERT INTO payment_profiles (id, user_id, addresse_id, name, title, description, status, email, phone, kind, amount, position, url) VALUES (:id, :user_id, :addresse_id, :name, :title, :description, :status, :email, :phone, :kind, :amount, :position, :url);

-- name: remove_payment_profiles
DELETE FROM payment_profiles WHERE id = :id;

-- name: create_payment_transactions
INSERT INTO payment_transactions (id, payment_profile_id, user_id, name, title, description, status, email, phone, kind, amount, position, url, notes, city) VALUES (:id, :payment_profile_id, :user_id, :name, :title, :description, :status, :email, :phone, :kind, :amount, :position, :url, :notes, :city);

-- name: remove_payment_transactions
DELETE FROM payment_transactions WHERE id = :id;

-- name: create_photos
INSERT INTO photos (id, user_id, name, title, description, status, email, phone) VALUES (:id, :user_id, :name, :title, :description, :status, :email, :phone);

-- name: remove_photos
DELETE FROM photos WHERE id = :id;

-- name: create_products
INSERT INTO products (id, name, title, description, status, email, phone, kind) VALUES (:id, :name, :title, :description, :status, :email, :phone, :kind);

-- name: remove_products
DELETE FROM products WHERE id = :id;

-- name: create_rental_agreement_versions
INSERT INTO rental_agreement_versions (id, name, title, description) VALUES (:id, :name, :title, :description);

-- name: remove_rental_agreement_versions
DELETE FROM rental_agreement_versions WHERE id = :id;

-- name: create_rental_agreement_versions_users
INSERT INTO rental_agreement_versions_users (id, user_id, rental_agreement_version_id, name, title) VALUES (:id, :user_id, :rental_agreement_version_id, :name, :title);

-- name: remove_rental_agreement_versions_users
DELETE FROM rental_agreement_versions_users WHERE id = :id;

-- name: create_shipments
INSERT INTO shipments (id, boxe_id, addresse_id, name, title, description, status, email, phone, kind, amount, position) VALUES (:id, :boxe_id, :addresse_id, :name, :title, :description, :status, :email, :phone, :kind, :amount, :position);

-- name: remove_shipments
DELETE FROM shipments WHERE id = :id;

-- name: create_storage_charge_processing_records
INSERT INTO storage_charge_processing_records (id, user_id, name, title, description, status) VALUES (:id, :user_id, :name, :title, :description, :status);

-- name: remove_storage_charge_processing_records
DELETE FROM storage_charge_processing_records WHERE id = :id;

-- name: create_storage_charges
INSERT INTO storage_charges (id, boxe_id, charge_id, name, title, description) VALUES (:id, :boxe_id, :charge_id, :name, :title, :description);

-- name: remove_storage_charges
DELETE FROM storage_charges WHERE id = :id;

-- name: create_storage_payment_processing_records
INSERT INTO storage_payment_processing_records (id, user_id, name, title, description) VALUES (:id, :user_id, :name, :title, :description);

-- name: remove_storage_payment_processing_records
DELETE FROM storage_payment_processing_records WHERE id = :id;

-- name: create_stored_item_tags
INSERT INTO stored_item_tags (id, stored_item_id, name, title, description) VALUES (:id, :stored_item_id, :name, :title, :description);

-- name: remove_stored_item_tags
DELETE FROM stored_item_tags WHERE id = :id;

-- name: create_subscriptions
INSERT INTO subscriptions (id, user_id, name, title, description, status, email) VALUES (:id, :user_id, :name, :title, :description, :status, :email);

-- name: remove_subscriptions
DELETE FROM subscriptions WHERE id = :id;

-- name: create_users
INSERT INTO users (id, name, title, description, status, email, phone, kind, amount, position, url, notes, city, code, total, starts_on, ends_on, language, color, size, weight, origin, label, summary, content, token, locale, score, level, created_at, updated_at) VALUES (:id, :name, :title, :description, :status, :email, :phone, :kind, :amount, :position, :url, :notes, :city, :code, :total, :starts_on, :ends_on, :language, :color, :size, :weight, :origin, :label, :summary, :content, :token, :locale, :score, :level, :created_at, :updated_at);

-- name: remove_users
DELETE FROM users WHERE id = :id;

-- name: set_created_at_of_stored_items
UPDATE stored_items SET created_at = :value WHERE id = :id;
UPDATE stored_items SET updated_at = :new_updated_at WHERE id = :id;
UPDATE stored_items SET photo_file_name = :new_photo_file_name WHERE id = :id;
UPDATE stored_items SET photo_content_type = :new_photo_content_type WHERE id = :id;
UPDATE stored_items SET photo_file_size = :new_photo_file_size WHERE id = :id;
UPDATE stored_items SET photo_updated_at = :new_photo_updated_at WHERE id = :id;
UPDATE stored_items SET access_token = :new_access_token WHERE id = :id;

-- name: set_name_of_addresses
UPDATE addresses SET name = :value WHERE id = :id;
UPDATE addresses SET title = :new_title WHERE id = :id;
UPDATE addresses SET description = :new_description WHERE id = :id;
UPDATE addresses SET status = :new_status WHERE id = :id;
UPDATE addresses SET email = :new_email WHERE id = :id;
UPDATE addresses SET phone = :new_phone WHERE id = :id;
UPDATE addresses SET kind = :new_kind WHERE id = :id;

-- name: set_name_of_boxes
UPDATE boxes SET name = :value WHERE id = :id;
UPDATE boxes SET title = :new_title WHERE id = :id;
UPDATE boxes SET description = :new_description WHERE id = :id;
UPDATE boxes SET status = :new_status WHERE id = :id;
UPDATE boxes SET email = :new_email WHERE id = :id;
UPDATE boxes SET phone = :new_phone WHERE id = :id;
UPDATE boxes SET kind = :new_kind WHERE id = :id;

-- name: set_name_of_cart_items
UPDATE cart_items SET name = :value WHERE id = :id;
UPDATE cart_items SET title = :new_title WHERE id = :id;
UPDATE cart_items SET description = :new_description WHERE id = :id;
UPDATE cart_items SET status = :new_status WHERE id = :id;
UPDATE cart_items SET email = :new_email WHERE id = :id;
UPDATE cart_items SET phone = :new_phone WHERE id = :id;
UPDATE cart_items SET kind = :new_kind WHERE id = :id;

-- name: set_name_of_carts
UPDATE carts SET name = :value WHERE id = :id;
UPDATE carts SET title = :new_title WHERE id = :id;
UPDATE carts SET description = :new_description WHERE id = :id;
UPDATE carts SET status = :new_status WHERE id = :id;
UPDATE carts SET email = :new_email WHERE id = :id;
UPDATE carts SET phone = :new_phone WHERE id = :id;

-- name: set_name_of_charges
UPDATE charges SET name = :value WHERE id = :id;
UPDATE charges SET title = :new_title WHERE id = :id;
UPDATE charges SET description = :new_description WHERE id = :id;
UPDATE charges SET status = :new_status WHERE id = :id;
UPDATE charges SET email = :new_email WHERE id = :id;
UPDATE charges SET phone = :new_phone WHERE id = :id;

-- name: set_name_of_credits
UPDATE credits SET name = :value WHERE id = :id;
UPDATE credits SET title = :new_title WHERE id = :id;
UPDATE credits SET description = :new_description WHERE id = :id;
UPDATE credits SET status = :new_status WHERE id = :id;
UPDATE credits SET email = :new_email WHERE id = :id;
UPDATE credits SET name = :new_name WHERE id = :id;

-- name: set_name_of_interested_people
UPDATE interested_people SET name = :value WHERE id = :id;
UPDATE interested_people SET title = :new_title WHERE id = :id;
UPDATE interested_people SET description = :new_description WHERE id = :id;
UPDATE interested_people SET name = :new_name WHERE id = :id;
UPDATE interested_people SET title = :new_title WHERE id = :id;
UPDATE interested_people SET description = :new_description WHERE id = :id;

-- name: set_name_of_invoices
UPDATE invoices SET name = :value WHERE id = :id;
UPDATE invoices SET title = :new_title WHERE id = :id;
UPDATE invoices SET description = :new_description WHERE id = :id;
UPDATE invoices SET status = :new_status WHERE id = :id;
UPDATE invoices SET name = :new_name WHERE id = :id;
UPDATE invoices SET title = :new_title WHERE id = :id;

-- name: set_name_of_marketing_hits
UPDATE marketing_hits SET name = :value WHERE id = :id;
UPDATE marketing_hits SET title = :new_title WHERE id = :id;
UPDATE marketing_hits SET description = :new_description WHERE id = :id;
UPDATE marketing_hits SET name = :new_name WHERE id = :id;
UPDATE marketing_hits SET title = :new_title WHERE id = :id;
UPDATE marketing_hits SET description = :new_description WHERE id = :id;

-- name: set_name_of_order_lines
UPDATE order_lines SET name = :value WHERE id = :id;
UPDATE order_lines SET title = :new_title WHERE id = :id;
UPDATE order_lines SET description = :new_description WHERE id = :id;
UPDATE order_lines SET status = :new_status WHERE id = :id;
UPDATE order_lines SET email = :new_email WHERE id = :id;
UPDATE order_lines SET phone = :new_phone WHERE id = :id;

-- name: set_name_of_orders
UPDATE orders SET name = :value WHERE id = :id;
UPDATE orders SET title = :new_title WHERE id = :id;
UPDATE orders SET description = :new_description WHERE id = :id;
UPDATE orders SET status = :new_status WHERE id = :id;
UPDATE orders SET email = :new_email WHERE id = :id;
UPDATE orders SET name = :new_name WHERE id = :id;

-- name: set_name_of_payment_profiles
UPDATE payment_profiles SET name = :value WHERE id = :id;
UPDATE payment_profiles SET title = :new_title WHERE id = :id;
UPDATE payment_profiles SET description = :new_description WHERE id = :id;
UPDATE payment_profiles SET status = :new_status WHERE id = :id;
UPDATE payment_profiles SET email = :new_email WHERE id = :id;
UPDATE payment_profiles SET phone = :new_phone WHERE id = :id;

-- name: set_name_of_payment_transactions
UPDATE payment_transactions SET name = :value WHERE id = :id;
UPDATE payment_transactions SET title = :new_title WHERE id = :id;
UPDATE payment_transactions SET description = :new_description WHERE id = :id;
UPDATE payment_transactions SET status = :new_status WHERE id = :id;
UPDATE payment_transactions SET email = :new_email WHERE id = :id;
UPDATE payment_transactions SET phone = :new_phone WHERE id = :id;

-- name: set_name_of_photos
UPDATE photos SET name = :value WHERE id = :id;
UPDATE photos SET title = :new_title WHERE id = :id;
UPDATE photos SET description = :new_description WHERE id = :id;
UPDATE photos SET status = :new_status WHERE id = :id;
UPDATE photos SET email = :new_email WHERE id = :id;
UPDATE photos SET phone = :new_phone WHERE id = :id;

-- name: set_name_of_products
UPDATE products SET name = :value WHERE id = :id;
UPDATE products SET title = :new_title WHERE id = :id;
UPDATE products SET description = :new_description WHERE id = :id;
UPDATE products SET status = :new_status WHERE id = :id;
UPDATE products SET email = :new_email WHERE id = :id;
UPDATE products SET phone = :new_phone WHERE id = :id;

-- name: set_name_of_rental_agreement_versions
UPDATE rental_agreement_versions SET name = :value WHERE id = :id;
UPDATE rental_agreement_versions SET title = :new_title WHERE id = :id;
UPDATE rental_agreement_versions SET description = :new_description WHERE id = :id;
UPDATE rental_agreement_versions SET name = :new_name WHERE id = :id;
UPDATE rental_agreement_versions SET title = :new_title WHERE id = :id;
UPDATE rental_agreement_versions SET description = :new_description WHERE id = :id;

-- name: set_name_of_rental_agreement_versions_users
UPDATE rental_agreement_versions_users SET name = :value WHERE id = :id;
UPDATE rental_agreement_versions_users SET title = :new_title WHERE id = :id;
UPDATE rental_agreement_versions_users SET name = :new_name WHERE id = :id;
UPDATE rental_agreement_versions_users SET title = :new_title WHERE id = :id;
UPDATE rental_agreement_versions_users SET name = :new_name WHERE id = :id;
UPDATE rental_agreement_versions_users SET title = :new_title WHERE id = :id;

-- name: set_name_of_shipments
UPDATE shipments SET name = :value WHERE id = :id;
UPDATE shipments SET title = :new_title WHERE id = :id;
UPDATE shipments SET description = :new_description WHERE id = :id;
UPDATE shipments SET status = :new_status WHERE id = :id;
UPDATE shipments SET email = :new_email WHERE id = :id;
UPDATE shipments SET phone = :new_phone WHERE id = :id;

-- name: set_name_of_storage_charge_processing_records
UPDATE storage_charge_processing_records SET name = :value WHERE id = :id;
UPDATE storage_charge_processing_records SET title = :new_title WHERE id = :id;
UPDATE storage_charge_processing_records SET description = :new_description WHERE id = :id;
UPDATE storage_charge_processing_records SET status = :new_status WHERE id = :id;
UPDATE storage_charge_processing_records SET name = :new_name WHERE id = :id;
UPDATE storage_charge_processing_records SET title = :new_title WHERE id = :id;

-- name: set_name_of_storage_charges
UPDATE storage_charges SET name = :value WHERE id = :id;
UPDATE storage_charges SET title = :new_title WHERE id = :id;
UPDATE storage_charges SET description = :new_description WHERE id = :id;
UPDATE storage_charges SET name = :new_name WHERE id = :id;
UPDATE storage_charges SET title = :new_title WHERE id = :id;
UPDATE storage_charges SET description = :new_description WHERE id = :id;

-- name: set_name_of_storage_payment_processing_records
UPDATE storage_payment_processing_records SET name = :value WHERE id = :id;
UPDATE storage_payment_processing_records SET title = :new_title WHERE id = :id;
UPDATE storage_payment_processing_records SET description = :new_description WHERE id = :id;
UPDATE storage_payment_processing_records SET name = :new_name WHERE id = :id;
UPDATE storage_payment_processing_records SET title = :new_title WHERE id = :id;
UPDATE storage_payment_processing_records SET description = :new_description WHERE id = :id;

-- name: set_name_of_stored_item_tags
UPDATE stored_item_tags SET name = :value WHERE id = :id;
UPDATE stored_item_tags SET title = :new_title WHERE id = :id;
UPDATE stored_item_tags SET description = :new_description WHERE id = :id;
UPDATE stored_item_tags SET name = :new_name WHERE id = :id;
UPDATE stored_item_tags SET title = :new_title WHERE id = :id;
UPDATE stored_item_tags SET description = :new_description WHERE id = :id;

-- name: set_name_of_subscriptions
UPDATE subscriptions SET name = :value WHERE id = :id;
UPDATE subscriptions SET title = :new_title WHERE id = :id;
UPDATE subscriptions SET description = :new_description WHERE id = :id;
UPDATE subscriptions SET status = :new_status WHERE id = :id;
UPDATE subscriptions SET email = :new_email WHERE id = :id;
UPDATE subscriptions SET name = :new_name WHERE id = :id;

-- name: set_name_of_users
UPDATE users SET name = :value WHERE id = :id;
UPDATE users SET title = :new_title WHERE id = :id;
UPDATE users SET description = :new_description WHERE id = :id;
UPDATE users SET status = :new_status WHERE id = :id;
UPDATE users SET email = :new_email WHERE id = :id;
UPDATE users SET phone = :new_phone WHERE id = :id;

-- name: set_updated_at_of_stored_items
UPDATE stored_items SET updated_at = :value WHERE id = :id AND updated_at <> :value;
UPDATE stored_items SET photo_file_name = :new_photo_file_name WHERE id = :id;
UPDATE stored_items SET photo_content_type = :new_photo_content_type WHERE id = :id;
UPDATE stored_items SET photo_file_size = :new_photo_file_size WHERE id = :id;
UPDATE stored_items SET photo_updated_at = :new_photo_updated_at WHERE id = :id;
UPDATE stored_items SET access_token = :new_access_token WHERE id = :id;
UPDATE stored_items SET status = :new_status WHERE id = :id;

-- name: set_title_of_addresses
UPDATE addresses SET title = :value WHERE id = :id AND title <> :value;
UPDATE addresses SET description = :new_description WHERE id = :id;
UPDATE addresses SET status = :new_status WHERE id = :id;
UPDATE addresses SET email = :new_email WHERE id = :id;
UPDATE addresses SET phone = :new_phone WHERE id = :id;
UPDATE addresses SET kind = :new_kind WHERE id = :id;
UPDATE addresses SET amount = :new_amount WHERE id = :id;

-- name: set_title_of_boxes
UPDATE boxes SET title = :value WHERE id = :id AND title <> :value;
UPDATE boxes SET description = :new_description WHERE id = :id;
UPDATE boxes SET status = :new_status WHERE id = :id;
UPDATE boxes SET email = :new_email WHERE id = :id;
UPDATE boxes SET phone = :new_phone WHERE id = :id;
UPDATE boxes SET kind = :new_kind WHERE id = :id;
UPDATE boxes SET amount = :new_amount WHERE id = :id;

-- name: set_title_of_cart_items
UPDATE cart_items SET title = :value WHERE id = :id AND title <> :value;
UPDATE cart_items SET description = :new_description WHERE id = :id;
UPDATE cart_items SET status = :new_status WHERE id = :id;
UPDATE cart_items SET email = :new_email WHERE id = :id;
UPDATE cart_items SET phone = :new_phone WHERE id = :id;
UPDATE cart_items SET kind = :new_kind WHERE id = :id;

-- name: set_title_of_carts
UPDATE carts SET title = :value WHERE id = :id AND title <> :value;
UPDATE carts SET description = :new_description WHERE id = :id;
UPDATE carts SET status = :new_status WHERE id = :id;
UPDATE carts SET email = :new_email WHERE id = :id;
UPDATE carts SET phone = :new_phone WHERE id = :id;
UPDATE carts SET name = :new_name WHERE id = :id;

-- name: set_title_of_charges
UPDATE charges SET title = :value WHERE id = :id AND title <> :value;
UPDATE charges SET description = :new_description WHERE id = :id;
UPDATE charges SET status = :new_status WHERE id = :id;
UPDATE charges SET email = :new_email WHERE id = :id;
UPDATE charges SET phone = :new_phone WHERE id = :id;
UPDATE charges SET kind = :new_kind WHERE id = :id;

-- name: set_title_of_credits
UPDATE credits SET title = :value WHERE id = :id AND title <> :value;
UPDATE credits SET description = :new_description WHERE id = :id;
UPDATE credits SET status = :new_status WHERE id = :id;
UPDATE credits SET email = :new_email WHERE id = :id;
UPDATE credits SET name = :new_name WHERE id = :id;
UPDATE credits SET title = :new_title WHERE id = :id;

-- name: get_stored_items
SELECT created_at, donated_to FROM stored_items WHERE id = :id;

-- name: get_addresses
SELECT name, ends_on FROM addresses WHERE id = :id;

-- name: get_boxes
SELECT name, language FROM boxes WHERE id = :id;

-- name: get_boxes_subscriptions
SELECT id, id FROM boxes_subscriptions WHERE id = :id;

-- name: get_cart_items
SELECT name, kind FROM cart_items WHERE id = :id;

-- name: get_carts
SELECT name, phone FROM carts WHERE id = :id;

-- name: get_charges
SELECT name, kind FROM charges WHERE id = :id;

-- name: get_credits
SELECT name, email FROM credits WHERE id = :id;

-- name: get_interested_people
SELECT name, description FROM interested_people WHERE id = :id;

-- name: get_invoices
SELECT name, status FROM invoices WHERE id = :id;

-- name: get_marketing_hits
SELECT name, description FROM marketing_hits WHERE id = :id;

-- name: get_order_lines
SELECT name, notes FROM order_lines WHERE id = :id;

-- name: get_orders
SELECT name, email FROM orders WHERE id = :id;

-- name: get_payment_profiles
SELECT name, url FROM payment_profiles WHERE id = :id;

-- name: get_payment_transactions
SELECT name, city FROM payment_transactions WHERE id = :id;

-- name: get_photos
SELECT name, phone FROM photos WHERE id = :id;

-- name: get_products
SELECT name, kind FROM products WHERE id = :id;

-- name: get_rental_agreement_versions
SELECT name, description FROM rental_agreement_versions WHERE id = :id;

-- name: get_rental_agreement_versions_users
SELECT name, title FROM rental_agreement_versions_users WHERE id = :id;

-- name: get_shipments
SELECT name, position FROM shipments WHERE id = :id;

-- name: get_storage_charge_processing_records
SELECT name, status FROM storage_charge_processing_records WHERE id = :id;

-- name: get_storage_charges
SELECT name, description FROM storage_charges WHERE id = :id;

-- name: get_storage_payment_processing_records
SELECT name, description FROM storage_payment_processing_records WHERE id = :id;

-- name: get_stored_item_tags
SELECT name, description FROM stored_item_tags WHERE id = :id;

-- name: get_subscriptions
SELECT name, email FROM subscriptions WHERE id = :id;

-- name: get_users
SELECT name, updated_at FROM users WHERE id = :id;

-- name: stored_items_by_box_id
SELECT id, created_at FROM stored_items WHERE box_id = :id;

-- name: addresses_by_user_id
SELECT id, name FROM addresses WHERE user_id = :id;

-- name: boxes_by_user_id
SELECT id, name FROM boxes WHERE user_id = :id;

-- name: boxes_subscriptions_by_boxe_id
SELECT id, id FROM boxes_subscriptions WHERE boxe_id = :id;

-- name: cart_items_by_cart_id
SELECT id, name FROM cart_items WHERE cart_id = :id;

-- name: carts_by_user_id
SELECT id, name FROM carts WHERE user_id = :id;

-- name: charges_by_user_id
SELECT id, name FROM charges WHERE user_id = :id;

-- name: credits_by_user_id
SELECT id, name FROM credits WHERE user_id = :id;

-- name: invoices_by_user_id
SELECT id, name FROM invoices WHERE user_id = :id;

-- name: order_lines_by_order_id
SELECT id, name FROM order_lines WHERE order_id = :id;

-- name: orders_by_user_id
SELECT id, name FROM orders WHERE user_id = :id;

-- name: payment_profiles_by_user_id
SELECT id, name FROM payment_profiles WHERE user_id = :id;

-- name: payment_transactions_by_payment_profile_id
SELECT id, name FROM payment_transactions WHERE payment_profile_id = :id;

-- name: photos_by_user_id
SELECT id, name FROM photos WHERE user_id = :id;

-- name: rental_agreement_versions_users_by_user_id
SELECT id, name FROM rental_agreement_versions_users WHERE user_id = :id;

-- name: shipments_by_boxe_id
SELECT id, name FROM shipments WHERE boxe_id = :id;

-- name: storage_charge_processing_records_by_user_id
SELECT id, name FROM storage_charge_processing_records WHERE user_id = :id;

-- name: storage_charges_by_boxe_id
SELECT id, name FROM storage_charges WHERE boxe_id = :id;

-- name: storage_payment_processing_records_by_user_id
SELECT id, name FROM storage_payment_processing_records WHERE user_id = :id;

-- name: stored_item_tags_by_stored_item_id
SELECT id, name FROM stored_item_tags WHERE stored_item_id = :id;

-- name: subscriptions_by_user_id
SELECT id, name FROM subscriptions WHERE user_id = :id;

-- name: find_stored_items
SELECT id FROM stored_items WHERE created_at = :one OR donated_to > :two;

-- name: find_addresses
SELECT id FROM addresses WHERE name = :one OR ends_on > :two;

-- name: find_boxes
SELECT id FROM boxes WHERE name = :one OR language > :two;

-- name: find_boxes_subscriptions
SELECT id FROM boxes_subscriptions WHERE id = :one OR id > :two;

-- name: find_cart_items
SELECT id FROM cart_items WHERE name = :one OR kind > :two;

-- name: find_carts
SELECT id FROM carts WHERE name = :one OR phone > :two;

-- name: find_charges
SELECT id FROM charges WHERE name = :one OR kind > :two;

-- name: find_credits
SELECT id FROM credits WHERE name = :one OR email > :two;

-- name: find_interested_people
SELECT id FROM interested_people WHERE name = :one OR description > :two;

-- name: find_invoices
SELECT id FROM invoices WHERE name = :one OR status > :two;

-- name: find_marketing_hits
SELECT id FROM marketing_hits WHERE name = :one OR description > :two;

-- name: find_order_lines
SELECT id FROM order_lines WHERE name = :one OR notes > :two;

-- name: find_orders
SELECT id FROM orders WHERE name = :one OR email > :two;

-- name: find_payment_profiles
SELECT id FROM payment_profiles WHERE name = :one OR url > :two;

-- name: find_payment_transactions
SELECT id FROM payment_transactions WHERE name = :one OR city > :two;

-- name: find_photos
SELECT id FROM photos WHERE name = :one OR phone > :two;

-- name: find_products
SELECT id FROM products WHERE name = :one OR kind > :two;

-- name: find_rental_agreement_versions
SELECT id FROM rental_agreement_versions WHERE name = :one OR description > :two;

-- name: find_rental_agreement_versions_users
SELECT id FROM rental_agreement_versions_users WHERE name = :one OR title > :two;

-- name: find_shipments
SELECT id FROM shipments WHERE name = :one OR position > :two;

-- name: find_storage_charge_processing_records
SELECT id FROM storage_charge_processing_records WHERE name = :one OR status > :two;

-- name: find_storage_charges
SELECT id FROM storage_charges WHERE name = :one OR description > :two;

-- name: find_storage_payment_processing_records
SELECT id FROM storage_payment_processing_records WHERE name = :one OR description > :two;

-- name: find_stored_item_tags
SELECT id FROM stored_item_tags WHERE name = :one OR description > :two;

-- name: find_subscriptions
SELECT id FROM subscriptions WHERE name = :one OR email > :two;

-- name: find_users
SELECT id FROM users WHERE name = :one OR updated_at > :two;

-- name: stored_items_with_box_id
SELECT t.created_at, p.name FROM stored_items t JOIN boxes p ON p.id = t.box_id WHERE t.id = :id;

-- name: addresses_with_user_id
SELECT t.name, p.name FROM addresses t JOIN users p ON p.id = t.user_id WHERE t.id = :id;

-- name: boxes_with_user_id
SELECT t.name, p.name FROM boxes t JOIN users p ON p.id = t.user_id WHERE t.id = :id;

-- name: boxes_subscriptions_with_boxe_id
SELECT t.id, p.name FROM boxes_subscriptions t JOIN boxes p ON p.id = t.boxe_id WHERE t.id = :id;

-- name: cart_items_with_cart_id
SELECT t.name, p.name FROM cart_items t JOIN carts p ON p.id = t.cart_id WHERE t.id = :id;

-- name: carts_with_user_id
SELECT t.name, p.name FROM carts t JOIN users p ON p.id = t.user_id WHERE t.id = :id;

-- name: charges_with_user_id
SELECT t.name, p.name FROM charges t JOIN users p ON p.id = t.user_id WHERE t.id = :id;

-- name: credits_with_user_id
SELECT t.name, p.name FROM credits t JOIN users p ON p.id = t.user_id WHERE t.id = :id;

-- name: invoices_with_user_id
SELECT t.name, p.name FROM invoices t JOIN users p ON p.id = t.user_id WHERE t.id = :id;

-- name: order_lines_with_order_id
SELECT t.name, p.name FROM order_lines t JOIN orders p ON p.id = t.order_id WHERE t.id = :id;

-- name: orders_with_user_id
SELECT t.name, p.name FROM orders t JOIN users p ON p.id = t.user_id WHERE t.id = :id;

-- name: payment_profiles_with_user_id
SELECT t.name, p.name FROM payment_profiles t JOIN users p ON p.id = t.user_id WHERE t.id = :id;

-- name: payment_transactions_with_payment_profile_id
SELECT t.name, p.name FROM payment_transactions t JOIN payment_profiles p ON p.id = t.payment_profile_id WHERE t.id = :id;

-- name: photos_with_user_id
SELECT t.name, p.name FROM photos t JOIN users p ON p.id = t.user_id WHERE t.id = :id;

-- name: rental_agreement_versions_users_with_user_id
SELECT t.name, p.name FROM rental_agreement_versions_users t JOIN users p ON p.id = t.user_id WHERE t.id = :id;

-- name: shipments_with_boxe_id
SELECT t.name, p.name FROM shipments t JOIN boxes p ON p.id = t.boxe_id WHERE t.id = :id;

-- name: storage_charge_processing_records_with_user_id
SELECT t.name, p.name FROM storage_charge_processing_records t JOIN users p ON p.id = t.user_id WHERE t.id = :id;

-- name: storage_charges_with_boxe_id
SELECT t.name, p.name FROM storage_charges t JOIN boxes p ON p.id = t.boxe_id WHERE t.id = :id;

-- name: storage_payment_processing_records_with_user_id
SELECT t.name, p.name FROM storage_payment_processing_records t JOIN users p ON p.id = t.user_id WHERE t.id = :id;

-- name: stored_item_tags_with_stored_item_id
SELECT t.name, p.created_at FROM stored_item_tags t JOIN stored_items p ON p.id = t.stored_item_id WHERE t.id = :id;

-- name: subscriptions_with_user_id
SELECT t.name, p.name FROM subscriptions t JOIN users p ON p.id = t.user_id WHERE t.id = :id;

-- name: count_stored_items
SELECT created_at, COUNT(*) AS number FROM stored_items GROUP BY created_at ORDER BY 1;

-- name: count_addresses
SELECT name, COUNT(*) AS number FROM addresses GROUP BY name ORDER BY 1;

-- name: count_boxes
SELECT name, COUNT(*) AS number FROM boxes GROUP BY name ORDER BY 1;

-- name: count_boxes_subscriptions
SELECT id, COUNT(*) AS number FROM boxes_subscriptions GROUP BY id ORDER BY 1;

-- name: count_cart_items
SELECT name, COUNT(*) AS number FROM cart_items GROUP BY name ORDER BY 1;

-- name: count_carts
SELECT name, COUNT(*) AS number FROM carts GROUP BY name ORDER BY 1;

-- name: count_charges
SELECT name, COUNT(*) AS number FROM charges GROUP BY name ORDER BY 1;

-- name: count_credits
SELECT name, COUNT(*) AS number FROM credits GROUP BY name ORDER BY 1;

-- name: count_interested_people
SELECT name, COUNT(*) AS number FROM interested_people GROUP BY name ORDER BY 1;

-- name: count_invoices
SELECT name, COUNT(*) AS number FROM invoices GROUP BY name ORDER BY 1;

-- name: count_marketing_hits
SELECT name, COUNT(*) AS number FROM marketing_hits GROUP BY name ORDER BY 1;

-- name: count_order_lines
SELECT name, COUNT(*) AS number FROM order_lines GROUP BY name ORDER BY 1;

-- name: count_orders
SELECT name, COUNT(*) AS number FROM orders GROUP BY name ORDER BY 1;

-- name: count_payment_profiles
SELECT name, COUNT(*) AS number FROM payment_profiles GROUP BY name ORDER BY 1;

-- name: count_payment_transactions
SELECT name, COUNT(*) AS number FROM payment_transactions GROUP BY name ORDER BY 1;

-- name: count_photos
SELECT name, COUNT(*) AS number FROM photos GROUP BY name ORDER BY 1;

-- name: count_products
SELECT name, COUNT(*) AS number FROM products GROUP BY name ORDER BY 1;

-- name: count_rental_agreement_versions
SELECT name, COUNT(*) AS number FROM rental_agreement_versions GROUP BY name ORDER BY 1;

-- name: count_rental_agreement_versions_users
SELECT name, COUNT(*) AS number FROM rental_agreement_versions_users GROUP BY name ORDER BY 1;

-- name: count_shipments
SELECT name, COUNT(*) AS number FROM shipments GROUP BY name ORDER BY 1;

-- name: count_storage_charge_processing_records
SELECT name, COUNT(*) AS number FROM storage_charge_processing_records GROUP BY name ORDER BY 1;

-- name: count_storage_charges
SELECT name, COUNT(*) AS number FROM storage_charges GROUP BY name ORDER BY 1;

-- name: count_storage_payment_processing_records
SELECT name, COUNT(*) AS number FROM storage_payment_processing_records GROUP BY name ORDER BY 1;

-- name: count_stored_item_tags
SELECT name, COUNT(*) AS number FROM stored_item_tags GROUP BY name ORDER BY 1;

-- name: count_subscriptions
SELECT name, COUNT(*) AS number FROM subscriptions GROUP BY name ORDER BY 1;

-- name: count_users
SELECT name, COUNT(*) AS number FROM users GROUP BY name ORDER BY 1;

-- name: all_stored_items_with_box_id
SELECT t.created_at, p.name FROM stored_items t LEFT JOIN boxes p ON p.id = t.box_id WHERE t.donated_to IN (:one, :two);

-- name: all_addresses_with_user_id
SELECT t.name, p.name FROM addresses t LEFT JOIN users p ON p.id = t.user_id WHERE t.ends_on IN (:one, :two);

-- name: all_boxes_with_user_id
SELECT t.name, p.name FROM boxes t LEFT JOIN users p ON p.id = t.user_id WHERE t.language IN (:one, :two);

-- name: all_boxes_subscriptions_with_boxe_id
SELECT t.id, p.name FROM boxes_subscriptions t LEFT JOIN boxes p ON p.id = t.boxe_id WHERE t.id IN (:one, :two);

-- name: all_cart_items_with_cart_id
SELECT t.name, p.name FROM cart_items t LEFT JOIN carts p ON p.id = t.cart_id WHERE t.kind IN (:one, :two);

-- name: all_carts_with_user_id
SELECT t.name, p.name FROM carts t LEFT JOIN users p ON p.id = t.user_id WHERE t.phone IN (:one, :two);

-- name: all_charges_with_user_id
SELECT t.name, p.name FROM charges t LEFT JOIN users p ON p.id = t.user_id WHERE t.kind IN (:one, :two);

-- name: all_credits_with_user_id
SELECT t.name, p.name FROM credits t LEFT JOIN users p ON p.id = t.user_id WHERE t.email IN (:one, :two);

-- name: all_invoices_with_user_id
SELECT t.name, p.name FROM invoices t LEFT JOIN users p ON p.id = t.user_id WHERE t.status IN (:one, :two);

-- name: all_order_lines_with_order_id
SELECT t.name, p.name FROM order_lines t LEFT JOIN orders p ON p.id = t.order_id WHERE t.notes IN (:one, :two);

-- name: all_orders_with_user_id
SELECT t.name, p.name FROM orders t LEFT JOIN users p ON p.id = t.user_id WHERE t.email IN (:one, :two);

-- name: all_payment_profiles_with_user_id
SELECT t.name, p.name FROM payment_profiles t LEFT JOIN users p ON p.id = t.user_id WHERE t.url IN (:one, :two);

-- name: all_payment_transactions_with_payment_profile_id
SELECT t.name, p.name FROM payment_transactions t LEFT JOIN payment_profiles p ON p.id = t.payment_profile_id WHERE t.city IN (:one, :two);

-- name: all_photos_with_user_id
SELECT t.name, p.name FROM photos t LEFT JOIN users p ON p.id = t.user_id WHERE t.phone IN (:one, :two);

-- name: all_rental_agreement_versions_users_with_user_id
SELECT t.name, p.name FROM rental_agreement_versions_users t LEFT JOIN users p ON p.id = t.user_id WHERE t.title IN (:one, :two);

-- name: all_shipments_with_boxe_id
SELECT t.name, p.name FROM shipments t LEFT JOIN boxes p ON p.id = t.boxe_id WHERE t.position IN (:one, :two);

-- name: all_storage_charge_processing_records_with_user_id
SELECT t.name, p.name FROM storage_charge_processing_records t LEFT JOIN users p ON p.id = t.user_id WHERE t.status IN (:one, :two);

-- name: all_storage_charges_with_boxe_id
SELECT t.name, p.name FROM storage_charges t LEFT JOIN boxes p ON p.id = t.boxe_id WHERE t.description IN (:one, :two);

-- name: all_storage_payment_processing_records_with_user_id
SELECT t.name, p.name FROM storage_payment_processing_records t LEFT JOIN users p ON p.id = t.user_id WHERE t.description IN (:one, :two);

-- name: all_stored_item_tags_with_stored_item_id
SELECT t.name, p.created_at FROM stored_item_tags t LEFT JOIN stored_items p ON p.id = t.stored_item_id WHERE t.description IN (:one, :two);

-- name: all_subscriptions_with_user_id
SELECT t.name, p.name FROM subscriptions t LEFT JOIN users p ON p.id = t.user_id WHERE t.email IN (:one, :two);

-- name: last_stored_items
SELECT id, created_at FROM stored_items ORDER BY donated_to DESC, id LIMIT 3;

-- name: last_addresses
SELECT id, name FROM addresses ORDER BY ends_on DESC, id LIMIT 3;

-- name: last_boxes
SELECT id, name FROM boxes ORDER BY language DESC, id LIMIT 3;

-- name: last_boxes_subscriptions
SELECT id, id FROM boxes_subscriptions ORDER BY id DESC, id LIMIT 3;

-- name: last_cart_items
SELECT id, name FROM cart_items ORDER BY kind DESC, id LIMIT 3;

-- name: last_carts
SELECT id, name FROM carts ORDER BY phone DESC, id LIMIT 3;

-- name: last_charges
SELECT id, name FROM charges ORDER BY kind DESC, id LIMIT 3;

-- name: last_credits
SELECT id, name FROM credits ORDER BY email DESC, id LIMIT 3;

-- name: last_interested_people
SELECT id, name FROM interested_people ORDER BY description DESC, id LIMIT 3;

-- name: last_invoices
SELECT id, name FROM invoices ORDER BY status DESC, id LIMIT 3;

-- name: last_marketing_hits
SELECT id, name FROM marketing_hits ORDER BY description DESC, id LIMIT 3;

-- name: last_order_lines
SELECT id, name FROM order_lines ORDER BY notes DESC, id LIMIT 3;

-- name: last_orders
SELECT id, name FROM orders ORDER BY email DESC, id LIMIT 3;

-- name: last_payment_profiles
SELECT id, name FROM payment_profiles ORDER BY url DESC, id LIMIT 3;

-- name: last_payment_transactions
SELECT id, name FROM payment_transactions ORDER BY city DESC, id LIMIT 3;

-- name: last_photos
SELECT id, name FROM photos ORDER BY phone DESC, id LIMIT 3;

-- name: last_products
SELECT id, name FROM products ORDER BY kind DESC, id LIMIT 3;

-- name: last_rental_agreement_versions
SELECT id, name FROM rental_agreement_versions ORDER BY description DESC, id LIMIT 3;

-- name: last_rental_agreement_versions_users
SELECT id, name FROM rental_agreement_versions_users ORDER BY title DESC, id LIMIT 3;

-- name: last_shipments
SELECT id, name FROM shipments ORDER BY position DESC, id LIMIT 3;

-- name: last_storage_charge_processing_records
SELECT id, name FROM storage_charge_processing_records ORDER BY status DESC, id LIMIT 3;

-- name: last_storage_charges
SELECT id, name FROM storage_charges ORDER BY description DESC, id LIMIT 3;

-- name: last_storage_payment_processing_records
SELECT id, name FROM storage_payment_processing_records ORDER BY description DESC, id LIMIT 3;

-- name: last_stored_item_tags
SELECT id, name FROM stored_item_tags ORDER BY description DESC, id LIMIT 3;

-- name: last_subscriptions
SELECT id, name FROM subscriptions ORDER BY email DESC, id LIMIT 3;

-- name: last_users
SELECT id, name FROM users ORDER BY updated_at DESC, id LIMIT 3;

-- name: like_stored_items
SELECT a.id, b.id AS other FROM stored_items a JOIN stored_items b ON b.created_at = a.created_at AND a.id < b.id;

-- name: like_addresses
SELECT a.id, b.id AS other FROM addresses a JOIN addresses b ON b.name = a.name AND a.id < b.id;

-- name: like_boxes
SELECT a.id, b.id AS other FROM boxes a JOIN boxes b ON b.name = a.name AND a.id < b.id;

-- name: like_boxes_subscriptions
SELECT a.id, b.id AS other FROM boxes_subscriptions a JOIN boxes_subscriptions b ON b.id = a.id AND a.id < b.id;

-- name: like_cart_items
SELECT a.id, b.id AS other FROM cart_items a JOIN cart_items b ON b.name = a.name AND a.id < b.id;

-- name: like_carts
SELECT a.id, b.id AS other FROM carts a JOIN carts b ON b.name = a.name AND a.id < b.id;

-- name: like_charges
SELECT a.id, b.id AS other FROM charges a JOIN charges b ON b.name = a.name AND a.id < b.id;

-- name: like_credits
SELECT a.id, b.id AS other FROM credits a JOIN credits b ON b.name = a.name AND a.id < b.id;

-- name: like_interested_people
SELECT a.id, b.id AS other FROM interested_people a JOIN interested_people b ON b.name = a.name AND a.id < b.id;

-- name: like_invoices
SELECT a.id, b.id AS other FROM invoices a JOIN invoices b ON b.name = a.name AND a.id < b.id;

-- name: like_marketing_hits
SELECT a.id, b.id AS other FROM marketing_hits a JOIN marketing_hits b ON b.name = a.name AND a.id < b.id;

-- name: like_order_lines
SELECT a.id, b.id AS other FROM order_lines a JOIN order_lines b ON b.name = a.name AND a.id < b.id;
