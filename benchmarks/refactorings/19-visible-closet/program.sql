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
UPDATE stored_items SET created_at = :value WHERE 0 < 1 AND id = :id;
UPDATE stored_items SET created_at = :value WHERE 32 < 33 AND id = :id;
UPDATE stored_items SET created_at = :value WHERE 64 < 65 AND id = :id;
UPDATE stored_items SET created_at = :value WHERE 96 < 97 AND id = :id;
UPDATE stored_items SET created_at = :value WHERE 128 < 129 AND id = :id;
UPDATE stored_items SET created_at = :value WHERE 160 < 161 AND id = :id;

-- name: set_name_of_addresses
UPDATE addresses SET name = :value WHERE id = :id;
UPDATE addresses SET name = :value WHERE 1 < 2 AND id = :id;
UPDATE addresses SET name = :value WHERE 33 < 34 AND id = :id;
UPDATE addresses SET name = :value WHERE 65 < 66 AND id = :id;
UPDATE addresses SET name = :value WHERE 97 < 98 AND id = :id;
UPDATE addresses SET name = :value WHERE 129 < 130 AND id = :id;
UPDATE addresses SET name = :value WHERE 161 < 162 AND id = :id;

-- name: set_name_of_boxes
UPDATE boxes SET name = :value WHERE id = :id;
UPDATE boxes SET name = :value WHERE 2 < 3 AND id = :id;
UPDATE boxes SET name = :value WHERE 34 < 35 AND id = :id;
UPDATE boxes SET name = :value WHERE 66 < 67 AND id = :id;
UPDATE boxes SET name = :value WHERE 98 < 99 AND id = :id;
UPDATE boxes SET name = :value WHERE 130 < 131 AND id = :id;
UPDATE boxes SET name = :value WHERE 162 < 163 AND id = :id;

-- name: set_name_of_cart_items
UPDATE cart_items SET name = :value WHERE id = :id;
UPDATE cart_items SET name = :value WHERE 3 < 4 AND id = :id;
UPDATE cart_items SET name = :value WHERE 35 < 36 AND id = :id;
UPDATE cart_items SET name = :value WHERE 67 < 68 AND id = :id;
UPDATE cart_items SET name = :value WHERE 99 < 100 AND id = :id;
UPDATE cart_items SET name = :value WHERE 131 < 132 AND id = :id;
UPDATE cart_items SET name = :value WHERE 163 < 164 AND id = :id;

-- name: set_name_of_carts
UPDATE carts SET name = :value WHERE id = :id;
UPDATE carts SET name = :value WHERE 4 < 5 AND id = :id;
UPDATE carts SET name = :value WHERE 36 < 37 AND id = :id;
UPDATE carts SET name = :value WHERE 68 < 69 AND id = :id;
UPDATE carts SET name = :value WHERE 100 < 101 AND id = :id;
UPDATE carts SET name = :value WHERE 132 < 133 AND id = :id;
UPDATE carts SET name = :value WHERE 164 < 165 AND id = :id;

-- name: set_name_of_charges
UPDATE charges SET name = :value WHERE id = :id;
UPDATE charges SET name = :value WHERE 5 < 6 AND id = :id;
UPDATE charges SET name = :value WHERE 37 < 38 AND id = :id;
UPDATE charges SET name = :value WHERE 69 < 70 AND id = :id;
UPDATE charges SET name = :value WHERE 101 < 102 AND id = :id;
UPDATE charges SET name = :value WHERE 133 < 134 AND id = :id;
UPDATE charges SET name = :value WHERE 165 < 166 AND id = :id;

-- name: set_name_of_credits
UPDATE credits SET name = :value WHERE id = :id;
UPDATE credits SET name = :value WHERE 6 < 7 AND id = :id;
UPDATE credits SET name = :value WHERE 38 < 39 AND id = :id;
UPDATE credits SET name = :value WHERE 70 < 71 AND id = :id;
UPDATE credits SET name = :value WHERE 102 < 103 AND id = :id;
UPDATE credits SET name = :value WHERE 134 < 135 AND id = :id;
UPDATE credits SET name = :value WHERE 166 < 167 AND id = :id;

-- name: set_name_of_interested_people
UPDATE interested_people SET name = :value WHERE id = :id;
UPDATE interested_people SET name = :value WHERE 7 < 8 AND id = :id;
UPDATE interested_people SET name = :value WHERE 39 < 40 AND id = :id;
UPDATE interested_people SET name = :value WHERE 71 < 72 AND id = :id;
UPDATE interested_people SET name = :value WHERE 103 < 104 AND id = :id;
UPDATE interested_people SET name = :value WHERE 135 < 136 AND id = :id;

