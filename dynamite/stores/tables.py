"""Tables: what the adapters of relational stores have in common."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import date, datetime

import pyarrow as pa
import pyarrow.compute as pc

from dynamite.errors import InputError, MigrationError
from dynamite.schema import Attribute, ForeignKey, Key, Model, RecordType, Schema
from dynamite.stores.interface import Content
from dynamite.values import DataType

_RANGES = {
    DataType.DATE: (date.min, date.max),
    DataType.DATETIME: (datetime.min, datetime.max),
}
"""What Python holds of these types: years 1 to 9999; Arrow and some stores hold more."""

Wanted = tuple[RecordType, tuple[Attribute, ...]]
"""A table, and those of its columns that are to be read."""


def wanted_columns(schema: Schema, columns: Mapping[Key, Collection[str]]) -> Iterator[Wanted]:
    """The tables that are to be read, in the schema's order, each with its wanted columns."""
    for record_type in schema:
        if record_type.key in columns:
            names = columns[record_type.key]
            yield record_type, tuple(a for a in record_type.attributes if a.name in names)


def check_source(wanted: Iterable[Wanted], own: Mapping[Key, Collection[str]], url: str) -> None:
    """Raises ``InputError`` where a wanted table or column is not among the store's ``own``."""
    for record_type, attributes in wanted:
        stored = own.get(record_type.key)
        if stored is None:
            tables = ", ".join(key[0] for key in own) or "none"
            raise InputError(
                f"no table {record_type.name!r}", place=url, mend=f"its tables are: {tables}"
            )
        for attribute in attributes:
            if attribute.name not in stored:
                raise InputError(
                    f"no column {attribute.name!r}",
                    place=f"{url}: {record_type.name}",
                    mend=f"its columns are: {', '.join(stored)}",
                )


def check_target(schema: Schema, url: str, *, folds_case: bool) -> None:
    """Raises ``InputError`` for a schema that no relational store can hold.

    ``folds_case`` says that the store takes names which differ only by case for one.
    """
    if schema.model is not Model.RELATIONAL:
        raise InputError(f"a {schema.model} schema cannot be written to tables", place=url)
    for record_type in schema:
        if not record_type.attributes:
            raise InputError(f"table {record_type.name!r} has no columns", place=url)
    if folds_case:
        _check_case("table", [record_type.name for record_type in schema], url)
        for record_type in schema:
            _check_case("column", list(record_type.columns), f"{url}: {record_type.name}")


def _check_case(kind: str, names: list[str], place: str) -> None:
    seen: dict[str, str] = {}
    for name in names:
        other = seen.setdefault(name.lower(), name)
        if other != name:
            raise InputError(
                f"{kind}s {other!r} and {name!r} differ only by case, which the store ignores",
                place=place,
                mend="rename one of them in the target schema",
            )


def has_key(schema: Schema, foreign_key: ForeignKey) -> bool:
    """Whether the foreign key refers to a declared key, as SQL asks of it."""
    table = schema[(foreign_key.table,)]
    keys = (table.primary_key, *table.unique)
    return any(key and set(key) == set(foreign_key.references) for key in keys)


def creation_order(schema: Schema) -> tuple[tuple[RecordType, ...], tuple[RecordType, ...]]:
    """The tables, each after those it refers to; then those on or behind a cycle of references.

    A table may refer to itself. Otherwise the declared order stands.
    """
    ordered: dict[Key, RecordType] = {}
    rest = list(schema.record_types)
    while ready := [table for table in rest if _references(schema, table) <= ordered.keys()]:
        ordered[ready[0].key] = ready[0]
        rest.remove(ready[0])
    return tuple(ordered.values()), tuple(rest)


def _references(schema: Schema, table: RecordType) -> set[Key]:
    return {
        (foreign_key.table,)
        for foreign_key in table.foreign_keys
        if (foreign_key.table,) != table.key and has_key(schema, foreign_key)
    }


Locate = Callable[[int], str]
"""What a message calls the record at a position (from 0) of the table that is being read."""


def record_number(position: int) -> str:
    return f"record {position + 1}"


def check_batch(
    record_type: RecordType,
    attributes: Iterable[Attribute],
    batch: pa.RecordBatch,
    first: int,
    place: str,
    locate: Locate = record_number,
) -> None:
    """Raises ``InputError`` for a null where the schema has none, or a date no ``date`` can hold.

    ``first`` is the position in its table of the batch's first record.
    """
    for attribute in attributes:
        column = batch.column(record_type.attributes.index(attribute))
        if not attribute.nullable and column.null_count:
            _refuse(column.is_null(), attribute, "is null", first, place, locate)
        if attribute.type in _RANGES and len(column) > column.null_count:
            low, high = (pa.scalar(end, column.type) for end in _RANGES[attribute.type])
            bounds = pc.min_max(column)
            if _outside(bounds, low, high):
                outside = pc.or_(pc.less(column, low), pc.greater(column, high))
                _refuse(outside, attribute, "is not in the years 1 to 9999", first, place, locate)


def _outside(bounds: pa.StructScalar, low: pa.Scalar, high: pa.Scalar) -> bool:
    below, above = pc.less(bounds["min"], low), pc.greater(bounds["max"], high)
    return bool(below.as_py() or above.as_py())


def _refuse(
    bad: pa.BooleanArray, attribute: Attribute, problem: str, first: int, place: str, locate: Locate
) -> None:
    record = locate(first + bad.index(pa.scalar(True)).as_py())
    mend = f"declare it as {attribute.type}?" if problem == "is null" else ""
    raise InputError(f"{record}: column {attribute.name!r} {problem}", place=place, mend=mend)


def checked_content(
    content: Content, record_type: RecordType, url: str
) -> Iterator[pa.RecordBatch]:
    """The batches to be written; ``MigrationError`` for a null in a column that has none."""
    first = 0
    for batch in content.flat(record_type.key):
        for attribute, column in zip(record_type.attributes, batch.columns, strict=True):
            if not attribute.nullable and column.null_count:
                number = first + column.is_null().index(pa.scalar(True)).as_py() + 1
                raise MigrationError(
                    f"nothing was written: record {number}: column {attribute.name!r} is null, "
                    "which its type does not allow",
                    place=f"{url}: {record_type.name}",
                )
        first += batch.num_rows
        yield batch
