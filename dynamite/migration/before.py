"""The first records of a source, as its store holds them: what a dry run shows as before."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from dynamite.migration.content import cell_json
from dynamite.schema import Key, Kind, Model, RecordType, Schema


class FirstRecords:
    """Keeps the first batch of each record type on its way to an engine, and shows some of it.

    ``columns`` are those that are read, by record type; what is not read is not shown.
    """

    def __init__(self, schema: Schema, columns: Mapping[Key, Collection[str]], size: int) -> None:
        self._schema = schema
        self._columns = columns
        self._size = size
        self._batches: dict[Key, pa.RecordBatch] = {}

    def add(self, record_type: RecordType, batch: pa.RecordBatch) -> None:
        """Take note of a batch."""
        if batch.num_rows:
            self._batches.setdefault(record_type.key, batch)

    def records(self, record_type: RecordType) -> tuple[dict[str, Any], ...]:
        """The first records of a type that is not nested, as JSON objects; documents whole.

        Of a document with more nested records of a kind than a batch holds, the first are shown.
        """
        batch = self._batches.get(record_type.key)
        if batch is None:
            return ()
        return tuple(self._record(record_type, r) for r in _rows(batch.slice(0, self._size)))

    def _record(self, record_type: RecordType, row: tuple[Any, ...]) -> dict[str, Any]:
        first = len(record_type.surrogates)
        record: dict[str, Any] = {}
        if record_type.kind.model is Model.GRAPH:
            record.update(zip(record_type.surrogates, row, strict=False))
        for attribute, cell in zip(record_type.attributes, row[first:], strict=True):
            is_read = attribute.name in self._columns[record_type.key]
            if is_read and not (isinstance(cell, dict) and cell["absent"]):
                record[attribute.name] = cell_json(attribute, cell)
        for child in self._schema.children(record_type):
            if child.key not in self._columns:
                continue
            nested = self._nested(child, row[record_type.columns.index("_id")])
            if child.kind is not Kind.OBJECT:
                record[child.path[-1]] = nested
            elif nested:
                record[child.path[-1]] = nested[0]
        return record

    def _nested(self, child: RecordType, parent: int) -> list[Any]:
        batch = self._batches.get(child.key)
        if batch is None:
            return []
        rows = _rows(batch.filter(pc.equal(batch.column(0), parent)))
        if child.kind is Kind.SCALARS:
            return [cell_json(child.attributes[0], row[-1]) for row in rows]
        return [self._record(child, row) for row in rows]


def _rows(batch: pa.RecordBatch) -> Iterator[tuple[Any, ...]]:
    return zip(*(column.to_pylist() for column in batch.columns), strict=True)
