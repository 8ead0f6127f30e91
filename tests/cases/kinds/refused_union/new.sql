CREATE TABLE pets (kind text, id int, name text, PRIMARY KEY (kind, id));
