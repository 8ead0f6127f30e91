"""``dynamite migrate`` through MongoDB and Neo4j: what arrives is what arrives through files; and
a write that is killed at any moment goes on to the same end."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import Any

import live_nosql
import pytest
from migrations import DOCUMENT_TO_DOCUMENT, RELATIONAL_TO_GRAPH, content, one_line_headers

MONGODB = pytest.mark.server("mongodb")
FERRETDB = pytest.mark.server("ferretdb")
NEO4J = pytest.mark.server("neo4j")

FILM_TO_RELATIONAL = """\
//@ source document
//@ in_film {"collection": ["film"], "fields": {"name": "string", "year": "int?"}}
//@ in_film_labels {"array": ["film", "labels"], "fields": {"label": "string"}}
//@ target relational
//@ out_films {"table": ["films"], "columns": {"name": "string", "year": "int?"},
    // "primary_key": ["name"]}
//@ out_labels {"table": ["labels"], "columns": {"film": "string", "label": "string"},
    // "foreign_keys": [{"columns": ["film"], "table": "films", "references": ["name"]}]}
.decl in_film(_id: number, name: symbol, year: number)
.input in_film
.decl in_film_labels(_parent: number, _id: number, _index: number, label: symbol)
.input in_film_labels
.decl out_films(name: symbol, year: number)
.output out_films
.decl out_labels(film: symbol, label: symbol)
.output out_labels
out_films(n, y) :- in_film(_, n, y).
out_labels(n, l) :- in_film(f, n, _), in_film_labels(f, _, _, l).
"""

PLAYERS_TO_DOCUMENT = """\
//@ source graph
//@ in_Player {"node": ["Player"], "properties": {"first": "string", "last": "string?"}}
//@ in_AtBat {"node": ["AtBat"], "properties": {"event": "string?"}}
//@ in_BY {"edge": ["BY"], "from": "AtBat", "to": "Player", "properties": {}}
//@ target document
//@ out_player {"collection": ["player"], "fields": {"id": "string", "first": "string",
    // "last": "string?"}}
//@ out_player_bats {"array": ["player", "bats"], "fields": {"event": "string?"}}
.decl in_Player(_id: symbol, first: symbol, last: symbol)
.input in_Player
.decl in_AtBat(_id: symbol, event: symbol)
.input in_AtBat
.decl in_BY(_id: symbol, _start: symbol, _end: symbol)
.input in_BY
.type Id = Player {id: symbol} | Bat {id: symbol}
.decl out_player(_id: Id, id: symbol, first: symbol, last: symbol)
.output out_player
.decl out_player_bats(_parent: Id, _id: Id, _index: number, event: symbol)
.output out_player_bats
out_player($Player(p), p, f, l) :- in_Player(p, f, l).
out_player_bats($Player(p), $Bat(a), nil, e) :- in_Player(p, _, _), in_BY(_, a, p), in_AtBat(a, e).
"""


def migrate(
    program: str, source: str, target: str, place: Path
) -> subprocess.CompletedProcess[str]:
    (place / "p.dl").write_text(one_line_headers(program))
    arguments = ["migrate", "--program", "p.dl", "--source", source, "--target", target]
    return subprocess.run(
        [sys.executable, "-m", "dynamite", *arguments],
        cwd=place,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def done(program: str, source: str, target: str, place: Path) -> None:
    run = migrate(program, source, target, place)
    assert run.returncode == 0, run.stderr
    assert "s3cret" not in run.stdout + run.stderr


@MONGODB
def test_documents_go_from_json_to_mongodb_to_sqlite(tmp_path: Path) -> None:
    DOCUMENT_TO_DOCUMENT.write(tmp_path)
    database = live_nosql.mongodb_url()
    for middle, target in [("target.json", "files.db"), (database, "live.db")]:
        done(DOCUMENT_TO_DOCUMENT.program, "source.json", middle, tmp_path)
        done(FILM_TO_RELATIONAL, middle, target, tmp_path)
    assert content(tmp_path / "live.db") == content(tmp_path / "files.db")
    assert content(tmp_path / "live.db")["labels"] == [
        ["Brazil", "dystopia"],
        ["Heat", "crime"],
        ["Heat", "la"],
    ]


@NEO4J
def test_rows_go_from_sqlite_to_neo4j_to_json(tmp_path: Path) -> None:
    RELATIONAL_TO_GRAPH.write(tmp_path)
    graph = live_nosql.neo4j_url()
    for middle, target in [("graph:target.json", "files.json"), (graph, "live.json")]:
        done(RELATIONAL_TO_GRAPH.program, "source.db", middle, tmp_path)
        done(PLAYERS_TO_DOCUMENT, middle, target, tmp_path)
    assert content(tmp_path / "live.json") == content(tmp_path / "files.json")
    assert len(content(tmp_path / "live.json")["player"]) == 3


@MONGODB
@NEO4J
def test_a_target_that_has_records_is_refused_and_stays(tmp_path: Path) -> None:
    DOCUMENT_TO_DOCUMENT.write(tmp_path)
    database, graph = live_nosql.mongodb_url(), live_nosql.neo4j_url()
    live_nosql.mongodb(database).film.insert_one({"_id": 1})
    run = migrate(DOCUMENT_TO_DOCUMENT.program, "source.json", database, tmp_path)
    assert (run.returncode, list(live_nosql.mongodb(database).film.find())) == (2, [{"_id": 1}])
    RELATIONAL_TO_GRAPH.write(tmp_path)
    live_nosql.cypher(graph, "CREATE (:Player)")
    run = migrate(RELATIONAL_TO_GRAPH.program, "source.db", graph, tmp_path)
    assert (run.returncode, "exists already" in run.stderr) == (2, True)
    assert live_nosql.cypher(graph, "MATCH (n) RETURN count(n)") == [[1]]


# Killed at random moments.

WRITER = """
import sys
import pyarrow as pa
from dynamite.data.schema_text import parse_schema
from dynamite.stores import neo4j_write, open_store
from dynamite.stores.interface import Resumption

