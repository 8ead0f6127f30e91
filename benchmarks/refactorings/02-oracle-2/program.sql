-- name: hire
INSERT INTO EMPLOYEE (eid, ename, street, zipcode, work_phone, mobile, fax, work_email, personal_email, job_title, job_desc)
VALUES (:eid, :name, :street, :zipcode, :work_phone, :mobile, :fax, :work_email, :personal_email, :title, :description);

-- name: fire
DELETE FROM PROJ_EMP WHERE eid_fk = :eid;
DELETE FROM EMPLOYEE WHERE eid = :eid;

-- name: rename
UPDATE EMPLOYEE SET ename = :name WHERE eid = :eid;

-- name: move
UPDATE EMPLOYEE SET street = :street WHERE eid = :eid;
UPDATE EMPLOYEE SET zipcode = :zipcode WHERE eid = :eid;

-- name: setPhones
UPDATE EMPLOYEE SET work_phone = :work_phone WHERE eid = :eid;
UPDATE EMPLOYEE SET mobile = :mobile, fax = :fax WHERE eid = :eid;

-- name: setEmails
UPDATE EMPLOYEE SET work_email = :work_email WHERE eid = :eid;
UPDATE EMPLOYEE SET personal_email = :personal_email WHERE eid = :eid;

-- name: promote
UPDATE EMPLOYEE SET job_title = :title WHERE eid = :eid;
UPDATE EMPLOYEE SET job_desc = :description WHERE eid = :eid;

-- name: startProject
INSERT INTO PROJECT (pid, pname, budget) VALUES (:pid, :name, :budget);

-- name: endProject
DELETE FROM PROJ_EMP WHERE pid_fk = :pid;
DELETE FROM PROJECT WHERE pid = :pid;

-- name: assign
INSERT INTO PROJ_EMP (peid, pid_fk, eid_fk) VALUES (:peid, :pid, :eid);

-- name: release
DELETE FROM PROJ_EMP WHERE pid_fk = :pid AND eid_fk = :eid;
UPDATE PROJECT SET budget = budget + :saved WHERE pid = :pid;

-- name: employee
SELECT ename, street, zipcode FROM EMPLOYEE WHERE eid = :eid;

-- name: phones
SELECT work_phone, mobile, fax FROM EMPLOYEE WHERE eid = :eid;

-- name: emails
SELECT ename, work_email, personal_email FROM EMPLOYEE WHERE work_email = :email OR personal_email = :email;

-- name: jobs
SELECT job_title, COUNT(*) AS employees FROM EMPLOYEE GROUP BY job_title ORDER BY 1;

-- name: team
SELECT e.ename, e.mobile FROM EMPLOYEE e JOIN PROJ_EMP p ON p.eid_fk = e.eid WHERE p.pid_fk = :pid;

-- name: teamEmails
SELECT j.pname, e.work_email FROM PROJECT j JOIN PROJ_EMP p ON p.pid_fk = j.pid
JOIN EMPLOYEE e ON e.eid = p.eid_fk WHERE j.budget >= :budget;

-- name: neighbours
SELECT a.ename, b.ename AS other FROM EMPLOYEE a JOIN EMPLOYEE b ON b.zipcode = a.zipcode AND b.eid <> a.eid;

-- name: idle
SELECT ename FROM EMPLOYEE WHERE NOT eid IN (SELECT eid_fk FROM PROJ_EMP) AND job_title IN (:one, :other);
