CREATE TABLE customers (id int PRIMARY KEY);
CREATE TABLE accounts (id int PRIMARY KEY, customer int REFERENCES customers (id), balance int);
