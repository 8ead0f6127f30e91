CREATE TABLE Employee (EmployeeNumber int PRIMARY KEY, Name text, PhoneNumber text);
CREATE TABLE EmployeeIdentification (
  EmployeeNumber_fk int PRIMARY KEY REFERENCES Employee (EmployeeNumber),
  Picture text, VoicePrint text, RetinalPrint text
);
