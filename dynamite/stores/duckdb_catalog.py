"""The schema of a DuckDB database, from its catalog: the tables of its ``main`` schema."""

from __future__ import annotations

from typing import Any

import duckdb

from dynamite.errors import InputError
from dynamite.schema import Attribute, ForeignKey, Kind, Model, RecordType, Schema
from dynamite.stores.duckdb_columns import column_data_type

_OURS = "database_name = current_database() AND schema_name = 'main'"
_TABLES = f"SELECT table_name FROM duckdb_tables() WHERE {_OURS} ORDER BY table_oid"
_COLUMNS = f"""
    SELECT table_name, column_name, data_type, is_nullable
    FROM duckdb_columns() WHERE {_OURS} ORDER BY table_oid, column_index"""
_CONSTRAINTS = f"""
    SELECT table_name, constraint_type, constraint_column_names,
           referenced_table, referenced_column_names
    FROM duckdb_constraints() WHERE {_OURS} ORDER BY table_oid, constraint_index"""

ColumnTypes = dict[str, dict[str, str]]
"""DuckDB's own type of each column, by table."""


def column_types(connection: duckdb.DuckDBPyConnection) -> ColumnTypes:
    """DuckDB's own type of each column of each table, tables in the order of their creation."""
    types: ColumnTypes = {table: {} for (table,) in connection.execute(_TABLES).fetchall()}
    for table, column, data_type, _ in connection.execute(_COLUMNS).fetchall():
        if table in types:
            types[table][column] = data_type
    return types


def database_schema(connection: duckdb.DuckDBPyConnection, url: str) -> Schema:
    """The schema of the database; ``InputError`` for a column whose type cannot be read."""
    attributes: dict[str, list[Attribute]] = {table: [] for table in column_types(connection)}
    for table, column, type_name, is_nullable in connection.execute(_COLUMNS).fetchall():
        if table in attributes:
            attributes[table].append(readable(table, column, type_name, is_nullable, url))
    constraints: dict[str, list[Any]] = {table: [] for table in attributes}
    for table, *constraint in connection.execute(_CONSTRAINTS).fetchall():
        constraints[table].append(constraint)
    return Schema(
        Model.RELATIONAL,
        tuple(_table(name, tuple(attributes[name]), constraints[name]) for name in attributes),
    )


def readable(table: str, column: str, type_name: str, is_nullable: bool, url: str) -> Attribute:
    """The attribute that a column of a DuckDB type is; ``InputError`` where none can hold it."""
    data_type = column_data_type(type_name)
    if data_type is None:
        raise InputError(
            f"column {column!r} has the type {type_name}, which is not supported",
            place=f"{url}: {table}",
            mend="copy what is needed of it to columns of plain types",
        )
    return Attribute(column, data_type, is_nullable)


def _table(name: str, attributes: tuple[Attribute, ...], constraints: list[Any]) -> RecordType:
    primary_key: tuple[str, ...] = ()
    unique: list[tuple[str, ...]] = []
    foreign_keys: list[ForeignKey] = []
    for kind, columns, table, references in constraints:
        match kind:
            case "PRIMARY KEY":
                primary_key = tuple(columns)
            case "UNIQUE":
                unique.append(tuple(columns))
            case "FOREIGN KEY":
                foreign_keys.append(ForeignKey(tuple(columns), table, tuple(references)))
    return RecordType(
        (name,), Kind.TABLE, attributes, primary_key, tuple(unique), tuple(foreign_keys)
    )
