-- name: addCustomer
INSERT INTO customers (id, name) VALUES (:id, :name);

-- name: addPolicy
INSERT INTO policies (id, amount) VALUES (:id, :amount);
INSERT INTO holds (customer, policy) VALUES (:customer, :id);

-- name: removePolicy
DELETE FROM holds WHERE policy = :id;
DELETE FROM policies WHERE id = :id;

-- name: of
SELECT c.name, p.amount FROM holds h JOIN policies p ON p.id = h.policy JOIN customers c ON c.id = h.customer WHERE p.id = :id;

-- name: held
SELECT policy FROM holds WHERE customer = :customer;
