"""``inspect --sample``: some records of a store with all that they refer to."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from migrations import BASEBALL, DOCUMENTS, GRAPH

from dynamite.cli import main
from dynamite.commands.inspect import inspect, sample
from dynamite.data.instance import flatten, nest
from dynamite.errors import InputError
from dynamite.examples import read_examples
from dynamite.sampling.sample import MOST_ROUNDS
from dynamite.sampling.text import examples_start
from dynamite.stores import open_store


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write_database(sql: str, name: str = "x.db") -> None:
    with closing(sqlite3.connect(name)) as connection:
        connection.executescript(f"BEGIN; {sql} COMMIT;")


def taken(url: str, size: int, **options: Any) -> dict[str, Any]:
    """The data of a sample."""
    return nest(sample(url, size, **options).instance)


ORDERS = """
CREATE TABLE Customer (id INTEGER NOT NULL PRIMARY KEY, name TEXT, boss INTEGER,
                       FOREIGN KEY (boss) REFERENCES Customer (id));
CREATE TABLE Item (shop TEXT NOT NULL, no INTEGER NOT NULL, PRIMARY KEY (shop, no));
CREATE TABLE Purchase (no INTEGER NOT NULL PRIMARY KEY, customer INTEGER, shop TEXT, item INTEGER,
                       FOREIGN KEY (customer) REFERENCES Customer (id),
                       FOREIGN KEY (shop, item) REFERENCES Item (shop, no));
