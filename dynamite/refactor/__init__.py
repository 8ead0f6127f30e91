"""Database programs in SQL: what they mean, whether two mean the same, and their rewriting."""
