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
  content text
);

CREATE TABLE locations (
  id serial PRIMARY KEY,
  latitude text,
  longitude text,
  address text,
  created_at text,
  updated_at text
);

CREATE TABLE courses (
  id int PRIMARY KEY,
  title text,
  description text,
  price int,
  coach_id int REFERENCES users (id),
  created_at text,
  updated_at text,
  sport text,
  max_participants int,
  location_id int REFERENCES locations (id)
);

CREATE TABLE training_sessions (
  id int PRIMARY KEY,
  course_id int REFERENCES courses (id),
  name text,
  title text,
  description text,
  status text,
  email text,
  phone text,
  kind text
);

CREATE TABLE subscriptions (
  id int PRIMARY KEY,
  user_id int REFERENCES users (id),
  training_session_id int REFERENCES training_sessions (id),
  name text,
  title text
);
