CREATE TABLE cats (id int PRIMARY KEY, name text);
CREATE TABLE dogs (id int PRIMARY KEY, name text);
