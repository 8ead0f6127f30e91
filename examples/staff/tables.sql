-- The example's tables in PostgreSQL, with their keys: psql -f tables.sql, from the repository's root.
CREATE TABLE employees (emp_no int PRIMARY KEY, name text NOT NULL, hired date NOT NULL,
    manager_no int REFERENCES employees);
CREATE TABLE projects (code text PRIMARY KEY, title text NOT NULL);
CREATE TABLE assignments (emp_no int NOT NULL REFERENCES employees, code text NOT NULL
    REFERENCES projects, role text NOT NULL, hours int NOT NULL, PRIMARY KEY (emp_no, code));
\copy employees FROM 'examples/staff/source/employees.csv' WITH (FORMAT csv, HEADER)
\copy projects FROM 'examples/staff/source/projects.csv' WITH (FORMAT csv, HEADER)
\copy assignments FROM 'examples/staff/source/assignments.csv' WITH (FORMAT csv, HEADER)
