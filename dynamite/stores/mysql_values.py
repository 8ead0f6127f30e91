"""Batches as ``INSERT`` statements of many rows, made column by column in Arrow.

A text is a quoted literal in which only the quote is doubled, as the connection's mode has no
escapes (``NO_BACKSLASH_ESCAPES``); bytes are hexadecimal literals. No name and no value can end a
literal.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from dynamite.errors import MigrationError
from dynamite.schema import Attribute, RecordType
from dynamite.stores.column_text import Piece, joined, slices, text_bytes
from dynamite.stores.mysql_names import quoted, quoted_list
from dynamite.values import DataType

STATEMENT_BYTES: Final = 1 << 20
"""The usual length of a statement; one record may be longer."""

_MARGIN: Final = 1024


def insert_statements(
    table: str, record_type: RecordType, batch: pa.RecordBatch, most_bytes: int, place: str
) -> Iterator[tuple[int, bytes]]:
    """The statements that insert a batch, each with its number of records.

    ``most_bytes`` is how long a statement may be. Raises ``MigrationError`` for a value that MySQL
    does not hold, or a record that is longer.
    """
    head = f"INSERT INTO {quoted(table)} ({quoted_list(record_type.columns)}) VALUES ".encode()
    room = most_bytes - len(head) - _MARGIN
    for part in slices(batch):
        rows = _rows(record_type, part, place)
        ends = pc.cumulative_sum(pc.add(pc.binary_length(rows), 1)).to_pylist()
        text, start, sent = text_bytes(pc.binary_join_element_wise(rows, ",", "")), 0, 0
        while start < len(ends):
            stop = _stop(ends, start, sent + min(room, STATEMENT_BYTES))
            if ends[stop - 1] - sent > room:
                raise MigrationError(
                    f"nothing was written: a record of {ends[start] - sent:,} bytes is longer "
                    f"than the server's packets, {most_bytes:,} bytes",
                    place=place,
                    mend="raise max_allowed_packet on the server",
                )
            yield stop - start, head + text[sent : ends[stop - 1] - 1]
            start, sent = stop, ends[stop - 1]


def _stop(ends: list[int], start: int, most: int) -> int:
    """The number of the record before which the statement ends that begins at ``start``."""
    stop = start + 1
    while stop < len(ends) and ends[stop] <= most:
        stop += 1
    return stop


def _rows(record_type: RecordType, batch: pa.RecordBatch, place: str) -> pa.Array:
    """Each record as ``(value,value,…)``."""
    pieces: list[Piece] = ["("]
    for attribute, column in zip(record_type.attributes, batch.columns, strict=True):
        if len(pieces) > 1:
            pieces.append(",")
        pieces.append(pc.fill_null(_literals(attribute, column, place), "NULL"))
    return joined([*pieces, ")"], batch.num_rows)


def _literals(attribute: Attribute, column: pa.Array, place: str) -> pa.Array:
    match attribute.type:
        case DataType.INT | DataType.BOOL:
            return column.cast(pa.string())
        case DataType.FLOAT:
            _refuse_infinite(attribute, column, place)
            return column.cast(pa.string())
        case DataType.BYTES:
            texts = (None if v is None else f"x'{v.hex()}'" for v in column.to_pylist())
            return pa.array(list(texts), pa.string())
        case DataType.STRING | DataType.JSON:
            column = pc.replace_substring(column, "'", "''")
    return joined(["'", column.cast(pa.string()), "'"], len(column))


def _refuse_infinite(attribute: Attribute, column: pa.Array, place: str) -> None:
    if pc.all(pc.is_finite(column)).as_py() is False:
        value = column.filter(pc.invert(pc.is_finite(column)))[0].as_py()
        shown = "NaN" if value != value else "infinity"
        raise MigrationError(
            f"nothing was written: {shown} in column {attribute.name!r}, which MySQL does not hold",
            place=place,
            mend="map it to null or another value",
        )
