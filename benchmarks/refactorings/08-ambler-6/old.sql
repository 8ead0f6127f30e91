CREATE TABLE State (StatePOID serial PRIMARY KEY, StateCode int NOT NULL UNIQUE, Name text);
CREATE TABLE Address (
  Aid int PRIMARY KEY, Street text, City text, StatePOID_fk int REFERENCES State (StatePOID),
  PostCode int, CountryCode int
);
