"""The JSON form of schemas and of single record types."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dynamite.data.schema_text import (
    format_record_type,
    format_schema,
    parse_record_type,
    parse_schema,
    schema_json,
)
from dynamite.errors import InputError
from dynamite.schema import Kind, Model, RecordType, Schema
from dynamite.values import DataType

RELATIONAL = {
    "model": "relational",
    "tables": {
        "AtBats": {
            "columns": {"ab_id": "int", "batter_id": "int", "event": "string?"},
            "primary_key": ["ab_id"],
            "unique": [["batter_id", "event"]],
            "foreign_keys": [{"columns": ["batter_id"], "table": "Names", "references": ["id"]}],
        },
        "Names": {"columns": {"id": "int", "name": "string"}, "primary_key": ["id"]},
    },
}
DOCUMENT = {
    "model": "document",
    "collections": {
        "movie": {
            "title": "string",
            "year": "int?",
            "tags": ["string"],
            "cast": [{"name": "string", "born": {"year": "int", "names": ["string?"]}}],
            "studio": {"city": "string"},
        }
    },
}
GRAPH = {
    "model": "graph",
    "nodes": {"Person": {"name": "string"}, "City": {}},
    "edges": {
        "KNOWS": {"from": "Person", "to": "Person", "properties": {"since": "int"}},
        "LIVES_IN": {"from": "Person", "properties": {}},
        "NEAR": {"properties": {}},
    },
}


@pytest.mark.parametrize("form", [RELATIONAL, DOCUMENT, GRAPH])
def test_formatting_what_is_parsed_gives_the_same_form(form: dict[str, Any]) -> None:
    assert format_schema(parse_schema(form, "s")) == form


@pytest.mark.parametrize("form", [RELATIONAL, DOCUMENT, GRAPH])
def test_the_order_of_record_types_and_attributes_is_kept(form: dict[str, Any]) -> None:
    assert json.dumps(format_schema(parse_schema(form, "s"))) == json.dumps(form)


@pytest.mark.parametrize("form", [RELATIONAL, DOCUMENT, GRAPH])
def test_the_readable_text_of_a_schema_is_its_json(form: dict[str, Any]) -> None:
    assert json.loads(schema_json(parse_schema(form, "s"))) == form


def test_the_readable_text_has_an_attribute_to_a_line() -> None:
    assert schema_json(parse_schema(RELATIONAL, "s")).splitlines()[2:18] == [
        '  "tables": {',
        '    "AtBats": {',
        '      "columns": {',
        '        "ab_id": "int",',
        '        "batter_id": "int",',
        '        "event": "string?"',
        "      },",
        '      "primary_key": ["ab_id"],',
        '      "unique": [["batter_id", "event"]],',
        '      "foreign_keys": [',
        '        {"columns": ["batter_id"], "table": "Names", "references": ["id"]}',
        "      ]",
        "    },",
        '    "Names": {',
        '      "columns": {',
        '        "id": "int",',
    ]


def test_what_is_nested_follows_its_parent_as_a_record_type_of_its_own() -> None:
    schema = parse_schema(DOCUMENT, "s")
    assert [(record_type.name, record_type.kind) for record_type in schema] == [
        ("movie", Kind.COLLECTION),
        ("movie.tags", Kind.SCALARS),
        ("movie.cast", Kind.ARRAY),
        ("movie.cast.born", Kind.OBJECT),
        ("movie.cast.born.names", Kind.SCALARS),
        ("movie.studio", Kind.OBJECT),
    ]


def test_a_table_may_be_just_its_columns() -> None:
    short = parse_schema({"model": "relational", "tables": {"T": {"a": "int"}}}, "s")
    long = parse_schema({"model": "relational", "tables": {"T": {"columns": {"a": "int"}}}}, "s")
    assert short == long


def test_a_column_may_be_called_columns() -> None:
    schema = parse_schema({"model": "relational", "tables": {"T": {"columns": "int"}}}, "s")
    assert schema.record_types[0].columns == ("columns",)
    assert parse_schema(format_schema(schema), "s") == schema


def test_a_foreign_key_without_references_means_the_primary_key_declared_later() -> None:
    tables = {
        "A": {"columns": {"b": "int"}, "foreign_keys": [{"columns": ["b"], "table": "B"}]},
        "B": {"columns": {"id": "int"}, "primary_key": ["id"]},
    }
    schema = parse_schema({"model": "relational", "tables": tables}, "s")
    assert schema.record_types[0].foreign_keys[0].references == ("id",)


def test_a_label_may_have_the_name_of_an_edge_type() -> None:
    form = {"model": "graph", "nodes": {"X": {}}, "edges": {"X": {"properties": {}}}}
    assert format_schema(parse_schema(form, "s")) == form


@pytest.mark.parametrize("model", ["document", "graph"])
def test_attributes_may_be_named_like_surrogate_columns(model: str) -> None:
    names = {"_id": "string", "_parent": "int", "_start": "int"}
    parts = {"document": {"collections": {"c": names}}, "graph": {"nodes": {"c": names}}}[model]
    schema = parse_schema({"model": model, **parts}, "s")
    assert schema.record_types[0].columns == ("_id", "_id", "_parent", "_start")


@pytest.mark.parametrize(
    "form",
    [
        {
            "table": ["AtBats"],
            "columns": {"ab_id": "int", "batter": "int?"},
            "primary_key": ["ab_id"],
            "unique": [["batter"]],
            "foreign_keys": [{"columns": ["batter"], "table": "Names", "references": ["id"]}],
        },
        {"table": ["Names"], "columns": {"id": "int"}},
        {"collection": ["atBats"], "fields": {"ab_id": "int"}},
        {"object": ["atBats", "batter"], "fields": {"name": "string?"}},
        {"array": ["movie", "cast"], "fields": {}},
        {"scalars": ["movie", "tags"], "value": "string"},
        {"node": ["Person"], "properties": {"name": "string"}},
        {"edge": ["KNOWS"], "from": "Person", "to": "Person", "properties": {"since": "int"}},
        {"edge": ["NEAR"], "properties": {}},
    ],
)
def test_a_record_type_of_a_header_is_written_as_it_is_read(form: dict[str, Any]) -> None:
    record_type = parse_record_type(form, "p.dl:1")
    assert json.dumps(format_record_type(record_type)) == json.dumps(form)


@pytest.mark.parametrize(
    ("form", "message"),
    [
        ({"fields": {}}, '{"fields": {}} is not a record type'),
        ({"table": ["T"], "node": ["T"]}, "is not a record type"),
        ({"table": "T", "columns": {}}, 'p.dl:1: table: "T" is not an array'),
        ({"table": ["T"]}, "there is no 'columns'"),
        ({"table": ["a", "b"], "columns": {}}, '["a", "b"] is no path for the kind table'),
        ({"array": ["a"], "fields": {}}, '["a"] is no path for the kind array'),
        ({"collection": ["c"], "fields": {"a": ["int"]}}, "is not a type"),
        ({"scalars": ["c", "d"]}, "there is no 'value'"),
        ({"node": ["P"], "fields": {}}, "p.dl:1: fields: unknown key; known are: properties"),
        ({"table": ["T"], "columns": {"a": "int"}, "primary_key": ["b"]}, "no attribute 'b'"),
    ],
)
def test_a_wrong_record_type_is_refused_at_its_place(form: Any, message: str) -> None:
    with pytest.raises(InputError) as refused:
        parse_record_type(form, "p.dl:1")
    assert str(refused.value).startswith("p.dl:1: ")
    assert message in str(refused.value)


NAMES = st.text(min_size=1, max_size=4)
TYPES = st.builds(lambda t, n: t.value + n, st.sampled_from(DataType), st.sampled_from(["", "?"]))
COLUMNS = st.dictionaries(NAMES, TYPES, max_size=4)
FIELDS = st.recursive(
    COLUMNS,
    lambda inner: st.dictionaries(
        NAMES,
        st.one_of(
            TYPES, inner, st.lists(inner, min_size=1, max_size=1), st.tuples(TYPES).map(list)
        ),
        max_size=4,
    ),
    max_leaves=6,
)


@st.composite
def graphs(draw: st.DrawFn) -> dict[str, Any]:
    nodes = draw(st.dictionaries(NAMES, COLUMNS, max_size=3))
    labels = st.sampled_from(sorted(nodes)) if nodes else st.nothing()
    ends = st.fixed_dictionaries(
        {"properties": COLUMNS}, optional={"from": labels, "to": labels} if nodes else {}
    )
    return {
        "model": "graph",
        "nodes": nodes,
        "edges": draw(st.dictionaries(NAMES, ends, max_size=3)),
    }


SCHEMAS = st.one_of(
    st.dictionaries(NAMES, COLUMNS, max_size=3).map(
        lambda tables: {
            "model": "relational",
            "tables": {name: {"columns": columns} for name, columns in tables.items()},
        }
    ),
    st.dictionaries(NAMES, FIELDS, max_size=3).map(
        lambda collections: {"model": "document", "collections": collections}
    ),
    graphs(),
)


@given(SCHEMAS)
def test_any_schema_survives_its_json_text(form: dict[str, Any]) -> None:
    schema = parse_schema(form, "s")
    assert format_schema(schema) == form
    assert parse_schema(json.loads(schema_json(schema)), "s") == schema


@given(SCHEMAS)
def test_any_schema_survives_record_type_by_record_type(form: dict[str, Any]) -> None:
    schema = parse_schema(form, "s")
    lines = [json.dumps(format_record_type(record_type)) for record_type in schema]
    read = tuple(parse_record_type(json.loads(line), "p.dl") for line in lines)
    assert Schema(schema.model, read) == schema


def test_models_are_those_of_the_data_model() -> None:
    models = [parse_schema(form, "s").model for form in (RELATIONAL, DOCUMENT, GRAPH)]
    assert models == list(Model)


def test_a_record_type_of_a_program_needs_no_other() -> None:
    form = {
        "table": ["A"],
        "columns": {"b": "int"},
        "foreign_keys": [{"columns": ["b"], "table": "B", "references": ["id"]}],
    }
    assert isinstance(parse_record_type(form, "p.dl"), RecordType)
