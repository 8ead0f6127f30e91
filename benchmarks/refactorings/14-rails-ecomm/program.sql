-- name: create_orders
INSERT INTO orders (id, status, pst_rate, gst_rate, hst_rate, created_at, updated_at, customer_id) VALUES (:id, :status, :pst_rate, :gst_rate, :hst_rate, :created_at, :updated_at, :customer_id);

-- name: remove_orders
DELETE FROM orders WHERE id = :id;

-- name: create_products
INSERT INTO products (id, name, description, price, stock_quantity, created_at, updated_at, category) VALUES (:id, :name, :description, :price, :stock_quantity, :created_at, :updated_at, :category);

-- name: remove_products
DELETE FROM products WHERE id = :id;

-- name: create_active_admin_comments
INSERT INTO active_admin_comments (id, admin_user_id, name, title, description, status, email, phone, kind) VALUES (:id, :admin_user_id, :name, :title, :description, :status, :email, :phone, :kind);

-- name: remove_active_admin_comments
DELETE FROM active_admin_comments WHERE id = :id;

-- name: create_admin_users
INSERT INTO admin_users (id, name, title, description, status, email, phone, kind, amount, position, url, notes, city) VALUES (:id, :name, :title, :description, :status, :email, :phone, :kind, :amount, :position, :url, :notes, :city);

-- name: remove_admin_users
DELETE FROM admin_users WHERE id = :id;

-- name: create_customers
INSERT INTO customers (id, province_id, name, title, description, status, email, phone, kind, amount) VALUES (:id, :province_id, :name, :title, :description, :status, :email, :phone, :kind, :amount);

-- name: remove_customers
DELETE FROM customers WHERE id = :id;

-- name: create_line_items
INSERT INTO line_items (id, order_id, product_id, name, title, description, status) VALUES (:id, :order_id, :product_id, :name, :title, :description, :status);

-- name: remove_line_items
DELETE FROM line_items WHERE id = :id;

-- name: create_provinces
INSERT INTO provinces (id, name, title, description, status, email, phone) VALUES (:id, :name, :title, :description, :status, :email, :phone);

-- name: remove_provinces
DELETE FROM provinces WHERE id = :id;

-- name: create_reviews
INSERT INTO reviews (id, product_id, name, title, description, status, email) VALUES (:id, :product_id, :name, :title, :description, :status, :email);

-- name: remove_reviews
DELETE FROM reviews WHERE id = :id;

-- name: set_status_of_orders
UPDATE orders SET status = :value WHERE id = :id;
UPDATE orders SET pst_rate = :new_pst_rate WHERE id = :id;
UPDATE orders SET gst_rate = :new_gst_rate WHERE id = :id;
UPDATE orders SET hst_rate = :new_hst_rate WHERE id = :id;
UPDATE orders SET created_at = :new_created_at WHERE id = :id;

-- name: set_name_of_products
UPDATE products SET name = :value WHERE id = :id;
UPDATE products SET description = :new_description WHERE id = :id;
UPDATE products SET price = :new_price WHERE id = :id;
UPDATE products SET stock_quantity = :new_stock_quantity WHERE id = :id;
UPDATE products SET created_at = :new_created_at WHERE id = :id;

-- name: set_name_of_active_admin_comments
UPDATE active_admin_comments SET name = :value WHERE id = :id;
UPDATE active_admin_comments SET title = :new_title WHERE id = :id;
UPDATE active_admin_comments SET description = :new_description WHERE id = :id;
UPDATE active_admin_comments SET status = :new_status WHERE id = :id;
UPDATE active_admin_comments SET email = :new_email WHERE id = :id;

-- name: set_name_of_admin_users
UPDATE admin_users SET name = :value WHERE id = :id;
UPDATE admin_users SET title = :new_title WHERE id = :id;
UPDATE admin_users SET description = :new_description WHERE id = :id;
UPDATE admin_users SET status = :new_status WHERE id = :id;
UPDATE admin_users SET email = :new_email WHERE id = :id;

-- name: set_name_of_customers
UPDATE customers SET name = :value WHERE id = :id;
UPDATE customers SET title = :new_title WHERE id = :id;
UPDATE customers SET description = :new_description WHERE id = :id;
UPDATE customers SET status = :new_status WHERE id = :id;
UPDATE customers SET email = :new_email WHERE id = :id;

-- name: set_name_of_line_items
UPDATE line_items SET name = :value WHERE id = :id;
UPDATE line_items SET title = :new_title WHERE id = :id;
UPDATE line_items SET description = :new_description WHERE id = :id;
UPDATE line_items SET status = :new_status WHERE id = :id;

-- name: set_name_of_provinces
UPDATE provinces SET name = :value WHERE id = :id;
UPDATE provinces SET title = :new_title WHERE id = :id;
UPDATE provinces SET description = :new_description WHERE id = :id;
UPDATE provinces SET status = :new_status WHERE id = :id;

-- name: set_name_of_reviews
UPDATE reviews SET name = :value WHERE id = :id;
UPDATE reviews SET title = :new_title WHERE id = :id;
UPDATE reviews SET description = :new_description WHERE id = :id;
UPDATE reviews SET status = :new_status WHERE id = :id;

-- name: set_pst_rate_of_orders
UPDATE orders SET pst_rate = :value WHERE id = :id AND pst_rate <> :value;
UPDATE orders SET gst_rate = :new_gst_rate WHERE id = :id;
UPDATE orders SET hst_rate = :new_hst_rate WHERE id = :id;
UPDATE orders SET created_at = :new_created_at WHERE id = :id;
UPDATE orders SET updated_at = :new_updated_at WHERE id = :id;

