"""What existing tables of MySQL cannot take, and what is in the way of replacing them."""

from __future__ import annotations

from typing import Final

import pyarrow as pa
import pyarrow.compute as pc
import pymysql

from dynamite.errors import InputError, MigrationError
from dynamite.schema import Attribute, RecordType
from dynamite.stores.mysql_catalog import Column, Table
from dynamite.stores.mysql_connection import execute
from dynamite.stores.mysql_types import misfit_for_writing
from dynamite.values import DataType

_MEND: Final = "choose --if-exists replace or another target"

_REFERENCES: Final = """
    SELECT DISTINCT table_schema, table_name, referenced_table_name
    FROM information_schema.key_column_usage
    WHERE referenced_table_schema = DATABASE()"""


def refuse_references(connection: pymysql.Connection, replaced: tuple[str, ...], url: str) -> None:
    """Raises ``InputError`` where another table refers to one that is to be replaced."""
    own = execute(connection, "SELECT DATABASE()")[0][0]
    for schema, table, referred in execute(connection, _REFERENCES):
        is_replaced = schema == own and table in replaced
        if referred in replaced and not is_replaced and not table.startswith("_dynamite_"):
            raise InputError(
                f"it cannot be replaced, as the foreign keys of {table!r} refer to it",
                place=f"{url}: {referred}",
                mend="replace both, or choose --if-exists append or another target",
            )


def check_append(record_type: RecordType, table: Table, place: str) -> None:
    """Raises ``InputError`` where an existing table cannot take the record type's values.

    It may have further columns, if they fill themselves or may be null.
    """
    for attribute in record_type.attributes:
        column = table.columns.get(attribute.name)
        if column is None:
            raise InputError(
                f"the existing table has no column {attribute.name!r}", place=place, mend=_MEND
            )
        if column.is_generated or misfit_for_writing(column.type, attribute.type):
            generated = "generated" if column.is_generated else f"of the type {column.type.shown}"
            raise InputError(
                f"the existing column {attribute.name!r} is {generated}, "
                f"which does not hold every {attribute.type}",
                place=place,
                mend=_MEND,
            )
    for column in table.columns.values():
        is_filled = column.has_value or column.is_generated or not column.is_not_null
        if column.name not in record_type.columns and not is_filled:
            raise InputError(
                f"the existing table has a column {column.name!r} more, which has no default",
                place=place,
                mend=_MEND,
            )


def check_values(
    record_type: RecordType, batch: pa.RecordBatch, table: Table, first: int, place: str
) -> None:
    """Raises ``MigrationError`` for a value that an existing column would change without an error.

    ``first`` is the position of the batch's first record.
    """
    for attribute, column in zip(record_type.attributes, batch.columns, strict=True):
        stored = table.columns[attribute.name]
        changed = _changed(attribute, column, stored)
        if pc.any(changed).as_py():
            position = changed.index(pa.scalar(True)).as_py()
            value = column[position].as_py()
            shown = "null" if value is None else str(value)[:60]
            raise MigrationError(
                f"nothing was written: record {first + position + 1}: {shown}, "
                f"which does not fit {stored.type.shown}, in column {attribute.name!r}",
                place=place,
            )


def _changed(attribute: Attribute, column: pa.Array, stored: Column) -> pa.BooleanArray:
    """Which values MySQL would round, cut, or replace by a number of its own."""
    changed = column.is_null() if stored.is_not_null else pa.array([False] * len(column))
    type_ = stored.type
    if attribute.type is DataType.DECIMAL:
        form = rf"^-?[0-9]+(\.[0-9]{{0,{type_.scale}}})?$"
        rounded = pc.invert(pc.match_substring_regex(column, form))
        changed = pc.or_(changed, pc.fill_null(rounded, False))
    if attribute.type is DataType.STRING and type_.most_characters is not None:
        too_long = pc.greater(pc.utf8_length(column), type_.most_characters)
        changed = pc.or_(changed, pc.fill_null(too_long, False))
    if attribute.type is DataType.STRING and type_.most_bytes is not None:
        too_long = pc.greater(pc.binary_length(column), type_.most_bytes)
        changed = pc.or_(changed, pc.fill_null(too_long, False))
    return changed
