CREATE TABLE Employee (
  EmployeeNumber int PRIMARY KEY, Name text, PhoneNumber text, Picture text, VoicePrint text, RetinalPrint text
);
