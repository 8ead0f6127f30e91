CREATE TABLE MEMBER (mid int PRIMARY KEY, mname text, address text, city text, state text, zipcode text);
