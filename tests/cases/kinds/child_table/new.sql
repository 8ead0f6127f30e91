CREATE TABLE items (id int PRIMARY KEY, box int);
CREATE TABLE photos (id serial PRIMARY KEY, item int NOT NULL UNIQUE REFERENCES items (id), photo text, photo_size int);