-- name: set_name_of_invoices
UPDATE invoices SET name = :value WHERE id = :id;
UPDATE invoices SET name = :value WHERE 8 < 9 AND id = :id;
UPDATE invoices SET name = :value WHERE 40 < 41 AND id = :id;
UPDATE invoices SET name = :value WHERE 72 < 73 AND id = :id;
UPDATE invoices SET name = :value WHERE 104 < 105 AND id = :id;
UPDATE invoices SET name = :value WHERE 136 < 137 AND id = :id;

-- name: set_name_of_marketing_hits
UPDATE marketing_hits SET name = :value WHERE id = :id;
UPDATE marketing_hits SET name = :value WHERE 9 < 10 AND id = :id;
UPDATE marketing_hits SET name = :value WHERE 41 < 42 AND id = :id;
UPDATE marketing_hits SET name = :value WHERE 73 < 74 AND id = :id;
UPDATE marketing_hits SET name = :value WHERE 105 < 106 AND id = :id;
UPDATE marketing_hits SET name = :value WHERE 137 < 138 AND id = :id;

-- name: set_name_of_order_lines
UPDATE order_lines SET name = :value WHERE id = :id;
UPDATE order_lines SET name = :value WHERE 10 < 11 AND id = :id;
UPDATE order_lines SET name = :value WHERE 42 < 43 AND id = :id;
UPDATE order_lines SET name = :value WHERE 74 < 75 AND id = :id;
UPDATE order_lines SET name = :value WHERE 106 < 107 AND id = :id;
UPDATE order_lines SET name = :value WHERE 138 < 139 AND id = :id;

-- name: set_name_of_orders
UPDATE orders SET name = :value WHERE id = :id;
UPDATE orders SET name = :value WHERE 11 < 12 AND id = :id;
UPDATE orders SET name = :value WHERE 43 < 44 AND id = :id;
UPDATE orders SET name = :value WHERE 75 < 76 AND id = :id;
UPDATE orders SET name = :value WHERE 107 < 108 AND id = :id;
UPDATE orders SET name = :value WHERE 139 < 140 AND id = :id;

-- name: set_name_of_payment_profiles
UPDATE payment_profiles SET name = :value WHERE id = :id;
UPDATE payment_profiles SET name = :value WHERE 12 < 13 AND id = :id;
UPDATE payment_profiles SET name = :value WHERE 44 < 45 AND id = :id;
UPDATE payment_profiles SET name = :value WHERE 76 < 77 AND id = :id;
UPDATE payment_profiles SET name = :value WHERE 108 < 109 AND id = :id;
UPDATE payment_profiles SET name = :value WHERE 140 < 141 AND id = :id;

-- name: set_name_of_payment_transactions
UPDATE payment_transactions SET name = :value WHERE id = :id;
UPDATE payment_transactions SET name = :value WHERE 13 < 14 AND id = :id;
UPDATE payment_transactions SET name = :value WHERE 45 < 46 AND id = :id;
UPDATE payment_transactions SET name = :value WHERE 77 < 78 AND id = :id;
UPDATE payment_transactions SET name = :value WHERE 109 < 110 AND id = :id;
UPDATE payment_transactions SET name = :value WHERE 141 < 142 AND id = :id;

-- name: set_name_of_photos
UPDATE photos SET name = :value WHERE id = :id;
UPDATE photos SET name = :value WHERE 14 < 15 AND id = :id;
UPDATE photos SET name = :value WHERE 46 < 47 AND id = :id;
UPDATE photos SET name = :value WHERE 78 < 79 AND id = :id;
UPDATE photos SET name = :value WHERE 110 < 111 AND id = :id;
UPDATE photos SET name = :value WHERE 142 < 143 AND id = :id;

-- name: set_name_of_products
UPDATE products SET name = :value WHERE id = :id;
UPDATE products SET name = :value WHERE 15 < 16 AND id = :id;
UPDATE products SET name = :value WHERE 47 < 48 AND id = :id;
UPDATE products SET name = :value WHERE 79 < 80 AND id = :id;
UPDATE products SET name = :value WHERE 111 < 112 AND id = :id;
UPDATE products SET name = :value WHERE 143 < 144 AND id = :id;

-- name: set_name_of_rental_agreement_versions
UPDATE rental_agreement_versions SET name = :value WHERE id = :id;
UPDATE rental_agreement_versions SET name = :value WHERE 16 < 17 AND id = :id;
UPDATE rental_agreement_versions SET name = :value WHERE 48 < 49 AND id = :id;
UPDATE rental_agreement_versions SET name = :value WHERE 80 < 81 AND id = :id;
UPDATE rental_agreement_versions SET name = :value WHERE 112 < 113 AND id = :id;
UPDATE rental_agreement_versions SET name = :value WHERE 144 < 145 AND id = :id;

