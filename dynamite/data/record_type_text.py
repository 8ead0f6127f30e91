"""Record types as JSON, one at a time: what a line of a program's header holds.

A record type says what it is by the key that has its path::

    {"table": ["AtBats"], "columns": {"ab_id": "int"}, "primary_key": ["ab_id"]}
    {"collection": ["movie"], "fields": {"title": "string"}}
    {"object": ["movie", "address"], "fields": {"city": "string"}}
    {"array": ["movie", "cast"], "fields": {"name": "string?"}}
    {"scalars": ["movie", "tags"], "value": "string"}
    {"node": ["Person"], "properties": {"name": "string"}}
    {"edge": ["KNOWS"], "from": "Person", "to": "Person", "properties": {"since": "int"}}
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from dynamite.data.json_text import (
    expect_keys,
    expect_list,
    expect_object,
    expect_text,
    expect_texts,
)
from dynamite.data.place import field_at, item_at
from dynamite.errors import InputError
from dynamite.schema import Attribute, ForeignKey, Kind, RecordType, parse_type
from dynamite.values import show

_Built = TypeVar("_Built")

ATTRIBUTES_KEY = {
    Kind.TABLE: "columns",
    Kind.COLLECTION: "fields",
    Kind.OBJECT: "fields",
    Kind.ARRAY: "fields",
    Kind.NODE: "properties",
    Kind.EDGE: "properties",
}
"""What the attributes of a record type are called in JSON."""

_NESTED = (Kind.OBJECT, Kind.ARRAY, Kind.SCALARS)


def parse_record_type(raw: Any, place: str) -> RecordType:
    """The record type of one header line; raises ``InputError`` at ``place``.

    >>> parse_record_type({"scalars": ["movie", "tags"], "value": "string"}, "p.dl:1").columns
    ('_parent', '_id', '_index', 'value')
    """
    fields = expect_object(raw, place)
    kinds = [kind for kind in Kind if kind.value in fields]
    if len(kinds) != 1:
        mend = f"it has exactly one of the keys {', '.join(Kind)}"
        raise InputError(f"{show(raw)} is not a record type", place=place, mend=mend)
    kind = kinds[0]
    path = expect_texts(fields[kind.value], field_at(place, kind.value))
    if not path or (len(path) > 1) is not (kind in _NESTED):
        raise InputError(f"{show(list(path))} is no path for the kind {kind}", place=place)
    rest = {key: value for key, value in fields.items() if key != kind.value}
    match kind:
        case Kind.TABLE:
            return parse_table(path, rest, place)
        case Kind.EDGE:
            return parse_edge(path, rest, place)
        case Kind.SCALARS:
            expect_keys(rest, ("value",), place, required=("value",))
            attributes = parse_attributes(rest, place)
        case _:
            key = ATTRIBUTES_KEY[kind]
            expect_keys(rest, (key,), place, required=(key,))
            attributes = parse_attributes(rest[key], field_at(place, key))
    return built_at(place, lambda: RecordType(path, kind, attributes))


def format_record_type(record_type: RecordType) -> dict[str, Any]:
    """The header form of a record type: the inverse of ``parse_record_type``.

    >>> format_record_type(RecordType(("P",), Kind.NODE, ()))
    {'node': ['P'], 'properties': {}}
    """
    path = {record_type.kind.value: list(record_type.path)}
    return {**path, **format_declaration(record_type)}


def parse_attributes(raw: Any, place: str) -> tuple[Attribute, ...]:
    """The attributes of ``{"name": "type", …}``, in order."""
    types = expect_object(raw, place)
    return tuple(parse_type(name, text, field_at(place, name)) for name, text in types.items())


def parse_table(
    path: tuple[str, ...],
    fields: dict[str, Any],
    place: str,
    keys: Mapping[str, tuple[str, ...]] | None = None,
) -> RecordType:
    """The table that ``{"columns": {…}, "primary_key": […], …}`` declares.

    ``keys`` are the primary keys of tables, for foreign keys that do not name what they refer to.
    """
    known = ("columns", "primary_key", "unique", "foreign_keys")
    expect_keys(fields, known, place, required=("columns",))
    attributes = parse_attributes(fields["columns"], field_at(place, "columns"))
    primary_key = expect_texts(fields.get("primary_key", []), field_at(place, "primary_key"))
    unique_place = field_at(place, "unique")
    unique = tuple(
        expect_texts(columns, item_at(unique_place, index))
        for index, columns in enumerate(expect_list(fields.get("unique", []), unique_place))
    )
    references_place = field_at(place, "foreign_keys")
    references = expect_list(fields.get("foreign_keys", []), references_place)
    foreign_keys = tuple(
        _parse_foreign_key(reference, item_at(references_place, index), keys or {})
        for index, reference in enumerate(references)
    )
    return built_at(
        place,
        lambda: RecordType(path, Kind.TABLE, attributes, primary_key, unique, foreign_keys),
    )


def _parse_foreign_key(raw: Any, place: str, keys: Mapping[str, tuple[str, ...]]) -> ForeignKey:
    fields = expect_object(raw, place)
    expect_keys(fields, ("columns", "table", "references"), place, required=("columns", "table"))
    table = expect_text(fields["table"], field_at(place, "table"))
    columns = expect_texts(fields["columns"], field_at(place, "columns"))
    if "references" not in fields and table not in keys:
        mend = f"name the columns of {show(table)} that it refers to, or declare their primary_key"
        raise InputError("there is no 'references'", place=place, mend=mend)
    references = keys.get(table, ())
    if "references" in fields:
        references = expect_texts(fields["references"], field_at(place, "references"))
    return built_at(place, lambda: ForeignKey(columns, table, references))


def parse_edge(path: tuple[str, ...], fields: dict[str, Any], place: str) -> RecordType:
    """The edge type that ``{"from": label, "to": label, "properties": {…}}`` declares."""
    expect_keys(fields, ("from", "to", "properties"), place)
    start, end = (
        expect_text(fields[key], field_at(place, key)) if key in fields else None
        for key in ("from", "to")
    )
    attributes = parse_attributes(fields.get("properties", {}), field_at(place, "properties"))
    return RecordType(path, Kind.EDGE, attributes, start=start, end=end)


def format_attributes(record_type: RecordType) -> dict[str, Any]:
    """The attributes of a record type and their types: ``{"name": "type", …}``."""
    return {attribute.name: attribute.text for attribute in record_type.attributes}


def format_declaration(record_type: RecordType) -> dict[str, Any]:
    """The JSON form of a record type without its path, and without what is nested in it."""
    if record_type.kind is Kind.SCALARS:
        return format_attributes(record_type)
    form: dict[str, Any] = {}
    if record_type.start is not None:
        form["from"] = record_type.start
    if record_type.end is not None:
        form["to"] = record_type.end
    form[ATTRIBUTES_KEY[record_type.kind]] = format_attributes(record_type)
    if record_type.primary_key:
        form["primary_key"] = list(record_type.primary_key)
    if record_type.unique:
        form["unique"] = [list(columns) for columns in record_type.unique]
    if record_type.foreign_keys:
        form["foreign_keys"] = [
            {"columns": list(key.columns), "table": key.table, "references": list(key.references)}
            for key in record_type.foreign_keys
        ]
    return form


def built_at(place: str, build: Callable[[], _Built]) -> _Built:
    """What is built, where an error in building names the place in the file first."""
    try:
        return build()
    except InputError as error:
        raise InputError(str(error), place=place) from None
