-- name: addCustomer
INSERT INTO customers (id, name) VALUES (:id, :name);

-- name: addInvoice
INSERT INTO invoices (id, customer, amount) VALUES (:id, :customer, :amount);

-- name: renameCustomer
UPDATE customers SET name = :name WHERE id = :id;

-- name: show
SELECT i.amount, c.name FROM invoices i JOIN customers c ON c.id = i.customer WHERE i.id = :id;
