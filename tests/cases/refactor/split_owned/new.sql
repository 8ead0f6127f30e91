CREATE TABLE locations (id serial PRIMARY KEY, address text, latitude text);
CREATE TABLE courses (
  id int PRIMARY KEY, title text NOT NULL, price int,
  location_id int NOT NULL REFERENCES locations (id)
);
