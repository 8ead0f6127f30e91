CREATE TABLE states (id serial PRIMARY KEY, code text NOT NULL UNIQUE, name text);
CREATE TABLE addresses (id int PRIMARY KEY, street text, state_id int REFERENCES states (id));
