"""Nodes and edges as JSON text: an object of the examples file's layout, or a line of APOC's."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

import pyarrow as pa

from dynamite.stores.column_text import Piece, joined, slices, text_bytes
from dynamite.stores.graph_content import Part
from dynamite.stores.json_text import json_string, properties_object, quoted

Labels = Mapping[str, tuple[str, ...]]
"""The labels of each node, by its id."""


def object_texts(part: Part) -> Iterator[memoryview]:
    """The nodes or edges as objects of the examples file, each after a comma and a line end."""
    if len(part.labels) == 1:
        label = f'"label":{json_string(part.labels[0])}'
    else:
        label = f'"labels":{_json(part.labels)}'
    for piece in pieces_of(part):
        number, *ends = piece.surrogates
        head: list[Piece] = [',\n{"id":', *quoted(number), f",{label}"]
        for name, end in zip(("start", "end"), ends, strict=False):
            head += [f',"{name}":', *quoted(end)]
        yield _rendered(piece, [*head, ',"properties":', *_properties(piece), "}"])


def apoc_node_lines(part: Part) -> Iterator[memoryview]:
    """The nodes as lines of APOC's export."""
    labels = f',"labels":{_json(part.labels)},"properties":'
    for piece in pieces_of(part):
        head: list[Piece] = ['{"type":"node","id":', *quoted(piece.surrogates[0]), labels]
        yield _rendered(piece, [*head, *_properties(piece), "}\n"])


def apoc_edge_lines(part: Part, labels: Labels) -> Iterator[memoryview]:
    """The edges as lines of APOC's export, which repeat the labels of both nodes."""
    type_name = f',"type":"relationship","label":{json_string(part.labels[0])},"properties":'
    for piece in pieces_of(part):
        number, start, end = piece.surrogates
        pieces: list[Piece] = ['{"id":', *quoted(number), type_name, *_properties(piece)]
        pieces += [',"start":', *_end(start, labels), ',"end":', *_end(end, labels), "}\n"]
        yield _rendered(piece, pieces)


def pieces_of(part: Part) -> Iterator[Part]:
    """The part cut so that the text of each piece fits one string array."""
    columns = [*part.surrogates, *part.columns]
    batch = pa.RecordBatch.from_arrays(columns, [str(number) for number in range(len(columns))])
    first = len(part.surrogates)
    for piece in slices(batch):
        yield Part(part.labels, part.attributes, piece.columns[:first], piece.columns[first:])


def _end(nodes: pa.Array, labels: Labels) -> list[Piece]:
    known = {its_labels: _json(its_labels) for its_labels in set(labels.values())}
    texts = pa.array([known[labels[node]] for node in nodes.to_pylist()], pa.string())
    return ['{"id":', *quoted(nodes), ',"labels":', texts, "}"]


def _properties(part: Part) -> list[Piece]:
    return properties_object(part.labels[0], part.attributes, part.columns, part.rows)


def _rendered(part: Part, pieces: list[Piece]) -> memoryview:
    return text_bytes(joined(pieces, part.rows))


def _json(labels: tuple[str, ...]) -> str:
    return json.dumps(list(labels), ensure_ascii=False, separators=(",", ":"))
