"""Documents made flat from columns: what ``flattening`` does with values, on Arrow arrays."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pyarrow as pa
import pyarrow.compute as pc

from dynamite.schema import Attribute, Key, Kind
from dynamite.stores.column_reading import MisfitError
from dynamite.stores.flattening import Flattener, Plan, nothing
from dynamite.stores.json_columns import READABLE, json_type, read_blocks, typed_column
from dynamite.stores.json_presence import has_every_field
from dynamite.stores.json_reading import LineBlock


class ColumnFlattener:
    """Reads blocks of JSON lines of one collection into record batches, where columns can tell.

    Ids and counts are those of ``flattener``, so that blocks may be read in either way.
    """

    def __init__(self, flattener: Flattener, collection: str) -> None:
        self._flattener = flattener
        self._plan = flattener.plan(collection)
        self._schema = None if self._plan is None else _fields(self._plan)
        self._nulls_are_null = False

    def blocks(
        self, lines: Iterator[LineBlock]
    ) -> Iterator[tuple[LineBlock, list[tuple[Key, pa.RecordBatch]] | None]]:
        """Each block of lines with its record batches; ``None`` where columns cannot tell."""
        wanted = pa.schema(self._schema) if self._schema else None
        for block, table in read_blocks(lines, wanted):
            yield block, None if table is None else self._flatten(block, table)

    def _flatten(
        self, block: LineBlock, table: pa.Table
    ) -> list[tuple[Key, pa.RecordBatch]] | None:
        if self._plan is None:
            return None
        has_null = self._flattener.tells_absent and b"null" in block.text
        if has_null and not has_every_field(block, self._plan, table):
            return None
        # Without a null in the text, what comes as null is absent.
        self._nulls_are_null = has_null
        counts: Counter[Key] = Counter()
        batches: list[tuple[Key, pa.RecordBatch]] = []
        try:
            for part in table.to_batches():
                held = part.to_struct_array()
                batches += self._records(self._plan, held, None, None, counts)
        except MisfitError:
            return None
        self._flattener.add_counts(counts)
        return batches

    def _records(
        self,
        plan: Plan,
        held: pa.Array,
        parents: pa.Array | None,
        index: pa.Array | None,
        counts: Counter[Key],
    ) -> Iterator[tuple[Key, pa.RecordBatch]]:
        key = plan.record_type.key
        ids = self._flattener.ids(plan, plan.count + counts[key], len(held))
        counts[key] += len(held)
        numbers = pa.arange(ids.start, ids.stop, ids.step)
        if plan.wanted is not None and len(held):
            surrogates = [column for column in (parents, numbers, index) if column is not None]
            yield key, self._batch(plan, surrogates, held)
        for child in plan.children:
            if child.is_wanted:
                yield from self._nested(child, held.field(child.record_type.path[-1]), ids, counts)

    def _batch(self, plan: Plan, surrogates: list[pa.Array], held: pa.Array) -> pa.RecordBatch:
        arrays = list(surrogates)
        is_scalars = plan.record_type.kind is Kind.SCALARS
        for attribute in plan.record_type.attributes:
            if plan.wanted is not None and attribute.name not in plan.wanted:
                arrays.append(nothing(attribute, len(held)))
                continue
            column = held if is_scalars else held.field(attribute.name)
            arrays.append(self._column(attribute, column, can_lack=not is_scalars))
        return pa.RecordBatch.from_arrays(arrays, schema=plan.layout)

    def _column(self, attribute: Attribute, column: pa.Array, can_lack: bool) -> pa.Array:
        plain = typed_column(attribute, column)
        if not attribute.nullable:
            return plain
        if self._flattener.tells_absent and can_lack and not self._nulls_are_null:
            absent = column.is_null()
        else:
            absent = pa.repeat(pa.scalar(False), len(column))
        return pa.StructArray.from_arrays([plain, absent], ["value", "absent"])

    def _nested(
        self, child: Plan, held: pa.Array, ids: range, counts: Counter[Key]
    ) -> Iterator[tuple[Key, pa.RecordBatch]]:
        numbers = pa.arange(ids.start, ids.stop, ids.step)
        if child.record_type.kind is Kind.OBJECT:
            there = held.is_valid()
            yield from self._records(child, held.filter(there), numbers.filter(there), None, counts)
            return
        elements = held.flatten()
        if elements.null_count and child.record_type.kind is Kind.ARRAY:
            raise MisfitError
        holders = pc.list_parent_indices(held)
        lengths = pc.fill_null(pc.list_value_length(held), 0).cast(pa.int64())
        firsts = pc.subtract(pc.cumulative_sum(lengths), lengths)
        places = pc.subtract(pa.arange(0, len(elements)), firsts.take(holders))
        yield from self._records(child, elements, numbers.take(holders), places, counts)


def _fields(plan: Plan) -> list[pa.Field] | None:
    """The fields to be read of the objects of a record type; ``None`` where Arrow cannot."""
    fields = []
    for attribute in plan.record_type.attributes:
        if plan.wanted is None or attribute.name not in plan.wanted:
            continue
        if attribute.type not in READABLE:
            return None
        fields.append(pa.field(attribute.name, json_type(attribute.type)))
    for child in plan.children:
        if not child.is_wanted:
            continue
        nested = _nested_type(child)
        if nested is None:
            return None
        fields.append(pa.field(child.record_type.path[-1], nested))
    return fields


def _nested_type(child: Plan) -> pa.DataType | None:
    if child.record_type.kind is Kind.SCALARS:
        element = child.record_type.attributes[0].type
        return pa.list_(json_type(element)) if element in READABLE else None
    fields = _fields(child)
    if fields is None:
        return None
    return (
        pa.list_(pa.struct(fields)) if child.record_type.kind is Kind.ARRAY else pa.struct(fields)
    )
