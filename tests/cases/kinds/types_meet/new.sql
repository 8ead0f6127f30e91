CREATE TABLE a (id int PRIMARY KEY, x int, d2 text); CREATE TABLE b (id int PRIMARY KEY, title text);
