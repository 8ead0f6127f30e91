"""Facts in files, for running any Datalog program."""
