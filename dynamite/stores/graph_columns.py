"""Graphs in APOC's lines read as columns at once; what columns cannot tell, item by item.

The ids of nodes and edges are kept as columns until the end, when they are compared as a whole: no
id twice within a label, and every end of an edge a node. Only where that fails is the file read
again item by item, which names the first fault and its place.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from dynamite.columnar import arrow_schema, arrow_type
from dynamite.schema import Attribute, Key, Kind, RecordType, Schema
from dynamite.stores.column_reading import MisfitError
from dynamite.stores.graph_reading import Numbering, apoc_items, read_graph
from dynamite.stores.graph_records import GraphFlattener, Items
from dynamite.stores.json_columns import (
    BLOCK_BYTES,
    READABLE,
    json_type,
    read_blocks,
    typed_column,
)
from dynamite.stores.json_reading import Scan, decoded_lines, line_blocks

_END = pa.struct([("id", pa.string())])


class GraphColumns:
    """Turns a file of APOC's lines into the record batches that ``columns`` asks for."""

    def __init__(
        self, schema: Schema, columns: Mapping[Key, Collection[str]], path: Path, url: str
    ) -> None:
        self._schema = schema
        self._columns = columns
        self._path = path
        self._url = url
        self._layout = _layout(schema, columns)
        self._ids = _ColumnIds(schema)
        self._numbering = Numbering()

    def read(self, scan: Scan) -> Iterator[tuple[Key, pa.RecordBatch]]:
        """All batches; raises ``InputError`` for the first item that does not fit the schema."""
        flattener = GraphFlattener(self._schema, self._columns)
        lines = line_blocks(self._path, BLOCK_BYTES)
        for block, table in read_blocks(lines, self._layout):
            batches = None if table is None else self._columns_of(table)
            if batches is None:
                batches = []
                documents = decoded_lines(block, self._url, "", scan)
                for items in self._numbering.blocks(apoc_items(documents), documents.place):
                    self._ids.add_items(items)
                    batches += flattener.batches(items)
            yield from batches
        if self._ids.has_fault():
            flattener = GraphFlattener(self._schema, {})
            for _ in flattener.flatten(read_graph(self._path, self._url, scan)):
                pass
            raise AssertionError("the ids of the graph have a fault that no item has")

    def _columns_of(self, table: pa.Table) -> list[tuple[Key, pa.RecordBatch]] | None:
        first = self._numbering.edges
        batches: list[tuple[Key, pa.RecordBatch]] = []
        seen: list[_Seen] = []
        try:
            for part in table.to_batches():
                kinds = part.column("type")
                nodes = part.filter(pc.equal(kinds, "node"))
                edges = part.filter(pc.equal(kinds, "relationship"))
                if nodes.num_rows + edges.num_rows != part.num_rows:
                    raise MisfitError
                for label, rows in _nodes_by_label(nodes):
                    seen.append(_Seen((label,), rows.column("id")))
                    batches += self._records((label,), [rows.column("id")], rows)
                for label, rows in self._edges_by_label(edges):
                    surrogates = _edge_ids(rows)
                    seen.append(_Seen(("->", label), *surrogates))
                    batches += self._records(("->", label), surrogates, rows)
        except MisfitError:
            self._numbering.edges = first
            return None
        self._ids.add(seen)
        return batches

    def _edges_by_label(self, edges: pa.RecordBatch) -> Iterator[tuple[str, pa.RecordBatch]]:
        ids = edges.column("id")
        places = range(self._numbering.edges, self._numbering.edges + edges.num_rows)
        self._numbering.edges += edges.num_rows
        if ids.null_count:
            numbers = pa.array((f"#{place}" for place in places), pa.string())
            ids = pc.coalesce(ids, numbers)
        edges = edges.set_column(edges.schema.get_field_index("id"), "id", ids)
        labels = edges.column("label")
        for label in labels.unique().to_pylist():
            if not label:
                raise MisfitError
            yield label, edges.filter(pc.equal(labels, label))

    def _records(
        self, key: Key, surrogates: list[pa.Array], rows: pa.RecordBatch
    ) -> Iterator[tuple[Key, pa.RecordBatch]]:
        record_type = self._schema.by_key.get(key)
        if record_type is None or key not in self._columns:
            return
        arrays = list(surrogates)
        properties = rows.column("properties")
        for attribute in record_type.attributes:
            if attribute.name in self._columns[key]:
                arrays.append(typed_column(attribute, properties.field(attribute.name)))
            else:
                arrays.append(pa.nulls(rows.num_rows, arrow_type(attribute.type)))
        yield key, pa.RecordBatch.from_arrays(arrays, schema=arrow_schema(record_type))


