-- name: addCustomer
INSERT INTO customers (id, name) VALUES (:id, :name);

-- name: addPolicy
INSERT INTO policies (id, customer, amount) VALUES (:id, :customer, :amount);

-- name: removePolicy
DELETE FROM policies WHERE id = :id;

-- name: hand
UPDATE policies SET customer = :customer WHERE id = :id;

-- name: of
SELECT c.name, p.amount FROM policies p JOIN customers c ON c.id = p.customer WHERE p.id = :id;

-- name: held
SELECT id FROM policies WHERE customer = :customer;
