CREATE TABLE locations (
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

CREATE TABLE manifests (
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
  size int
);

CREATE TABLE identities (
  id int PRIMARY KEY,
  user_id int REFERENCES users (id),
  name text,
  title text,
  description text,
  status text
);

CREATE TABLE institutions (
  id int PRIMARY KEY,
  user_id int REFERENCES users (id),
  name text,
  title text,
  description text
);

CREATE TABLE policies (
  id int PRIMARY KEY,
  user_id int REFERENCES users (id),
  name text,
  title text,
  description text,
  status text,
  email text,
  phone text
);

CREATE TABLE filters (
  id serial PRIMARY KEY,
  user_id int REFERENCES users (id),
  param_name text,
  filter_params text,
  created_at text,
  updated_at text
);

CREATE TABLE device_models (
  id int PRIMARY KEY,
  institution_id int REFERENCES institutions (id),
  name text,
  title text
);

CREATE TABLE laboratories (
  id int PRIMARY KEY,
  institution_id int REFERENCES institutions (id),
  location_id int REFERENCES locations (id),
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

CREATE TABLE subscribers (
  id int PRIMARY KEY,
  user_id int REFERENCES users (id),
  name text,
  url text,
  fields text,
  last_run_at text,
  created_at text,
  updated_at text,
  url_user text,
  url_password text,
  filter_id int REFERENCES filters (id)
);

CREATE TABLE device_models_manifests (
  id int PRIMARY KEY,
  device_model_id int REFERENCES device_models (id),
  manifest_id int REFERENCES manifests (id)
);

CREATE TABLE devices (
  id int PRIMARY KEY,
  device_model_id int REFERENCES device_models (id),
  institution_id int REFERENCES institutions (id),
  name text,
  title text,
  description text,
  status text
);

CREATE TABLE activations (
  id int PRIMARY KEY,
  device_id int REFERENCES devices (id),
  name text,
  title text
);

CREATE TABLE devices_laboratories (
  id int PRIMARY KEY,
  device_id int REFERENCES devices (id),
  laboratorie_id int REFERENCES laboratories (id)
);

CREATE TABLE events (
  id int PRIMARY KEY,
  device_id int REFERENCES devices (id),
  institution_id int REFERENCES institutions (id),
  name text,
  title text,
  description text,
  status text,
  email text,
  phone text,
  kind text,
  amount int
);

CREATE TABLE ssh_keys (
  id int PRIMARY KEY,
  device_id int REFERENCES devices (id),
  name text,
  title text,
  description text
);

CREATE TABLE activation_tokens (
  id int PRIMARY KEY,
  value text,
  client_id text,
  device_id int REFERENCES devices (id),
  created_at text,
  updated_at text
);
