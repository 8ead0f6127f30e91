"""Nested Arrow batches as BSON documents, made column by column.

What BSON lacks is refused, never rounded: a datetime has milliseconds, a decimal 34 digits, an
integer 64 bits. A date is the datetime of its midnight. ``_id`` comes first, as servers keep it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Final, TypeAlias

import bson
import pyarrow as pa
import pyarrow.compute as pc
from bson.decimal128 import Decimal128
from bson.errors import BSONError

from dynamite.errors import MigrationError
from dynamite.schema import Attribute, Kind, RecordType, Schema
from dynamite.stores.column_text import slices
from dynamite.stores.json_text import list_parts
from dynamite.values import DataType, show

ID_BYTES: Final = 12
"""The size of an ``ObjectId``."""

_Piece: TypeAlias = "bytes | pa.Array"
"""A part of every row's bytes: the same for all rows, or some bytes per row."""

_DOUBLE, _STRING, _DOCUMENT, _ARRAY, _BINARY = b"\x01", b"\x02", b"\x03", b"\x04", b"\x05"
_OBJECT_ID, _BOOL, _DATETIME, _NULL = b"\x07", b"\x08", b"\x09", b"\x0a"
_INT64, _DECIMAL = b"\x12", b"\x13"

_DAY_MILLISECONDS: Final = 86_400_000
_END: Final = b"\0"


def bson_documents(
    schema: Schema, root: RecordType, batch: pa.RecordBatch, first_id: int | None, place: str
) -> Iterator[list[bytes]]:
    """The documents of a batch in BSON, some thousands at a time.

    The batch is laid out as ``stores.interface.Content.nested`` says. ``first_id`` is the number
    of the first ``ObjectId``, where the record type has no ``_id`` of its own. Raises
    ``MigrationError`` where a value has no form in BSON.
    """
    for part in slices(batch):
        elements = _elements(schema, root, part.columns, part.num_rows, place)
        if first_id is not None:
            ids = range(first_id, first_id + part.num_rows)
            texts = [number.to_bytes(ID_BYTES, "big") for number in ids]
            elements = [_OBJECT_ID + b"_id\0", pa.array(texts, pa.binary()), *elements]
            first_id += part.num_rows
        documents: list[bytes] = _document(elements, part.num_rows).to_pylist()
        yield documents


def _elements(
    schema: Schema, record_type: RecordType, columns: list[pa.Array], rows: int, place: str
) -> list[_Piece]:
    pieces: list[_Piece] = []
    attributes = record_type.attributes
    for attribute, column in zip(attributes, columns, strict=False):
        where = f"{place}.{attribute.name}"
        element = _attribute(attribute, column, rows, where)
        is_id = attribute.name == "_id" and record_type.kind is Kind.COLLECTION
        pieces = [*element, *pieces] if is_id else [*pieces, *element]
    for child, column in zip(schema.children(record_type), columns[len(attributes) :], strict=True):
        pieces += _nested(schema, child, column, f"{place}.{child.path[-1]}")
    return pieces


def _attribute(attribute: Attribute, column: pa.Array, rows: int, place: str) -> list[_Piece]:
    absent = None
    if pa.types.is_struct(column.type):
        column, absent = column.flatten()
    name = attribute.name.encode() + _END
    pieces = _element(name, column, attribute, rows, place)
    if absent is not None and pc.any(absent).as_py():
        return [pc.if_else(absent, _constant(b""), _joined(pieces, rows))]
    return pieces


def _element(
    name: _Piece, column: pa.Array, attribute: Attribute, rows: int, place: str
) -> list[_Piece]:
    """Type, name and value of each row; null where there is no value."""
    if column.null_count == rows:
        return [_NULL, name]
    code, value = _value(column, attribute, place)
    pieces = [code, name, *value]
    if not column.null_count:
        return pieces
    return [pc.coalesce(_joined(pieces, rows), _joined([_NULL, name], rows))]


def _value(column: pa.Array, attribute: Attribute, place: str) -> tuple[_Piece, list[_Piece]]:
    """The code of the BSON type and the bytes of the values, null where a value is."""
    match attribute.type:
        case DataType.INT:
            return _INT64, [_fixed(column, 8)]
        case DataType.FLOAT:
            return _DOUBLE, [_fixed(column, 8)]
        case DataType.BOOL:
            return _BOOL, [_fixed(column.cast(pa.uint8()), 1)]
        case DataType.STRING:
            texts = column.cast(pa.binary())
            return _STRING, [_fixed(_lengths(texts, 1), 4), texts, _END]
        case DataType.BYTES:
            return _BINARY, [_fixed(_lengths(column, 0), 4), b"\0", column]
        case DataType.DATE:
            days = column.cast(pa.int32()).cast(pa.int64())
            return _DATETIME, [_fixed(pc.multiply(days, _DAY_MILLISECONDS), 8)]
        case DataType.DATETIME:
            return _DATETIME, [_fixed(_milliseconds(column, place), 8)]
        case DataType.DECIMAL:
            return _DECIMAL, [_decimals(column, place)]
        case DataType.JSON:
            codes, values = _json_values(column, place)
            return codes, [values]


