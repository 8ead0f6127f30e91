CREATE TABLE depts (id int PRIMARY KEY, title text);
CREATE TABLE staff (id int PRIMARY KEY, name text, city text, pay int, boss int REFERENCES staff (id), dept int REFERENCES depts (id));
CREATE TABLE logs (id serial PRIMARY KEY, staff int, note text);
