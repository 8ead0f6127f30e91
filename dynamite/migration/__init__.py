"""The parts of a migration: what is read, what is checked, what is reported."""
