CREATE TABLE staff (id int PRIMARY KEY, name text);
CREATE TABLE pictures (staff int NOT NULL, picture text);
