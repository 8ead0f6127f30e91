CREATE TABLE customers (id int PRIMARY KEY, name text);
CREATE TABLE policies (id int PRIMARY KEY, amount int);
CREATE TABLE holds (customer int NOT NULL REFERENCES customers (id), policy int NOT NULL REFERENCES policies (id), PRIMARY KEY (customer, policy));
