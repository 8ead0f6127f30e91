CREATE TABLE State (StateCode text PRIMARY KEY, Name text);
CREATE TABLE Address (Aid int PRIMARY KEY, Street text, StateCode_fk text REFERENCES State (StateCode));
