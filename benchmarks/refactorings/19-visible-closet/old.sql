CREATE TABLE interested_people (
  id int PRIMARY KEY,
  name text,
  title text,
  description text
);

CREATE TABLE marketing_hits (
  id int PRIMARY KEY,
  name text,
  title text,
  description text
);

CREATE TABLE products (
  id int PRIMARY KEY,
  name text,
  title text,
  description text,
  status text,
  email text,
  phone text,
  kind text
);

CREATE TABLE rental_agreement_versions (
  id int PRIMARY KEY,
  name text,
  title text,
  description text
);

CREATE TABLE users (
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
  city text,
  code text,
  total int,
  starts_on text,
  ends_on text,
  language text,
  color text,
  size int,
  weight int,
  origin text,
  label text,
  summary text,
  content text,
  token text,
  locale text,
  score int,
  level int,
  created_at text,
  updated_at text
);

CREATE TABLE addresses (
  id int PRIMARY KEY,
  user_id int REFERENCES users (id),
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
  city text,
  code text,
  total int,
  starts_on text,
  ends_on text
);

CREATE TABLE carts (
  id int PRIMARY KEY,
  user_id int REFERENCES users (id),
  name text,
  title text,
  description text,
  status text,
  email text,
  phone text
);

CREATE TABLE charges (
  id int PRIMARY KEY,
  user_id int REFERENCES users (id),
  product_id int REFERENCES products (id),
  name text,
  title text,
  description text,
  status text,
  email text,
  phone text,
  kind text
);

CREATE TABLE credits (
  id int PRIMARY KEY,
  user_id int REFERENCES users (id),
  name text,
  title text,
  description text,
  status text,
  email text
);

CREATE TABLE invoices (
  id int PRIMARY KEY,
  user_id int REFERENCES users (id),
  name text,
  title text,
  description text,
  status text
);

CREATE TABLE orders (
  id int PRIMARY KEY,
  user_id int REFERENCES users (id),
  name text,
  title text,
  description text,
  status text,
  email text
);

CREATE TABLE photos (
  id int PRIMARY KEY,
  user_id int REFERENCES users (id),
  name text,
  title text,
  description text,
  status text,
  email text,
  phone text
);

CREATE TABLE rental_agreement_versions_users (
  id int PRIMARY KEY,
  user_id int REFERENCES users (id),
  rental_agreement_version_id int REFERENCES rental_agreement_versions (id),
  name text,
  title text
);

CREATE TABLE storage_charge_processing_records (
  id int PRIMARY KEY,
  user_id int REFERENCES users (id),
  name text,
  title text,
  description text,
  status text
);

CREATE TABLE storage_payment_processing_records (
  id int PRIMARY KEY,
  user_id int REFERENCES users (id),
  name text,
  title text,
  description text
);

CREATE TABLE subscriptions (
  id int PRIMARY KEY,
  user_id int REFERENCES users (id),
  name text,
  title text,
  description text,
  status text,
  email text
);

CREATE TABLE boxes (
  id int PRIMARY KEY,
  user_id int REFERENCES users (id),
  subscription_id int REFERENCES subscriptions (id),
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
  city text,
  code text,
  total int,
  starts_on text,
  ends_on text,
  language text
);

CREATE TABLE cart_items (
  id int PRIMARY KEY,
  cart_id int REFERENCES carts (id),
  product_id int REFERENCES products (id),
  name text,
  title text,
  description text,
  status text,
  email text,
  phone text,
  kind text
);

CREATE TABLE order_lines (
  id int PRIMARY KEY,
  order_id int REFERENCES orders (id),
  product_id int REFERENCES products (id),
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

CREATE TABLE payment_profiles (
  id int PRIMARY KEY,
  user_id int REFERENCES users (id),
  addresse_id int REFERENCES addresses (id),
  name text,
  title text,
  description text,
  status text,
  email text,
  phone text,
  kind text,
  amount int,
  position int,
  url text
);

CREATE TABLE boxes_subscriptions (
  id int PRIMARY KEY,
  boxe_id int REFERENCES boxes (id),
  subscription_id int REFERENCES subscriptions (id)
);

CREATE TABLE payment_transactions (
  id int PRIMARY KEY,
  payment_profile_id int REFERENCES payment_profiles (id),
  user_id int REFERENCES users (id),
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

CREATE TABLE shipments (
  id int PRIMARY KEY,
  boxe_id int REFERENCES boxes (id),
  addresse_id int REFERENCES addresses (id),
  name text,
  title text,
  description text,
  status text,
  email text,
  phone text,
  kind text,
  amount int,
  position int
);

CREATE TABLE storage_charges (
  id int PRIMARY KEY,
  boxe_id int REFERENCES boxes (id),
  charge_id int REFERENCES charges (id),
  name text,
  title text,
  description text
);

CREATE TABLE stored_items (
  id int PRIMARY KEY,
  box_id int REFERENCES boxes (id),
  created_at text,
  updated_at text,
  photo_file_name text,
  photo_content_type text,
  photo_file_size int,
  photo_updated_at text,
  access_token text,
  status text,
  donated_to text,
  shipment_id int REFERENCES shipments (id)
);

CREATE TABLE stored_item_tags (
  id int PRIMARY KEY,
  stored_item_id int REFERENCES stored_items (id),
  name text,
  title text,
  description text
);
