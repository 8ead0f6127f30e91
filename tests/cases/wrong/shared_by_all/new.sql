CREATE TABLE places (id serial PRIMARY KEY, address text NOT NULL UNIQUE);
CREATE TABLE courses (id int PRIMARY KEY, title text, place int NOT NULL REFERENCES places (id));
