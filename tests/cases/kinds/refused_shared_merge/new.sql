CREATE TABLE items (id int PRIMARY KEY, name text, fee_amount int);
