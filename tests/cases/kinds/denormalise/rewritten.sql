-- name: addCustomer
INSERT INTO customers (id, name) VALUES (:id, :name);

-- name: addInvoice
INSERT INTO invoices (
  id,
  customer,
  amount,
  customer_name
)
VALUES
  (
    :id,
    :customer,
    :amount,
    (
      SELECT
        name
      FROM customers
      WHERE
        id = :customer
    )
  );

-- name: renameCustomer
UPDATE invoices SET customer_name = :name WHERE customer = :id;
UPDATE customers SET name = :name WHERE id = :id;

-- name: show
SELECT i.amount, c.name FROM invoices i JOIN customers c ON c.id = i.customer WHERE i.id = :id;