def _milliseconds(column: pa.Array, place: str) -> pa.Array:
    micros = column.cast(pa.int64())
    # Division of integers truncates; of a negative moment that would be the next millisecond,
    # but one that is whole has no remainder either way.
    millis = pc.divide(micros, 1000)
    exact = pc.equal(pc.multiply(millis, 1000), micros)
    if pc.all(exact).as_py() is False:
        moment = column.filter(pc.invert(exact))[0].as_py()
        raise MigrationError(
            f"{moment.isoformat()} is finer than a millisecond, and MongoDB has milliseconds",
            place=place,
            mend="declare the field as a string in the target's schema",
        )
    return millis


def _decimals(column: pa.Array, place: str) -> pa.Array:
    values: list[bytes | None] = []
    for text in column.to_pylist():
        try:
            values.append(None if text is None else Decimal128(text).bid)
        except ArithmeticError:
            raise MigrationError(
                f"{text} has more than the 34 digits of MongoDB's decimals", place=place
            ) from None
    return pa.array(values, pa.binary())


def _json_values(column: pa.Array, place: str) -> tuple[pa.Array, pa.Array]:
    codes: list[bytes | None] = []
    values: list[bytes | None] = []
    for text in column.to_pylist():
        if text is None:
            codes.append(None)
            values.append(None)
            continue
        held = json.loads(text)
        try:
            document = bson.encode({"": held})
        except (OverflowError, BSONError, RecursionError) as error:
            raise MigrationError(
                f"{show(held)} has no form in BSON: {error}", place=place
            ) from None
        codes.append(document[4:5])
        values.append(document[6:-1])
    return pa.array(codes, pa.binary()), pa.array(values, pa.binary())


def _nested(schema: Schema, child: RecordType, column: pa.Array, place: str) -> list[_Piece]:
    name = child.path[-1].encode() + _END
    rows = len(column)
    if child.kind is Kind.OBJECT:
        body = _document(_elements(schema, child, column.flatten(), rows, place), rows)
        element: list[_Piece] = [_DOCUMENT, name, body]
        if column.null_count:
            present = pc.is_valid(column)
            return [pc.if_else(present, _joined(element, rows), _constant(b""))]
        return element
    return [_ARRAY, name, _array(schema, child, column, place)]


def _array(schema: Schema, child: RecordType, column: pa.Array, place: str) -> pa.Array:
    elements, offsets = list_parts(column)
    count = len(elements)
    keys = _index_keys(offsets, count)
    if child.kind is Kind.SCALARS:
        values = elements.flatten()[0] if pa.types.is_struct(elements.type) else elements
        pieces = _element(keys, values, child.attributes[0], count, place)
    else:
        body = _document(_elements(schema, child, elements.flatten(), count, place), count)
        pieces = [_DOCUMENT, keys, body]
    lists = pa.ListArray.from_arrays(offsets, _joined(pieces, count))
    return _document([pc.binary_join(lists, b"")], len(column))


def _index_keys(offsets: pa.Array, count: int) -> pa.Array:
    """The names of an array's elements, which are their positions."""
    numbers = pa.array(range(count), pa.int32())
    lists = pa.ListArray.from_arrays(offsets, numbers)
    starts = offsets.take(pc.list_parent_indices(lists))
    texts = pc.subtract(numbers, starts.cast(pa.int32())).cast(pa.string()).cast(pa.binary())
    return _joined([texts, _END], count)


def _document(elements: list[_Piece], rows: int) -> pa.Array:
    body = _joined(elements, rows)
    return _joined([_fixed(_lengths(body, 5), 4), body, _END], rows)


def _lengths(values: pa.Array, more: int) -> pa.Array:
    return pc.add(pc.binary_length(values), pa.scalar(more, pa.int32()))


def _fixed(column: pa.Array, width: int) -> pa.Array:
    """The values of a column of numbers as bytes; Arrow and BSON are both little-endian."""
    buffers = column.buffers()
    fixed = pa.Array.from_buffers(pa.binary(width), len(column), buffers, offset=column.offset)
    return fixed.cast(pa.binary())


def _joined(pieces: Sequence[_Piece], rows: int) -> pa.Array:
    """The pieces of each row put together; null where any of its pieces is null."""
    merged: list[_Piece] = []
    for piece in pieces:
        if isinstance(piece, bytes) and merged and isinstance(merged[-1], bytes):
            merged[-1] += piece
        else:
            merged.append(piece)
    if all(isinstance(piece, bytes) for piece in merged):
        return pa.repeat(_constant(b"".join(p for p in merged if isinstance(p, bytes))), rows)
    if len(merged) == 1:
        return merged[0]
    parts = [_constant(piece) if isinstance(piece, bytes) else piece for piece in merged]
    return pc.binary_join_element_wise(*parts, _constant(b""))


def _constant(value: bytes) -> pa.Scalar:
    return pa.scalar(value, pa.binary())
