-- name: open
INSERT INTO customers (id, balance) VALUES (:customer, :balance);
INSERT INTO accounts (id, customer) VALUES (:id, :customer);

-- name: close
DELETE FROM accounts WHERE customer = :customer;
DELETE FROM customers WHERE id = :customer;

-- name: accounts
SELECT id FROM accounts;
