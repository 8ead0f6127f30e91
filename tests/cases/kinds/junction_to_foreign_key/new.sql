CREATE TABLE customers (id int PRIMARY KEY, name text);
CREATE TABLE policies (id int PRIMARY KEY, amount int, customer int NOT NULL REFERENCES customers (id));
