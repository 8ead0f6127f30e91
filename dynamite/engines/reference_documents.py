"""Documents of a target collection, rebuilt from flat facts.

A nested record belongs to the record whose ``_id`` is its ``_parent``. Elements of an array are
ordered by ``_index``, then by ``_id``; null comes first.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from dynamite.columnar import BATCH_ROWS
from dynamite.engines.functors import to_string
from dynamite.engines.reference_arrow import attribute_arrays
from dynamite.engines.reference_facts import Row
from dynamite.engines.reference_order import row_order, value_order
from dynamite.errors import MigrationError
from dynamite.schema import Key, Kind, RecordType, Schema
from dynamite.values import Value, is_null

Groups = Mapping[Value, Sequence[Row]]


@dataclass(frozen=True)
class Documents:
    """The flat facts of a document schema, by record type."""

    schema: Schema
    facts: Mapping[Key, Sequence[Row]]

    def batches(self, collection: RecordType) -> Iterator[pa.RecordBatch]:
        """The documents of a collection in the order of their ids, as nested batches.

        Raises ``MigrationError`` for a record without its parent, and for a second record of an
        embedded object.
        """
        groups = {child.key: self._grouped(child) for child in self._descendants(collection)}
        rows = sorted(self.facts[collection.key], key=row_order)
        for start in range(0, max(len(rows), 1), BATCH_ROWS):
            fields = self._fields(collection, rows[start : start + BATCH_ROWS], groups)
            yield pa.RecordBatch.from_arrays(
                [array for _, array in fields],
                schema=pa.schema([(name, array.type) for name, array in fields]),
            )

    def _descendants(self, record_type: RecordType) -> Iterator[RecordType]:
        for child in self.schema.children(record_type):
            yield child
            yield from self._descendants(child)

    def _grouped(self, child: RecordType) -> Groups:
        """The records of a nested type by their parent, those of one parent in order."""
        assert child.parent is not None
        parent = self.schema[child.parent]
        position = parent.columns.index("_id")
        parents = {row[position] for row in self.facts[parent.key]}
        groups: dict[Value, list[Row]] = {}
        for row in sorted(self.facts[child.key], key=_element_order(child)):
            if is_null(row[0]) or row[0] not in parents:
                raise MigrationError(
                    f"the record {_shown(row[1])} has no parent {parent.name} {_shown(row[0])}",
                    place=child.name,
                )
            groups.setdefault(row[0], []).append(row)
        if child.kind is Kind.OBJECT:
            for identity, rows in groups.items():
                if len(rows) > 1:
                    raise MigrationError(
                        f"the {parent.name} {_shown(identity)} has {len(rows)} records of an "
                        "embedded object, which holds one",
                        place=child.name,
                    )
        return groups

    def _fields(
        self, record_type: RecordType, rows: Sequence[Row], groups: Mapping[Key, Groups]
    ) -> list[tuple[str, pa.Array]]:
        """A column per field of some records: the attributes, then what is nested."""
        fields = attribute_arrays(record_type, rows)
        position = record_type.columns.index("_id")
        for child in self.schema.children(record_type):
            of_parent = groups[child.key]
            nested = [of_parent.get(row[position], ()) for row in rows]
            build = self._embedded if child.kind is Kind.OBJECT else self._list
            fields.append((child.path[-1], build(child, nested, groups)))
        return fields

    def _embedded(
        self, child: RecordType, nested: Sequence[Sequence[Row]], groups: Mapping[Key, Groups]
    ) -> pa.Array:
        nothing: Row = (None,) * len(child.columns)
        rows = [found[0] if found else nothing for found in nested]
        return _struct(self._fields(child, rows, groups), [not found for found in nested])

    def _list(
        self, child: RecordType, nested: Sequence[Sequence[Row]], groups: Mapping[Key, Groups]
    ) -> pa.Array:
        offsets = [0]
        for found in nested:
            offsets.append(offsets[-1] + len(found))
        rows = [row for found in nested for row in found]
        if child.kind is Kind.SCALARS:
            items = attribute_arrays(child, rows)[0][1]
        else:
            items = _struct(self._fields(child, rows, groups), [False] * len(rows))
        return pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), items)


def _struct(fields: Sequence[tuple[str, pa.Array]], is_null_at: Sequence[bool]) -> pa.Array:
    if not fields:
        return pa.array([None if is_not else {} for is_not in is_null_at], pa.struct([]))
    return pa.StructArray.from_arrays(
        [array for _, array in fields],
        names=[name for name, _ in fields],
        mask=pa.array(is_null_at, pa.bool_()),
    )


def _element_order(child: RecordType) -> Any:
    if child.kind is Kind.OBJECT:
        return row_order
    return lambda row: (value_order(row[2]), value_order(row[1]), row_order(row))


def _shown(identity: Value) -> str:
    return "null" if is_null(identity) else to_string(identity)
