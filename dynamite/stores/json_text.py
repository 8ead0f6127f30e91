"""Nested Arrow batches as JSON text: one string per document, made column by column.

Exact by construction: an absent attribute and an embedded object that is not there leave no trace,
a null attribute is ``null``, integers and floats come back as they were, decimals, dates and bytes
are strings, ``json`` columns are embedded. Separators are compact, characters are not escaped
beyond what JSON demands.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import TypeAlias

import pyarrow as pa
import pyarrow.compute as pc

from dynamite.errors import MigrationError
from dynamite.schema import Attribute, Kind, RecordType, Schema
from dynamite.stores.column_text import (
    Piece,
    characters_among,
    column_text,
    constant,
    joined,
    slices,
    text_bytes,
)
from dynamite.values import DataType, Json

_BARE = frozenset({DataType.INT, DataType.FLOAT, DataType.BOOL, DataType.JSON})
_Field: TypeAlias = "tuple[str, list[Piece], pa.Array | None]"
"""A field of an object: its name, its value, and in which rows it is there (``None``: in all)."""

_ESCAPABLE = bytes([*range(0x20), ord('"'), ord("\\")])


def document_texts(
    schema: Schema, record_type: RecordType, batch: pa.RecordBatch, before: str, after: str
) -> Iterator[memoryview]:
    """The JSON text of each document of a batch, each between ``before`` and ``after``, in UTF-8.

    The batch is laid out as ``stores.interface.Content.nested`` says. Raises ``MigrationError``
    where a value has no JSON form.
    """
    for part in slices(batch):
        pieces = _object(schema, record_type, part.columns, part.num_rows)
        yield text_bytes(joined([before, *pieces, after], part.num_rows))


def json_string(text: str) -> str:
    """One text as a JSON string.

    >>> json_string('a"é')
    '"a\\\\"é"'
    """
    return json.dumps(text, ensure_ascii=False)


def quoted(texts: pa.Array) -> list[Piece]:
    """The pieces of JSON strings."""
    return ['"', escaped(texts), '"']


def escaped(texts: pa.Array) -> pa.Array:
    """The texts with quotes, backslashes and control characters escaped."""
    present = characters_among(texts, _ESCAPABLE)
    # The backslash goes first, as the other escapes begin with one.
    for code in sorted(present, key=lambda code: code != ord("\\")):
        character = chr(code)
        texts = pc.replace_substring(texts, character, json.dumps(character)[1:-1])
    return texts


def properties_object(
    label: str, attributes: Sequence[Attribute], columns: Sequence[pa.Array], rows: int
) -> list[Piece]:
    """The pieces of an object of plain columns, which leaves out what is null."""
    fields: list[_Field] = []
    for attribute, column in zip(attributes, columns, strict=True):
        present = column.is_valid() if column.null_count else None
        fields.append(
            (attribute.name, _value(column, attribute, f"{label}.{attribute.name}"), present)
        )
    return _braced(fields, rows)


def _object(
    schema: Schema, record_type: RecordType, columns: list[pa.Array], rows: int
) -> list[Piece]:
    fields = [
        _attribute_field(record_type, attribute, column)
        for attribute, column in zip(record_type.attributes, columns, strict=False)
    ]
    nested = columns[len(record_type.attributes) :]
    for child, column in zip(schema.children(record_type), nested, strict=True):
        fields.append(_nested_field(schema, child, column))
    return _braced(fields, rows)


def _braced(fields: list[_Field], rows: int) -> list[Piece]:
    """The pieces of an object."""
    pieces: list[Piece] = []
    for name, value, present in fields:
        key = f",{json_string(name)}:"
        if present is None:
            pieces += [key, *value]
        else:
            pieces.append(pc.if_else(present, joined([key, *value], rows), constant("")))
    if not pieces:
        return ["{}"]
    # Every field brings a comma before it; the first one that is there loses it.
    if isinstance(pieces[0], str):
        return ["{", pieces[0][1:], *pieces[1:], "}"]
    return ["{", pc.utf8_slice_codeunits(joined(pieces, rows), 1), "}"]


def _attribute_field(record_type: RecordType, attribute: Attribute, column: pa.Array) -> _Field:
    place = f"{record_type.name}.{attribute.name}"
    present = None
    if pa.types.is_struct(column.type):
        column, absent = column.flatten()
        if pc.any(absent).as_py():
            present = pc.invert(absent)
    return attribute.name, _value(column, attribute, place), present


def _value(column: pa.Array, attribute: Attribute, place: str) -> list[Piece]:
    if column.null_count == len(column):
        return ["null"]
    texts = column_text(column, attribute.type, place)
    if attribute.type is DataType.JSON:
        pieces: list[Piece] = [_one_line(texts, place)]
    elif attribute.type in _BARE:
        pieces = [texts]
    else:
        pieces = quoted(texts)
    if column.null_count:
        return [pc.fill_null(joined(pieces, len(column)), "null")]
    return pieces


def _one_line(texts: pa.Array, place: str) -> pa.Array:
    # Text of type json is canonical; where it came with line ends, JSON Lines would break.
    if not characters_among(texts, b"\n\r"):
        return texts
    try:
        lines = [None if t is None else Json.of(json.loads(t)) for t in texts.to_pylist()]
    except json.JSONDecodeError as error:
        raise MigrationError(f"not JSON: {error}", place=place) from None
    return pa.array(lines, pa.string())


def _nested_field(schema: Schema, child: RecordType, column: pa.Array) -> _Field:
    name = child.path[-1]
    if child.kind is Kind.OBJECT:
        present = pc.is_valid(column) if column.null_count else None
        return name, _object(schema, child, column.flatten(), len(column)), present
    return name, _list(schema, child, column), None


def _list(schema: Schema, child: RecordType, column: pa.Array) -> list[Piece]:
    elements, offsets = list_parts(column)
    if child.kind is Kind.SCALARS:
        values = elements.flatten()[0] if pa.types.is_struct(elements.type) else elements
        attribute = child.attributes[0]
        pieces = _value(values, attribute, child.name)
    else:
        pieces = _object(schema, child, elements.flatten(), len(elements))
    texts = joined(pieces, len(elements))
    return ["[", pc.binary_join(pa.ListArray.from_arrays(offsets, texts), ","), "]"]


def list_parts(column: pa.Array) -> tuple[pa.Array, pa.Array]:
    """The elements of a list column and where each row's begin and end; a null list is empty."""
    if not pa.types.is_list(column.type):
        column = column.cast(pa.list_(column.type.value_type))
    if column.null_count:
        empty = pa.scalar([], column.type)
        column = pc.fill_null(column, empty)
    offsets = column.offsets
    first, last = offsets[0].as_py(), offsets[-1].as_py()
    return column.values.slice(first, last - first), pc.subtract(offsets, offsets[0])
