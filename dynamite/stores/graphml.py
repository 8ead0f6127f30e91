"""Graphs in GraphML files, in the layout of APOC, which networkx and Gephi read too.

A node has its labels in the XML attribute ``labels`` and in data of the key ``labels``, as
``:Person:Actor``; an edge has its type in ``label`` likewise. Properties are data: ``boolean``,
``long``, ``double`` and otherwise ``string``, so dates and decimals come back typed only where a
schema says so; one that is null is left out. Edges are directed. ``#`` and its position is the id
of an edge that has none.
"""

from __future__ import annotations

import tempfile
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

import pyarrow as pa

from dynamite.errors import InputError
from dynamite.schema import Key, Model, Schema
from dynamite.stores import atomic
from dynamite.stores.flattening import gathered
from dynamite.stores.graph_content import GraphContent, refuse_unless_new
from dynamite.stores.graph_infer import infer_graph_schema
from dynamite.stores.graph_records import GraphFlattener, Items
from dynamite.stores.graphml_reading import read_graphml
from dynamite.stores.graphml_text import (
    GRAPH,
    HEAD,
    TAIL,
    check_labels,
    declared_keys,
    edge_texts,
    key_lines,
    node_texts,
)
from dynamite.stores.interface import Content, IfExists, Outline, Resumption


class GraphmlStore:
    """A GraphML file as a graph store."""

    model = Model.GRAPH

    def __init__(self, path: Path, url: str) -> None:
        self.url = url
        self._path = path

    def exists(self, schema: Schema | None = None) -> bool:
        return self._path.exists()

    def schema(self) -> Schema:
        """The schema that the nodes and edges show; the file is read twice."""
        return infer_graph_schema(lambda: self._items(None))

    def outline(self) -> Outline:
        return Outline(self.schema())

    def read(
        self,
        schema: Schema,
        columns: Mapping[Key, Collection[str]],
        *,
        tells_absent: bool = True,
    ) -> Iterator[tuple[Key, pa.RecordBatch]]:
        """Batches of the wanted labels and edge types; what does not fit is an ``InputError``."""
        yield from gathered(GraphFlattener(schema, columns).flatten(self._items(schema)))

    def _items(self, schema: Schema | None) -> Iterator[Items]:
        if not self.exists():
            raise atomic.refuse_missing(self._path, self.url)
        try:
            yield from read_graphml(self._path, self.url, schema)
        except OSError as error:
            raise InputError(f"cannot be read: {error.strerror}", place=self.url) from None

    def write(
        self,
        schema: Schema,
        content: Content,
        if_exists: IfExists,
        resumption: Resumption | None = None,
    ) -> None:
        """Write all nodes, then all edges, all or nothing; nothing can be appended.

        Raises ``InputError`` for names, and ``MigrationError`` for values, that XML cannot hold.
        """
        refuse_unless_new(self, if_exists)
        check_labels(schema, self.url)
        keys = declared_keys(schema)
        with (
            atomic.new_file(self._path, self.url) as fresh,
            tempfile.TemporaryDirectory() as scratch,
            fresh.open("wb") as file,
        ):
            graph = GraphContent(schema, content, Path(scratch), self.url)
            file.write(f"{HEAD}{key_lines(keys)}{GRAPH}".encode())
            for part in graph.nodes():
                file.writelines(node_texts(part, keys))
            for part in graph.edges():
                file.writelines(edge_texts(part, keys))
            file.write(TAIL.encode())

    def close(self) -> None:
        """Files are open only while they are read or written."""
