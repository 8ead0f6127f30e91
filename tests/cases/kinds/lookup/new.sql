CREATE TABLE regions (id serial PRIMARY KEY, name text UNIQUE);
CREATE TABLE locations (id int PRIMARY KEY, address text, region_id int REFERENCES regions (id));
