CREATE TABLE groups (
  id int PRIMARY KEY,
  name text,
  title text,
  description text,
  status text
);

CREATE TABLE incidental_types (
  id int PRIMARY KEY,
  name text,
  title text,
  description text,
  status text,
  email text,
  phone text,
  kind text
);

CREATE TABLE permissions (
  id int PRIMARY KEY,
  name text,
  title text,
  description text,
  status text,
  email text
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
  position int
);

CREATE TABLE versions (
  id int PRIMARY KEY,
  name text,
  title text,
  description text,
  status text,
  email text,
  phone text
);

CREATE TABLE fee_schedules (
  id serial PRIMARY KEY,
  base_amount text,
  amount_per_day text,
  created_at text,
  updated_at text
);

CREATE TABLE departments (
  id int PRIMARY KEY,
  user_id int REFERENCES users (id),
  name text,
  title text,
  description text,
  status text
);

CREATE TABLE groups_permissions (
  id int PRIMARY KEY,
  group_id int REFERENCES groups (id),
  permission_id int REFERENCES permissions (id),
  name text,
  title text
);

CREATE TABLE groups_users (
  id int PRIMARY KEY,
  group_id int REFERENCES groups (id),
  user_id int REFERENCES users (id),
  name text,
  title text
);

CREATE TABLE item_types (
  id int PRIMARY KEY,
  name text,
  disclaimer text,
  fee_schedule_id int REFERENCES fee_schedules (id),
  created_at text,
  updated_at text
);

CREATE TABLE rentals (
  id int PRIMARY KEY,
  user_id int REFERENCES users (id),
  item_type_id int REFERENCES item_types (id),
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

CREATE TABLE incurred_incidentals (
  id int PRIMARY KEY,
  rental_id int REFERENCES rentals (id),
  incidental_type_id int REFERENCES incidental_types (id),
  name text,
  title text,
  description text,
  status text
);
