CREATE TABLE categories (
  id int PRIMARY KEY,
  name text,
  title text,
  description text
);

CREATE TABLE tags (
  id int PRIMARY KEY,
  name text
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
  score int
);

CREATE TABLE articles (
  id int PRIMARY KEY,
  user_id int REFERENCES users (id),
  name text,
  title text,
  description text,
  status text,
  email text,
  phone text,
  kind text,
  amount int
);

CREATE TABLE blogs (
  id int PRIMARY KEY,
  user_id int REFERENCES users (id),
  name text,
  title text,
  description text
);

CREATE TABLE conversations (
  id int PRIMARY KEY,
  user_id int REFERENCES users (id),
  name text
);

CREATE TABLE events (
  id int PRIMARY KEY,
  user_id int REFERENCES users (id),
  name text,
  title text,
  description text,
  status text,
  email text,
  phone text,
  kind text,
  amount int
);

CREATE TABLE feeds (
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

CREATE TABLE notifications (
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
  position int
);

CREATE TABLE pages (
  id int PRIMARY KEY,
  user_id int REFERENCES users (id),
  name text,
  title text,
  description text
);

CREATE TABLE posts (
  id int PRIMARY KEY,
  user_id int REFERENCES users (id),
  categorie_id int REFERENCES categories (id),
  name text,
  title text,
  description text,
  status text,
  email text
);

CREATE TABLE videos (
  id int PRIMARY KEY,
  categorie_id int REFERENCES categories (id),
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

CREATE TABLE blog_posts (
  id int PRIMARY KEY,
  blog_id int REFERENCES blogs (id),
  name text,
  title text,
  description text,
  status text
);

CREATE TABLE comments (
  id int PRIMARY KEY,
  user_id int REFERENCES users (id),
  post_id int REFERENCES posts (id),
  name text,
  title text,
  description text,
  status text,
  email text,
  phone text
);

CREATE TABLE likes (
  id int PRIMARY KEY,
  user_id int REFERENCES users (id),
  post_id int REFERENCES posts (id),
  name text,
  title text,
  description text
);

CREATE TABLE messages (
  id int PRIMARY KEY,
  user_id int REFERENCES users (id),
  conversation_id int REFERENCES conversations (id),
  name text,
  title text,
  description text,
  status text,
  email text
);

CREATE TABLE taggings (
  id int PRIMARY KEY,
  tag_id int REFERENCES tags (id),
  post_id int REFERENCES posts (id),
  name text,
  title text,
  description text,
  status text,
  email text
);

CREATE TABLE users_videos (
  id int PRIMARY KEY,
  user_id int REFERENCES users (id),
  video_id int REFERENCES videos (id)
);

CREATE TABLE events_users (
  id int PRIMARY KEY,
  user_id int REFERENCES users (id),
  event_id int REFERENCES events (id)
);