-- name: set_description_of_products
UPDATE products SET description = :value WHERE id = :id AND description <> :value;
UPDATE products SET price = :new_price WHERE id = :id;
UPDATE products SET stock_quantity = :new_stock_quantity WHERE id = :id;
UPDATE products SET created_at = :new_created_at WHERE id = :id;
UPDATE products SET updated_at = :new_updated_at WHERE id = :id;

-- name: set_title_of_active_admin_comments
UPDATE active_admin_comments SET title = :value WHERE id = :id AND title <> :value;
UPDATE active_admin_comments SET description = :new_description WHERE id = :id;
UPDATE active_admin_comments SET status = :new_status WHERE id = :id;
UPDATE active_admin_comments SET email = :new_email WHERE id = :id;
UPDATE active_admin_comments SET phone = :new_phone WHERE id = :id;

-- name: set_title_of_admin_users
UPDATE admin_users SET title = :value WHERE id = :id AND title <> :value;
UPDATE admin_users SET description = :new_description WHERE id = :id;
UPDATE admin_users SET status = :new_status WHERE id = :id;
UPDATE admin_users SET email = :new_email WHERE id = :id;
UPDATE admin_users SET phone = :new_phone WHERE id = :id;

-- name: get_orders
SELECT status, updated_at FROM orders WHERE id = :id;

-- name: get_products
SELECT name, category FROM products WHERE id = :id;

-- name: get_active_admin_comments
SELECT name, kind FROM active_admin_comments WHERE id = :id;

-- name: get_admin_users
SELECT name, city FROM admin_users WHERE id = :id;

-- name: get_customers
SELECT name, amount FROM customers WHERE id = :id;

-- name: get_line_items
SELECT name, status FROM line_items WHERE id = :id;

-- name: get_provinces
SELECT name, phone FROM provinces WHERE id = :id;

-- name: get_reviews
SELECT name, email FROM reviews WHERE id = :id;

-- name: orders_by_customer_id
SELECT id, status FROM orders WHERE customer_id = :id;

-- name: active_admin_comments_by_admin_user_id
SELECT id, name FROM active_admin_comments WHERE admin_user_id = :id;

-- name: customers_by_province_id
SELECT id, name FROM customers WHERE province_id = :id;

-- name: line_items_by_order_id
SELECT id, name FROM line_items WHERE order_id = :id;

-- name: reviews_by_product_id
SELECT id, name FROM reviews WHERE product_id = :id;

-- name: find_orders
SELECT id FROM orders WHERE status = :one OR updated_at > :two;

-- name: find_products
SELECT id FROM products WHERE name = :one OR category > :two;

-- name: find_active_admin_comments
SELECT id FROM active_admin_comments WHERE name = :one OR kind > :two;

-- name: find_admin_users
SELECT id FROM admin_users WHERE name = :one OR city > :two;

-- name: find_customers
SELECT id FROM customers WHERE name = :one OR amount > :two;

-- name: find_line_items
SELECT id FROM line_items WHERE name = :one OR status > :two;

-- name: find_provinces
SELECT id FROM provinces WHERE name = :one OR phone > :two;

-- name: find_reviews
SELECT id FROM reviews WHERE name = :one OR email > :two;

-- name: orders_with_customer_id
SELECT t.status, p.name FROM orders t JOIN customers p ON p.id = t.customer_id WHERE t.id = :id;

-- name: active_admin_comments_with_admin_user_id
SELECT t.name, p.name FROM active_admin_comments t JOIN admin_users p ON p.id = t.admin_user_id WHERE t.id = :id;

-- name: customers_with_province_id
SELECT t.name, p.name FROM customers t JOIN provinces p ON p.id = t.province_id WHERE t.id = :id;

-- name: line_items_with_order_id
SELECT t.name, p.status FROM line_items t JOIN orders p ON p.id = t.order_id WHERE t.id = :id;

-- name: reviews_with_product_id
SELECT t.name, p.name FROM reviews t JOIN products p ON p.id = t.product_id WHERE t.id = :id;

-- name: count_orders
SELECT status, COUNT(*) AS number FROM orders GROUP BY status ORDER BY 1;

-- name: count_products
SELECT name, COUNT(*) AS number FROM products GROUP BY name ORDER BY 1;

-- name: count_active_admin_comments
SELECT name, COUNT(*) AS number FROM active_admin_comments GROUP BY name ORDER BY 1;

-- name: count_admin_users
SELECT name, COUNT(*) AS number FROM admin_users GROUP BY name ORDER BY 1;

-- name: count_customers
SELECT name, COUNT(*) AS number FROM customers GROUP BY name ORDER BY 1;

-- name: count_line_items
SELECT name, COUNT(*) AS number FROM line_items GROUP BY name ORDER BY 1;

-- name: count_provinces
SELECT name, COUNT(*) AS number FROM provinces GROUP BY name ORDER BY 1;

-- name: count_reviews
SELECT name, COUNT(*) AS number FROM reviews GROUP BY name ORDER BY 1;

-- name: all_orders_with_customer_id
SELECT t.status, p.name FROM orders t LEFT JOIN customers p ON p.id = t.customer_id WHERE t.updated_at IN (:one, :two);

-- name: all_active_admin_comments_with_admin_user_id
SELECT t.name, p.name FROM active_admin_comments t LEFT JOIN admin_users p ON p.id = t.admin_user_id WHERE t.kind IN (:one, :two);

-- name: all_customers_with_province_id
SELECT t.name, p.name FROM customers t LEFT JOIN provinces p ON p.id = t.province_id WHERE t.amount IN (:one, :two);
