"""The schema of an SQLite database, from its catalog; views and virtual tables are left out."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from dynamite.errors import InputError
from dynamite.schema import Attribute, ForeignKey, Kind, Model, RecordType, Schema
from dynamite.stores.sql_names import quoted
from dynamite.stores.sqlite_types import declared_data_type
from dynamite.values import DataType

_TABLES = """
    SELECT m.name, l.wr FROM main.sqlite_master AS m
    JOIN pragma_table_list AS l ON l.name = m.name AND l.schema = 'main'
    WHERE m.type = 'table' AND l.type = 'table' AND substr(m.name, 1, 7) <> 'sqlite_'
    ORDER BY m.rowid"""
_VISIBLE = (0, 2, 3)
"""``hidden`` of ordinary and of generated columns in ``table_xinfo``; 1 is a virtual table's."""


@dataclass(frozen=True)
class Column:
    """A column as the catalog has it; ``key`` is its place in the primary key from 1, or 0."""

    name: str
    declared: str
    is_not_null: bool
    key: int


@dataclass(frozen=True)
class Table:
    """A table as the catalog has it."""

    name: str
    columns: tuple[Column, ...]
    has_rowid: bool

    @property
    def primary_key(self) -> tuple[str, ...]:
        keys = sorted((column.key, column.name) for column in self.columns if column.key)
        return tuple(name for _, name in keys)

    @property
    def rowid(self) -> str | None:
        """A name by which the row number can be asked for, as columns may take the usual one."""
        taken = {column.name.lower() for column in self.columns}
        names = (name for name in ("rowid", "_rowid_", "oid") if name not in taken)
        return next(names, None) if self.has_rowid else None


def tables(connection: sqlite3.Connection) -> dict[str, Table]:
    """The tables of the database by name, in the order of their creation."""
    found = {}
    for name, without_rowid in connection.execute(_TABLES).fetchall():
        rows = connection.execute(
            'SELECT name, type, "notnull", pk, hidden FROM pragma_table_xinfo(?) ORDER BY cid',
            (name,),
        )
        columns = tuple(
            Column(column, declared, bool(is_not_null), key)
            for column, declared, is_not_null, key, hidden in rows
            if hidden in _VISIBLE
        )
        found[name] = Table(name, columns, not without_rowid)
    return found


def database_schema(connection: sqlite3.Connection, url: str) -> Schema:
    """The schema of the database; ``InputError`` for a column that holds values of many types."""
    found = tables(connection)
    return Schema(
        Model.RELATIONAL,
        tuple(_record_type(connection, table, found, url) for table in found.values()),
    )


def _record_type(
    connection: sqlite3.Connection, table: Table, found: dict[str, Table], url: str
) -> RecordType:
    return RecordType(
        (table.name,),
        Kind.TABLE,
        tuple(_attribute(connection, table, column, url) for column in table.columns),
        table.primary_key,
        tuple(_unique(connection, table)),
        tuple(_foreign_keys(connection, table, found)),
    )


def _attribute(connection: sqlite3.Connection, table: Table, column: Column, url: str) -> Attribute:
    data_type = declared_data_type(column.declared)
    if data_type is None:
        data_type = _type_of_values(connection, table, column, url)
    return Attribute(column.name, data_type, not _is_filled(connection, table, column))


def _type_of_values(
    connection: sqlite3.Connection, table: Table, column: Column, url: str
) -> DataType:
    rows = connection.execute(
        f"SELECT DISTINCT typeof({quoted(column.name)}) FROM {quoted(table.name)}"
    )
    types = sorted({kind for (kind,) in rows} - {"null"})
    match types:
        case []:
            return DataType.STRING
        case [kind]:
            return _BY_STORAGE[kind]
        case ["integer", "real"]:
            return DataType.FLOAT
    raise InputError(
        f"column {column.name!r} has the type {column.declared!r}, which says nothing, "
        f"and holds {' and '.join(types)}",
        place=f"{url}: {table.name}",
        mend="declare the column's type in the database",
    )


_BY_STORAGE = {
    "integer": DataType.INT,
    "real": DataType.FLOAT,
    "text": DataType.STRING,
    "blob": DataType.BYTES,
}


def _is_filled(connection: sqlite3.Connection, table: Table, column: Column) -> bool:
    """Whether the column holds no null: by its declaration, or as a primary key that has none.

    SQLite lets the primary key of a table with row numbers be null.
    """
    if column.is_not_null or not column.key:
        return column.is_not_null
    name = quoted(column.name)
    query = f"SELECT 1 FROM {quoted(table.name)} WHERE {name} IS NULL LIMIT 1"
    return connection.execute(query).fetchone() is None


def _unique(connection: sqlite3.Connection, table: Table) -> list[tuple[str, ...]]:
    """The unique constraints and unique indexes over whole columns, in order of creation."""
    indexes = connection.execute(
        'SELECT name FROM pragma_index_list(?) WHERE "unique" AND NOT partial '
        "AND origin <> 'pk' ORDER BY seq DESC",
        (table.name,),
    ).fetchall()
    found: list[tuple[str, ...]] = []
    for (index,) in indexes:
        rows = connection.execute("SELECT name FROM pragma_index_info(?) ORDER BY seqno", (index,))
        columns = tuple(name for (name,) in rows)
        # A part of an index that is an expression has no name.
        if None not in columns and columns not in found:
            found.append(columns)
    return found


def _foreign_keys(
    connection: sqlite3.Connection, table: Table, found: dict[str, Table]
) -> list[ForeignKey]:
    """The foreign keys in order of declaration; those to what is not there are left out."""
    by_lower = {name.lower(): other for name, other in found.items()}
    rows = connection.execute(
        'SELECT id, "table", "from", "to" FROM pragma_foreign_key_list(?) ORDER BY id DESC, seq',
        (table.name,),
    ).fetchall()
    keys: dict[int, list[tuple[str, str, str | None]]] = {}
    for number, parent, column, reference in rows:
        keys.setdefault(number, []).append((parent, column, reference))
    foreign_keys = []
    for pairs in keys.values():
        parent_table = by_lower.get(pairs[0][0].lower())
        if parent_table is None:
            continue
        columns = tuple(_spelled(table, column) for _, column, _ in pairs)
        named = tuple(_spelled(parent_table, to) for _, _, to in pairs if to is not None)
        references = named or parent_table.primary_key
        if len(columns) == len(references) and "" not in (*columns, *references):
            foreign_keys.append(ForeignKey(columns, parent_table.name, references))
    return foreign_keys


def _spelled(table: Table, name: str) -> str:
    """A column's name as the table spells it, as a foreign key may use other case; or empty."""
    spellings = (c.name for c in table.columns if c.name.lower() == name.lower())
    return next(spellings, "")