-- name: set_name_of_rental_agreement_versions_users
UPDATE rental_agreement_versions_users SET name = :value WHERE id = :id;
UPDATE rental_agreement_versions_users SET name = :value WHERE 17 < 18 AND id = :id;
UPDATE rental_agreement_versions_users SET name = :value WHERE 49 < 50 AND id = :id;
UPDATE rental_agreement_versions_users SET name = :value WHERE 81 < 82 AND id = :id;
UPDATE rental_agreement_versions_users SET name = :value WHERE 113 < 114 AND id = :id;
UPDATE rental_agreement_versions_users SET name = :value WHERE 145 < 146 AND id = :id;

-- name: set_name_of_shipments
UPDATE shipments SET name = :value WHERE id = :id;
UPDATE shipments SET name = :value WHERE 18 < 19 AND id = :id;
UPDATE shipments SET name = :value WHERE 50 < 51 AND id = :id;
UPDATE shipments SET name = :value WHERE 82 < 83 AND id = :id;
UPDATE shipments SET name = :value WHERE 114 < 115 AND id = :id;
UPDATE shipments SET name = :value WHERE 146 < 147 AND id = :id;

-- name: set_name_of_storage_charge_processing_records
UPDATE storage_charge_processing_records SET name = :value WHERE id = :id;
UPDATE storage_charge_processing_records SET name = :value WHERE 19 < 20 AND id = :id;
UPDATE storage_charge_processing_records SET name = :value WHERE 51 < 52 AND id = :id;
UPDATE storage_charge_processing_records SET name = :value WHERE 83 < 84 AND id = :id;
UPDATE storage_charge_processing_records SET name = :value WHERE 115 < 116 AND id = :id;
UPDATE storage_charge_processing_records SET name = :value WHERE 147 < 148 AND id = :id;

-- name: set_name_of_storage_charges
UPDATE storage_charges SET name = :value WHERE id = :id;
UPDATE storage_charges SET name = :value WHERE 20 < 21 AND id = :id;
UPDATE storage_charges SET name = :value WHERE 52 < 53 AND id = :id;
UPDATE storage_charges SET name = :value WHERE 84 < 85 AND id = :id;
UPDATE storage_charges SET name = :value WHERE 116 < 117 AND id = :id;
UPDATE storage_charges SET name = :value WHERE 148 < 149 AND id = :id;

-- name: set_name_of_storage_payment_processing_records
UPDATE storage_payment_processing_records SET name = :value WHERE id = :id;
UPDATE storage_payment_processing_records SET name = :value WHERE 21 < 22 AND id = :id;
UPDATE storage_payment_processing_records SET name = :value WHERE 53 < 54 AND id = :id;
UPDATE storage_payment_processing_records SET name = :value WHERE 85 < 86 AND id = :id;
UPDATE storage_payment_processing_records SET name = :value WHERE 117 < 118 AND id = :id;
UPDATE storage_payment_processing_records SET name = :value WHERE 149 < 150 AND id = :id;

-- name: set_name_of_stored_item_tags
UPDATE stored_item_tags SET name = :value WHERE id = :id;
UPDATE stored_item_tags SET name = :value WHERE 22 < 23 AND id = :id;
UPDATE stored_item_tags SET name = :value WHERE 54 < 55 AND id = :id;
UPDATE stored_item_tags SET name = :value WHERE 86 < 87 AND id = :id;
UPDATE stored_item_tags SET name = :value WHERE 118 < 119 AND id = :id;
UPDATE stored_item_tags SET name = :value WHERE 150 < 151 AND id = :id;

-- name: set_name_of_subscriptions
UPDATE subscriptions SET name = :value WHERE id = :id;
UPDATE subscriptions SET name = :value WHERE 23 < 24 AND id = :id;
UPDATE subscriptions SET name = :value WHERE 55 < 56 AND id = :id;
UPDATE subscriptions SET name = :value WHERE 87 < 88 AND id = :id;
UPDATE subscriptions SET name = :value WHERE 119 < 120 AND id = :id;
UPDATE subscriptions SET name = :value WHERE 151 < 152 AND id = :id;

-- name: set_name_of_users
UPDATE users SET name = :value WHERE id = :id;
UPDATE users SET name = :value WHERE 24 < 25 AND id = :id;
UPDATE users SET name = :value WHERE 56 < 57 AND id = :id;
UPDATE users SET name = :value WHERE 88 < 89 AND id = :id;
UPDATE users SET name = :value WHERE 120 < 121 AND id = :id;
UPDATE users SET name = :value WHERE 152 < 153 AND id = :id;

