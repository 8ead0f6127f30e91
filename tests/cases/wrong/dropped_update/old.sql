CREATE TABLE courses (id int PRIMARY KEY, title text, address text);
