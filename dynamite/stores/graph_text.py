"""Nodes and edges as JSON text: an object of the examples file's layout, or a line of APOC's."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

import pyarrow as pa
import pyarrow.compute as pc

from dynamite.stores.column_text import Piece, constant, joined, slices, text_bytes
from dynamite.stores.graph_content import Part
from dynamite.stores.json_text import json_string, properties_object, quoted

Labels = Callable[[], Mapping[str, tuple[str, ...]]]
"""Gives the labels of each node, by its id."""


def object_texts(part: Part) -> Iterator[memoryview]:
    """The nodes or edges as objects of the examples file, each after a comma and a line end."""
    if len(part.labels) == 1:
        label = f'"label":{json_string(part.labels[0])}'
    else:
        label = f'"labels":{_json(part.labels)}'
    for piece in pieces_of(part):
        number, *ends = piece.surrogates
        head: list[Piece] = [",\n{", *_id(number), label]
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
    type_name = f'"type":"relationship","label":{json_string(part.labels[0])},"properties":'
    for piece in pieces_of(part):
        number, *ends = piece.surrogates
        pieces: list[Piece] = ["{", *_id(number), type_name, *_properties(piece)]
        for name, nodes, known in zip(("start", "end"), ends, part.end_labels, strict=True):
            pieces += [f',"{name}":', *_end(nodes, known, labels)]
        yield _rendered(piece, [*pieces, "}\n"])


def pieces_of(part: Part) -> Iterator[Part]:
    """The part cut so that the text of each piece fits one string array."""
    columns = [*part.surrogates, *part.columns]
    batch = pa.RecordBatch.from_arrays(columns, [str(number) for number in range(len(columns))])
    first = len(part.surrogates)
    for piece in slices(batch):
        columns = piece.columns
        yield replace(part, surrogates=columns[:first], columns=columns[first:])


def _id(numbers: pa.Array) -> list[Piece]:
    """The field of the id; nothing for the edges that have none."""
    if numbers.null_count == 0:
        return ['"id":', *quoted(numbers), ","]
    if numbers.null_count == len(numbers):
        return []
    return [pc.fill_null(joined(['"id":', *quoted(numbers), ","], len(numbers)), constant(""))]


def _end(nodes: pa.Array, known: tuple[str, ...] | None, labels: Labels) -> list[Piece]:
    if known is not None:
        return ['{"id":', *quoted(nodes), f',"labels":{_json(known)}}}']
    labels_of = labels()
    texts = {its_labels: _json(its_labels) for its_labels in {*labels_of.values(), ()}}
    column = [texts[labels_of.get(node, ())] for node in nodes.to_pylist()]
    return ['{"id":', *quoted(nodes), ',"labels":', pa.array(column, pa.string()), "}"]


def _properties(part: Part) -> list[Piece]:
    return properties_object(part.labels[0], part.attributes, part.columns, part.rows)


def _rendered(part: Part, pieces: list[Piece]) -> memoryview:
    return text_bytes(joined(pieces, part.rows))


def _json(labels: tuple[str, ...]) -> str:
    return json.dumps(list(labels), ensure_ascii=False, separators=(",", ":"))
