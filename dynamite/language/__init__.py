"""The Datalog language as text: parsing, formatting, and the checks a program must pass."""
