CREATE TABLE ADDRESS (aid int PRIMARY KEY, city text, zipcode text);
CREATE TABLE MEMBER (mid int PRIMARY KEY, mname text, afk int NOT NULL REFERENCES ADDRESS (aid));
