CREATE TABLE djs (
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

CREATE TABLE genres (
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
  city text
);

CREATE TABLE venues (
  id int PRIMARY KEY,
  name text,
  address text,
  created_at text,
  updated_at text,
  phone text,
  image_url text,
  cross_streets text,
  neighborhood text,
  latitude text,
  longitude text,
  yelp_rating text,
  yelp_id text,
  category text
);

CREATE TABLE dj_genres (
  id int PRIMARY KEY,
  dj_id int REFERENCES djs (id),
  genre_id int REFERENCES genres (id),
  name text,
  title text
);

CREATE TABLE events (
  id int PRIMARY KEY,
  venue_id int REFERENCES venues (id),
  dj_id int REFERENCES djs (id),
  name text,
  title text,
  description text,
  status text,
  email text,
  phone text
);

CREATE TABLE ratings (
  id int PRIMARY KEY,
  user_id int REFERENCES users (id),
  dj_id int REFERENCES djs (id),
  name text,
  title text,
  description text,
  status text,
  email text
);

CREATE TABLE tracks (
  id int PRIMARY KEY,
  dj_id int REFERENCES djs (id),
  name text,
  title text,
  description text,
  status text,
  email text
);

CREATE TABLE comments (
  id int PRIMARY KEY,
  user_id int REFERENCES users (id),
  event_id int REFERENCES events (id),
  name text,
  title text
);

CREATE TABLE replies (
  id int PRIMARY KEY,
  comment_id int REFERENCES comments (id),
  name text
);
