CREATE TABLE Employee (EmployeeNumber int PRIMARY KEY, Name text, Picture text, VoicePrint text);