"""


def test_a_small_store_is_taken_whole(place: Path) -> None:
    write_database(BASEBALL)
    data = taken("x.db", 100)
    assert [row["id"] for row in data["PlayerNames"]] == [7, 8, 9]
    assert [row["ab_id"] for row in data["AtBats"]] == [1, 2, 3, 4]


@pytest.mark.parametrize("name", ["x.db", "x.duckdb"])
@pytest.mark.parametrize("size", [1, 2, 3])
def test_what_a_record_refers_to_is_in_the_sample(place: Path, name: str, size: int) -> None:
    rows = "".join(
        f"INSERT INTO Customer VALUES ({n}, 'c{n}', {n // 2 if n else 'NULL'});"
        f"INSERT INTO Item VALUES ('s{n % 3}', {n});"
        for n in range(20)
    )
    rows += "".join(
        f"INSERT INTO Purchase VALUES ({n}, {n % 20}, 's{n % 20 % 3}', {n % 20});"
        for n in range(60)
    )
    if name == "x.db":
        write_database(ORDERS + rows)
    else:
        import duckdb

        with duckdb.connect(name) as database:
            # DuckDB looks for the referred record among those of earlier statements only.
            database.execute(ORDERS + rows)
    for seed in range(3):
        data = taken(name, size, seed=seed)
        customers = {row["id"]: row for row in data["Customer"]}
        items = {(row["shop"], row["no"]) for row in data["Item"]}
        assert len(data["Purchase"]) == size
        assert all(row["customer"] in customers for row in data["Purchase"])
        assert all((row["shop"], row["item"]) in items for row in data["Purchase"])
        assert all(row["boss"] in {None, *customers} for row in customers.values())
        # What is referred to counts: no further records are taken where there are enough.
        assert len(items) <= max(size, len(data["Purchase"]))


def test_the_same_seed_takes_the_same_sample_and_another_one_another(place: Path) -> None:
    rows = "".join(f"INSERT INTO Item VALUES ('s', {n});" for n in range(200))
    write_database(ORDERS + rows)
    assert taken("x.db", 5) == taken("x.db", 5)
    assert taken("x.db", 5) != taken("x.db", 5, seed=1)


def test_records_that_share_a_reference_are_preferred(place: Path) -> None:
    rows = "".join(
        f"INSERT INTO Customer VALUES ({n}, 'c', NULL);"
        f"INSERT INTO Purchase (no, customer) VALUES ({2 * n}, {n}), ({2 * n + 1}, {n});"
        for n in range(100)
    )
    write_database(ORDERS + rows)
    purchases = taken("x.db", 4)["Purchase"]
    assert len({row["customer"] for row in purchases}) < len(purchases)


def test_documents_come_with_what_is_nested_in_them(place: Path) -> None:
    Path("x.json").write_text(json.dumps(DOCUMENTS))
    (movie,) = taken("x.json", 1)["movie"]
    (whole,) = (m for m in DOCUMENTS["movie"] if m["title"] == movie["title"])
    assert movie == whole


def test_of_a_long_array_the_first_elements_are_taken(place: Path) -> None:
    document = {"name": "a", "tags": [str(n) for n in range(50)], "none": [{"x": 1}]}
    Path("x.json").write_text(json.dumps({"c": [document]}))
    found = sample("x.json", 1)
    (cut,) = nest(found.instance)["c"]
    assert cut["tags"] == [str(n) for n in range(10)]
    assert found.notes == ("c.tags: at most the first 10 elements are taken",)


def test_edges_come_with_their_nodes_and_nodes_with_all_of_their_labels(place: Path) -> None:
    nodes = [
        {"id": f"n{n}", "labels": ["Person", "Boss"] if n % 2 else ["Person"], "properties": {}}
        for n in range(20)
    ]
    edges = [{"label": "KNOWS", "start": f"n{n}", "end": f"n{n + 1}"} for n in range(19)]
    Path("x.json").write_text(json.dumps({"nodes": nodes, "edges": edges}))
    data = taken("graph:x.json", 2)
    assert len(data["edges"]) == 2
    found = {node["id"]: node for node in data["nodes"]}
    assert {edge[end] for edge in data["edges"] for end in ("start", "end")} <= found.keys()
    for number, node in found.items():
        assert ("labels" in node) is bool(int(number[1:]) % 2)


def test_without_foreign_keys_names_tell_what_refers_to_what(place: Path) -> None:
    Path("x").mkdir()
    Path("x/Batters.csv").write_text("id,name\n" + "".join(f"{n},b{n}\n" for n in range(50)))
    Path("x/AtBats.csv").write_text("no,batter_id\n" + "".join(f"{n},{n}\n" for n in range(50)))
    found = sample("x", 2)
    data = nest(found.instance)
    assert {row["batter_id"] for row in data["AtBats"]} <= {row["id"] for row in data["Batters"]}
    assert found.notes == (
        "no foreign keys are declared; taken for references by their names: "
        "AtBats.batter_id for Batters.id",
    )


def test_a_long_chain_of_references_is_refused(place: Path) -> None:
    rows = "".join(f"INSERT INTO Customer VALUES ({n}, 'c', {n + 1});" for n in range(300))
    write_database(ORDERS + rows + "INSERT INTO Customer VALUES (300, 'c', NULL);")
    with pytest.raises(InputError, match=f"a chain of more than {MOST_ROUNDS} records"):
        sample("x.db", 3)


def test_references_to_what_is_not_there_end(place: Path) -> None:
    write_database(ORDERS + "INSERT INTO Purchase VALUES (1, 99, NULL, 4);")
    assert [row["no"] for row in taken("x.db", 2)["Purchase"]] == [1]


@pytest.mark.parametrize(
    ("name", "content", "model"),
    [("x.db", BASEBALL, None), ("x.json", DOCUMENTS, "document"), ("graph:x.json", GRAPH, "graph")],
)
def test_with_a_target_the_printed_sample_is_an_examples_file(
    place: Path, name: str, content: Any, model: str | None, capsys: pytest.CaptureFixture[str]
) -> None:
    if isinstance(content, str):
        write_database(content)
    else:
        Path("x.json").write_text(json.dumps(content))
    assert main(["inspect", name, "--sample", "2", *(["--model", model] if model else [])]) == 0
    printed = json.loads(capsys.readouterr().out)
    printed["target"] = {
        "schema": {"model": "relational", "tables": {"T": {"a": "int"}}},
        "data": {"T": [{"a": 1}]},
    }
    Path("ex.json").write_text(json.dumps(printed))
    examples = read_examples(Path("ex.json"), lambda url, m, base: open_store(url, m, base))
    assert examples.source_schema == inspect(name, model)
    assert nest(examples.examples[0].source) == printed["source"]["data"]


def test_there_is_nothing_to_sample_where_nothing_is(place: Path) -> None:
    assert main(["inspect", "x.db", "--sample", "2"]) == 2
    assert main(["inspect", "x.db", "--sample", "0"]) == 2


_KEYS = st.none() | st.integers(0, 6)


@settings(max_examples=30, deadline=None)
@given(
    st.lists(_KEYS, max_size=7), st.lists(_KEYS, max_size=9), st.integers(1, 4), st.integers(0, 9)
)
def test_every_sample_is_closed_and_a_part_of_the_store(
    tmp_path_factory: pytest.TempPathFactory,
    bosses: list[int | None],
    customers: list[int | None],
    size: int,
    seed: int,
) -> None:
    path = tmp_path_factory.mktemp("sample") / "x.db"
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.executescript(ORDERS)
        people = [
            (n, f"c{n}", b if b is None or b < len(bosses) else 0) for n, b in enumerate(bosses)
        ]
        orders = [(n, c if c is None or c < len(bosses) else None) for n, c in enumerate(customers)]
        connection.executemany("INSERT INTO Customer VALUES (?, ?, ?)", people)
        connection.executemany("INSERT INTO Purchase (no, customer) VALUES (?, ?)", orders)
    instance = sample(str(path), size, seed=seed).instance
    data = nest(instance)
    there = {row["id"] for row in data["Customer"]}
    assert all(row["boss"] is None or row["boss"] in there for row in data["Customer"])
    assert all(row["customer"] is None or row["customer"] in there for row in data["Purchase"])
    assert len(data["Purchase"]) == min(size, len(orders))
    assert len(data["Customer"]) >= min(size, len(people))
    assert {(r["id"], r["name"], r["boss"]) for r in data["Customer"]} <= set(people)
    assert {(r["no"], r["customer"]) for r in data["Purchase"]} <= set(orders)
    again = examples_start(instance)["source"]["data"]
    assert flatten(instance.schema, again, "").facts == instance.facts