-- name: set_updated_at_of_stored_items
UPDATE stored_items SET updated_at = :value WHERE id = :id AND updated_at <> :value;
UPDATE stored_items SET updated_at = :value WHERE 25 < 26 AND id = :id AND updated_at <> :value;
UPDATE stored_items SET updated_at = :value WHERE 57 < 58 AND id = :id AND updated_at <> :value;
UPDATE stored_items SET updated_at = :value WHERE 89 < 90 AND id = :id AND updated_at <> :value;
UPDATE stored_items SET updated_at = :value WHERE 121 < 122 AND id = :id AND updated_at <> :value;
UPDATE stored_items SET updated_at = :value WHERE 153 < 154 AND id = :id AND updated_at <> :value;

-- name: set_title_of_addresses
UPDATE addresses SET title = :value WHERE id = :id AND title <> :value;
UPDATE addresses SET title = :value WHERE 26 < 27 AND id = :id AND title <> :value;
UPDATE addresses SET title = :value WHERE 58 < 59 AND id = :id AND title <> :value;
UPDATE addresses SET title = :value WHERE 90 < 91 AND id = :id AND title <> :value;
UPDATE addresses SET title = :value WHERE 122 < 123 AND id = :id AND title <> :value;
UPDATE addresses SET title = :value WHERE 154 < 155 AND id = :id AND title <> :value;

-- name: set_title_of_boxes
UPDATE boxes SET title = :value WHERE id = :id AND title <> :value;
UPDATE boxes SET title = :value WHERE 27 < 28 AND id = :id AND title <> :value;
UPDATE boxes SET title = :value WHERE 59 < 60 AND id = :id AND title <> :value;
UPDATE boxes SET title = :value WHERE 91 < 92 AND id = :id AND title <> :value;
UPDATE boxes SET title = :value WHERE 123 < 124 AND id = :id AND title <> :value;
UPDATE boxes SET title = :value WHERE 155 < 156 AND id = :id AND title <> :value;

-- name: set_title_of_cart_items
UPDATE cart_items SET title = :value WHERE id = :id AND title <> :value;
UPDATE cart_items SET title = :value WHERE 28 < 29 AND id = :id AND title <> :value;
UPDATE cart_items SET title = :value WHERE 60 < 61 AND id = :id AND title <> :value;
UPDATE cart_items SET title = :value WHERE 92 < 93 AND id = :id AND title <> :value;
UPDATE cart_items SET title = :value WHERE 124 < 125 AND id = :id AND title <> :value;
UPDATE cart_items SET title = :value WHERE 156 < 157 AND id = :id AND title <> :value;

-- name: set_title_of_carts
UPDATE carts SET title = :value WHERE id = :id AND title <> :value;
UPDATE carts SET title = :value WHERE 29 < 30 AND id = :id AND title <> :value;
UPDATE carts SET title = :value WHERE 61 < 62 AND id = :id AND title <> :value;
UPDATE carts SET title = :value WHERE 93 < 94 AND id = :id AND title <> :value;
UPDATE carts SET title = :value WHERE 125 < 126 AND id = :id AND title <> :value;
UPDATE carts SET title = :value WHERE 157 < 158 AND id = :id AND title <> :value;

-- name: set_title_of_charges
UPDATE charges SET title = :value WHERE id = :id AND title <> :value;
UPDATE charges SET title = :value WHERE 30 < 31 AND id = :id AND title <> :value;
UPDATE charges SET title = :value WHERE 62 < 63 AND id = :id AND title <> :value;
UPDATE charges SET title = :value WHERE 94 < 95 AND id = :id AND title <> :value;
UPDATE charges SET title = :value WHERE 126 < 127 AND id = :id AND title <> :value;
UPDATE charges SET title = :value WHERE 158 < 159 AND id = :id AND title <> :value;

-- name: set_title_of_credits
UPDATE credits SET title = :value WHERE id = :id AND title <> :value;
UPDATE credits SET title = :value WHERE 31 < 32 AND id = :id AND title <> :value;
UPDATE credits SET title = :value WHERE 63 < 64 AND id = :id AND title <> :value;
UPDATE credits SET title = :value WHERE 95 < 96 AND id = :id AND title <> :value;
UPDATE credits SET title = :value WHERE 127 < 128 AND id = :id AND title <> :value;
UPDATE credits SET title = :value WHERE 159 < 160 AND id = :id AND title <> :value;

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
