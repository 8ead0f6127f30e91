-- name: addCustomer
INSERT INTO customers (id, name) VALUES (:id, :name);

-- name: addPolicy
INSERT INTO policies (id, amount, customer) VALUES (:id, :amount, :customer);

-- name: removePolicy
DELETE FROM policies WHERE id = :id;

-- name: of
SELECT
  c.name,
  h.amount
FROM policies AS h
JOIN customers AS c
  ON c.id = h.customer
WHERE
  h.id = :id;

-- name: held
SELECT id AS policy FROM policies WHERE customer = :customer;
