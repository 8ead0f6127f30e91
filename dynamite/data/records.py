"""The cells of one record, between JSON and typed values; and tables, which are nothing more."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias

from dynamite.data.json_text import expect_list, expect_object
from dynamite.data.place import field_at, item_at
from dynamite.errors import InputError
from dynamite.schema import Attribute, Key, Model, RecordType, Schema
from dynamite.values import ABSENT, Skolem, Value, format_value, parse_value, show

Row: TypeAlias = tuple[Value, ...]
Facts: TypeAlias = dict[Key, list[Row]]


def parse_cells(record_type: RecordType, fields: Mapping[str, Any], place: str) -> Row:
    """The attributes' values of a record; fields that are no attribute are the caller's."""
    return tuple(
        parse_cell(attribute, fields.get(attribute.name, ABSENT), record_type, place)
        for attribute in record_type.attributes
    )


def parse_cell(attribute: Attribute, raw: Any, record_type: RecordType, place: str) -> Value:
    """One value; a missing field is absent in a document and null in a table or a graph."""
    if raw is None or raw is ABSENT:
        if not attribute.nullable:
            problem = "null" if raw is None else "missing"
            mend = f"declare it as {attribute.type}? if it may be"
            raise InputError(
                f"{problem}, but {attribute.text} is not nullable",
                place=field_at(place, attribute.name),
                mend=mend,
            )
        return ABSENT if raw is ABSENT and record_type.kind.model is Model.DOCUMENT else None
    try:
        return parse_value(raw, attribute.type)
    except ValueError as error:
        raise InputError(str(error), place=field_at(place, attribute.name)) from None


def expect_known(fields: Mapping[str, Any], known: Iterable[str], what: str, place: str) -> None:
    """Refuse a field that the schema does not have; ``what`` the record type calls its fields."""
    names = list(known)
    for name in fields:
        if name not in names:
            mend = f"the schema has: {', '.join(names) or 'none'}"
            raise InputError(f"unknown {what}", place=field_at(place, name), mend=mend)


def format_cells(record_type: RecordType, row: Row) -> dict[str, Any]:
    """The attributes of a record as JSON values; an absent field is left out."""
    values = row[len(record_type.surrogates) :]
    return {
        attribute.name: format_value(value)
        for attribute, value in zip(record_type.attributes, values, strict=True)
        if value is not ABSENT
    }


def flatten_tables(schema: Schema, data: dict[str, Any], place: str, facts: Facts) -> None:
    """Add the rows of ``{table: [row, …]}`` to the facts."""
    expect_known(data, (table.path[0] for table in schema), "table", place)
    for table in schema:
        where = field_at(place, table.path[0])
        for index, raw in enumerate(expect_list(data.get(table.path[0], []), where)):
            row_place = item_at(where, index)
            row = expect_object(raw, row_place)
            expect_known(row, table.columns, "column", row_place)
            facts[table.key].append(parse_cells(table, row, row_place))
        _refuse_repeated_keys(table, facts[table.key], where)


def _refuse_repeated_keys(table: RecordType, rows: list[Row], place: str) -> None:
    """Rules identify records by declared keys: an example may not contradict them."""
    positions = [table.columns.index(name) for name in table.primary_key]
    first: dict[Row, int] = {}
    for index, row in enumerate(rows if positions else ()):
        key = tuple(row[position] for position in positions)
        if first.setdefault(key, index) != index:
            names, values = ", ".join(table.primary_key), ", ".join(map(show, key))
            raise InputError(
                f"the primary key ({names}) = {values} stands also in {item_at('', first[key])}",
                place=item_at(place, index),
                mend="give each row a key of its own, or declare another primary key",
            )


def nest_tables(schema: Schema, facts: Mapping[Key, Iterable[Row]]) -> dict[str, Any]:
    """The data object of the facts of tables; an absent value is null there."""
    return {
        table.path[0]: [
            {**dict.fromkeys(table.columns), **format_cells(table, row)}
            for row in ordered(facts.get(table.key, ()))
        ]
        for table in schema
    }


def ordered(rows: Iterable[Row]) -> Iterable[Row]:
    """The rows in a fixed order: a set is sorted, anything else keeps its own."""
    if isinstance(rows, set | frozenset):
        return sorted(rows, key=row_order)
    return rows


def row_order(row: Row) -> tuple[Any, ...]:
    """A sort key over rows of any values."""
    return tuple(value_order(value) for value in row)


def value_order(value: Value) -> tuple[Any, ...]:
    """A sort key over all values: by type, then by value; nulls first.

    >>> sorted([Skolem("A", (2,)), "b", None, 3, Skolem("A", (1,)), 1], key=value_order)
    [None, 1, 3, $A(1), $A(2), 'b']
    """
    if value is None or value is ABSENT:
        return ("", value is ABSENT)
    if isinstance(value, Skolem):
        return ("skolem", value.constructor, row_order(value.args))
    if isinstance(value, float) and value != value:
        return ("float", float("-inf"), True)
    return (type(value).__name__, value)


def shown_record(record_type: RecordType, row: Row) -> str:
    """A record as a message shows it: its attributes as JSON."""
    return show(format_cells(record_type, row))
