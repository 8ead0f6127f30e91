"""When two migrations wrote the same target, in each of the three models of stores."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest

from benchmarks.same_target import same_target
from dynamite.data.schema_text import parse_schema
from dynamite.schema import Schema

TABLES = parse_schema(
    {"model": "relational", "tables": {"Person": {"columns": {"name": "string", "age": "int"}}}},
    "tables",
)
DOCUMENTS = parse_schema(
    {
        "model": "document",
        "collections": {
            "person": {
                "name": "string",
                "height": "float?",
                "towns": ["string"],
                "jobs": [{"firm": "string", "years": ["int"]}],
            }
        },
    },
    "documents",
)
GRAPH = parse_schema(
    {
        "model": "graph",
        "nodes": {"Lake": {"area": "float?"}, "Place": {"country": "string"}},
        "edges": {"AT": {"from": "Lake", "to": "Place", "properties": {"since": "int"}}},
    },
    "graph",
)

ADA = {
    "name": "Ada",
    "height": 1.7,
    "towns": ["London", "Ockham"],
    "jobs": [{"firm": "X", "years": [1, 2]}, {"firm": "Y", "years": []}],
}
BOB = {"name": "Bob", "height": None, "towns": [], "jobs": []}


def written(path: Path, documents: list[Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(f"{json.dumps(document)}\n" for document in documents), "utf-8")


def are_same(schema: Schema, tmp_path: Path, one: list[Any], other: list[Any]) -> bool:
    for side, lines in (("one", one), ("other", other)):
        name = f"{side}.jsonl" if schema is GRAPH else f"{side}/person.jsonl"
        written(tmp_path / name, lines)
    return same_target(schema, tmp_path / "one", tmp_path / "other")


def test_documents_are_the_same_in_any_order_of_records_fields_and_elements(tmp_path: Path) -> None:
    other = {
        "towns": ["Ockham", "London"],
        "jobs": [{"years": [], "firm": "Y"}, {"years": [2, 1], "firm": "X"}],
        "height": 1.7,
        "name": "Ada",
    }
    without = {"name": "Bob", "towns": [], "jobs": []}
    assert are_same(DOCUMENTS, tmp_path, [ADA, BOB], [without, other])


@pytest.mark.parametrize(
    "change",
    [
        {"name": "Eve"},
        {"height": None},
        {"height": "1.7"},
        {"towns": ["London"]},
        {"towns": ["London", "London", "Ockham"]},
        {"towns": None},
        {"jobs": [{"firm": "X", "years": [1, 3]}, {"firm": "Y", "years": []}]},
        {"jobs": [{"firm": "Y", "years": [1, 2]}, {"firm": "X", "years": []}]},
        {"jobs": [{"firm": "X", "years": [1, 2], "pay": 3}, {"firm": "Y", "years": []}]},
        {"age": 36},
    ],
    ids=lambda change: json.dumps(change),
)
def test_documents_with_another_value_or_field_are_not_the_same(
    tmp_path: Path, change: dict[str, Any]
) -> None:
    assert not are_same(DOCUMENTS, tmp_path, [ADA, BOB], [ADA | change, BOB])


def test_documents_are_bags(tmp_path: Path) -> None:
    assert not are_same(DOCUMENTS, tmp_path, [ADA, BOB], [ADA, BOB, BOB])
    assert not are_same(DOCUMENTS, tmp_path, [ADA, ADA, BOB], [ADA, BOB, BOB])


def test_a_collection_that_was_not_written_is_not_the_same(tmp_path: Path) -> None:
    written(tmp_path / "one" / "person.jsonl", [ADA])
    assert not same_target(DOCUMENTS, tmp_path / "one", tmp_path / "other")


@pytest.mark.parametrize(
    ("query", "is_same"),
    [
        ("SELECT 'Bob' AS name, 2::BIGINT AS age UNION ALL SELECT 'Ada', 1", True),
        ("SELECT 'Bob' AS name, 2::BIGINT AS age UNION ALL SELECT 'Ada', 2", False),
        ("SELECT 'Bob' AS name, 2::BIGINT AS age", False),
        ("SELECT 'Bob' AS name, 2::INTEGER AS age UNION ALL SELECT 'Ada', 1", False),
        ("SELECT 'Bob' AS called, 2::BIGINT AS age UNION ALL SELECT 'Ada', 1", False),
        ("SELECT 'Bob' AS name, NULL::BIGINT AS age UNION ALL SELECT 'Ada', 1", False),
    ],
)
def test_tables_are_bags_of_rows_with_the_same_columns(
    tmp_path: Path, query: str, is_same: bool
) -> None:
    ada_and_bob = "SELECT 'Ada' AS name, 1::BIGINT AS age UNION ALL SELECT 'Bob', 2"
    for side, text in (("one", ada_and_bob), ("other", query)):
        (tmp_path / side).mkdir()
        with duckdb.connect() as connection:
            connection.execute(f"COPY ({text}) TO '{tmp_path}/{side}/Person.parquet'")
    assert same_target(TABLES, tmp_path / "one", tmp_path / "other") is is_same


def lake(name: str, area: float | None = 5.0) -> dict[str, Any]:
    return {"type": "node", "id": name, "labels": ["Lake"], "properties": {"area": area}}


def place(name: str, country: str = "A") -> dict[str, Any]:
    return {"type": "node", "id": name, "labels": ["Place"], "properties": {"country": country}}


def at(name: str, start: str, end: str, since: int = 1) -> dict[str, Any]:
    return {
        "type": "relationship",
        "id": name,
        "label": "AT",
        "properties": {"since": since},
        "start": {"id": start, "labels": ["Lake"]},
        "end": {"id": end, "labels": ["Place"]},
    }


LAKES = [
    *(lake("Garda"), lake("Como", None), place("p1"), place("p2"), place("p3", "B")),
    *(at("e1", "Garda", "p1"), at("e2", "Garda", "p2", 2), at("e3", "Como", "p3")),
]


def test_graphs_are_the_same_up_to_the_ids_of_edges_and_of_nodes_without_ids_of_their_own(
    tmp_path: Path,
) -> None:
    other = [
        *(place("x"), place("y"), place("z", "B"), lake("Garda")),
        {"type": "node", "id": "Como", "labels": ["Lake"], "properties": {}},
        *(at("1", "Como", "z"), at("2", "Garda", "x", 2), at("3", "Garda", "y")),
    ]
    other.sort(key=lambda line: str(line["type"]))
    assert are_same(GRAPH, tmp_path, LAKES, other)


def renamed(line: dict[str, Any]) -> dict[str, Any]:
    """The line with other ids of its place and edge."""
    text = json.dumps(line)
    for number in "123":
        text = text.replace(f'"p{number}"', f'"q{number}"').replace(f'"e{number}"', f'"f{number}"')
    renamed_line: dict[str, Any] = json.loads(text)
    return renamed_line


def test_edges_need_no_ids(tmp_path: Path) -> None:
    without = [
        {k: v for k, v in line.items() if k != "id" or line["type"] == "node"} for line in LAKES
    ]
    assert are_same(GRAPH, tmp_path, LAKES, without)
    assert not are_same(GRAPH, tmp_path, LAKES, [*without, without[-1]])


OTHERS: list[tuple[str, Callable[[list[dict[str, Any]]], list[dict[str, Any]]]]] = [
    ("another property of a node", lambda g: [lake("Garda", 6.0), *g[1:]]),
    ("another property of an edge", lambda g: [*g[:5], at("e1", "Garda", "p1", 7), *g[6:]]),
    ("another end", lambda g: [*g[:5], at("e1", "Como", "p1"), *g[6:]]),
    ("an edge less", lambda g: g[:-1]),
    ("an edge more", lambda g: [*g, at("e4", "Como", "p3")]),
    ("an edge without its node", lambda g: [*g, at("e4", "Como", "p9")]),
    ("an id twice", lambda g: [*g, at("e1", "Como", "p3")]),
    ("a node more", lambda g: [place("p4"), *g]),
    ("another id that is a value", lambda g: [lake("Iseo"), *g]),
    ("countries exchanged", lambda g: [*g[:2], place("p1", "B"), place("p2"), place("p3"), *g[5:]]),
    ("an edge before its nodes", lambda g: [g[-1], *g[:-1]]),
]


@pytest.mark.parametrize("change", [c for _, c in OTHERS], ids=[name for name, _ in OTHERS])
@pytest.mark.parametrize("is_renamed", [False, True], ids=["ids kept", "ids renamed"])
def test_graphs_that_differ_in_more_than_ids_are_not_the_same(
    tmp_path: Path,
    change: Callable[[list[dict[str, Any]]], list[dict[str, Any]]],
    is_renamed: bool,
) -> None:
    other = change(LAKES)
    if is_renamed:
        other = [renamed(line) for line in other]
    assert not are_same(GRAPH, tmp_path, LAKES, other)


def test_graphs_whose_edges_join_nodes_without_ids_of_their_own_are_not_shown_to_be_the_same(
    tmp_path: Path,
) -> None:
    other = [lake("L"), place("p"), at("e", "L", "p")]
    assert not are_same(GRAPH, tmp_path, [lake("M"), place("q"), at("e", "M", "q")], other)
