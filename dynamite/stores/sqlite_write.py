"""Tables into SQLite, in one transaction that the caller begins and ends.

SQLite holds neither NaN nor, in an existing column that is declared ``DECIMAL`` and not
``DECIMAL_TEXT``, more than fifteen digits of a decimal; both are refused.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from dynamite.errors import InputError, MigrationError
from dynamite.schema import Attribute, Key, RecordType, Schema
from dynamite.stores.interface import Content
from dynamite.stores.sql_names import create_table, quoted, quoted_list
from dynamite.stores.sqlite_catalog import Table
from dynamite.stores.sqlite_types import DECLARED_TYPES, declared_data_type, keeps_text
from dynamite.stores.tables import checked_content, creation_order, has_key
from dynamite.values import DataType

_KEPT_DIGITS: Final = 15
_APPEND_MEND: Final = "append needs equal columns; choose --if-exists replace or another target"


def write_tables(
    connection: sqlite3.Connection,
    schema: Schema,
    content: Content,
    existing: Mapping[str, Table],
    url: str,
) -> None:
    """Create the tables that are not there and fill all; the caller commits.

    Foreign keys are declared where they refer to a declared key, and hold at the commit. Raises
    ``MigrationError`` for a record that a table refuses.
    """
    by_lower = {name.lower(): table for name, table in existing.items()}
    ordered, cyclic = creation_order(schema)
    types: dict[Key, dict[str, str]] = {}
    # All tables come before any record: those that refer to each other need both to be there.
    for record_type in (*ordered, *cyclic):
        place = f"{url}: {record_type.name}"
        table = by_lower.get(record_type.name.lower())
        if table is not None:
            types[record_type.key] = _types_for_append(record_type, table, place)
            continue
        _execute(connection, _creation(schema, record_type), place)
        types[record_type.key] = _declared(record_type)
    for record_type in (*ordered, *cyclic):
        _fill(connection, record_type, types[record_type.key], content, url)


def creation_statements(schema: Schema) -> Iterator[tuple[RecordType, str]]:
    """Each table with the statement that creates it, in the order in which they run."""
    ordered, cyclic = creation_order(schema)
    for record_type in (*ordered, *cyclic):
        yield record_type, _creation(schema, record_type)


def _creation(schema: Schema, record_type: RecordType) -> str:
    foreign_keys = [key for key in record_type.foreign_keys if has_key(schema, key)]
    return create_table(record_type, _declared(record_type), foreign_keys)


def _declared(record_type: RecordType) -> dict[str, str]:
    return {a.name: DECLARED_TYPES[a.type] for a in record_type.attributes}


def _fill(
    connection: sqlite3.Connection,
    record_type: RecordType,
    types: Mapping[str, str],
    content: Content,
    url: str,
) -> None:
    place = f"{url}: {record_type.name}"
    marks = ", ".join("?" * len(record_type.columns))
    statement = (
        f"INSERT INTO {quoted(record_type.name)} ({quoted_list(record_type.columns)}) "
        f"VALUES ({marks})"
    )
    for batch in checked_content(content, record_type, url):
        columns = [
            _stored(column, attribute, types[attribute.name], place)
            for attribute, column in zip(record_type.attributes, batch.columns, strict=True)
        ]
        _execute(connection, statement, place, zip(*columns, strict=True))


def _execute(connection: sqlite3.Connection, statement: str, place: str, rows: Any = None) -> None:
    try:
        if rows is None:
            connection.execute(statement)
        else:
            connection.executemany(statement, rows)
    except sqlite3.Error as error:
        raise MigrationError(f"nothing was written: {error}", place=place) from None


def _stored(column: pa.Array, attribute: Attribute, declared: str, place: str) -> list[Any]:
    """The values of a column as SQLite is to store them."""
    match attribute.type:
        case DataType.BOOL:
            column = column.cast(pa.int8())
        case DataType.DATE:
            column = column.cast(pa.string())
        case DataType.DATETIME:
            column = pc.replace_substring_regex(column.cast(pa.string()), r"\.0+$", "")
        case DataType.FLOAT:
            _refuse(column, pc.is_nan(column), "SQLite holds no NaN", attribute, place)
        case DataType.DECIMAL if not keeps_text(declared):
            digits = pc.utf8_length(pc.replace_substring_regex(column, r"^-?[0.]*|\.", ""))
            problem = f"a column of type {declared} keeps {_KEPT_DIGITS} digits only"
            _refuse(column, pc.greater(digits, _KEPT_DIGITS), problem, attribute, place)
    values: list[Any] = column.to_pylist()
    return values


def _refuse(
    column: pa.Array, bad: pa.BooleanArray, problem: str, attribute: Attribute, place: str
) -> None:
    if pc.any(bad).as_py():
        value = column[bad.index(pa.scalar(True)).as_py()].as_py()
        raise MigrationError(
            f"nothing was written: {value} in column {attribute.name!r}: {problem}", place=place
        )


def _types_for_append(record_type: RecordType, table: Table, place: str) -> dict[str, str]:
    """The declared types of an existing table, which must have the record type's columns."""
    declared = {column.name: column.declared for column in table.columns}
    missing = [name for name in record_type.columns if name not in declared]
    extra = [name for name in declared if name not in record_type.columns]
    if missing or extra:
        problem = f"has no column {missing[0]!r}" if missing else f"has a column {extra[0]!r} more"
        raise InputError(f"the existing table {problem}", place=place, mend=_APPEND_MEND)
    for attribute in record_type.attributes:
        own = declared[attribute.name]
        if declared_data_type(own) is not attribute.type:
            raise InputError(
                f"the existing column {attribute.name!r} has the type {own!r}, "
                f"not {attribute.type}",
                place=place,
                mend=_APPEND_MEND,
            )
        if attribute.type is DataType.JSON and not keeps_text(own):
            raise InputError(
                f"the existing column {attribute.name!r} has the type {own!r}, "
                "which turns JSON numbers into others",
                place=place,
                mend=f"declare it {DECLARED_TYPES[DataType.JSON]}, or choose another target",
            )
    return declared
