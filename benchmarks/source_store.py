"""Writes generated source data to a store, with the store's own writer."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa

from benchmarks.generate import generate_total
from benchmarks.scenario import Scenario
from benchmarks.source_data import SourceData
from dynamite.columnar import BATCH_ROWS
from dynamite.schema import Key, Kind, Model, RecordType
from dynamite.stores import open_store

_URLS = {
    Model.RELATIONAL: "parquet:{}",
    Model.DOCUMENT: "jsonl:{}",
    Model.GRAPH: "graph:{}.jsonl",
}


def store_url(model: Model, path: Path) -> str:
    """The store in which benchmarks keep data of a model: Parquet, JSON Lines, a graph's JSON."""
    return _URLS[model].format(path)


def write_source(scenario: Scenario, total: int, seed: int, path: Path) -> tuple[str, int]:
    """Write about ``total`` source records; gives the store's URL and their number."""
    data = generate_total(scenario, total, seed)
    url = store_url(scenario.source.model, path)
    with closing(open_store(url, scenario.source.model)) as store:
        store.write(scenario.source, _Content(data), "fail")
    return url, data.records


@dataclass(frozen=True)
class _Content:
    """The records as a store pulls them (``dynamite.stores.interface.Content``)."""

    data: SourceData

    def flat(self, key: Key) -> Iterator[pa.RecordBatch]:
        yield from _slices(self.data.batches[key])

    def nested(self, key: Key) -> Iterator[pa.RecordBatch]:
        record_type = self.data.schema[key]
        named = self._fields(record_type)
        names = [name for name, _ in named]
        yield from _slices(pa.RecordBatch.from_arrays([array for _, array in named], names))

    def _fields(self, record_type: RecordType) -> list[tuple[str, pa.Array]]:
        """The fields of all records of a type, in one array each: its attributes, its nested."""
        batch = self.data.batches[record_type.key]
        first = len(record_type.surrogates)
        fields = [
            (attribute.name, batch.column(first + position))
            for position, attribute in enumerate(record_type.attributes)
        ]
        ids = batch.column(record_type.columns.index("_id"))
        children = self.data.schema.children(record_type)
        return fields + [(child.path[-1], self._nested(child, ids)) for child in children]

    def _nested(self, child: RecordType, parents: pa.Array) -> pa.Array:
        """For each parent its elements, which stand together and in the order of the parents."""
        fields = self._fields(child)
        values = fields[0][1]
        if child.kind is not Kind.SCALARS:
            names = [name for name, _ in fields]
            values = pa.StructArray.from_arrays([array for _, array in fields], names)
        owners = self.data.batches[child.key].column(0).to_numpy()
        numbers = parents.to_numpy()
        ends = np.searchsorted(owners, numbers, side="right")
        starts = np.searchsorted(owners, numbers, side="left")
        if child.kind is Kind.OBJECT:
            return values.take(pa.array(starts, mask=starts == ends))
        offsets = np.concatenate([starts[:1] if len(starts) else [0], ends]).astype(np.int32)
        return pa.ListArray.from_arrays(pa.array(offsets), values)


def _slices(batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
    for start in range(0, max(batch.num_rows, 1), BATCH_ROWS):
        yield batch.slice(start, BATCH_ROWS)
