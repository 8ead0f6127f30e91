-- name: hire
INSERT INTO Employees (EmployeeId, Name) VALUES (:id, :name);

-- name: addCustomer
INSERT INTO Customers (CustomerId, Name, Address, Phone, EmployeeId_fk) VALUES (:id, :name, :address, :phone, :employee);

-- name: addInvoice
INSERT INTO Invoices (InvoiceId, CustomerId_fk, InvoiceDate) VALUES (:id, :customer, :date);

-- name: renameCustomer
UPDATE Customers SET Name = :name WHERE CustomerId = :id;

-- name: moveCustomer
UPDATE Customers SET Address = :address, Phone = :phone WHERE CustomerId = :id;

-- name: assign
UPDATE Customers SET EmployeeId_fk = :employee WHERE CustomerId = :id;

-- name: redate
UPDATE Invoices SET InvoiceDate = :date WHERE InvoiceId = :id;
UPDATE Invoices SET InvoiceDate = :date WHERE InvoiceDate IS NULL;

-- name: removeInvoice
DELETE FROM Invoices WHERE InvoiceId = :id;

-- name: removeCustomer
DELETE FROM Invoices WHERE CustomerId_fk = :id;
DELETE FROM Customers WHERE CustomerId = :id;

-- name: customer
SELECT Name, Address, Phone FROM Customers WHERE CustomerId = :id;

-- name: invoice
SELECT i.InvoiceDate, c.Name, c.Address FROM Invoices i JOIN Customers c ON c.CustomerId = i.CustomerId_fk
WHERE i.InvoiceId = :id;

-- name: invoicesOf
SELECT i.InvoiceId FROM Invoices i JOIN Customers c ON c.CustomerId = i.CustomerId_fk
WHERE c.Name = :name OR i.InvoiceDate > :date;

-- name: sellers
SELECT e.Name, COUNT(i.InvoiceId) AS invoices FROM Employees e
JOIN Customers c ON c.EmployeeId_fk = e.EmployeeId JOIN Invoices i ON i.CustomerId_fk = c.CustomerId
GROUP BY e.Name;

-- name: quiet
SELECT Name FROM Customers WHERE NOT CustomerId IN (SELECT CustomerId_fk FROM Invoices WHERE InvoiceDate >= :date);
