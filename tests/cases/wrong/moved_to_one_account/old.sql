CREATE TABLE customers (id int PRIMARY KEY, balance int);
CREATE TABLE accounts (id int PRIMARY KEY, customer int NOT NULL REFERENCES customers (id));
