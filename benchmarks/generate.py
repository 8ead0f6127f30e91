"""Seeded source data of any size for a scenario: keys and links hold, the rest is realistic.

Columns that are no keys draw from small shared pools, unevenly (the first values of a pool, and the
first records that a link may go to, come most often). A nullable column has nulls, in documents
half of them absent; arrays may be empty, and in large data a few are ten times as long; a table
without keys has some rows twice. The same seed gives the same data; each column has random numbers
of its own, so that they do not hinge on the order of the columns.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from benchmarks.pools import pool
from benchmarks.scenario import Column, Scenario, columns_of, is_own_id
from benchmarks.source_data import SourceData
from dynamite.columnar import arrow_schema, arrow_type, decimal_text, may_be_absent
from dynamite.errors import InputError
from dynamite.schema import Attribute, Key, Kind, RecordType
from dynamite.values import DataType, Value

FANOUT = (0, 3)
"""How many elements an array has where the scenario does not say."""

NULLS = 0.1
"""How much of a nullable column is null where the scenario does not say."""

DUPLICATES = 0.03
"""How many rows of a table without keys are there twice."""

LOOKUP_SHARE = 0.1
"""How many records a type has that others only refer to, for each of theirs, in large data."""

SKEW = 1.5
"""A uniform number to this power picks a value: the first of ten comes in 22 of 100 draws."""

_APPROACHES = 3
"""How often the number of records is mended before data of some total are generated."""

_LARGE = 1_000
"""Records of one type from which some arrays are long."""


def generate(
    scenario: Scenario, records: int, seed: int, weights: Mapping[Key, float] | None = None
) -> SourceData:
    """Data with that many records of each table, collection, node label and edge type.

    ``weights`` says for which of them it is that many times as many, at least one.
    """
    generator = _Generator(scenario, records, seed, weights or {})
    batches = {rt.key: generator.batch(rt) for rt in scenario.source}
    return SourceData(scenario.source, batches)


def generate_total(scenario: Scenario, total: int, seed: int) -> SourceData:
    """Data of about that many records in all, with fewer in the types that are only referred to."""
    weights = {
        record_type.key: LOOKUP_SHARE if _is_lookup(scenario, record_type) else 1.0
        for record_type in scenario.source.roots()
    }
    records = total / sum(_size(scenario, rt, weights) for rt in scenario.source)
    for _ in range(_APPROACHES):
        # Unique columns bound how many records there are.
        counts = _Generator(scenario, max(1, round(records)), seed, weights).counts
        records *= total / max(1, sum(counts.values()))
    return generate(scenario, max(1, round(records)), seed, weights)


def _is_lookup(scenario: Scenario, record_type: RecordType) -> bool:
    links = scenario.facts.links.items()
    composites = scenario.facts.composite_links
    pairs = [(one.key, to.key) for one, targets in links for to in targets]
    pairs += [(c.columns[0].key, c.references[0].key) for c in composites]
    own = record_type.key
    refers = any(one == own and to != own for one, to in pairs)
    return not refers and any(to == own and one != own for one, to in pairs)


def _size(scenario: Scenario, record_type: RecordType, weights: Mapping[Key, float]) -> float:
    if record_type.parent is None:
        return weights[record_type.key]
    least, most = fanout(scenario, record_type)
    parent = scenario.source[record_type.parent]
    return _size(scenario, parent, weights) * (least + most) / 2


def fanout(scenario: Scenario, record_type: RecordType) -> tuple[int, int]:
    """The least and most elements of an array; an object is there always if not said otherwise."""
    usual = (1, 1) if record_type.kind is Kind.OBJECT else FANOUT
    return scenario.facts.fanout.get(record_type.key, usual)


class _Generator:
    """Makes columns when they are first asked for, those that they refer to before."""

    def __init__(
        self, scenario: Scenario, records: int, seed: int, weights: Mapping[Key, float]
    ) -> None:
        self.scenario = scenario
        self.facts = scenario.facts
        self.schema = scenario.source
        self.seed = seed
        self.records = records
        self.composite = self._composites()
        self.referenced = {to for targets in self.facts.links.values() for to in targets} | {
            to for link in self.facts.composite_links for to in link.references
        }
        self._made: dict[Column, pa.Array] = {}
        self._under_way: list[Column] = []
        self._drawn: dict[tuple[Column, ...], np.ndarray] = {}
        self._elements: dict[Key, np.ndarray] = {}
        self.counts: dict[Key, int] = {}
        for record_type in self.schema:
            self.counts[record_type.key] = self._count(record_type, weights)
        self._offsets = self._id_offsets()

    def _composites(self) -> dict[Column, tuple[tuple[Column, ...], tuple[Column, ...]]]:
        """For each column that is drawn with others, all of them, and the columns it draws from.

        Links of the same columns mean the records of all that they refer to.
        """
        found: dict[Column, tuple[tuple[Column, ...], tuple[Column, ...]]] = {}
        for link in self.facts.composite_links:
            for column, reference in zip(link.columns, link.references, strict=True):
                _, references = found.get(column, (link.columns, ()))
                found[column] = (link.columns, (*references, reference))
        return found

    # -- how many ------------------------------------------------------------------------------

    def _count(self, record_type: RecordType, weights: Mapping[Key, float]) -> int:
        if record_type.parent is None:
            wanted = max(1, round(self.records * weights.get(record_type.key, 1.0)))
            return min([wanted, *self._bounds(record_type, wanted, weights)])
        least, most = fanout(self.scenario, record_type)
        rng = self._rng(Column(record_type.key, "*"))
        parents = self.counts[record_type.parent]
        elements = rng.integers(least, most + 1, parents)
        if parents >= _LARGE and most > 1:
            elements[rng.random(parents) < 0.001] *= 10
        self._elements[record_type.key] = elements
        return int(elements.sum())

    def _bounds(
        self, record_type: RecordType, wanted: int, weights: Mapping[Key, float]
    ) -> list[int]:
        """How many records there can be at most where a unique column draws from another."""
        found = []
        for column in columns_of(record_type):
            for target in self.facts.links.get(column, ()):
                if column in self.facts.keys and target.key != record_type.key:
                    root = self.schema[target.key].path[:1]
                    found.append(max(1, round(self.records * weights.get(root, 1.0))))
        return found

    def _id_offsets(self) -> dict[Key, int]:
        # Ids are unique over the whole instance, as those that readers make.
        offsets, total = {}, 1
        for record_type in self.schema:
            offsets[record_type.key] = total
            total += self.counts[record_type.key]
        return offsets

    # -- records -------------------------------------------------------------------------------

    def batch(self, record_type: RecordType) -> pa.RecordBatch:
        layout = arrow_schema(record_type)
        arrays = []
        for position, column in enumerate(columns_of(record_type)):
            array = self.column(column)
            if not column.is_surrogate:
                attribute = record_type.attribute(column.name)
                array = self._with_nulls(record_type, attribute, array)
            arrays.append(array.cast(layout.types[position]))
        batch = pa.RecordBatch.from_arrays(arrays, schema=layout)
        return self._with_duplicates(record_type, batch)

    def _with_nulls(self, record_type: RecordType, attribute: Attribute, array: pa.Array) -> pa.Array:
        column = Column(record_type.key, attribute.name)
        may_be_null = attribute.nullable and column not in self.facts.keys | self.referenced
        share = self.facts.nulls.get(column, NULLS if may_be_null else 0.0)
        chance = self._rng(column, "null").random(len(array))
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
        rng = self._rng(Column(record_type.key, "*"), "twice")
        rows = np.arange(batch.num_rows)
        twice = rng.random(batch.num_rows) < DUPLICATES
        rows[twice] = (rows[twice] * rng.random(twice.sum())).astype(np.int64)
        return batch.take(pa.array(rows))

    # -- columns -------------------------------------------------------------------------------

    def column(self, column: Column) -> pa.Array:
        """The values of a column, before nulls."""
        if column in self._under_way:
            raise InputError(
                f"the links of {'.'.join(column.key)}.{column.name} go in a circle",
                place=str(self.scenario.directory),
            )
        if column not in self._made:
            self._under_way.append(column)
            self._made[column] = self._make(column)
            self._under_way.pop()
        return self._made[column]

    def _make(self, column: Column) -> pa.Array:
        record_type = self.schema[column.key]
        if column in self.composite:
            together, references = self.composite[column]
            values = pa.concat_arrays([self.column(reference) for reference in references])
            return values.take(pa.array(self._composite_rows(together, len(values))))
        if column in self.facts.links:
            return self._linked(column, self.facts.links[column])
        if column.is_surrogate:
            return self._surrogate(record_type, column)
        if column in self.facts.keys:
            return self._unique(column)
        return self._from_pool(column)

    def _surrogate(self, record_type: RecordType, column: Column) -> pa.Array:
        count, offset = self.counts[record_type.key], self._offsets[record_type.key]
        match column.name:
            case "_id":
                numbers = np.arange(offset, offset + count)
                if record_type.kind is Kind.NODE or record_type.kind is Kind.EDGE:
                    return _texts("n" if record_type.kind is Kind.NODE else "e", numbers)
                return pa.array(numbers)
            case "_parent":
                assert record_type.parent is not None
                parents = self.column(Column(record_type.parent, "_id", True))
                elements = self._elements[record_type.key]
                return parents.take(pa.array(np.repeat(np.arange(len(elements)), elements)))
            case "_index":
                elements = self._elements[record_type.key]
                starts = np.repeat(np.cumsum(elements) - elements, elements)
                return pa.array(np.arange(count) - starts)
        label = record_type.start if column.name == "_start" else record_type.end
        nodes = [
            Column(node.key, "_id", True)
            for node in self.schema
            if node.kind is Kind.NODE and label in (None, node.path[0])
        ]
        return self._linked(column, tuple(nodes))

    def _composite_rows(self, together: tuple[Column, ...], choices: int) -> np.ndarray:
        if together not in self._drawn:
            rng, count = self._rng(together[0], "rows"), self.counts[together[0].key]
            self._drawn[together] = _skewed(rng, count, choices)
        return self._drawn[together]

    def _linked(self, column: Column, targets: tuple[Column, ...]) -> pa.Array:
        rng, count = self._rng(column), self.counts[column.key]
        if is_own_id(column, targets):
            return self._as_declared(column, self.column(targets[0]))
        given = [self._as_declared(column, self.column(target)) for target in targets]
        values = pa.concat_arrays(given)
        if len(values) == 0:
            return self._from_pool(column)
        if column in self.facts.keys:
            if len(values) < count:
                raise InputError(
                    f"{'.'.join(column.key)}.{column.name} is unique, and what it refers to "
                    f"has {len(values)} values for {count} records",
                    place=str(self.scenario.directory),
                )
            return values.take(pa.array(rng.permutation(len(values))[:count]))
        return values.take(pa.array(_skewed(rng, count, len(values))))

    def _as_declared(self, column: Column, values: pa.Array) -> pa.Array:
        record_type = self.schema[column.key]
        if column.is_surrogate:
            return values
        return values.cast(arrow_type(record_type.attribute(column.name).type))

    def _unique(self, column: Column) -> pa.Array:
        attribute = self.schema[column.key].attribute(column.name)
        count = self.counts[column.key]
        stride = max(1_000, 10 ** len(str(max(self.counts.values()))))
        number = list(self.schema.by_key).index(column.key) + 1
        numbers = np.arange(count) + 1 + stride * number
        match attribute.type:
            case DataType.STRING if column in self.facts.values:
                return _numbered(self.facts.values[column], count)
            case DataType.STRING:
                return _texts(f"{column.name.removesuffix('_id')}-", numbers)
            case DataType.INT:
                return pa.array(numbers)
            case DataType.FLOAT:
                return pa.array(numbers + 0.5)
        raise InputError(
            f"no unique {attribute.type} values can be made for {column.name}",
            place=str(self.scenario.directory),
        )

    def _from_pool(self, column: Column) -> pa.Array:
        record_type = self.schema[column.key]
        count = self.counts[column.key]
        if column.is_surrogate:
            # An end of an edge, where there is no node.
            return _texts("n", np.zeros(count, np.int64))
        attribute = record_type.attribute(column.name)
        is_value = record_type.kind is Kind.SCALARS
        name = record_type.path[-1] if is_value else column.name
        values = self.facts.values.get(column) or pool(name, attribute.type, self.records)
        drawn = _skewed(self._rng(column), count, len(values))
        return _array(values, attribute.type).take(pa.array(drawn))

    def _rng(self, column: Column, purpose: str = "") -> np.random.Generator:
        name = "\0".join((*column.key, column.name, purpose))
        return np.random.default_rng([self.seed, zlib.crc32(name.encode())])


def _skewed(rng: np.random.Generator, count: int, choices: int) -> np.ndarray:
    return (rng.random(count) ** SKEW * choices).astype(np.int64)


def _texts(prefix: str, numbers: np.ndarray) -> pa.Array:
    text = pa.array(numbers).cast(pa.string())
    return pc.binary_join_element_wise(pa.scalar(prefix), text, "")


def _numbered(values: tuple[Value, ...], count: int) -> pa.Array:
    """The values of a pool, each once; then again with a number."""
    rounds = (index // len(values) for index in range(count))
    return pa.array(
        [
            f"{values[index % len(values)]} {turn + 1}" if turn else str(values[index])
            for index, turn in enumerate(rounds)
        ]
    )


def _array(values: tuple[Value, ...], data_type: DataType) -> pa.Array:
    if data_type is DataType.DECIMAL:
        values = tuple(decimal_text(value) for value in values)  # type: ignore[arg-type] # decimals
    return pa.array(values, arrow_type(data_type))
