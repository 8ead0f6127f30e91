CREATE TABLE depts (id int PRIMARY KEY, title text);
CREATE TABLE staff (id int PRIMARY KEY, label text, boss int REFERENCES staff (id), dept int REFERENCES depts (id));
CREATE TABLE details (staff int PRIMARY KEY REFERENCES staff (id), city text, pay int);
CREATE TABLE logs (id serial PRIMARY KEY, staff int, note text);
