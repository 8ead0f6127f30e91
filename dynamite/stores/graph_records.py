"""Nodes and edges of a graph file as records: blocks of them into record batches, with checks.

A node with several labels is a record of each, under one id; the same id may also stand in several
entries of the file, as long as no label repeats. Each property must be declared by one of the
node's labels. Every end of an edge must be a node of the file, with the label that the schema
declares for that end. The checks keep all ids in memory; properties are streamed.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from dynamite.columnar import arrow_schema, arrow_type
from dynamite.data.place import field_at
from dynamite.errors import InputError
from dynamite.schema import Attribute, Key, Kind, RecordType, Schema
from dynamite.stores.column_reading import MisfitError, plain_column
from dynamite.stores.graph_ids import GraphIds
from dynamite.stores.misfit import Misfit, attribute_misfits
from dynamite.values import ABSENT


@dataclass(frozen=True)
class Items:
    """Some consecutive nodes, or edges, of a file; the lists are aligned.

    An edge has one label. ``starts`` and ``ends`` are empty for nodes.
    """

    kind: Kind
    ids: list[str]
    labels: list[tuple[str, ...]]
    starts: list[str]
    ends: list[str]
    properties: list[dict[str, Any]]
    positions: list[int]
    place: Callable[[int], str]


Convert = Callable[[Attribute, list[Any]], list[Any]]
"""Makes JSON values, or those of a record, of the values that a store has for an attribute."""


class GraphFlattener:
    """Turns blocks of a graph's items into the record batches that ``columns`` asks for.

    Floats must be finite unless ``non_finite`` says that the store has others; ``convert`` is for
    stores with values of their own.
    """

    def __init__(
        self,
        schema: Schema,
        columns: Mapping[Key, Collection[str]],
        *,
        non_finite: bool = False,
        convert: Convert | None = None,
    ) -> None:
        self._schema = schema
        self._columns = columns
        self._non_finite = non_finite
        self._convert = convert or (lambda _, values: values)
        self._ids = GraphIds(schema)

    def flatten(self, blocks: Iterable[Items]) -> Iterator[tuple[Key, pa.RecordBatch]]:
        """The batches of all blocks; the ends of edges are checked when the blocks are through.

        Raises ``InputError`` for the first item that does not fit the schema.
        """
        for items in blocks:
            if items.kind is Kind.NODE:
                self._ids.add_nodes(items.ids, items.labels, items)
            else:
                self._ids.add_edges(items.ids, items.labels, items.starts, items.ends, items)
            yield from self.batches(items)
        self._ids.check_ends()

    def batches(self, items: Items) -> Iterator[tuple[Key, pa.RecordBatch]]:
        """The batches of one block; its ids are not checked."""
        rows_of: dict[tuple[str, ...], list[int]] = {}
        for row, labels in enumerate(items.labels):
            rows_of.setdefault(labels, []).append(row)
        try:
            for labels, rows in rows_of.items():
                record_types = self._record_types(labels, items.kind)
                yield from self._records(record_types, rows, items)
        except MisfitError as misfit:
            raise self._first_misfit(items) from misfit

    def _record_types(self, labels: tuple[str, ...], kind: Kind) -> list[RecordType]:
        """The record types of an item; labels and properties that no schema has are not read."""
        keys = [(label,) if kind is Kind.NODE else ("->", label) for label in labels]
        found = (self._schema.by_key.get(key) for key in keys)
        return [record_type for record_type in found if record_type is not None]

    def _records(
        self, record_types: list[RecordType], rows: list[int], items: Items
    ) -> Iterator[tuple[Key, pa.RecordBatch]]:
        properties = [items.properties[row] for row in rows]
        surrogates = [[items.ids[row] for row in rows]]
        if items.kind is Kind.EDGE:
            surrogates += [[column[row] for row in rows] for column in (items.starts, items.ends)]
        for record_type in record_types:
            if record_type.key in self._columns:
                yield record_type.key, self._batch(record_type, surrogates, properties)

    def _batch(
        self,
        record_type: RecordType,
        surrogates: list[list[str]],
        properties: list[dict[str, Any]],
    ) -> pa.RecordBatch:
        wanted = self._columns[record_type.key]
        arrays = [pa.array(column, pa.string()) for column in surrogates]
        for attribute in record_type.attributes:
            if attribute.name in wanted:
                values = [held.get(attribute.name) for held in properties]
                values = self._convert(attribute, values)
                arrays.append(plain_column(attribute, values, non_finite=self._non_finite))
            else:
                arrays.append(pa.nulls(len(properties), arrow_type(attribute.type)))
        return pa.RecordBatch.from_arrays(arrays, schema=arrow_schema(record_type))

    def _first_misfit(self, items: Items) -> InputError:
        for row, properties in enumerate(items.properties):
            record_types = self._record_types(items.labels[row], items.kind)
            place = items.place(items.positions[row])
            for misfit in self._misfits(record_types, properties, place):
                return misfit.error()
        raise AssertionError("the columns of a block do not fit and each of its values does")

    def _misfits(
        self, record_types: list[RecordType], properties: dict[str, Any], place: str
    ) -> Iterator[Misfit]:
        for record_type in record_types:
            for attribute in record_type.attributes:
                (raw,) = self._convert(attribute, [properties.get(attribute.name, ABSENT)])
                where = field_at(place, attribute.name)
                yield from attribute_misfits(attribute, raw, where, self._non_finite)
