CREATE TABLE State (StatePOID int PRIMARY KEY, StateCode text NOT NULL UNIQUE, Name text);
CREATE TABLE Address (Aid int PRIMARY KEY, Street text, StatePOID_fk int REFERENCES State (StatePOID));
