"""Facts of the reference engine as Arrow batches, and back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

import pyarrow as pa

from dynamite.columnar import BATCH_ROWS, arrow_type, decimal_text, from_batch, may_be_absent
from dynamite.datalog import Program
from dynamite.engines.functors import one_nan, to_string
from dynamite.engines.reference_facts import Row
from dynamite.errors import InputError
from dynamite.language.types import ColumnType, IdType, record_type_of
from dynamite.schema import Attribute, Kind, RecordType
from dynamite.values import ABSENT, DataType, Value, is_null

Columns = Mapping[str, Sequence[ColumnType]]


def rows_of(program: Program, columns: Columns, relation: str, batch: pa.RecordBatch) -> list[Row]:
    """The facts of a batch of an input relation."""
    if batch.num_columns != len(columns[relation]):
        raise InputError(
            f"relation {relation} has {len(columns[relation])} columns, "
            f"and a batch of it has {batch.num_columns}"
        )
    is_float = [column is DataType.FLOAT for column in columns[relation]]
    rows = from_batch(_input_record_type(program, columns, relation), batch)
    if not any(is_float):
        return list(rows)
    return [tuple([_one_nan(value) for value in row]) for row in rows]


def _one_nan(value: Value) -> Value:
    return one_nan(value) if isinstance(value, float) else value


def _input_record_type(program: Program, columns: Columns, relation: str) -> RecordType:
    found = record_type_of(program, relation)
    if found is not None:
        return found
    attributes = tuple(
        Attribute(f"column {position}", _loadable(column, relation), nullable=True)
        for position, column in enumerate(columns[relation])
    )
    return RecordType((relation,), Kind.TABLE, attributes)


def _loadable(column: ColumnType, relation: str) -> DataType:
    if isinstance(column, IdType):
        raise InputError(f"relation {relation} has a column of ids, which cannot be loaded")
    return column


def batches_of(
    program: Program, columns: Columns, relation: str, rows: Sequence[Row]
) -> Iterator[pa.RecordBatch]:
    """The batches of a relation's facts; ids as text. At least one batch, which may be empty.

    A relation that the header describes is laid out as ``columnar`` says, but that the ids of a
    target are text; any other one as its declaration says, where absent is null.
    """
    for start in range(0, max(len(rows), 1), BATCH_ROWS):
        chunk = rows[start : start + BATCH_ROWS]
        fields = _fields(program, columns, relation, chunk)
        yield pa.RecordBatch.from_arrays(
            [array for _, array in fields],
            schema=pa.schema([(name, array.type) for name, array in fields]),
        )


def _fields(
    program: Program, columns: Columns, relation: str, rows: Sequence[Row]
) -> list[tuple[str, pa.Array]]:
    record_type = record_type_of(program, relation)
    if record_type is None:
        names = [name for name, _ in program.declarations[relation].attributes]
        return [
            (name, plain_array([row[position] for row in rows], column))
            for position, (name, column) in enumerate(zip(names, columns[relation], strict=True))
        ]
    assert program.header is not None
    is_target = relation in program.header.target_by_relation
    fields = []
    for position, name in enumerate(record_type.surrogates):
        column = columns[relation][position]
        if is_target and name != "_index":
            column = IdType()
        fields.append((name, plain_array([row[position] for row in rows], column)))
    return fields + attribute_arrays(record_type, rows)


def attribute_arrays(record_type: RecordType, rows: Sequence[Row]) -> list[tuple[str, pa.Array]]:
    """The columns of the attributes of some records, by name; those of ``columnar``."""
    first = len(record_type.surrogates)
    arrays = []
    for position, attribute in enumerate(record_type.attributes, first):
        values = [row[position] for row in rows]
        array = plain_array(values, attribute.type)
        if may_be_absent(record_type, attribute):
            absent = pa.array([value is ABSENT for value in values], pa.bool_())
            array = pa.StructArray.from_arrays([array, absent], ["value", "absent"])
        arrays.append((attribute.name, array))
    return arrays


def plain_array(values: Sequence[Value], column: ColumnType) -> pa.Array:
    """The array of some values; null for null and absent, text for ids."""
    if isinstance(column, IdType):
        texts = [None if is_null(value) else to_string(value) for value in values]
        return pa.array(texts, pa.string())
    return pa.array([_plain(value) for value in values], arrow_type(column))


def _plain(value: Value) -> Value:
    if isinstance(value, Decimal):
        return decimal_text(value)
    return None if value is ABSENT else value
