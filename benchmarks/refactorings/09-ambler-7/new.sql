CREATE TABLE State (StateCode int PRIMARY KEY, Name text, CountryCode int);
CREATE TABLE Address (
  Aid int PRIMARY KEY, Street text, City text, StateCode_fk int REFERENCES State (StateCode), PostCode int
);
