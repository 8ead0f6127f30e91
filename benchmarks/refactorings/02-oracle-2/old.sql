CREATE TABLE EMPLOYEE (
  eid int PRIMARY KEY, ename text, street text, zipcode int, work_phone text, mobile text, fax text,
  work_email text, personal_email text, job_title text, job_desc text
);
CREATE TABLE PROJECT (pid int PRIMARY KEY, pname text, budget int);
CREATE TABLE PROJ_EMP (
  peid int PRIMARY KEY, pid_fk int NOT NULL REFERENCES PROJECT (pid),
  eid_fk int NOT NULL REFERENCES EMPLOYEE (eid)
);
