CREATE TABLE categories (
  id int PRIMARY KEY,
  name text,
  title text,
  description text,
  status text
);

CREATE TABLE items (
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
  notes text
);

CREATE TABLE users (
  id int PRIMARY KEY,
  name text,
  title text,
  description text,
  status text,
  email text,
  phone text,
  kind text
);

CREATE TABLE carts (
  id int PRIMARY KEY,
  user_id int REFERENCES users (id),
  name text,
  title text
);

CREATE TABLE item_categories (
  id int PRIMARY KEY,
  item_id int REFERENCES items (id),
  categorie_id int REFERENCES categories (id),
  name text,
  title text
);

CREATE TABLE orders (
  id int PRIMARY KEY,
  user_id int REFERENCES users (id),
  status text,
  pickup_or_delivery text,
  street_number text,
  street text,
  city text,
  state text,
  zip text,
  created_at text,
  updated_at text,
  line_items text
);

CREATE TABLE line_items (
  id int PRIMARY KEY,
  item_id int REFERENCES items (id),
  cart_id int REFERENCES carts (id),
  name text,
  title text,
  description text
);
