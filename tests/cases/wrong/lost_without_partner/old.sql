CREATE TABLE addresses (id int PRIMARY KEY, street text, state text);
