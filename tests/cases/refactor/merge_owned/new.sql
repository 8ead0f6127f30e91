CREATE TABLE MEMBER (mid int PRIMARY KEY, mname text, city text, zipcode text);
