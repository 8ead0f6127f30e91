CREATE TABLE customers (id int PRIMARY KEY, name text);
CREATE TABLE policies (id int PRIMARY KEY, customer int NOT NULL REFERENCES customers (id), amount int);
