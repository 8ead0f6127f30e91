CREATE TABLE customers (
  customer_id INTEGER PRIMARY KEY,
  name        TEXT NOT NULL,
  city        TEXT NOT NULL
);
CREATE TABLE categories (
  category_id INTEGER PRIMARY KEY,
  label       TEXT NOT NULL
);
CREATE TABLE products (
  product_id  INTEGER PRIMARY KEY,
  title       TEXT NOT NULL,
  category_id INTEGER NOT NULL REFERENCES categories (category_id)
);
CREATE TABLE coupons (
  coupon_id INTEGER PRIMARY KEY,
  code      TEXT NOT NULL UNIQUE,
  percent   INTEGER NOT NULL
);
CREATE TABLE orders (
  order_id    INTEGER PRIMARY KEY,
  customer_id INTEGER NOT NULL REFERENCES customers (customer_id),
  ordered_on  DATE NOT NULL,
  coupon_id   INTEGER REFERENCES coupons (coupon_id)
);
CREATE TABLE order_items (
  order_id   INTEGER NOT NULL REFERENCES orders (order_id),
  product_id INTEGER NOT NULL REFERENCES products (product_id),
  quantity   INTEGER NOT NULL,
  cents      INTEGER NOT NULL,
  PRIMARY KEY (order_id, product_id)
);
