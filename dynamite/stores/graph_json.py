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
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import BinaryIO

import pyarrow as pa

from dynamite.columnar import GraphLines
from dynamite.errors import InputError
from dynamite.schema import Key, Model, Schema
from dynamite.stores import atomic
from dynamite.stores.ahead import ahead
from dynamite.stores.flattening import gathered, has_decimals
from dynamite.stores.graph_columns import GraphColumns
from dynamite.stores.graph_content import GraphContent, Part, refuse_unless_new
from dynamite.stores.graph_infer import infer_graph_schema, infer_labels
from dynamite.stores.graph_reading import is_apoc, read_graph
from dynamite.stores.graph_records import GraphFlattener, Items
from dynamite.stores.graph_text import apoc_edge_lines, apoc_node_lines, object_texts
from dynamite.stores.interface import Content, FileContent, IfExists, Outline, Resumption
from dynamite.stores.json_reading import scanner
from dynamite.stores.patterns import is_pattern
from dynamite.stores.plans import JSON_FORMS

WHOLE_BYTES = 4 << 20
"""A file of at most this size is read for its outline as a whole."""
FIRST_BLOCKS = 1
"""How many blocks of nodes or edges of a larger one are."""


class GraphJsonStore:
    """A JSON file as a graph store."""

    model = Model.GRAPH
    held_as = JSON_FORMS

    def __init__(self, path: Path, url: str) -> None:
        self.url = url
        self._path = path

    def exists(self, schema: Schema | None = None) -> bool:
        return self._path.exists()

    def schema(self) -> Schema:
        """The schema that the nodes and edges show; the file is read twice."""
        return infer_graph_schema(self._items)

    def outline(self) -> Outline:
        """The schema of a small graph; of another the labels that its first items show."""
        with self._opened():
            if self._path.stat().st_size <= WHOLE_BYTES:
                return Outline(self.schema())
        return Outline(infer_labels(islice(self._items(), FIRST_BLOCKS)), is_whole=False)

    def read(
        self,
        schema: Schema,
        columns: Mapping[Key, Collection[str]],
        *,
        tells_absent: bool = True,
    ) -> Iterator[tuple[Key, pa.RecordBatch]]:
        """Batches of the wanted labels and edge types; what does not fit is an ``InputError``."""
        scan = scanner(exact_decimals=has_decimals(schema))
        with self._opened():
            if is_apoc(self._path):
                batches = GraphColumns(schema, columns, self._path, self.url).read(scan)
            else:
                items = read_graph(self._path, self.url, scan)
                batches = GraphFlattener(schema, columns).flatten(items)
            yield from ahead(gathered(batches))

    def lines(self, schema: Schema, columns: Mapping[Key, Collection[str]]) -> Iterator[GraphLines]:
        """The file, where it has a node or edge to a line."""
        with self._opened():
            if is_apoc(self._path) and not is_pattern(self._path):
                yield GraphLines(self._path, schema, dict(columns))

    def _items(self) -> Iterator[Items]:
        with self._opened():
            yield from read_graph(self._path, self.url, scanner(exact_decimals=False))

    @contextmanager
    def _opened(self) -> Iterator[None]:
        if not self.exists():
            raise atomic.refuse_missing(self._path, self.url)
        try:
            yield
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
        is_lines = self._path.suffix.lower() == ".jsonl"
        with (
            atomic.new_file(self._path, self.url) as fresh,
            tempfile.TemporaryDirectory() as scratch,
        ):
            if is_lines and isinstance(content, FileContent) and content.graph_lines(fresh):
                return
            with fresh.open("wb") as file:
                graph = GraphContent(schema, content, Path(scratch), self.url)
                if is_lines:
                    _write_lines(file, graph)
                else:
                    _write_object(file, graph)

    def close(self) -> None:
        """Files are open only while they are read or written."""


def _write_lines(file: BinaryIO, graph: GraphContent) -> None:
    for part in graph.nodes():
        file.writelines(apoc_node_lines(part))
    for part in graph.edges():
        file.writelines(apoc_edge_lines(part, lambda: graph.labels))


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
