CREATE TABLE people (id int PRIMARY KEY, first_name text);
CREATE TABLE addresses (person int PRIMARY KEY REFERENCES people (id), street text, city text);
CREATE TABLE articles (id int PRIMARY KEY, author int NOT NULL REFERENCES people (id), body text);
