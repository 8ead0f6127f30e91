"""Data objects and their flat facts."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dynamite.data.compare import agree
from dynamite.data.instance import Instance, flatten, nest
from dynamite.data.schema_text import parse_schema
from dynamite.errors import InputError
from dynamite.schema import Schema
from dynamite.values import ABSENT, Json, Skolem


def tables(**declared: Any) -> Schema:
    return parse_schema({"model": "relational", "tables": declared}, "schema")


def collections(**declared: Any) -> Schema:
    return parse_schema({"model": "document", "collections": declared}, "schema")


def graph(nodes: dict[str, Any], edges: dict[str, Any] | None = None) -> Schema:
    return parse_schema({"model": "graph", "nodes": nodes, "edges": edges or {}}, "schema")


MOVIES = collections(
    movie={
        "title": "string",
        "year": "int?",
        "tags": ["string"],
        "cast": [{"name": "string", "roles": ["string"]}],
        "studio": {"city": "string?"},
    }
)
PEOPLE = graph(
    {"Person": {"name": "string"}, "Actor": {"name": "string", "oscars": "int?"}},
    {"KNOWS": {"from": "Person", "to": "Person", "properties": {"since": "int?"}}},
)


def test_values_are_of_the_declared_type() -> None:
    schema = tables(
        T={"n": "decimal", "day": "date", "data": "bytes", "more": "json", "x": "float"}
    )
    row = {"n": "1.20", "day": "2026-01-31", "data": "aGk=", "more": {"b": 1, "a": 2}, "x": 1}
    assert flatten(schema, {"T": [row]}, "data").rows(("T",)) == (
        (Decimal("1.20"), date(2026, 1, 31), b"hi", Json('{"a":2,"b":1}'), 1.0),
    )


def test_rows_keep_their_order_and_their_repetitions() -> None:
    data = {"T": [{"a": 2}, {"a": 1}, {"a": 2}]}
    assert flatten(tables(T={"a": "int"}), data, "data").rows(("T",)) == ((2,), (1,), (2,))


def test_a_missing_nullable_column_of_a_row_is_null() -> None:
    schema = tables(T={"a": "int?"})
    assert flatten(schema, {"T": [{}, {"a": None}]}, "data").rows(("T",)) == ((None,), (None,))


def test_a_missing_nullable_field_of_a_document_is_absent() -> None:
    instance = flatten(MOVIES, {"movie": [{"title": "a"}, {"title": "b", "year": None}]}, "data")
    assert instance.rows(("movie",)) == ((1, "a", ABSENT), (2, "b", None))


def test_a_table_that_the_data_leave_out_is_empty() -> None:
    assert flatten(tables(T={"a": "int"}), {}, "data").rows(("T",)) == ()


def test_documents_are_numbered_in_reading_order_over_the_whole_instance() -> None:
    document = {
        "title": "Up",
        "year": 2009,
        "tags": ["a"],
        "cast": [{"name": "Ed", "roles": ["Carl", "voice"]}, {"name": "Jo", "roles": []}],
        "studio": {"city": "LA"},
    }
    assert flatten(MOVIES, {"movie": [document, {"title": "It"}]}, "data").facts == {
        ("movie",): ((1, "Up", 2009), (8, "It", ABSENT)),
        ("movie", "tags"): ((1, 2, 0, "a"),),
        ("movie", "cast"): ((1, 3, 0, "Ed"), (1, 6, 1, "Jo")),
        ("movie", "cast", "roles"): ((3, 4, 0, "Carl"), (3, 5, 1, "voice")),
        ("movie", "studio"): ((1, 7, "LA"),),
    }


@pytest.mark.parametrize("studio", [{}, {"studio": None}])
def test_a_missing_or_null_object_is_no_record(studio: dict[str, Any]) -> None:
    instance = flatten(MOVIES, {"movie": [{"title": "Up", **studio}]}, "data")
    assert instance.rows(("movie", "studio")) == ()


def test_an_object_without_its_nullable_field_is_a_record() -> None:
    instance = flatten(MOVIES, {"movie": [{"title": "Up", "studio": {}}]}, "data")
    assert instance.rows(("movie", "studio")) == ((1, 2, ABSENT),)


def test_ids_of_nodes_are_text() -> None:
    data = {"nodes": [{"id": 7, "label": "Person", "properties": {"name": "Ann"}}]}
    assert flatten(PEOPLE, data, "data").rows(("Person",)) == (("7", "Ann"),)


def test_a_node_of_several_labels_is_a_record_of_each() -> None:
    node = {"id": "1", "labels": ["Actor", "Person"], "properties": {"name": "Ann", "oscars": 2}}
    instance = flatten(PEOPLE, {"nodes": [node]}, "data")
    assert instance.rows(("Person",)) == (("1", "Ann"),)
    assert instance.rows(("Actor",)) == (("1", "Ann", 2),)


def test_one_id_may_stand_in_two_labels() -> None:
    nodes = [
        {"id": "1", "label": label, "properties": {"name": "Ann"}} for label in ("Actor", "Person")
    ]
    instance = flatten(PEOPLE, {"nodes": nodes}, "data")
    assert instance.rows(("Actor",)) == (("1", "Ann", None),)


def test_an_edge_without_an_id_gets_one_that_no_other_edge_has() -> None:
    ends = {"label": "KNOWS", "start": 1, "end": 2}
    data = {"edges": [ends, {**ends, "id": "#0"}, ends]}
    ids = [row[0] for row in flatten(PEOPLE, data, "data").rows(("->", "KNOWS"))]
    assert ids == ["##0", "#0", "##2"]


def test_the_ends_of_an_edge_need_not_be_listed() -> None:
    data = {"edges": [{"id": 5, "label": "KNOWS", "start": 1, "end": "x"}]}
    assert flatten(PEOPLE, data, "data").rows(("->", "KNOWS")) == (("5", "1", "x", None),)


def test_a_wrong_value_is_named_with_its_place_in_the_file() -> None:
    schema = tables(AtBats={"event": "string"})
    data = {"AtBats": [{"event": "Walk"}, {"event": 7}]}
    with pytest.raises(InputError) as refused:
        flatten(schema, data, "ex.json: source.data")
    expected = "ex.json: source.data.AtBats[1].event: 7 is an int, not a string"
    assert str(refused.value) == expected


def test_arrays_are_nested_in_the_order_of_index_then_of_id() -> None:
    parent = Skolem("Movie", ("Up",))
    facts = {
        ("movie",): ((parent, "Up", ABSENT),),
        ("movie", "tags"): (
            (parent, Skolem("Tag", (2,)), None, "second"),
            (parent, Skolem("Tag", (1,)), None, "first"),
        ),
    }
    assert nest(Instance(MOVIES, facts)) == {
        "movie": [{"title": "Up", "tags": ["first", "second"], "cast": []}]
    }


def test_sets_of_rows_are_nested_in_a_fixed_order() -> None:
    schema = tables(T={"a": "int?"})
    rows: Any = frozenset({(3,), (None,), (1,)})
    assert nest(Instance(schema, {("T",): rows})) == {"T": [{"a": None}, {"a": 1}, {"a": 3}]}


def test_an_absent_value_of_a_table_is_null() -> None:
    instance = Instance(tables(T={"a": "int?", "b": "int"}), {("T",): ((ABSENT, 1),)})
    assert nest(instance) == {"T": [{"a": None, "b": 1}]}


def test_ids_that_a_program_invents_become_their_text_in_a_graph() -> None:
    ann, bob = Skolem("Person", (1,)), Skolem("Person", (2,))
    facts = {
        ("Person",): ((ann, "Ann"), (bob, "Bob")),
        ("->", "KNOWS"): ((Skolem("KNOWS", (ann, bob)), ann, bob, 2020),),
    }
    data = nest(Instance(PEOPLE, facts))
    assert [node["id"] for node in data["nodes"]] == ["Person:1", "Person:2"]
    assert data["edges"] == [
        {
            "id": "KNOWS:Person\\:1:Person\\:2",
            "label": "KNOWS",
            "start": "Person:1",
            "end": "Person:2",
            "properties": {"since": 2020},
        }
    ]


def test_records_of_one_node_become_one_node() -> None:
    node = {"id": "1", "labels": ["Person", "Actor"], "properties": {"name": "Ann", "oscars": 2}}
    assert nest(flatten(PEOPLE, {"nodes": [node]}, "data"))["nodes"] == [node]


def test_one_node_with_two_values_of_a_property_is_refused() -> None:
    facts = {("Person",): (("1", "Ann"),), ("Actor",): (("1", "Bob", None),)}
    with pytest.raises(InputError, match=r'Actor\.name: the node "1" has two values'):
        nest(Instance(PEOPLE, facts))


def test_an_element_without_its_parent_is_refused() -> None:
    facts = {("movie", "tags"): ((1, 2, 0, "lost"),)}
    with pytest.raises(InputError, match=r'movie\.tags: \{"value": "lost"\} has no parent'):
        nest(Instance(MOVIES, facts))


def test_a_second_embedded_object_is_refused() -> None:
    facts = {
        ("movie",): ((1, "Up", ABSENT),),
        ("movie", "studio"): ((1, 2, "LA"), (1, 3, "NY")),
    }
    with pytest.raises(InputError, match=r"movie\.studio: one parent has two embedded objects"):
        nest(Instance(MOVIES, facts))


CITIES = st.fixed_dictionaries({}, optional={"city": st.none() | st.text(max_size=2)})
CAST = st.fixed_dictionaries({"name": st.text(max_size=2), "roles": st.lists(st.text(max_size=1))})
DOCUMENTS = st.fixed_dictionaries(
    {
        "title": st.text(max_size=2),
        "tags": st.lists(st.text(max_size=1), max_size=3),
        "cast": st.lists(CAST, max_size=2),
    },
    optional={"year": st.none() | st.integers(0, 3), "studio": CITIES},
)


@given(st.lists(DOCUMENTS, max_size=3))
def test_documents_survive_their_facts(documents: list[Any]) -> None:
    instance = flatten(MOVIES, {"movie": documents}, "data")
    assert nest(instance) == {"movie": documents}
    assert flatten(MOVIES, json.loads(json.dumps(nest(instance))), "data") == instance


VALUES = tables(
    T={
        "i": "int?",
        "f": "float",
        "d": "decimal",
        "b": "bytes",
        "t": "datetime",
        "j": "json",
        "o": "bool",
    }
)
ROWS = st.fixed_dictionaries(
    {
        "i": st.none() | st.integers(-(2**63), 2**63 - 1),
        "f": st.floats(allow_nan=False, allow_infinity=False),
        "d": st.decimals(allow_nan=False, allow_infinity=False, places=3).map(str),
        "b": st.binary(max_size=3),
        "t": st.datetimes().map(lambda moment: moment.isoformat()),
        "j": st.recursive(st.booleans() | st.text(max_size=1), lambda x: st.lists(x, max_size=2)),
        "o": st.booleans(),
    }
)


@given(st.lists(ROWS, max_size=3))
def test_rows_of_every_type_survive_their_json_text(rows: list[Any]) -> None:
    instance = flatten(VALUES, {"T": rows}, "data")
    text = json.dumps(nest(instance))
    assert flatten(VALUES, json.loads(text), "data") == instance


IDS = st.sampled_from(["1", "2", "3", "x"])
NODES = st.lists(
    st.fixed_dictionaries(
        {
            "id": IDS,
            "labels": st.sampled_from([["Person"], ["Actor"], ["Person", "Actor"]]),
            "properties": st.fixed_dictionaries({"name": st.sampled_from("ab")}),
        }
    ),
    max_size=4,
    unique_by=lambda node: node["id"],
)
EDGES = st.lists(
    st.fixed_dictionaries(
        {
            "label": st.just("KNOWS"),
            "start": IDS,
            "end": IDS,
            "properties": st.fixed_dictionaries({"since": st.none() | st.integers(0, 1)}),
        }
    ),
    max_size=4,
)


@given(NODES, EDGES)
def test_graphs_survive_their_facts(nodes: list[Any], edges: list[Any]) -> None:
    instance = flatten(PEOPLE, {"nodes": nodes, "edges": edges}, "data")
    again = flatten(PEOPLE, json.loads(json.dumps(nest(instance))), "data")
    assert {key: set(rows) for key, rows in again.facts.items()} == {
        key: set(rows) for key, rows in instance.facts.items()
    }
    assert agree(instance, again)
