CREATE TABLE dim_customer (
  customer_id INTEGER PRIMARY KEY,
  name        TEXT NOT NULL,
  city        TEXT NOT NULL
);
CREATE TABLE dim_product (
  product_id INTEGER PRIMARY KEY,
  title      TEXT NOT NULL,
  category   TEXT NOT NULL
);
CREATE TABLE fact_sales (
  order_id    INTEGER NOT NULL,
  product_id  INTEGER NOT NULL REFERENCES dim_product (product_id),
  customer_id INTEGER NOT NULL REFERENCES dim_customer (customer_id),
  ordered_on  DATE NOT NULL,
  quantity    INTEGER NOT NULL,
  cents       INTEGER NOT NULL,
  coupon      TEXT,
  PRIMARY KEY (order_id, product_id)
);
