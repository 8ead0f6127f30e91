CREATE TABLE a (id int PRIMARY KEY, x int, d text); CREATE TABLE b (id int PRIMARY KEY, name text);
