"""A small part of a store that hangs together: the start of an examples file."""
