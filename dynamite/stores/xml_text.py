"""Nested Arrow batches as XML text: one element per document, made column by column.

Fields are children with text, arrays repeated children, embedded objects one child, ``_text`` the
element's own text. A null is an empty child with ``xsi:nil="true"``. What XML cannot hold is
refused by name: control characters, names that are no XML names, a ``_text`` of white space only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final
from xml.parsers import expat

import pyarrow as pa
import pyarrow.compute as pc

from dynamite.errors import InputError, MigrationError
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
from dynamite.stores.json_text import list_parts
from dynamite.stores.xml_reading import TEXT

_ESCAPES: Final = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"}
# Written raw, a parser takes these for spaces or line ends.
_ESCAPED_CONTROLS: Final = {"\t": "&#9;", "\n": "&#10;", "\r": "&#13;"}
_REFUSED: Final = bytes(set(range(0x20)) - {0x09, 0x0A, 0x0D})
_NONCHARACTERS: Final = ("\ufffe".encode(), "\uffff".encode())
_NAME: Final = re.compile(r"[^\W\d][\w.\-\u00b7]*")
_NIL: Final = ' xsi:nil="true"/>'


def element_texts(
    schema: Schema, record_type: RecordType, batch: pa.RecordBatch
) -> Iterator[memoryview]:
    """The documents of a batch as elements, a line each, in UTF-8.

    Raises ``MigrationError`` where a value cannot be held.
    """
    for part in slices(batch):
        pieces = _element(schema, record_type, part.columns, part.num_rows)
        yield text_bytes(joined([*pieces, "\n"], part.num_rows))


def check_names(schema: Schema, url: str) -> None:
    """Raises ``InputError`` where a name of the schema is no name of an XML element."""
    for record_type in schema:
        is_scalars = record_type.kind is Kind.SCALARS
        attributes = [] if is_scalars else [a.name for a in record_type.attributes]
        for name in (record_type.path[-1], *attributes):
            if not is_element_name(name):
                raise InputError(
                    f"{name!r} cannot name an XML element",
                    place=f"{url}: {record_type.name}",
                    mend="rename it in the target schema",
                )
        if record_type.is_nested and record_type.path[-1] == TEXT:
            raise InputError(
                f"{TEXT!r} is the text of an element and cannot be nested",
                place=f"{url}: {record_type.name}",
            )


def is_element_name(name: str) -> bool:
    """Whether XML takes the name, without a prefix.

    >>> is_element_name("first_name"), is_element_name("first name"), is_element_name("1st")
    (True, False, False)
    """
    if not _NAME.fullmatch(name):
        return False
    try:
        expat.ParserCreate("utf-8").Parse(f"<{name}/>".encode(), True)
    except expat.ExpatError:
        return False
    return True


def holds_text(text: str) -> bool:
    """Whether XML has every character of the text."""
    data = text.encode()
    return not set(data) & set(_REFUSED) and not any(code in data for code in _NONCHARACTERS)


def escaped(texts: pa.Array, place: str, *, controls: bool = False) -> pa.Array:
    """The texts with markup escaped; raises ``MigrationError`` where XML has no such character."""
    refused = characters_among(texts, _REFUSED)
    if refused:
        raise MigrationError(
            f"the character U+{refused[0]:04X} cannot be written, as XML does not have it",
            place=place,
        )
    data = bytes(text_bytes(texts))
    for encoded in _NONCHARACTERS:
        if encoded in data:
            raise MigrationError(
                f"the character U+{ord(encoded.decode()):04X} cannot be written, as XML does not "
                "have it",
                place=place,
            )
    escapes = {**_ESCAPES, **_ESCAPED_CONTROLS} if controls else {**_ESCAPES, "\r": "&#13;"}
    present = set(characters_among(texts, "".join(escapes).encode()))
    # The ampersand stands first, as the other escapes begin with one.
    for character, escape in escapes.items():
        if ord(character) in present:
            texts = pc.replace_substring(texts, character, escape)
    return texts


def _element(
    schema: Schema, record_type: RecordType, columns: list[pa.Array], rows: int
) -> list[Piece]:
    name = record_type.path[-1]
    text: list[Piece] = []
    inner: list[Piece] = []
    for attribute, column in zip(record_type.attributes, columns, strict=False):
        if attribute.name == TEXT:
            text = [_own_text(record_type, attribute, column)]
        else:
            inner += _field(record_type, attribute, column, rows)
    nested = columns[len(record_type.attributes) :]
    for child, column in zip(schema.children(record_type), nested, strict=True):
        inner += _nested(schema, child, column, rows)
    return [f"<{name}>", *text, *inner, f"</{name}>"]


def _plain(column: pa.Array) -> tuple[pa.Array, pa.Array | None]:
    """The values of a column, and where they are there (``None``: everywhere)."""
    if not pa.types.is_struct(column.type):
        return column, None
    values, absent = column.flatten()
    return values, pc.invert(absent) if pc.any(absent).as_py() else None


def _own_text(record_type: RecordType, attribute: Attribute, column: pa.Array) -> pa.Array:
    place = f"{record_type.name}.{TEXT}"
    values, _ = _plain(column)
    texts = column_text(values, attribute.type, place)
    is_blank = pc.equal(pc.utf8_trim(texts, " \t\r\n"), "")
    is_lost = is_blank if attribute.nullable else pc.and_(is_blank, pc.not_equal(texts, ""))
    if pc.any(is_lost).as_py():
        raise MigrationError(
            "white space alone cannot be written as the text of an element, as XML takes it for "
            "formatting",
            place=place,
            mend="map it to null or to a field of another name",
        )
    return pc.fill_null(escaped(texts, place), "")


def _field(
    record_type: RecordType, attribute: Attribute, column: pa.Array, rows: int
) -> list[Piece]:
    values, present = _plain(column)
    pieces = _value(attribute, attribute.name, values, f"{record_type.name}.{attribute.name}")
    if present is None:
        return pieces
    return [pc.if_else(present, joined(pieces, rows), constant(""))]


def _value(attribute: Attribute, name: str, values: pa.Array, place: str) -> list[Piece]:
    """The pieces of one child with a value in it, or of a null child."""
    if values.null_count == len(values):
        return [f"<{name}{_NIL}"]
    texts = escaped(column_text(values, attribute.type, place), place)
    pieces: list[Piece] = [f"<{name}>", texts, f"</{name}>"]
    if not values.null_count:
        return pieces
    return [pc.fill_null(joined(pieces, len(values)), f"<{name}{_NIL}")]


def _nested(schema: Schema, child: RecordType, column: pa.Array, rows: int) -> list[Piece]:
    if child.kind is Kind.OBJECT:
        pieces = _element(schema, child, column.flatten(), rows)
        if not column.null_count:
            return pieces
        return [pc.if_else(column.is_valid(), joined(pieces, rows), constant(""))]
    elements, offsets = list_parts(column)
    if child.kind is Kind.SCALARS:
        values, _ = _plain(elements)
        pieces = _value(child.attributes[0], child.path[-1], values, child.name)
    else:
        pieces = _element(schema, child, elements.flatten(), len(elements))
    texts = joined(pieces, len(elements))
    return [pc.binary_join(pa.ListArray.from_arrays(offsets, texts), "")]
