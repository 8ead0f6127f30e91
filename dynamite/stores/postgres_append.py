"""What of a record type and its values PostgreSQL's tables cannot hold, above all existing ones."""

from __future__ import annotations

from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from dynamite.errors import InputError, MigrationError
from dynamite.schema import Attribute, RecordType
from dynamite.stores.column_text import characters_among
from dynamite.stores.postgres_catalog import Table
from dynamite.stores.postgres_types import ColumnType, misfit_for_writing
from dynamite.values import DataType

_MEND: Final = "choose --if-exists replace or another target"


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
    record_type: RecordType, batch: pa.RecordBatch, table: Table | None, first: int, place: str
) -> None:
    """Raises ``MigrationError`` for a value that PostgreSQL would refuse or change.

    ``table`` is the existing one that the records are added to, and ``first`` the position of the
    batch's first record.
    """
    for attribute, column in zip(record_type.attributes, batch.columns, strict=True):
        stored = None if table is None else table.columns[attribute.name].type
        problem = _misfit(attribute, column, stored)
        if problem is not None:
            position, words = problem
            raise MigrationError(
                f"nothing was written: record {first + position + 1}: "
                f"{words} in column {attribute.name!r}",
                place=place,
            )


def _misfit(
    attribute: Attribute, column: pa.Array, stored: ColumnType | None
) -> tuple[int, str] | None:
    """The position of a value that does not fit, and what is to be said of it."""
    match attribute.type:
        case DataType.STRING if characters_among(column, b"\0"):
            has_nul = pc.greater_equal(pc.find_substring(column, "\0"), 0)
            return _first(has_nul), "the character U+0000, which PostgreSQL does not hold,"
        case DataType.STRING if stored is not None and stored.length is not None:
            too_long = pc.greater(pc.utf8_length(column), stored.length)
            if pc.any(too_long).as_py():
                return _first(too_long), f"a text too long for {stored.shown}"
        case DataType.DECIMAL if stored is not None and stored.scale is not None:
            form = rf"^-?[0-9]+(\.[0-9]{{0,{max(stored.scale, 0)}}})?$"
            rounded = pc.invert(pc.match_substring_regex(column, form))
            if pc.any(rounded).as_py():
                position = _first(rounded)
                return position, f"{column[position]}, which does not fit {stored.shown},"
    return None


def _first(found: pa.BooleanArray) -> int:
    position: int = found.index(pa.scalar(True)).as_py()
    return position
