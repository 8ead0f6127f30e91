CREATE TABLE locations (id int PRIMARY KEY, address text, region text);
