"""Records out of SQLite as checked Arrow batches.

A value must be of its column's type as SQLite stores it: no text passes for a number, and no number
for a text.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from typing import Any, Final

import pyarrow as pa

from dynamite.columnar import BATCH_ROWS, arrow_schema, arrow_type
from dynamite.errors import InputError
from dynamite.schema import Attribute, RecordType
from dynamite.stores.sql_names import quoted, quoted_list
from dynamite.stores.sqlite_catalog import Table
from dynamite.stores.tables import check_batch, record_number
from dynamite.stores.text_columns import MisfitError, canonical_decimals, parse_texts
from dynamite.values import DataType, show

_STORED_AS: Final[dict[DataType, frozenset[type]]] = {
    DataType.INT: frozenset({int}),
    DataType.FLOAT: frozenset({float, int}),
    DataType.DECIMAL: frozenset({str, int, float}),
    DataType.STRING: frozenset({str}),
    DataType.BOOL: frozenset({int}),
    DataType.DATE: frozenset({str}),
    DataType.DATETIME: frozenset({str}),
    DataType.BYTES: frozenset({bytes}),
    DataType.JSON: frozenset({str, int, float}),
}
_NULL: Final = type(None)
_EXACT_FLOAT: Final = 2**53


class TableReader:
    """Reads some columns of one table over one connection."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        table: Table,
        record_type: RecordType,
        wanted: tuple[Attribute, ...],
        url: str,
    ) -> None:
        self._connection = connection
        self._table = table
        self._record_type = record_type
        self._wanted = wanted
        self._place = f"{url}: {record_type.name}"

    def batches(self) -> Iterator[pa.RecordBatch]:
        """The records in the order of the table; ``InputError`` for a value that does not fit."""
        first = 0
        cursor = self._connection.execute(f"SELECT {self._columns()} {self._from()}")
        while rows := self._fetch(cursor, first):
            batch = self._batch(rows, first)
            check_batch(self._record_type, self._wanted, batch, first, self._place, self._row_name)
            first += len(rows)
            yield batch

    def _columns(self) -> str:
        # Where no column is wanted, the records still count.
        return quoted_list(attribute.name for attribute in self._wanted) or "NULL"

    def _from(self) -> str:
        # An index that covers the columns would give the records in its own order.
        return f"FROM {quoted(self._table.name)} NOT INDEXED"

    def _fetch(self, cursor: sqlite3.Cursor, first: int) -> list[tuple[Any, ...]]:
        try:
            return cursor.fetchmany(BATCH_ROWS)
        except sqlite3.OperationalError as error:
            if "UTF-8" in str(error):
                raise self._not_utf8(first) from None
            raise InputError(f"cannot be read: {error}", place=self._place) from None
        except sqlite3.DatabaseError as error:
            raise InputError(f"cannot be read: {error}", place=self._place) from None

    def _batch(self, rows: Sequence[tuple[Any, ...]], first: int) -> pa.RecordBatch:
        values = dict(zip(self._wanted, zip(*rows, strict=True), strict=False))
        layout = arrow_schema(self._record_type)
        arrays = []
        for attribute, field in zip(self._record_type.attributes, layout, strict=True):
            if attribute not in values:
                arrays.append(pa.nulls(len(rows), field.type))
                continue
            try:
                arrays.append(column(values[attribute], attribute.type))
            except MisfitError as misfit:
                value = values[attribute][misfit.position]
                raise InputError(
                    f"{self._row_name(first + misfit.position)}: {_shown(value)} "
                    f"in column {attribute.name!r} is not of type {attribute.type}",
                    place=self._place,
                    mend="correct the value, or declare the column as what it holds",
                ) from None
        return pa.RecordBatch.from_arrays(arrays, schema=layout)

    def _row_name(self, position: int) -> str:
        """The row as SQLite numbers it; only for messages, as it counts the rows again."""
        rowid = self._table.rowid
        if rowid is None:
            return record_number(position)
        query = f"SELECT {rowid} {self._from()} LIMIT 1 OFFSET ?"
        return f"rowid {self._connection.execute(query, (position,)).fetchone()[0]}"

    def _not_utf8(self, first: int) -> InputError:
        """The error for the first text of a batch that is not UTF-8."""
        self._connection.text_factory = bytes
        query = f"SELECT {self._columns()} {self._from()} LIMIT ? OFFSET ?"
        row_name, name = "a record", "?"
        rows = self._connection.execute(query, (BATCH_ROWS, first))
        for position, row in enumerate(rows, first):
            bad = [a.name for a, v in zip(self._wanted, row, strict=False) if _is_broken(v)]
            if bad:
                row_name, name = self._row_name(position), bad[0]
                break
        self._connection.text_factory = str
        return InputError(
            f"{row_name}: the text in column {name!r} is not UTF-8",
            place=self._place,
            mend="correct it in the database",
        )


def column(values: Sequence[Any], data_type: DataType) -> pa.Array:
    """The Arrow column of values as SQLite stores them; raises ``MisfitError`` for the first."""
    stored_as = _STORED_AS[data_type]
    # Over a whole batch: a set of types costs little, and a wrong type is rare.
    if not set(map(type, values)) <= stored_as | {_NULL}:
        for position, value in enumerate(values):
            if value is not None and type(value) not in stored_as:
                raise MisfitError(position, str(value))
    match data_type:
        case DataType.BOOL:
            return _bools(values)
        case DataType.FLOAT:
            return _floats(values)
        case DataType.DECIMAL if not set(map(type, values)) <= {str, _NULL}:
            return canonical_decimals(values)
        case DataType.JSON:
            texts = [v if v is None or isinstance(v, str) else repr(v) for v in values]
            return parse_texts(pa.array(texts, pa.string()), data_type)
        case DataType.DECIMAL | DataType.DATE | DataType.DATETIME:
            return parse_texts(pa.array(values, pa.string()), data_type)
    return pa.array(values, arrow_type(data_type))


def _bools(values: Sequence[Any]) -> pa.Array:
    for position, value in enumerate(values):
        if value not in (0, 1, None):
            raise MisfitError(position, str(value))
    return pa.array(values, pa.int64()).cast(pa.bool_())


def _floats(values: Sequence[Any]) -> pa.Array:
    if int in set(map(type, values)):
        for position, value in enumerate(values):
            if isinstance(value, int) and abs(value) > _EXACT_FLOAT and int(float(value)) != value:
                raise MisfitError(position, str(value))
        values = [None if value is None else float(value) for value in values]
    return pa.array(values, pa.float64())


def _is_broken(value: Any) -> bool:
    if not isinstance(value, bytes):
        return False
    try:
        value.decode()
    except UnicodeDecodeError:
        return True
    return False


def _shown(value: Any) -> str:
    return f"a blob of {len(value)} bytes" if isinstance(value, bytes) else show(value)
