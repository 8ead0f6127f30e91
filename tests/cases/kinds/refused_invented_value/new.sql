CREATE TABLE users (id int PRIMARY KEY, name text, role text NOT NULL);
