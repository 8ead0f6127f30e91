"""The values of generated columns, before nulls: keys, links, closed domains and pools."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from benchmarks.arrays import Numbers, array_of, numbered, random_numbers, skewed, texts
from benchmarks.pools import pool
from benchmarks.scenario import Column, is_own_id
from benchmarks.sizes import Sizes
from dynamite.columnar import arrow_type
from dynamite.errors import InputError
from dynamite.schema import Kind, RecordType
from dynamite.values import DataType


class Columns:
    """Makes columns when they are first asked for, those that they refer to before."""

    def __init__(self, sizes: Sizes) -> None:
        self.sizes = sizes
        self.scenario = sizes.scenario
        self.facts = sizes.scenario.facts
        self.schema = sizes.scenario.source
        self._composite = self._composites()
        self._first_ids = sizes.first_ids()
        self._made: dict[Column, pa.Array] = {}
        self._under_way: list[Column] = []
        self._drawn: dict[tuple[Column, ...], Numbers] = {}

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
        if column in self._composite:
            together, references = self._composite[column]
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
        count, offset = self.sizes.counts[record_type.key], self._first_ids[record_type.key]
        match column.name:
            case "_id":
                numbers = np.arange(offset, offset + count)
                if record_type.kind is Kind.NODE or record_type.kind is Kind.EDGE:
                    return texts("n" if record_type.kind is Kind.NODE else "e", numbers)
                return pa.array(numbers)
            case "_parent":
                assert record_type.parent is not None
                parents = self.column(Column(record_type.parent, "_id", True))
                elements = self.sizes.elements[record_type.key]
                return parents.take(pa.array(np.repeat(np.arange(len(elements)), elements)))
            case "_index":
                elements = self.sizes.elements[record_type.key]
                starts = np.repeat(np.cumsum(elements) - elements, elements)
                return pa.array(np.arange(count) - starts)
        label = record_type.start if column.name == "_start" else record_type.end
        nodes = [
            Column(node.key, "_id", True)
            for node in self.schema
            if node.kind is Kind.NODE and label in (None, node.path[0])
        ]
        return self._linked(column, tuple(nodes))

    def _composite_rows(self, together: tuple[Column, ...], choices: int) -> Numbers:
        if together not in self._drawn:
            rng, count = (
                random_numbers(self.sizes.seed, together[0], "rows"),
                self.sizes.counts[together[0].key],
            )
            self._drawn[together] = skewed(rng, count, choices)
        return self._drawn[together]

    def _linked(self, column: Column, targets: tuple[Column, ...]) -> pa.Array:
        rng, count = random_numbers(self.sizes.seed, column), self.sizes.counts[column.key]
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
        return values.take(pa.array(skewed(rng, count, len(values))))

    def _as_declared(self, column: Column, values: pa.Array) -> pa.Array:
        record_type = self.schema[column.key]
        if column.is_surrogate:
            return values
        return values.cast(arrow_type(record_type.attribute(column.name).type))

    def _unique(self, column: Column) -> pa.Array:
        attribute = self.schema[column.key].attribute(column.name)
        count = self.sizes.counts[column.key]
        stride = max(1_000, 10 ** len(str(max(self.sizes.counts.values()))))
        number = list(self.schema.by_key).index(column.key) + 1
        numbers = np.arange(count) + 1 + stride * number
        match attribute.type:
            case DataType.STRING if column in self.facts.values:
                return numbered(self.facts.values[column], count)
            case DataType.STRING:
                return texts(f"{column.name.removesuffix('_id')}-", numbers)
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
        count = self.sizes.counts[column.key]
        if column.is_surrogate:
            # An end of an edge, where there is no node.
            return texts("n", np.zeros(count, np.int64))
        attribute = record_type.attribute(column.name)
        is_value = record_type.kind is Kind.SCALARS
        name = record_type.path[-1] if is_value else column.name
        values = self.facts.values.get(column) or pool(name, attribute.type, self.sizes.records)
        drawn = skewed(random_numbers(self.sizes.seed, column), count, len(values))
        return array_of(values, attribute.type).take(pa.array(drawn))
