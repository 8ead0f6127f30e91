"""How records lie in the scratch database: one layout for both sides.

A record type has a table with a column per surrogate, then one per attribute; in documents each
attribute has a second column, which says whether it is absent. Nested batches, as a store is given
them, are taken apart into the same flat records that a store's reader gives; the ids that link them
are numbers of no meaning.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

import pyarrow as pa
import pyarrow.compute as pc

from dynamite.columnar import arrow_type
from dynamite.schema import Attribute, Key, Kind, Model, RecordType, Schema
from dynamite.stores.interface import Content
from dynamite.values import DataType

_SQL_TYPES = {
    DataType.INT: "BIGINT",
    DataType.FLOAT: "DOUBLE",
    DataType.DECIMAL: "VARCHAR",
    DataType.STRING: "VARCHAR",
    DataType.BOOL: "BOOLEAN",
    DataType.DATE: "DATE",
    DataType.DATETIME: "TIMESTAMP",
    DataType.BYTES: "BLOB",
    DataType.JSON: "VARCHAR",
}

Batches = Iterator[tuple[Key, pa.RecordBatch]]


def tells_absence(record_type: RecordType) -> bool:
    """Whether null and absent are two things: in documents only."""
    return record_type.kind.model is Model.DOCUMENT


def table_columns(record_type: RecordType) -> str:
    """The columns of a record type's table: ``s0`` a surrogate, ``c0`` an attribute, ``a0`` whether
    it is absent."""
    surrogate = "VARCHAR" if record_type.kind.model is Model.GRAPH else "BIGINT"
    columns = [f"s{n} {surrogate}" for n in range(len(record_type.surrogates))]
    for number, attribute in enumerate(record_type.attributes):
        columns.append(f"c{number} {_SQL_TYPES[attribute.type]}")
        if tells_absence(record_type):
            columns.append(f"a{number} BOOLEAN")
    return ", ".join(columns) or "nothing BOOLEAN"


def stored(record_type: RecordType, columns: Iterable[pa.Array], rows: int) -> pa.RecordBatch:
    """The batch of a table; ``columns`` are the record type's, by position, laid out in any way
    that ``columnar`` or ``Content`` knows."""
    arrays: list[pa.Array] = []
    first = len(record_type.surrogates)
    for position, column in enumerate(columns):
        if position < first:
            arrays.append(column.cast(_surrogate_type(record_type)))
            continue
        values, absent = _plain(column, record_type.attributes[position - first])
        arrays.append(values)
        if tells_absence(record_type):
            arrays.append(absent)
    arrays = arrays or [pa.nulls(rows, pa.bool_())]
    return pa.RecordBatch.from_arrays(arrays, [str(n) for n in range(len(arrays))])


def _surrogate_type(record_type: RecordType) -> pa.DataType:
    return pa.string() if record_type.kind.model is Model.GRAPH else pa.int64()


def _plain(column: pa.Array, attribute: Attribute) -> tuple[pa.Array, pa.Array]:
    if pa.types.is_struct(column.type):
        # Not ``field``: it would not know of the struct's own offset.
        values, absent = column.flatten()
        absent = pc.fill_null(absent, False)
    else:
        values, absent = column, pa.repeat(pa.scalar(False), len(column))
    wanted = arrow_type(attribute.type)
    return (values if values.type == wanted else values.cast(wanted)), absent


def content_batches(schema: Schema, content: Content) -> Batches:
    """The flat records of what a store is given to write."""
    taken = _Numbers()
    for root in schema.roots():
        if root.kind.model is Model.DOCUMENT:
            for batch in content.nested(root.key):
                yield from _apart(schema, root, batch.columns, batch.num_rows, [], taken)
        else:
            for batch in content.flat(root.key):
                yield root.key, stored(root, batch.columns, batch.num_rows)


class _Numbers:
    """Numbers the records of each record type."""

    def __init__(self) -> None:
        self._next: Counter[Key] = Counter()

    def take(self, record_type: RecordType, rows: int) -> pa.Array:
        first = self._next[record_type.key]
        self._next[record_type.key] += rows
        return pa.array(range(first, first + rows), pa.int64())


def _apart(
    schema: Schema,
    record_type: RecordType,
    fields: list[pa.Array],
    rows: int,
    links: list[pa.Array],
    numbers: _Numbers,
) -> Batches:
    """The records of a type, then those nested in them.

    ``fields`` are the attributes, then what is nested. ``links`` are the parents' ids and, in
    arrays, the places in them.
    """
    ids = numbers.take(record_type, rows)
    width = len(record_type.attributes)
    surrogates = [*links[:1], ids, *links[1:]]
    yield record_type.key, stored(record_type, [*surrogates, *fields[:width]], rows)
    children = schema.children(record_type)
    for child, column in zip(children, fields[width:], strict=True):
        if child.kind is Kind.OBJECT:
            there = column.filter(column.is_valid())
            parents = ids.filter(column.is_valid())
            yield from _apart(schema, child, there.flatten(), len(there), [parents], numbers)
            continue
        elements = pc.list_flatten(column)
        holders = pc.list_parent_indices(column)
        inner = [elements] if child.kind is Kind.SCALARS else elements.flatten()
        links_of = [ids.take(holders), _places(column, holders)]
        yield from _apart(schema, child, inner, len(elements), links_of, numbers)


def _places(lists: pa.Array, holders: pa.Array) -> pa.Array:
    """The place of each element in its list, from 0."""
    lengths = pc.fill_null(pc.list_value_length(lists), 0).cast(pa.int64())
    starts = pc.subtract(pc.cumulative_sum(lengths), lengths)
    return pc.subtract(pa.array(range(len(holders)), pa.int64()), starts.take(holders))
