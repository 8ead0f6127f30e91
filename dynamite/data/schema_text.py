"""Schemas as JSON: the form of the examples file, whole, and one record type at a time."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from dynamite.data.json_text import expect_keys, expect_object, expect_texts
from dynamite.data.place import field_at, item_at
from dynamite.data.record_type_text import (
    built_at,
    format_attributes,
    format_declaration,
    format_record_type,
    parse_attributes,
    parse_edge,
    parse_record_type,
    parse_table,
)
from dynamite.errors import InputError
from dynamite.schema import Kind, Model, RecordType, Schema, parse_type
from dynamite.values import show

__all__ = [
    "format_record_type",
    "format_schema",
    "parse_model",
    "parse_record_type",
    "parse_schema",
    "schema_json",
]


def parse_schema(raw: Any, place: str) -> Schema:
    """The schema that a JSON value declares; ``place`` is where it stands, for ``InputError``.

    >>> movie = {"title": "string", "tags": ["string"], "cast": [{"name": "string?"}]}
    >>> schema = parse_schema({"model": "document", "collections": {"movie": movie}}, "ex.json")
    >>> [record_type.name for record_type in schema]
    ['movie', 'movie.tags', 'movie.cast']
    """
    fields = expect_object(raw, place)
    model = parse_model(fields, place)
    parse_record_types = {
        Model.RELATIONAL: _parse_tables,
        Model.DOCUMENT: _parse_collections,
        Model.GRAPH: _parse_labels,
    }[model]
    record_types = tuple(parse_record_types(fields, place))
    return built_at(place, lambda: Schema(model, record_types))


def parse_model(fields: Mapping[str, Any], place: str) -> Model:
    """The ``model`` in a schema's JSON form; raises ``InputError`` where it is not one."""
    models = f"the models are: {', '.join(Model)}"
    if "model" not in fields:
        raise InputError("there is no 'model'", place=place, mend=models)
    raw = fields["model"]
    if not isinstance(raw, str) or raw not in Model.__members__.values():
        raise InputError(f"{show(raw)} is not a model", place=field_at(place, "model"), mend=models)
    return Model(raw)


def format_schema(schema: Schema) -> dict[str, Any]:
    """The JSON form of a schema: the inverse of ``parse_schema``.

    Attributes come before what is nested, and keys that would be empty are left out.

    >>> format_schema(parse_schema({"model": "graph", "nodes": {"P": {}}, "edges": {}}, ""))
    {'model': 'graph', 'nodes': {'P': {}}, 'edges': {}}
    """
    roots = schema.roots()
    match schema.model:
        case Model.RELATIONAL:
            tables = {table.path[0]: format_declaration(table) for table in roots}
            return {"model": "relational", "tables": tables}
        case Model.DOCUMENT:
            collections = {root.path[0]: _format_fields(schema, root) for root in roots}
            return {"model": "document", "collections": collections}
        case Model.GRAPH:
            nodes = {n.path[0]: format_attributes(n) for n in roots if n.kind is Kind.NODE}
            edges = {e.path[0]: format_declaration(e) for e in roots if e.kind is Kind.EDGE}
            return {"model": "graph", "nodes": nodes, "edges": edges}


def schema_json(schema: Schema) -> str:
    """The JSON text of a schema for reading: an attribute or a key to a line.

    >>> table = {"columns": {"a": "int", "b": "string?"}, "primary_key": ["a"]}
    >>> print(schema_json(parse_schema({"model": "relational", "tables": {"T": table}}, "")))
    {
      "model": "relational",
      "tables": {
        "T": {
          "columns": {
            "a": "int",
            "b": "string?"
          },
          "primary_key": ["a"]
        }
      }
    }
    """
    return _readable(format_schema(schema), "")


