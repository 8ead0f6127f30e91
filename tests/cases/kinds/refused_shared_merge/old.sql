CREATE TABLE fees (id int PRIMARY KEY, amount int);
CREATE TABLE items (id int PRIMARY KEY, name text, fee int NOT NULL REFERENCES fees (id));
