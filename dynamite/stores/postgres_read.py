"""Records out of PostgreSQL as checked Arrow batches: COPY writes CSV, and Arrow parses it.

CSV tells null (nothing) from the empty string (``""``). The server sends each row as one message,
so that blocks of whole rows can be parsed one by one, while the next one arrives.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import psycopg
import pyarrow as pa
from pyarrow import csv as arrow_csv

from dynamite.columnar import BATCH_ROWS, arrow_schema, arrow_type
from dynamite.errors import InputError
from dynamite.schema import Attribute, RecordType
from dynamite.stores.ahead import ahead
from dynamite.stores.arrow_columns import read_column
from dynamite.stores.postgres_catalog import Table
from dynamite.stores.postgres_types import ColumnType, can_read, projection
from dynamite.stores.tables import check_batch, record_number
from dynamite.stores.text_columns import MisfitError, parse_texts
from dynamite.values import DataType, show

_BLOCK_BYTES: Final = 8 << 20

Block = tuple[int, bytearray]
"""A number of rows, and their CSV."""


class TableReader:
    """Reads some columns of one table over one connection."""

    def __init__(
        self,
        connection: psycopg.Connection[Any],
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
        self._stored = {a.name: table.columns[a.name].type for a in wanted}

    def batches(self) -> Iterator[pa.RecordBatch]:
        """All records, laid out by the record type; unwanted columns are null.

        Raises ``InputError`` for a value that the record type's columns cannot hold.
        """
        for attribute in self._wanted:
            stored = self._stored[attribute.name]
            if not can_read(stored, attribute.type):
                raise InputError(
                    f"column {attribute.name!r} has the type {stored.shown}, not {attribute.type}",
                    place=self._place,
                    mend=f"declare it as {stored.data_type}",
                )
        first = 0
        for rows, text in ahead(self._blocks()):
            columns = self._columns(rows, text, first)
            batch = pa.RecordBatch.from_arrays(columns, schema=arrow_schema(self._record_type))
            check_batch(self._record_type, self._wanted, batch, first, self._place)
            first += rows
            yield batch

    def _blocks(self) -> Iterator[Block]:
        values = ", ".join(projection(name, stored) for name, stored in self._stored.items())
        statement = f"COPY (SELECT {values or '1'} FROM {self._table.sql}) TO STDOUT (FORMAT csv)"
        # Rows are held in one buffer: a million objects would keep the garbage collector busy.
        rows, text = 0, bytearray()
        with self._connection.cursor() as cursor, cursor.copy(statement.encode()) as copy:
            for row in copy:
                rows += 1
                text += row
                if rows == BATCH_ROWS or len(text) > _BLOCK_BYTES:
                    yield rows, text
                    rows, text = 0, bytearray()
        if rows:
            yield rows, text

    def _columns(self, rows: int, text: bytearray, first: int) -> list[pa.Array]:
        try:
            parsed = self._parsed(text, {name: _as(t) for name, t in self._stored.items()})
        except pa.ArrowInvalid:
            # Arrow does not say which value it refuses.
            self._refuse_misfit(text, first)
            raise
        arrays = []
        for attribute in self._record_type.attributes:
            if attribute not in self._wanted:
                arrays.append(pa.nulls(rows, arrow_type(attribute.type)))
                continue
            try:
                arrays.append(self._typed(parsed[attribute.name], attribute))
            except MisfitError as misfit:
                raise self._misfit(misfit, attribute.name, attribute.type, first) from None
        return arrays

    def _typed(self, column: pa.Array, attribute: Attribute) -> pa.Array:
        if attribute.type is DataType.BYTES:
            values = (None if text is None else bytes.fromhex(text) for text in column.to_pylist())
            return pa.array(list(values), pa.binary())
        if attribute.type in (DataType.DECIMAL, DataType.JSON) and pa.types.is_string(column.type):
            return parse_texts(column, attribute.type)
        return read_column(column, attribute.type)

    def _parsed(self, text: bytearray, types: dict[str, pa.DataType]) -> dict[str, pa.Array]:
        if not types:
            return {}
        table = arrow_csv.read_csv(
            pa.BufferReader(text),
            # One block: Arrow would look for the ends of rows to cut it.
            read_options=arrow_csv.ReadOptions(
                column_names=list(types), block_size=len(text) + 1, use_threads=False
            ),
            parse_options=arrow_csv.ParseOptions(newlines_in_values=True, ignore_empty_lines=False),
            convert_options=arrow_csv.ConvertOptions(
                column_types=types,
                null_values=[""],
                true_values=["t"],
                false_values=["f"],
                strings_can_be_null=True,
                quoted_strings_can_be_null=False,
            ),
        )
        return {name: table[name].combine_chunks() for name in types}

    def _refuse_misfit(self, text: bytearray, first: int) -> None:
        """Raises ``InputError`` for the first value that is not of its column's type."""
        texts = self._parsed(text, dict.fromkeys(self._stored, pa.string()))
        for name, stored in self._stored.items():
            if _as(stored) == pa.string():
                continue
            try:
                parse_texts(texts[name], stored.data_type)
            except MisfitError as misfit:
                raise self._misfit(misfit, name, stored.data_type, first) from None

    def _misfit(
        self, misfit: MisfitError, name: str, data_type: DataType, first: int
    ) -> InputError:
        return InputError(
            f"{record_number(first + misfit.position)}: {show(misfit.text)} in column {name!r} "
            f"is not of type {data_type}",
            place=self._place,
            mend="correct the value, or declare the column as what it holds",
        )


def _as(stored: ColumnType) -> pa.DataType:
    """The type that Arrow parses a column's CSV into."""
    match stored.data_type:
        case DataType.INT | DataType.FLOAT | DataType.BOOL | DataType.DATE | DataType.DATETIME:
            return arrow_type(stored.data_type)
    return pa.string()
