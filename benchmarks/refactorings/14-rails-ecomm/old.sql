CREATE TABLE admin_users (
  id int PRIMARY KEY,
  name text,
  title text,
  description text,
  status text,
  email text,
  phone text,
  kind text,
  amount int,
  position int,
  url text,
  notes text,
  city text
);

CREATE TABLE provinces (
  id int PRIMARY KEY,
  name text,
  title text,
  description text,
  status text,
  email text,
  phone text
);

CREATE TABLE products (
  id int PRIMARY KEY,
  name text,
  description text,
  price text,
  stock_quantity int,
  created_at text,
  updated_at text,
  category text
);

CREATE TABLE active_admin_comments (
  id int PRIMARY KEY,
  admin_user_id int REFERENCES admin_users (id),
  name text,
  title text,
  description text,
  status text,
  email text,
  phone text,
  kind text
);

CREATE TABLE customers (
  id int PRIMARY KEY,
  province_id int REFERENCES provinces (id),
  name text,
  title text,
  description text,
  status text,
  email text,
  phone text,
  kind text,
  amount int
);

CREATE TABLE reviews (
  id int PRIMARY KEY,
  product_id int REFERENCES products (id),
  name text,
  title text,
  description text,
  status text,
  email text
);

CREATE TABLE orders (
  id int PRIMARY KEY,
  status text,
  pst_rate text,
  gst_rate text,
  hst_rate text,
  created_at text,
  updated_at text,
  customer_id int REFERENCES customers (id)
);

CREATE TABLE line_items (
  id int PRIMARY KEY,
  order_id int REFERENCES orders (id),
  product_id int REFERENCES products (id),
  name text,
  title text,
  description text,
  status text
);
