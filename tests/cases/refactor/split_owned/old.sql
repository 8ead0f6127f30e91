CREATE TABLE courses (id int PRIMARY KEY, title text NOT NULL, price int, address text, latitude text);
