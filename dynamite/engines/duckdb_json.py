"""Records as JSON text in SQL: what ``stores.json_text`` makes of batches, made by DuckDB.

What is null where it may not be written, or has no JSON form, ends the statement; it is then left
to the store, which writes it or names the fault.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from sqlglot import exp

from dynamite.engines.nesting import PAYLOAD, column_named
from dynamite.engines.sql_values import (
    call,
    cast,
    checked,
    conditional,
    failure,
    field_of,
    not_null_sql,
    number,
    struct,
    text,
)
from dynamite.schema import Attribute, Key, Kind, RecordType, Schema
from dynamite.values import DataType

WRITABLE = frozenset(
    {
        *(DataType.INT, DataType.FLOAT, DataType.DECIMAL, DataType.STRING, DataType.BOOL),
        *(DataType.DATE, DataType.DATETIME),
    }
)
"""The types whose values are written here."""

_FIRST_DAY, _LAST_DAY = "0001-01-01", "9999-12-31"


@dataclass(frozen=True)
class Field:
    """A field of an object: its value, and where that may not be there, when it is."""

    name: str
    value: exp.Expr
    present: exp.Expr | None = None


@dataclass(frozen=True)
class Shape:
    """How the documents of a collection come out of a query of ``nesting``.

    ``ordered`` are the arrays whose elements come with what they are ordered by, ``lacking`` the
    embedded objects that some record does not have.
    """

    schema: Schema
    ordered: frozenset[Key]
    lacking: frozenset[Key]


def object_text(fields: Sequence[Field]) -> exp.Expr:
    """The text of a JSON object, with the fields that are there."""
    if all(field.present is None for field in fields):
        return cast(call("to_json", _packed(fields)), "TEXT")
    parts = []
    for field in fields:
        name = text(f",{json.dumps(field.name, ensure_ascii=False)}:")
        value = cast(call("to_json", field.value), "TEXT")
        if field.present is None:
            parts += [name, exp.Coalesce(this=value, expressions=[text("null")])]
        else:
            # What is null leaves no trace in what is put together.
            whole = exp.DPipe(this=name, expression=value, safe=True)
            parts.append(conditional([(field.present.copy(), whole)], exp.Null()))
    inner = call("substr", call("concat", *parts), number(2))
    return call("concat", text("{"), inner, text("}"))


def _packed(fields: Iterable[Field]) -> exp.Expr:
    return struct((field.name, field.value) for field in fields)


@dataclass(frozen=True)
class Text:
    """The text of a record, and when one of its values has none: in any of the ``faults``."""

    text: exp.Expr
    faults: list[exp.Expr]

    def lines(self, facts: exp.Query, alias: str) -> exp.Select:
        """The texts of the facts, in their order; the statement fails at a fault."""
        query = exp.select(exp.alias_(self.text.copy(), "line")).from_(facts.subquery(alias))
        return checked(query, self.faults)


def document_text(shape: Shape, root: RecordType, alias: str) -> Text:
    """The text of a document from a row of the query of ``root``."""
    faults: list[exp.Expr] = []
    fields = _fields(shape, root, lambda place: column_named(alias, f"f{place}"), 0, faults)
    return Text(object_text(list(fields)), faults)


def can_write(schema: Schema, root: RecordType) -> bool:
    """Whether every value of a record type and of what is nested in it has text here.

    DuckDB's names differ by more than case.
    """
    children = schema.children(root)
    names = [attribute.name for attribute in root.attributes]
    names += [child.path[-1] for child in children]
    return (
        bool(names)
        and len({name.casefold() for name in names}) == len(names)
        and all(attribute.type in WRITABLE for attribute in root.attributes)
        and all(can_write(schema, child) for child in children)
    )


def _fields(
    shape: Shape,
    record_type: RecordType,
    value: Callable[[int], exp.Expr],
    depth: int,
    faults: list[exp.Expr] | None,
) -> Iterator[Field]:
    """The fields of an object; within an array there are no ``faults`` to be added to."""
    place = 0
    for place, attribute in enumerate(record_type.attributes):
        yield Field(attribute.name, value_json(attribute, value(place), faults))
    first = len(record_type.attributes)
    for place, child in enumerate(shape.schema.children(record_type), first):
        yield _nested(shape, child, value(place), depth, faults)


def _nested(
    shape: Shape,
    child: RecordType,
    value: exp.Expr,
    depth: int,
    faults: list[exp.Expr] | None,
) -> Field:
    name = child.path[-1]
    if child.kind is Kind.OBJECT:
        is_there = not_null_sql(value.copy()) if child.key in shape.lacking else None
        return Field(name, _object(shape, child, value, depth, faults), is_there)
    element = exp.column(f"x{depth}")
    held = field_of(element, PAYLOAD) if child.key in shape.ordered else element
    if child.kind is Kind.SCALARS:
        made = value_json(child.attributes[0], held, None)
    else:
        made = _object(shape, child, held, depth + 1, None)
    if made == element:
        return Field(name, value)
    function = exp.Lambda(this=made, expressions=[exp.to_identifier(f"x{depth}")])
    return Field(name, call("list_transform", value, function))


def _object(
    shape: Shape,
    record_type: RecordType,
    value: exp.Expr,
    depth: int,
    faults: list[exp.Expr] | None,
) -> exp.Expr:
    """An object as a struct, or as text taken for JSON where it may lack fields."""
    fields = list(
        _fields(
            shape, record_type, lambda place: field_of(value.copy(), f"f{place}"), depth, faults
        )
    )
    if all(field.present is None for field in fields):
        return _packed(fields)
    return cast(object_text(fields), "JSON")


def value_json(attribute: Attribute, value: exp.Expr, faults: list[exp.Expr] | None) -> exp.Expr:
    """What ``to_json`` makes the JSON value of an attribute of.

    When the value has no form in JSON is added to ``faults``, else the statement fails there.
    """
    fault = _fault(attribute, value)
    if fault is None:
        return value
    shown = _shown(attribute, value)
    if faults is None:
        return conditional([(fault, failure())], shown)
    faults.append(fault)
    return shown


def _fault(attribute: Attribute, value: exp.Expr) -> exp.Expr | None:
    """When a value has no form in JSON: never, where ``None``, and never for null."""
    match attribute.type:
        case DataType.FLOAT:
            return exp.Not(this=call("isfinite", value.copy()))
        case DataType.DATE | DataType.DATETIME:
            day = cast(value.copy(), "DATE")
            low, high = (cast(text(bound), "DATE") for bound in (_FIRST_DAY, _LAST_DAY))
            return exp.Not(this=exp.Paren(this=exp.Between(this=day, low=low, high=high)))
    return None


def _shown(attribute: Attribute, value: exp.Expr) -> exp.Expr:
    match attribute.type:
        case DataType.DATE:
            return cast(value.copy(), "TEXT")
        case DataType.DATETIME:
            part = exp.Mod(this=call("microsecond", value.copy()), expression=number(1_000_000))
            whole = exp.EQ(this=part, expression=number(0))
            seconds = call("strftime", value.copy(), text("%Y-%m-%dT%H:%M:%S"))
            exact = call("strftime", value.copy(), text("%Y-%m-%dT%H:%M:%S.%f"))
            return conditional([(whole, seconds)], exact)
    return value
