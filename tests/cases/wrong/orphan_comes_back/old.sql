CREATE TABLE staff (id int PRIMARY KEY, name text, picture text);
