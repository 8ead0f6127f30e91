CREATE TABLE customers (id int PRIMARY KEY, name text);
CREATE TABLE policies (id int PRIMARY KEY, customer int REFERENCES customers (id), amount int);
