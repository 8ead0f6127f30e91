"""SQL text that SQLite and DuckDB share: quoted names and the definition of a table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from dynamite.schema import ForeignKey, RecordType


def quoted(name: str) -> str:
    """A name as an SQL identifier; every sign of it is kept.

    >>> quoted('a"b;')
    '"a""b;"'
    """
    return '"' + name.replace('"', '""') + '"'


def quoted_list(names: Iterable[str]) -> str:
    """Names as a list of SQL identifiers."""
    return ", ".join(quoted(name) for name in names)


def create_table(
    record_type: RecordType, types: Mapping[str, str], foreign_keys: Iterable[ForeignKey]
) -> str:
    """The statement that creates a table, with its keys; ``types`` has a type for each column."""
    parts = [
        f"{quoted(a.name)} {types[a.name]}{'' if a.nullable else ' NOT NULL'}"
        for a in record_type.attributes
    ]
    if record_type.primary_key:
        parts.append(f"PRIMARY KEY ({quoted_list(record_type.primary_key)})")
    parts.extend(f"UNIQUE ({quoted_list(columns)})" for columns in record_type.unique)
    parts.extend(
        f"FOREIGN KEY ({quoted_list(key.columns)}) "
        f"REFERENCES {quoted(key.table)} ({quoted_list(key.references)})"
        for key in foreign_keys
    )
    return f"CREATE TABLE {quoted(record_type.name)} ({', '.join(parts)})"
