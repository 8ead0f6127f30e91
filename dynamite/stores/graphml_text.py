"""Nodes and edges as GraphML in APOC's layout."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final
from xml.sax.saxutils import quoteattr

import pyarrow as pa
import pyarrow.compute as pc

from dynamite.errors import InputError
from dynamite.schema import Attribute, Kind, RecordType, Schema
from dynamite.stores.column_text import Piece, column_text, constant, joined, text_bytes
from dynamite.stores.graph_content import Part
from dynamite.stores.graph_text import pieces_of
from dynamite.stores.xml_text import escaped, holds_text
from dynamite.values import DataType

HEAD: Final = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n'
    '<key id="labels" for="node" attr.name="labels" attr.type="string"/>\n'
    '<key id="label" for="edge" attr.name="label" attr.type="string"/>\n'
)
GRAPH: Final = '<graph id="G" edgedefault="directed">\n'
TAIL: Final = "</graph>\n</graphml>\n"

_TYPES: Final = {DataType.BOOL: "boolean", DataType.INT: "long", DataType.FLOAT: "double"}

KeyIds = dict[tuple[Kind, str, str], str]
"""The ids of the declared keys, by the kind, name and GraphML type of what they describe."""


def declared_keys(schema: Schema) -> KeyIds:
    """A key for every property; labels share it where name and type agree."""
    ids: KeyIds = {}
    for record_type in schema:
        for attribute in record_type.attributes:
            signature = _signature(record_type.kind, attribute)
            ids.setdefault(signature, f"d{len(ids)}")
    return ids


def key_lines(keys: KeyIds) -> str:
    """The declarations of the keys."""
    return "".join(
        f'<key id="{key}" for="{kind}" attr.name={attribute_text(name)} attr.type="{type_name}"/>\n'
        for (kind, name, type_name), key in keys.items()
    )


def _signature(kind: Kind, attribute: Attribute) -> tuple[Kind, str, str]:
    return kind, attribute.name, _TYPES.get(attribute.type, "string")


def attribute_text(text: str) -> str:
    """A text as the quoted value of an XML attribute."""
    return quoteattr(text, {"\n": "&#10;", "\r": "&#13;", "\t": "&#9;"})


def check_labels(schema: Schema, url: str) -> None:
    """Raises ``InputError`` where a label or a property's name cannot be told in GraphML."""
    for record_type in schema:
        _check_name(record_type, url)
        for name in (record_type.path[0], *(a.name for a in record_type.attributes)):
            if not holds_text(name):
                raise InputError(
                    f"{name!r} has a character that XML does not have",
                    place=f"{url}: {record_type.name}",
                    mend="rename it in the target schema",
                )


def _check_name(record_type: RecordType, url: str) -> None:
    label = record_type.path[0]
    if not label or (record_type.kind is Kind.NODE and ":" in label):
        raise InputError(
            f"the label {label!r} cannot be written, as GraphML separates labels by colons",
            place=url,
            mend="rename it in the target schema",
        )


def node_texts(part: Part, keys: KeyIds) -> Iterator[memoryview]:
    """The nodes as elements, a line each."""
    labels = ":" + ":".join(part.labels)
    middle = f' labels={attribute_text(labels)}><data key="labels">{_text(labels)}</data>'
    for piece in pieces_of(part):
        head: list[Piece] = ["<node id=", *_quoted(piece, 0), middle]
        yield _rendered(piece, [*head, *_data(piece, Kind.NODE, keys), "</node>\n"])


def edge_texts(part: Part, keys: KeyIds) -> Iterator[memoryview]:
    """The edges as elements, a line each."""
    label = part.labels[0]
    middle = f' label={attribute_text(label)}><data key="label">{_text(label)}</data>'
    for piece in pieces_of(part):
        head: list[Piece] = ["<edge", *_edge_id(piece), " source=", *_quoted(piece, 1)]
        head += [" target=", *_quoted(piece, 2), middle]
        yield _rendered(piece, [*head, *_data(piece, Kind.EDGE, keys), "</edge>\n"])


def _edge_id(piece: Part) -> list[Piece]:
    """The attribute of the id; nothing for the edges that have none."""
    ids = piece.surrogates[0]
    written = [" id=", *_quoted(piece, 0)]
    if ids.null_count == len(ids):
        return []
    return [pc.fill_null(joined(written, len(ids)), constant(""))] if ids.null_count else written


def _text(text: str) -> str:
    return str(escaped(pa.array([text]), "")[0].as_py())


def _quoted(part: Part, position: int) -> list[Piece]:
    name = ("_id", "_start", "_end")[position]
    place = f"{part.labels[0]}.{name}"
    return ['"', escaped(part.surrogates[position], place, controls=True), '"']


def _data(part: Part, kind: Kind, keys: KeyIds) -> list[Piece]:
    pieces: list[Piece] = []
    for attribute, column in zip(part.attributes, part.columns, strict=True):
        if column.null_count == len(column):
            continue
        place = f"{part.labels[0]}.{attribute.name}"
        texts = escaped(column_text(column, attribute.type, place), place)
        key = keys[_signature(kind, attribute)]
        held: list[Piece] = [f'<data key="{key}">', texts, "</data>"]
        if column.null_count:
            held = [pc.fill_null(joined(held, len(column)), constant(""))]
        pieces += held
    return pieces


def _rendered(part: Part, pieces: list[Piece]) -> memoryview:
    return text_bytes(joined(pieces, part.rows))
