"""A graph on its way to a file: nodes put together from the records of their labels, then edges.

The records of a node's labels come as separate relations. Where two labels have ids in common,
those nodes are put together in memory; all other records are passed on as they come. The ids of
all nodes are kept in memory, as every edge must find its ends.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain
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
    with ``attributes``. An edge may have no id. ``end_labels`` are the labels of all nodes that the
    edges start at, and of all that they end at, where these are the same.
    """

    labels: tuple[str, ...]
    attributes: tuple[Attribute, ...]
    surrogates: list[pa.Array]
    columns: list[pa.Array]
    end_labels: tuple[tuple[str, ...] | None, tuple[str, ...] | None] = (None, None)

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
        self._ids: dict[str, list[pa.Array]] = {rt.path[0]: [] for rt in self._nodes}
        self._repeated = pa.array([], pa.string())
        """The ids that more than one label has."""

    @cached_property
    def labels(self) -> dict[str, tuple[str, ...]]:
        """The labels of each node, by its id."""
        labels: dict[str, tuple[str, ...]] = {}
        for label, ids in self._ids.items():
            for node in chain.from_iterable(column.to_pylist() for column in ids):
                labels[node] = (*labels.get(node, ()), label)
        return labels

    def nodes(self) -> Iterator[Part]:
        """All nodes, each once, with all of its labels."""
        if len(self._nodes) == 1:
            for batch in self._content.flat(self._nodes[0].key):
                self._collect(self._nodes[0], batch)
                yield _part(self._nodes[0], batch)
            self._check_ids()
            return
        for number, record_type in enumerate(self._nodes):
            self._set_aside(number, record_type)
        self._check_ids()
        yield from self._unshared()
        yield from self._shared()

    def _collect(self, record_type: RecordType, batch: pa.RecordBatch) -> None:
        ids = batch.column(0).cast(pa.string())
        if ids.null_count:
            place = f"{self._url}: {record_type.path[0]}"
            raise MigrationError("a node has no id", place=place)
        self._ids[record_type.path[0]].append(ids)

    def _check_ids(self) -> None:
        """See that no label has an id twice, and find the ids that several labels have."""
        everything = [column for ids in self._ids.values() for column in ids]
        self._repeated = _repeated(everything)
        if not len(self._repeated):
            return
        for label, ids in self._ids.items():
            twice = _repeated([column.filter(_among(column, self._repeated)) for column in ids])
            if len(twice):
                problem = f"two nodes have the id {twice[0].as_py()!r}"
                raise MigrationError(problem, place=f"{self._url}: {label}")

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
        return _among(batch.column(0).cast(pa.string()), self._repeated)

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
        """All edges; ``nodes`` must have been used up, as the ends are looked for among them."""
        for record_type in self._edges:
            end_labels = (self._end_labels(record_type.start), self._end_labels(record_type.end))
            seen: list[list[pa.Array]] = [[], [], []]
            for batch in self._content.flat(record_type.key):
                part = replace(_part(record_type, batch), end_labels=end_labels)
                for columns, column in zip(seen, part.surrogates, strict=True):
                    columns.append(column)
                yield part
            self._check_edges(record_type, *seen)

    def _end_labels(self, label: str | None) -> tuple[str, ...] | None:
        """The labels of every node of a label, where these are all the same."""
        return None if label is None or len(self._repeated) else (label,)

    def _check_edges(
        self,
        record_type: RecordType,
        edges: list[pa.Array],
        starts: list[pa.Array],
        ends: list[pa.Array],
    ) -> None:
        place = f"{self._url}: {record_type.name}"
        twice = _repeated(edges)
        if len(twice):
            raise MigrationError(f"two edges have the id {twice[0].as_py()!r}", place=place)
        sides = ((starts, record_type.start, "starts"), (ends, record_type.end, "ends"))
        for columns, label, verb in sides:
            ids = self._ids.values() if label is None else [self._ids[label]]
            known = [column for columns_of in ids for column in columns_of]
            row = _first_not_among(columns, known)
            if row is not None:
                edge, node = _joined(edges)[row].as_py(), _joined(columns)[row].as_py()
                what = "an edge" if edge is None else f"the edge {edge!r}"
                raise MigrationError(
                    f"{what} {verb} at node {node!r}, which is not there", place=place
                )


def _joined(columns: list[pa.Array]) -> pa.ChunkedArray:
    return pa.chunked_array(columns, pa.string())


def _among(ids: pa.Array, known: pa.Array) -> pa.BooleanArray:
    return pc.is_in(ids, value_set=known)


def _first_not_among(columns: list[pa.Array], known: list[pa.Array]) -> int | None:
    """The row of the first id that is none of those known."""
    row = pc.index(pc.is_in(_joined(columns), value_set=_joined(known)), False).as_py()
    return None if row < 0 else int(row)


def _repeated(columns: list[pa.Array]) -> pa.Array:
    """The ids, but not null, that stand there more than once."""
    ids = _joined(columns)
    if pc.count_distinct(ids).as_py() == len(ids) - ids.null_count:
        return pa.array([], pa.string())
    counts = pc.value_counts(ids)
    values, times = counts.field("values"), counts.field("counts")
    return values.filter(pc.and_(pc.greater(times, 1), values.is_valid()))


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
