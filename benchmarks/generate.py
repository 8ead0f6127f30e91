"""Seeded source data of any size for a scenario: keys and links hold, the rest is realistic.

Columns that are no keys draw from small shared pools, unevenly (the first values of a pool, and the
first records that a link may go to, come most often). A nullable column has nulls, in documents
half of them absent; arrays may be empty, and in large data a few are ten times as long; a table
without keys has some rows twice. The same seed gives the same data; each column has random numbers
of its own, so that they do not hinge on the order of the columns.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from benchmarks.arrays import random_numbers
from benchmarks.columns import Columns
from benchmarks.scenario import Column, Scenario, columns_of
from benchmarks.sizes import Sizes
from benchmarks.source_data import SourceData
from dynamite.columnar import arrow_schema, may_be_absent
from dynamite.schema import Attribute, Kind, RecordType

NULLS = 0.1
"""How much of a nullable column is null where the scenario does not say."""

DUPLICATES = 0.03
"""How many rows of a table without keys are there twice."""


def generate(scenario: Scenario, records: int, seed: int) -> SourceData:
    """Data with that many records of each table, collection, node label and edge type.

    Raises ``InputError`` where what the scenario states cannot be kept to.
    """
    return _data(Sizes(scenario, records, seed, {}))


def generate_total(scenario: Scenario, total: int, seed: int) -> SourceData:
    """Data of about that many records in all, with fewer in the types that are only referred to.

    Raises ``InputError`` where what the scenario states cannot be kept to.
    """
    return _data(Sizes.of_total(scenario, total, seed))


def _data(sizes: Sizes) -> SourceData:
    batches = _Batches(sizes)
    source = sizes.scenario.source
    return SourceData(source, {rt.key: batches.of(rt) for rt in source})


class _Batches:
    """Puts columns together, with nulls and repeated rows."""

    def __init__(self, sizes: Sizes) -> None:
        self.seed = sizes.seed
        self.facts = sizes.scenario.facts
        self.columns = Columns(sizes)
        self.referenced = {to for targets in self.facts.links.values() for to in targets} | {
            to for link in self.facts.composite_links for to in link.references
        }

    def of(self, record_type: RecordType) -> pa.RecordBatch:
        layout = arrow_schema(record_type)
        arrays = []
        for position, column in enumerate(columns_of(record_type)):
            array = self.columns.column(column)
            if not column.is_surrogate:
                attribute = record_type.attribute(column.name)
                array = self._with_nulls(record_type, attribute, array)
            arrays.append(array.cast(layout.types[position]))
        batch = pa.RecordBatch.from_arrays(arrays, schema=layout)
        return self._with_duplicates(record_type, batch)

    def _with_nulls(
        self, record_type: RecordType, attribute: Attribute, array: pa.Array
    ) -> pa.Array:
        column = Column(record_type.key, attribute.name)
        may_be_null = attribute.nullable and column not in self.facts.keys | self.referenced
        share = self.facts.nulls.get(column, NULLS if may_be_null else 0.0)
        chance = random_numbers(self.seed, column, "null").random(len(array))
        values = pc.if_else(pa.array(chance < share), pa.scalar(None, array.type), array)
        if not may_be_absent(record_type, attribute):
            return values
        absent = pa.array(chance < share / 2)
        return pa.StructArray.from_arrays([values, absent], ["value", "absent"])

    def _with_duplicates(self, record_type: RecordType, batch: pa.RecordBatch) -> pa.RecordBatch:
        columns = set(columns_of(record_type))
        is_plain = record_type.kind is Kind.TABLE and not record_type.primary_key
        if not is_plain or columns & (self.facts.keys | self.referenced):
            return batch
        rng = random_numbers(self.seed, Column(record_type.key, "*"), "twice")
        rows = np.arange(batch.num_rows)
        twice = rng.random(batch.num_rows) < DUPLICATES
        rows[twice] = (rows[twice] * rng.random(twice.sum())).astype(np.int64)
        return batch.take(pa.array(rows))
