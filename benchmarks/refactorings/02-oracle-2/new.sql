CREATE TABLE ADDRESS (aid serial PRIMARY KEY, street text, zipcode int);
CREATE TABLE PHONE (phid serial PRIMARY KEY, work_phone text, mobile text, fax text);
CREATE TABLE EMAIL (emid serial PRIMARY KEY, work_email text, personal_email text);
CREATE TABLE JOB (jid serial PRIMARY KEY, job_title text, job_desc text);
CREATE TABLE EMPLOYEE (
  eid int PRIMARY KEY, ename text,
  aid_fk int NOT NULL REFERENCES ADDRESS (aid), phid_fk int NOT NULL REFERENCES PHONE (phid),
  emid_fk int NOT NULL REFERENCES EMAIL (emid), jid_fk int NOT NULL REFERENCES JOB (jid)
);
CREATE TABLE PROJECT (pid int PRIMARY KEY, pname text, budget int);
CREATE TABLE PROJ_EMP (
  peid int PRIMARY KEY, pid_fk int NOT NULL REFERENCES PROJECT (pid),
  eid_fk int NOT NULL REFERENCES EMPLOYEE (eid)
);
