"""Graphs in JSON files: the layout of the examples file, and that of APOC's export.

A ``.json`` file is written as ``{"nodes": [node, …], "edges": [edge, …]}``, a ``.jsonl`` file with
a node or a relationship to a line, as ``apoc.export.json.all`` does and ``apoc.import.json`` reads;
either layout is read from a ``.json`` file. A property that is null is left out, as graph stores
have none. A node with several labels is written once. ``#`` and its position is the id of an edge
that has none.
"""

from __future__ import annotations

import tempfile
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import BinaryIO

import pyarrow as pa

from dynamite.errors import InputError
from dynamite.schema import Key, Model, Schema
from dynamite.stores import atomic
from dynamite.stores.flattening import gathered, has_decimals
from dynamite.stores.graph_content import GraphContent, Part, refuse_unless_new
from dynamite.stores.graph_infer import infer_graph_schema
from dynamite.stores.graph_reading import read_graph
from dynamite.stores.graph_records import GraphFlattener, Items
from dynamite.stores.graph_text import apoc_edge_lines, apoc_node_lines, object_texts
from dynamite.stores.interface import Content, IfExists, Resumption
from dynamite.stores.json_reading import scanner


class GraphJsonStore:
    """A JSON file as a graph store."""

    model = Model.GRAPH

    def __init__(self, path: Path, url: str) -> None:
        self.url = url
        self._path = path

    def exists(self, schema: Schema | None = None) -> bool:
        return self._path.exists()

    def schema(self) -> Schema:
        """The schema that the nodes and edges show; the file is read twice."""
        return infer_graph_schema(lambda: self._items(exact_decimals=False))

    def outline(self) -> Schema:
        return self.schema()

    def read(
        self, schema: Schema, columns: Mapping[Key, Collection[str]]
    ) -> Iterator[tuple[Key, pa.RecordBatch]]:
        """Batches of the wanted labels and edge types; what does not fit is an ``InputError``."""
        items = self._items(exact_decimals=has_decimals(schema))
        yield from gathered(GraphFlattener(schema, columns).flatten(items))

    def _items(self, *, exact_decimals: bool) -> Iterator[Items]:
        if not self.exists():
            raise atomic.refuse_missing(self._path, self.url)
        try:
            yield from read_graph(self._path, self.url, scanner(exact_decimals=exact_decimals))
        except OSError as error:
            raise InputError(f"cannot be read: {error.strerror}", place=self.url) from None

    def write(
        self,
        schema: Schema,
        content: Content,
        if_exists: IfExists,
        resumption: Resumption | None = None,
    ) -> None:
        """Write all nodes, then all edges, all or nothing; nothing can be appended."""
        refuse_unless_new(self, if_exists)
        with (
            atomic.new_file(self._path, self.url) as fresh,
            tempfile.TemporaryDirectory() as scratch,
            fresh.open("wb") as file,
        ):
            graph = GraphContent(schema, content, Path(scratch), self.url)
            if self._path.suffix.lower() == ".jsonl":
                _write_lines(file, graph)
            else:
                _write_object(file, graph)

    def close(self) -> None:
        """Files are open only while they are read or written."""


def _write_lines(file: BinaryIO, graph: GraphContent) -> None:
    for part in graph.nodes():
        file.writelines(apoc_node_lines(part))
    for part in graph.edges():
        file.writelines(apoc_edge_lines(part, graph.labels))


def _write_object(file: BinaryIO, graph: GraphContent) -> None:
    file.write(b'{\n"nodes":[')
    _write_items(file, graph.nodes())
    file.write(b',\n"edges":[')
    _write_items(file, graph.edges())
    file.write(b"\n}\n")


def _write_items(file: BinaryIO, parts: Iterator[Part]) -> None:
    is_first = True
    for part in parts:
        for text in object_texts(part):
            file.write(text[1:] if is_first else text)
            is_first = False
    file.write(b"]" if is_first else b"\n]")
