CREATE TABLE customers (id int PRIMARY KEY, name text NOT NULL);
CREATE TABLE invoices (id int PRIMARY KEY, customer int NOT NULL REFERENCES customers (id), amount int);
