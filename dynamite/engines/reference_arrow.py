"""Facts of the reference engine as Arrow batches, and back."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal

import pyarrow as pa

from dynamite.columnar import BATCH_ROWS, arrow_type, decimal_text, from_batch, may_be_absent
from dynamite.datalog import Program
from dynamite.engines.boxes import Types, unbox
from dynamite.engines.functors import one_nan, to_string
from dynamite.engines.reference_facts import Row
from dynamite.errors import InputError
from dynamite.language.types import (
    ColumnType,
    IdType,
    constructor_types,
    plain,
    record_type_of,
)
from dynamite.schema import Attribute, Kind, RecordType
from dynamite.values import ABSENT, DataType, Value, is_null, term_text

Columns = Mapping[str, Sequence[ColumnType]]


def rows_of(program: Program, columns: Columns, relation: str, batch: pa.RecordBatch) -> list[Row]:
    """The facts of a batch of an input relation."""
    if batch.num_columns != len(columns[relation]):
        raise InputError(
            f"relation {relation} has {len(columns[relation])} columns, "
            f"and a batch of it has {batch.num_columns}"
        )
    rows = from_batch(_input_record_type(program, columns, relation), batch)
    conversions = {
        position: converted
        for position, column in enumerate(columns[relation])
        if (converted := _conversion(column, program)) is not None
    }
    if not conversions:
        return list(rows)
    return [
        tuple(
            [
                conversions[position](value) if position in conversions else value
                for position, value in enumerate(row)
            ]
        )
        for row in rows
    ]


def _conversion(column: ColumnType, program: Program) -> Callable[[Value], Value] | None:
    """What makes the value of a column from what ``columnar`` gives, where that is another."""
    if column is DataType.FLOAT:
        return lambda value: one_nan(value) if isinstance(value, float) else value
    if isinstance(column, IdType):
        types = id_types(program)
        return lambda value: unbox(value, types) if isinstance(value, str) else value
    return None


def id_types(program: Program) -> Types:
    """The types of the arguments of the constructors that a program declares."""
    return {name: tuple(map(plain, args)) for name, (_, args) in constructor_types(program).items()}


def _input_record_type(program: Program, columns: Columns, relation: str) -> RecordType:
    found = record_type_of(program, relation)
    if found is not None:
        return found
    attributes = tuple(
        Attribute(f"column {position}", _loaded(column), nullable=True)
        for position, column in enumerate(columns[relation])
    )
    return RecordType((relation,), Kind.TABLE, attributes)


def _loaded(column: ColumnType) -> DataType:
    """The type that a column is loaded as: an id as the text of its box."""
    return DataType.STRING if isinstance(column, IdType) else column


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
        # A program with a header makes the ids of a store.
        is_written = program.header is None
        names = [name for name, _ in program.declarations[relation].attributes]
        return [
            (name, plain_array([row[position] for row in rows], column, is_written))
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


def plain_array(values: Sequence[Value], column: ColumnType, written: bool = False) -> pa.Array:
    """The array of some values; null for null and absent, text for ids.

    ``written`` ids are as Soufflé writes them, others as stores have them.
    """
    if isinstance(column, IdType):
        text_of = term_text if written else to_string
        texts = [None if is_null(value) else text_of(value) for value in values]
        return pa.array(texts, pa.string())
    return pa.array([_plain(value) for value in values], arrow_type(column))


def _plain(value: Value) -> Value:
    if isinstance(value, Decimal):
        return decimal_text(value)
    return None if value is ABSENT else value