def _parse_tables(fields: dict[str, Any], place: str) -> Iterator[RecordType]:
    expect_keys(fields, ("model", "tables"), place, required=("tables",))
    where = field_at(place, "tables")
    tables = expect_object(fields["tables"], where)
    declared = {name: expect_object(raw, field_at(where, name)) for name, raw in tables.items()}
    keys = {
        name: expect_texts(raw["primary_key"], field_at(field_at(where, name), "primary_key"))
        for name, raw in declared.items()
        if not _is_columns(raw) and "primary_key" in raw
    }
    for name, raw in declared.items():
        place_of_table = field_at(where, name)
        if _is_columns(raw):
            yield RecordType((name,), Kind.TABLE, parse_attributes(raw, place_of_table))
        else:
            yield parse_table((name,), raw, place_of_table, keys)


def _is_columns(raw: Mapping[str, Any]) -> bool:
    """Whether a table is just its columns; a column called "columns" has a text for its type."""
    if isinstance(raw.get("columns"), dict):
        return False
    # Without its columns a table may still show by its keys that it is no list of columns.
    return not any(isinstance(raw.get(key), list) for key in ("primary_key", "foreign_keys"))


def _parse_collections(fields: dict[str, Any], place: str) -> Iterator[RecordType]:
    expect_keys(fields, ("model", "collections"), place, required=("collections",))
    where = field_at(place, "collections")
    for name, raw in expect_object(fields["collections"], where).items():
        yield from _parse_fields((name,), Kind.COLLECTION, raw, field_at(where, name))


def _parse_fields(path: tuple[str, ...], kind: Kind, raw: Any, place: str) -> Iterator[RecordType]:
    fields = expect_object(raw, place)
    nested = {name: form for name, form in fields.items() if isinstance(form, dict | list)}
    types = {name: text for name, text in fields.items() if name not in nested}
    yield RecordType(path, kind, parse_attributes(types, place))
    for name, form in nested.items():
        yield from _parse_nested((*path, name), form, field_at(place, name))


def _parse_nested(path: tuple[str, ...], raw: Any, place: str) -> Iterator[RecordType]:
    match raw:
        case dict():
            yield from _parse_fields(path, Kind.OBJECT, raw, place)
        case [dict() as fields]:
            yield from _parse_fields(path, Kind.ARRAY, fields, item_at(place, 0))
        case [str() as text]:
            value = parse_type("value", text, item_at(place, 0))
            yield RecordType(path, Kind.SCALARS, (value,))
        case _:
            mend = 'write [{…}] for objects, ["string"] for scalars, "json" for anything else'
            raise InputError(f"{show(raw)} is not an array of one type", place=place, mend=mend)


def _parse_labels(fields: dict[str, Any], place: str) -> Iterator[RecordType]:
    expect_keys(fields, ("model", "nodes", "edges"), place, required=("nodes",))
    where = field_at(place, "nodes")
    for name, raw in expect_object(fields["nodes"], where).items():
        yield RecordType((name,), Kind.NODE, parse_attributes(raw, field_at(where, name)))
    where = field_at(place, "edges")
    for name, raw in expect_object(fields.get("edges", {}), where).items():
        place_of_edge = field_at(where, name)
        yield parse_edge((name,), expect_object(raw, place_of_edge), place_of_edge)


def _format_fields(schema: Schema, record_type: RecordType) -> dict[str, Any]:
    fields = format_attributes(record_type)
    for child in schema.children(record_type):
        name = child.path[-1]
        match child.kind:
            case Kind.OBJECT:
                fields[name] = _format_fields(schema, child)
            case Kind.ARRAY:
                fields[name] = [_format_fields(schema, child)]
            case _:
                fields[name] = [child.attributes[0].text]
    return fields


def _readable(form: Any, indent: str) -> str:
    """JSON text with a line for each field; lists of texts and foreign keys are one line each."""
    inner = indent + "  "
    if isinstance(form, dict) and form:
        lines = [f"{inner}{_json(key)}: {_readable(value, inner)}" for key, value in form.items()]
        return "{\n" + ",\n".join(lines) + f"\n{indent}}}"
    if isinstance(form, list) and any(isinstance(item, dict) for item in form):
        is_keys = all(isinstance(item, dict) and "references" in item for item in form)
        lines = [inner + (_json(item) if is_keys else _readable(item, inner)) for item in form]
        return "[\n" + ",\n".join(lines) + f"\n{indent}]"
    return _json(form)


def _json(form: Any) -> str:
    return json.dumps(form, ensure_ascii=False)
