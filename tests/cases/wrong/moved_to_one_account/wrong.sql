-- name: open
INSERT INTO customers (id) VALUES (:customer);
INSERT INTO accounts (id, customer, balance) VALUES (:id, :customer, :balance);

-- name: close
UPDATE accounts SET customer = NULL WHERE customer = :customer;
DELETE FROM customers WHERE id = :customer;

-- name: accounts
SELECT id FROM accounts;
