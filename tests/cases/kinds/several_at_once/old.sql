CREATE TABLE users (id int PRIMARY KEY, fname text, street text, city text);
CREATE TABLE posts (id int PRIMARY KEY, author int NOT NULL REFERENCES users (id), body text);
