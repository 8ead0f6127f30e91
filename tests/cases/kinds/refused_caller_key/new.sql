CREATE TABLE states (code text PRIMARY KEY, name text);
CREATE TABLE addresses (id int PRIMARY KEY, street text, state text REFERENCES states (code));
