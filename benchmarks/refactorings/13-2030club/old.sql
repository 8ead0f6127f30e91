CREATE TABLE categories (
  id int PRIMARY KEY,
  name text,
  title text,
  description text
);

CREATE TABLE events (
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
  total int
);

CREATE TABLE items (
  id int PRIMARY KEY,
  name text,
  title text,
  description text,
  status text,
  email text,
  phone text
);

CREATE TABLE memberships (
  id int PRIMARY KEY,
  name text,
  title text,
  description text
);

CREATE TABLE participants (
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

CREATE TABLE states (
  id int PRIMARY KEY,
  name text,
  title text
);

CREATE TABLE user_profiles (
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
  ends_on text
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
  summary text
);

CREATE TABLE email_addresses (
  id int PRIMARY KEY,
  user_id int REFERENCES users (id),
  name text,
  title text,
  description text,
  status text,
  email text
);

CREATE TABLE orders (
  id int PRIMARY KEY,
  user_id int REFERENCES users (id),
  name text,
  title text,
  description text,
  status text,
  email text,
  phone text,
  kind text
);

CREATE TABLE registrations (
  id int PRIMARY KEY,
  event_id int REFERENCES events (id),
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
  starts_on text
);

CREATE TABLE user_addresses (
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
  url text
);

CREATE TABLE locations (
  id int PRIMARY KEY,
  participant_id int REFERENCES participants (id),
  region text,
  address text,
  address_cont text,
  city text,
  state text,
  zip text,
  phone text,
  created_at text,
  updated_at text
);

CREATE TABLE guests (
  id int PRIMARY KEY,
  registration_id int REFERENCES registrations (id),
  name text,
  title text,
  description text,
  status text
);

CREATE TABLE order_items (
  id int PRIMARY KEY,
  order_id int REFERENCES orders (id),
  item_id int REFERENCES items (id),
  name text,
  title text,
  description text
);
