"""A graph on its way to a file: nodes put together from the records of their labels, then edges.

The records of a node's labels come as separate relations. Where two labels have ids in common,
those nodes are put together in memory; all other records are passed on as they come. The ids of
all nodes are kept in memory, as every edge must find its ends.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from dynamite.columnar import arrow_type
from dynamite.errors import InputError, MigrationError
from dynamite.schema import Attribute, Kind, RecordType, Schema
from dynamite.stores.atomic import refuse_existing
from dynamite.stores.interface import Content, IfExists, Store


@dataclass(frozen=True)
class Part:
    """Nodes with the same labels, or edges of one type.

    ``surrogates`` are the text columns ``_id`` (and ``_start``, ``_end``); ``columns`` are aligned
    with ``attributes``.
    """

    labels: tuple[str, ...]
    attributes: tuple[Attribute, ...]
    surrogates: list[pa.Array]
    columns: list[pa.Array]

    @property
    def rows(self) -> int:
        return len(self.surrogates[0])


class GraphContent:
    """Yields ``nodes`` first, then ``edges``; ``scratch`` is a directory for what is set aside.

    Raises ``MigrationError`` where an id repeats within a label, where the labels of one node
    disagree on a property, or where an end of an edge is no node.
    """

    def __init__(self, schema: Schema, content: Content, scratch: Path, url: str) -> None:
        self._content = content
        self._scratch = scratch
        self._url = url
        self._nodes = [rt for rt in schema if rt.kind is Kind.NODE]
        self._edges = [rt for rt in schema if rt.kind is Kind.EDGE]
        self.labels: dict[str, tuple[str, ...]] = {}

    def nodes(self) -> Iterator[Part]:
        """All nodes, each once, with all of its labels."""
        if len(self._nodes) == 1:
            for batch in self._content.flat(self._nodes[0].key):
                self._collect(self._nodes[0], batch)
                yield _part(self._nodes[0], batch)
            return
        for number, record_type in enumerate(self._nodes):
            self._set_aside(number, record_type)
        yield from self._unshared()
        yield from self._shared()

    def _collect(self, record_type: RecordType, batch: pa.RecordBatch) -> None:
        label = record_type.path[0]
        single = (label,)
        for node in batch.column(0).to_pylist():
            if node is None:
                raise MigrationError("a node has no id", place=f"{self._url}: {label}")
            known = self.labels.get(node)
            if known is None:
                self.labels[node] = single
            elif label in known:
                raise MigrationError(
                    f"two nodes have the id {node!r}", place=f"{self._url}: {label}"
                )
            else:
                self.labels[node] = (*known, label)

    def _set_aside(self, number: int, record_type: RecordType) -> None:
        writer = None
        with pa.OSFile(str(self._file(number)), "wb") as file:
            for batch in self._content.flat(record_type.key):
                self._collect(record_type, batch)
                if writer is None:
                    writer = pa.ipc.new_file(file, batch.schema)
                writer.write_batch(batch)
            if writer is not None:
                writer.close()

    def _file(self, number: int) -> Path:
        return self._scratch / f"{number}.arrow"

    def _batches(self, number: int) -> Iterator[pa.RecordBatch]:
        path = self._file(number)
        if path.stat().st_size:
            with pa.memory_map(str(path)) as file:
                reader = pa.ipc.open_file(file)
                for index in range(reader.num_record_batches):
                    yield reader.get_batch(index)

    def _is_shared(self, batch: pa.RecordBatch) -> pa.Array:
        return pa.array([len(self.labels[node]) > 1 for node in batch.column(0).to_pylist()])

    def _unshared(self) -> Iterator[Part]:
        for number, record_type in enumerate(self._nodes):
            for batch in self._batches(number):
                rest = batch.filter(pc.invert(self._is_shared(batch)))
                if rest.num_rows:
                    yield _part(record_type, rest)

    def _shared(self) -> Iterator[Part]:
        cells: dict[str, dict[str, tuple[Attribute, Any]]] = {}
        for number, record_type in enumerate(self._nodes):
            for batch in self._batches(number):
                for row in batch.filter(self._is_shared(batch)).to_pylist():
                    self._merge(cells, record_type, list(row.values()))
        groups: dict[tuple[Any, ...], list[str]] = {}
        for node, properties in cells.items():
            attributes = tuple(attribute for attribute, _ in properties.values())
            groups.setdefault((self.labels[node], attributes), []).append(node)
        for (labels, attributes), nodes in groups.items():
            columns = [
                pa.array([cells[node][a.name][1] for node in nodes], arrow_type(a.type))
                for a in attributes
            ]
            yield Part(labels, attributes, [pa.array(nodes, pa.string())], columns)

    def _merge(
        self,
        cells: dict[str, dict[str, tuple[Attribute, Any]]],
        record_type: RecordType,
        row: list[Any],
    ) -> None:
        node, *values = row
        properties = cells.setdefault(node, {})
        for attribute, value in zip(record_type.attributes, values, strict=True):
            known, held = properties.get(attribute.name, (attribute, None))
            if held is None:
                properties[attribute.name] = (attribute, value)
            elif value is not None and (known.type is not attribute.type or value != held):
                raise MigrationError(
                    f"the labels {', '.join(self.labels[node])} give the node {node!r} two values "
                    f"of {attribute.name!r}: {held!r} and {value!r}",
                    place=self._url,
                )

    def edges(self) -> Iterator[Part]:
        """All edges, checked against the nodes, so ``nodes`` must have been used up."""
        for record_type in self._edges:
            seen: set[str] = set()
            for batch in self._content.flat(record_type.key):
                self._check_edges(record_type, batch, seen)
                yield _part(record_type, batch)

    def _check_edges(self, record_type: RecordType, batch: pa.RecordBatch, seen: set[str]) -> None:
        place = f"{self._url}: {record_type.name}"
        ids, starts, ends = (batch.column(position).to_pylist() for position in range(3))
        for edge, start, end in zip(ids, starts, ends, strict=True):
            if edge is None or edge in seen:
                problem = "an edge has no id" if edge is None else f"two edges have the id {edge!r}"
                raise MigrationError(problem, place=place)
            seen.add(edge)
            for node, verb in ((start, "starts"), (end, "ends")):
                if node not in self.labels:
                    raise MigrationError(
                        f"the edge {edge!r} {verb} at node {node!r}, which is not there",
                        place=place,
                    )


def _part(record_type: RecordType, batch: pa.RecordBatch) -> Part:
    first = len(record_type.surrogates)
    columns = batch.columns
    surrogates = [column.cast(pa.string()) for column in columns[:first]]
    return Part((record_type.path[0],), record_type.attributes, surrogates, columns[first:])


def refuse_unless_new(store: Store, if_exists: IfExists) -> None:
    """Raises ``InputError`` where a graph file is there and is not to be replaced."""
    if if_exists == "replace" or not store.exists():
        return
    if if_exists == "append":
        raise InputError(
            "nodes cannot be appended to a graph file",
            place=store.url,
            mend="choose --if-exists replace",
        )
    raise refuse_existing(store.url, ["replace"])
