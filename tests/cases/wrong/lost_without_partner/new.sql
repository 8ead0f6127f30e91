CREATE TABLE states (id serial PRIMARY KEY, code text NOT NULL UNIQUE);
CREATE TABLE addresses (id int PRIMARY KEY, street text, state int REFERENCES states (id));