def _layout(schema: Schema, columns: Mapping[Key, Collection[str]]) -> pa.Schema | None:
    """What is read of every line; ``None`` where Arrow cannot: a property of two types, say."""
    properties: dict[str, pa.DataType] = {}
    for record_type in schema:
        for attribute in _wanted(record_type, columns):
            kind = json_type(attribute.type)
            if attribute.type not in READABLE:
                return None
            if properties.setdefault(attribute.name, kind) != kind:
                return None
    return pa.schema(
        [
            ("type", pa.string()),
            ("id", pa.string()),
            ("label", pa.string()),
            ("labels", pa.list_(pa.string())),
            ("start", _END),
            ("end", _END),
            ("properties", pa.struct(list(properties.items()))),
        ]
    )


def _wanted(record_type: RecordType, columns: Mapping[Key, Collection[str]]) -> Iterator[Attribute]:
    names = columns.get(record_type.key, ())
    return (attribute for attribute in record_type.attributes if attribute.name in names)


def _nodes_by_label(nodes: pa.RecordBatch) -> Iterator[tuple[str, pa.RecordBatch]]:
    """The nodes of each label; ``MisfitError`` where a node has no id, no label, or one twice."""
    labels = nodes.column("labels")
    lengths = pc.list_value_length(labels)
    if nodes.column("id").null_count or labels.null_count or pc.min(lengths).as_py() == 0:
        raise MisfitError
    flat, holders = labels.flatten(), pc.list_parent_indices(labels)
    for label in flat.unique().to_pylist():
        if not label:
            raise MisfitError
        rows = holders.filter(pc.equal(flat, label))
        if len(rows.unique()) != len(rows):
            raise MisfitError
        yield label, nodes if len(rows) == nodes.num_rows else nodes.take(rows)


def _edge_ids(edges: pa.RecordBatch) -> list[pa.Array]:
    ends = [edges.column(name).field("id") for name in ("start", "end")]
    if any(end.null_count for end in ends):
        raise MisfitError
    return [edges.column("id"), *ends]


class _Seen:
    """The ids of some nodes of one label, or of some edges with their ends."""

    def __init__(self, key: Key, ids: pa.Array, *ends: pa.Array) -> None:
        self.key = key
        self.columns = [ids, *ends]


class _ColumnIds:
    """The ids of a whole graph, as columns."""

    def __init__(self, schema: Schema) -> None:
        self._nodes: dict[str, list[pa.Array]] = {}
        self._edges: dict[str, list[list[pa.Array]]] = {}
        self._end_labels = {rt.path: (rt.start, rt.end) for rt in schema if rt.kind is Kind.EDGE}

    def add(self, seen: list[_Seen]) -> None:
        for some in seen:
            if len(some.key) == 1:
                self._nodes.setdefault(some.key[0], []).append(some.columns[0])
            else:
                self._edges.setdefault(some.key[1], []).append(some.columns)

    def add_items(self, items: Items) -> None:
        rows_of: dict[str, list[int]] = {}
        for row, labels in enumerate(items.labels):
            for label in labels:
                rows_of.setdefault(label, []).append(row)
        is_node = items.kind is Kind.NODE
        for label, rows in rows_of.items():
            columns = [items.ids] if is_node else [items.ids, items.starts, items.ends]
            cells = [pa.array([column[row] for row in rows], pa.string()) for column in columns]
            self.add([_Seen((label,) if is_node else ("->", label), *cells)])

    def has_fault(self) -> bool:
        nodes = {label: pa.chunked_array(ids) for label, ids in self._nodes.items()}
        chunks = [chunk for ids in nodes.values() for chunk in ids.chunks]
        everything = pa.chunked_array(chunks, pa.string())
        if any(_repeats(ids) for ids in nodes.values()):
            return True
        nothing = pa.chunked_array([], pa.string())
        for label, parts in self._edges.items():
            ids, *ends = (pa.chunked_array(column) for column in zip(*parts, strict=True))
            if _repeats(ids):
                return True
            for end, wanted in zip(ends, self._end_labels.get((label,), (None, None)), strict=True):
                known = everything if wanted is None else nodes.get(wanted, nothing)
                if pc.all(pc.is_in(end, value_set=known)).as_py() is False:
                    return True
        return False


def _repeats(ids: pa.ChunkedArray) -> bool:
    return bool(pc.count_distinct(ids).as_py() != len(ids))
