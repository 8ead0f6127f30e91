"""Rows that a server sends as CSV, parsed by Arrow into checked batches.

CSV tells null (nothing) from the empty string (``""``); bytes are hexadecimal, booleans ``true``
and ``false``. Rows come in blocks, each of whole rows, so that one is parsed while the next
arrives.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final

import pyarrow as pa
from pyarrow import csv as arrow_csv

from dynamite.columnar import BATCH_ROWS, arrow_schema, arrow_type
from dynamite.errors import InputError
from dynamite.schema import RecordType
from dynamite.stores.arrow_columns import read_column
from dynamite.stores.tables import check_batch, record_number
from dynamite.stores.text_columns import MisfitError, parse_texts
from dynamite.values import DataType, show

_BLOCK_BYTES: Final = 8 << 20

_PARSED: Final = (
    DataType.INT,
    DataType.FLOAT,
    DataType.BOOL,
    DataType.DATE,
    DataType.DATETIME,
)
"""The types whose text Arrow's CSV parser turns into values; others are parsed after it."""

Block = tuple[int, bytearray]
"""A number of rows, and their CSV."""


def blocks(rows: Iterable[bytes | bytearray | memoryview]) -> Iterator[Block]:
    """The rows put together; each ends with its line end."""
    # In one buffer: a million objects would keep the garbage collector busy.
    count, text = 0, bytearray()
    for row in rows:
        count += 1
        text += row
        if count == BATCH_ROWS or len(text) > _BLOCK_BYTES:
            yield count, text
            count, text = 0, bytearray()
    if count:
        yield count, text


class RowParser:
    """Parses the rows of some columns of one table.

    ``sent`` are the columns that the rows have, in order, each with the type as whose text it is
    sent; the others are null.
    """

    def __init__(self, record_type: RecordType, sent: Mapping[str, DataType], place: str) -> None:
        self._record_type = record_type
        self._wanted = tuple(a for a in record_type.attributes if a.name in sent)
        self._sent = sent
        self._place = place
        self._layout = arrow_schema(record_type)
        self._done = 0

    def batch(self, block: Block) -> pa.RecordBatch:
        """The next rows, laid out by the record type.

        Raises ``InputError`` for a value that the record type's column cannot hold.
        """
        rows, text = block
        try:
            parsed = self._parsed(text, {name: _as(t) for name, t in self._sent.items()})
        except pa.ArrowInvalid as error:
            # Arrow does not say which value it refuses.
            self._refuse_misfit(text)
            raise InputError(f"cannot be read: {error}", place=self._place) from None
        columns = [
            self._typed(name, parsed[name], attribute.type)
            if (name := attribute.name) in parsed
            else pa.nulls(rows, arrow_type(attribute.type))
            for attribute in self._record_type.attributes
        ]
        batch = pa.RecordBatch.from_arrays(columns, schema=self._layout)
        check_batch(self._record_type, self._wanted, batch, self._done, self._place)
        self._done += rows
        return batch

    def _parsed(self, text: bytearray, types: Mapping[str, pa.DataType]) -> dict[str, pa.Array]:
        if not types:
            return {}
        # Arrow keeps one of two columns of a name, and takes any text for a name.
        numbers = [str(number) for number in range(len(types))]
        table = arrow_csv.read_csv(
            pa.BufferReader(text),
            # One block: Arrow would look for the ends of rows to cut it.
            read_options=arrow_csv.ReadOptions(
                column_names=numbers, block_size=len(text) + 1, use_threads=False
            ),
            parse_options=arrow_csv.ParseOptions(newlines_in_values=True, ignore_empty_lines=False),
            convert_options=arrow_csv.ConvertOptions(
                column_types=dict(zip(numbers, types.values(), strict=True)),
                null_values=[""],
                true_values=["true"],
                false_values=["false"],
                strings_can_be_null=True,
                quoted_strings_can_be_null=False,
            ),
        )
        return {
            name: column.combine_chunks() for name, column in zip(types, table.columns, strict=True)
        }

    def _typed(self, name: str, column: pa.Array, wanted: DataType) -> pa.Array:
        try:
            if wanted is DataType.BYTES:
                return _each(column, bytes.fromhex)
            if wanted in (DataType.DECIMAL, DataType.JSON) and pa.types.is_string(column.type):
                return parse_texts(column, wanted)
            return read_column(column, wanted)
        except MisfitError as misfit:
            raise self._misfit(misfit, name, wanted) from None

    def _refuse_misfit(self, text: bytearray) -> None:
        """Raises ``InputError`` for the first value that is not of the type it is sent as."""
        texts = self._parsed(text, dict.fromkeys(self._sent, pa.string()))
        for name, data_type in self._sent.items():
            if data_type in _PARSED:
                try:
                    parse_texts(texts[name], data_type)
                except MisfitError as misfit:
                    raise self._misfit(misfit, name, data_type) from None

    def _misfit(self, misfit: MisfitError, name: str, data_type: DataType) -> InputError:
        return InputError(
            f"{record_number(self._done + misfit.position)}: {show(misfit.text)} "
            f"in column {name!r} is not of type {data_type}",
            place=self._place,
            mend="correct the value, or declare the column as what it holds",
        )


def _each(column: pa.Array, convert: Callable[[str], bytes]) -> pa.Array:
    values = (None if text is None else convert(text) for text in column.to_pylist())
    return pa.array(list(values), pa.binary())


def _as(sent: DataType) -> pa.DataType:
    return arrow_type(sent) if sent in _PARSED else pa.string()
