"""Columns as text: the values of an Arrow column in the form that text formats write.

Everything here works on whole columns, in Arrow; only bytes pass through Python one by one. Nulls
stay null, and the caller writes them as its format does.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator
from datetime import date, datetime
from typing import TypeAlias

import pyarrow as pa
import pyarrow.compute as pc

from dynamite.columnar import arrow_type
from dynamite.errors import MigrationError
from dynamite.values import DataType

SLICE_BYTES = 4 << 20
"""Arrow bytes rendered at once: small enough that the text of a slice fits one string array."""

SLICE_ROWS = 16_384

_FIRST_DAY, _LAST_DAY = pa.scalar(date.min, pa.date32()), pa.scalar(date.max, pa.date32())
_FIRST_MOMENT = pa.scalar(datetime.min, pa.timestamp("us"))
_LAST_MOMENT = pa.scalar(datetime.max, pa.timestamp("us"))

Piece: TypeAlias = "str | pa.Array"
"""A part of every row's text: the same for all rows, or one text per row."""


def slices(batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
    """The batch cut into parts whose text fits one string array."""
    rows = batch.num_rows
    by_bytes = SLICE_BYTES * rows // max(batch.nbytes, 1)
    step = max(1, min(SLICE_ROWS, by_bytes))
    for start in range(0, rows, step):
        yield batch.slice(start, step)


def joined(pieces: list[Piece], rows: int) -> pa.Array:
    """The pieces of each row put together; null where any of its pieces is null.

    >>> joined(["<", pa.array(["a", "b"]), ">"], 2).to_pylist()
    ['<a>', '<b>']
    """
    merged: list[Piece] = []
    for piece in pieces:
        if isinstance(piece, str) and merged and isinstance(merged[-1], str):
            merged[-1] += piece
        else:
            merged.append(piece)
    if all(isinstance(piece, str) for piece in merged):
        return pa.repeat(constant("".join(str(piece) for piece in merged)), rows)
    if len(merged) == 1:
        return merged[0]
    parts = [constant(piece) if isinstance(piece, str) else piece for piece in merged]
    return pc.binary_join_element_wise(*parts, constant(""))


def constant(text: str) -> pa.Scalar:
    """The text as an Arrow scalar; naming its type spares Arrow a search for pandas."""
    return pa.scalar(text, pa.string())


def text_bytes(texts: pa.Array) -> memoryview:
    """The bytes of a string array's texts, one after the other."""
    _, offsets, data = texts.buffers()
    if data is None or not len(texts):
        return memoryview(b"")
    ends = memoryview(offsets).cast("i")
    return memoryview(data)[ends[texts.offset] : ends[texts.offset + len(texts)]]


def characters_among(texts: pa.Array, looked_for: bytes) -> bytes:
    """Which of these ASCII characters occur in the texts, sorted."""
    others = bytes(set(range(256)) - set(looked_for))
    return bytes(sorted(set(bytes(text_bytes(texts)).translate(None, others))))


def column_text(array: pa.Array, data_type: DataType, place: str) -> pa.Array:
    """The text of each value, not yet quoted or escaped: ISO 8601, base64, shortest floats.

    Raises ``MigrationError`` where a value has no such text (NaN, infinity, a year after 9999).
    """
    if array.type != arrow_type(data_type):
        array = array.cast(arrow_type(data_type))
    match data_type:
        case DataType.INT | DataType.BOOL:
            return array.cast(pa.string())
        case DataType.FLOAT:
            return _float_text(array, place)
        case DataType.DATE:
            _check_range(array, _FIRST_DAY, _LAST_DAY, place)
            return array.cast(pa.string())
        case DataType.DATETIME:
            _check_range(array, _FIRST_MOMENT, _LAST_MOMENT, place)
            return _moment_text(array)
        case DataType.BYTES:
            return pa.array(
                [None if v is None else base64.b64encode(v).decode() for v in array.to_pylist()],
                pa.string(),
            )
    return array


def _float_text(array: pa.Array, place: str) -> pa.Array:
    if pc.all(pc.is_finite(array)).as_py() is False:
        refused = array.filter(pc.invert(pc.is_finite(array)))[0].as_py()
        shown = "NaN" if refused != refused else "infinity"
        raise MigrationError(
            f"{shown} cannot be written, as the format has numbers only",
            place=place,
            mend="map it to null or another value",
        )
    texts = array.cast(pa.string())
    if pc.any(pc.equal(array, pc.trunc(array))).as_py():
        # Arrow writes 1.0 as "1", which would come back as an int.
        texts = pc.replace_substring_regex(texts, r"^(-?\d+)$", r"\1.0")
    return texts


def _moment_text(array: pa.Array) -> pa.Array:
    # Arrow writes "2026-01-31 10:00:00.000000"; Python's isoformat has "T" and no zero fraction.
    seconds = array.cast(pa.timestamp("s"), safe=False)
    if pc.all(pc.equal(seconds.cast(array.type), array)).as_py() is not False:
        return pc.binary_replace_slice(seconds.cast(pa.string()), 10, 11, "T")
    texts = pc.binary_replace_slice(array.cast(pa.string()), 10, 11, "T")
    return pc.replace_substring_regex(texts, r"\.000000$", "")


def _check_range(array: pa.Array, first: pa.Scalar, last: pa.Scalar, place: str) -> None:
    span = pc.min_max(array)
    low, high = span["min"], span["max"]
    if low.is_valid and (pc.less(low, first).as_py() or pc.greater(high, last).as_py()):
        raise MigrationError("a date outside the years 1 to 9999 cannot be written", place=place)
