"""A program in other languages: SQL, Soufflé, Cypher, pipelines of MongoDB."""
