-- name: addCustomer
INSERT INTO customers (id, name) VALUES (:id, :name);

-- name: addPolicy
INSERT INTO policies (id, amount) VALUES (:id, :amount);
INSERT INTO holds (customer, policy) VALUES (:customer, :id);

-- name: removePolicy
DELETE FROM holds WHERE policy = :id;
DELETE FROM policies WHERE id = :id;

-- name: hand
UPDATE holds SET customer = :customer WHERE policy = :id;

-- name: of
SELECT
  c.name,
  p.amount
FROM policies AS p
LEFT JOIN holds
  ON p.id = holds.policy
JOIN customers AS c
  ON c.id = holds.customer
WHERE
  p.id = :id;

-- name: held
SELECT
  policies.id
FROM policies
LEFT JOIN holds
  ON policies.id = holds.policy
WHERE
  holds.customer = :customer;
