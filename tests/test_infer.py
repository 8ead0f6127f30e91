"""The schema that data show where none is declared."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dynamite.data.infer import SchemaInference, infer_model, infer_schema
from dynamite.data.instance import flatten, nest
from dynamite.data.schema_text import format_schema
from dynamite.schema import Model


def shown(data: dict[str, Any], model: Model | None = None) -> Any:
    form = format_schema(infer_schema(model, data, "data"))
    return form.get("collections") or {n: t["columns"] for n, t in form["tables"].items()}


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([1, 2], "int"),
        ([1, 2.5], "float"),
        ([Decimal("1.5")], "float"),
        ([2**63, 1], "decimal"),
        ([2**60, 1], "int"),
        ([2**60, 1.5], "json"),
        ([True], "bool"),
        ([True, 1], "json"),
        (["2026-01-31"], "string"),
        (["x", 1], "json"),
        (["x", None], "string?"),
        ([None], "string?"),
    ],
)
def test_the_type_of_an_attribute(values: list[Any], expected: str) -> None:
    assert shown({"T": [{"a": value} for value in values]}) == {"T": {"a": expected}}


def test_an_attribute_is_nullable_where_a_record_lacks_it() -> None:
    assert shown({"T": [{"a": 1}, {"b": 1}, {"a": 2, "b": 2}]}) == {"T": {"a": "int?", "b": "int?"}}


def test_what_is_nested_becomes_objects_and_arrays() -> None:
    documents = [
        {"title": "Up", "tags": ["a"], "cast": [{"name": "Ed"}], "studio": {"city": "LA"}},
        {"title": "It", "tags": [], "cast": [{"name": "Jo", "age": 9}]},
    ]
    assert shown({"movie": documents}) == {
        "movie": {
            "title": "string",
            "tags": ["string"],
            "cast": [{"name": "string", "age": "int?"}],
            "studio": {"city": "string"},
        }
    }


@pytest.mark.parametrize(
    "values",
    [
        [[1, "x"]],
        [[1, {"a": 1}]],
        [[[1]]],
        [[{"a": 1}, None]],
        [{"a": 1}, [1]],
        [{"a": 1}, "x"],
        [[]],
    ],
)
def test_what_is_irregular_is_json(values: list[Any]) -> None:
    documents = [{"a": value} for value in values]
    assert shown({"c": documents}, Model.DOCUMENT) == {"c": {"a": "json"}}


def test_tables_hold_nested_values_as_json() -> None:
    assert shown({"T": [{"a": {"b": 1}}]}, Model.RELATIONAL) == {"T": {"a": "json"}}


def test_a_table_without_rows_has_no_columns() -> None:
    assert shown({"T": []}) == {"T": {}}


@pytest.mark.parametrize(
    ("data", "model"),
    [
        ({}, Model.RELATIONAL),
        ({"T": [{"a": 1}]}, Model.RELATIONAL),
        ({"T": [{"a": 1}], "U": [{"a": []}]}, Model.DOCUMENT),
        ({"nodes": [{"id": 1, "label": "P"}]}, Model.GRAPH),
        ({"nodes": [], "edges": [{"label": "E", "start": 1, "end": 2}]}, Model.GRAPH),
        ({"nodes": [{"host": "a"}], "edges": [{"weight": 1}]}, Model.RELATIONAL),
    ],
)
def test_the_model_is_that_of_the_shape(data: dict[str, Any], model: Model) -> None:
    assert infer_model([data]) is model


def test_the_model_of_several_data_objects_is_that_of_all_together() -> None:
    assert infer_model([{}, {"c": [{"a": 1}]}, {"c": [{"a": [1]}]}]) is Model.DOCUMENT


def test_a_graph_shows_labels_edge_types_and_their_ends() -> None:
    data = {
        "nodes": [
            {"id": 1, "labels": ["Person", "Actor"], "properties": {"name": "Ann"}},
            {"id": 2, "label": "Person", "properties": {"name": "Bob", "age": 3}},
            {"id": 3, "label": "City"},
        ],
        "edges": [
            {"label": "KNOWS", "start": 1, "end": 2, "properties": {"since": 1}},
            {"label": "KNOWS", "start": 2, "end": 1},
            {"label": "LIKES", "start": 1, "end": 9},
            {"label": "LIKES", "start": 3, "end": 2},
        ],
    }
    assert format_schema(infer_schema(None, data, "data")) == {
        "model": "graph",
        "nodes": {
            "Person": {"name": "string", "age": "int?"},
            "Actor": {"name": "string"},
            "City": {},
        },
        "edges": {
            "KNOWS": {"from": "Person", "to": "Person", "properties": {"since": "int?"}},
            "LIKES": {"properties": {}},
        },
    }


def test_records_may_be_shown_one_by_one() -> None:
    inference = SchemaInference(Model.GRAPH)
    inference.add_edge("KNOWS", ["P"], ["P", "Q"], {"since": 1})
    inference.add_node(["P"], {"name": "Ann"})
    inference.add_edge("KNOWS", ["P", "Q"], None, {})
    assert format_schema(inference.schema())["edges"] == {
        "KNOWS": {"from": "P", "properties": {"since": "int?"}}
    }


SCALARS = st.none() | st.booleans() | st.integers(-3, 3) | st.sampled_from(["x", "y"])
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("ab"), inner),
    max_leaves=8,
)


@given(st.lists(st.dictionaries(st.sampled_from("abc"), VALUES), max_size=4))
def test_all_data_fit_the_schema_that_they_show(documents: list[Any]) -> None:
    data = {"c": documents}
    schema = infer_schema(Model.DOCUMENT, data, "data")
    again = nest(flatten(schema, data, "data"))
    assert without_nothing(again) == without_nothing(data)


def without_nothing(value: Any) -> Any:
    """A value without empty arrays and nulls in objects, which flat facts do not tell apart."""
    if isinstance(value, list):
        return [without_nothing(item) for item in value]
    if isinstance(value, dict):
        return {k: without_nothing(v) for k, v in value.items() if v is not None and v != []}
    return value
