CREATE TABLE State (StateCode int PRIMARY KEY, Name text);
CREATE TABLE Address (
  Aid int PRIMARY KEY, Street text, City text, StateCode_fk int REFERENCES State (StateCode),
  PostCode int, CountryCode int
);
