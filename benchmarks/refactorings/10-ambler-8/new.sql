CREATE TABLE Employees (EmployeeId int PRIMARY KEY, Name text);
CREATE TABLE Customers (
  CustomerId int PRIMARY KEY, Name text, Address text, Phone text,
  EmployeeId_fk int REFERENCES Employees (EmployeeId)
);
CREATE TABLE Invoices (
  InvoiceId int PRIMARY KEY, CustomerId_fk int NOT NULL REFERENCES Customers (CustomerId), InvoiceDate text,
  EmpId_fk int REFERENCES Employees (EmployeeId), CustomerName text, CustomerAddress text
);
