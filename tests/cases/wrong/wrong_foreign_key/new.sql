CREATE TABLE users (id int PRIMARY KEY, label text);
CREATE TABLE grants (id int PRIMARY KEY, grantor int NOT NULL REFERENCES users (id), grantee int NOT NULL REFERENCES users (id));