kind, url, resume = sys.argv[1:]
SIZE, STEP = 4_000, 100
neo4j_write.BATCH = STEP
documents = {"a": {"n": "int", "tags": ["string"]}, "b": {"_id": "int"}}
nodes = {"A": {"n": "int"}, "B": {"n": "int"}}
edges = {"R": {"from": "A", "to": "B", "properties": {"n": "int"}}}
forms = {
    "document": {"model": "document", "collections": documents},
    "graph": {"model": "graph", "nodes": nodes, "edges": edges},
}

class Numbers:
    def nested(self, key):
        for start in range(0, SIZE, STEP):
            numbers = list(range(start, start + STEP))
            if key == ("b",):
                yield pa.record_batch({"_id": numbers})
            else:
                yield pa.record_batch({"n": numbers, "tags": [["x"] * (n % 3) for n in numbers]})

    def flat(self, key):
        for start in range(0, SIZE, STEP):
            numbers = list(range(start, start + STEP))
            name = key[-1].lower()
            ids = {"_id": [f"{name}{n}" for n in numbers]}
            if name == "r":
                ids["_start"] = [f"a{n}" for n in numbers]
                ids["_end"] = [f"b{SIZE - 1 - n}" for n in numbers]
            yield pa.record_batch({**ids, "n": numbers})

print("ready", flush=True)
run = Resumption("numbers", resume == "resume")
open_store(url).write(parse_schema(forms[kind], "test"), Numbers(), "fail", run)
"""


def killed_until_done(kind: str, url: str, generator: random.Random, place: Path) -> int:
    """Run the writer, kill it at random moments, and let the last run end; how often it died."""
    script = place / "writer.py"
    script.write_text(textwrap.dedent(WRITER))
    deaths = 0
    while True:
        how = "resume" if deaths else "begin"
        with subprocess.Popen(
            [sys.executable, str(script), kind, url, how],
            env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        ) as writer:
            assert writer.stdout is not None
            assert writer.stdout.readline() == b"ready\n"
            try:
                moment = generator.uniform(0, 2) if deaths < 3 else 120
                _, errors = writer.communicate(timeout=moment)
            except subprocess.TimeoutExpired:
                writer.send_signal(signal.SIGKILL)
                deaths += 1
                continue
        # A run that is killed when all is done leaves nothing to resume.
        is_over = b"no interrupted migration is there" in errors
        assert writer.returncode == 0 or is_over, errors.decode()
        return deaths


def without_ids(documents: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{name: value for name, value in d.items() if name != "_id"} for d in documents]


@FERRETDB
def test_a_write_to_mongodb_that_is_killed_at_random_moments_ends_as_if_it_was_not(
    tmp_path: Path,
) -> None:
    generator = random.Random(1)
    deaths = 0
    while deaths < 20:
        url = live_nosql.mongodb_url("ferretdb")
        deaths += killed_until_done("document", url, generator, tmp_path)
        database = live_nosql.mongodb(url)
        assert sorted(database.list_collection_names()) == ["a", "b"]
        expected = [{"n": n, "tags": ["x"] * (n % 3)} for n in range(4_000)]
        assert without_ids(list(database.a.find())) == expected
        assert list(database.b.find()) == [{"_id": n} for n in range(4_000)]


@NEO4J
def test_a_write_to_neo4j_that_is_killed_at_random_moments_ends_as_if_it_was_not(
    tmp_path: Path,
) -> None:
    generator = random.Random(2)
    deaths = 0
    while deaths < 20:
        url = live_nosql.neo4j_url()
        deaths += killed_until_done("graph", url, generator, tmp_path)
        assert live_nosql.cypher(url, "MATCH (n) RETURN count(n)") == [[8_000]]
        query = "MATCH (n) RETURN count(DISTINCT n._id), sum(n.n)"
        assert live_nosql.cypher(url, query) == [[8_000, 4_000 * 3_999]]
        query = (
            "MATCH (a:A)-[r:R]->(b:B) WHERE a.n = r.n AND b.n = 3999 - r.n "
            "RETURN count(r), count(DISTINCT r._id)"
        )
        assert live_nosql.cypher(url, query) == [[4_000, 4_000]]
