"""Examples: each directory holds an example, its data and what must come out; each is a test."""
