CREATE TABLE items (id int PRIMARY KEY, box int, photo text, photo_size int);
