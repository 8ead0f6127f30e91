"""A record that the target's own constraints refuse: the message has the record, and the rules of
the program that make such records."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from migrations import DOCUMENT_TO_DOCUMENT, RELATIONAL_TO_GRAPH, Scenario

from dynamite.commands.migrate import migrate
from dynamite.errors import RefusedRecordError

TO_TABLES = Scenario(
    program=RELATIONAL_TO_GRAPH.program[: RELATIONAL_TO_GRAPH.program.index("//@ target")]
    + """\
//@ target relational
//@ out_hits {"table": ["hits"], "columns": {"id": "int", "event": "string?"}}
.decl in_AtBats(ab_id: number, batter_id: number, event: symbol)
.input in_AtBats
.decl in_PlayerNames(id: number, first: symbol, last: symbol)
.input in_PlayerNames
.decl out_hits(id: number, event: symbol)
.output out_hits
out_hits(a, e) :- in_AtBats(a, _, e), e != nil.
out_hits(a, "none") :- in_AtBats(a, _, nil).
""",
    source="source.db",
    files=RELATIONAL_TO_GRAPH.files,
    target="",
    expected={},
)


def refusal(scenario: Scenario, target: str, place: Path) -> tuple[str, str]:
    """The error of appending, and where the rules of a relation stand in its program."""
    scenario.write(place)
    with pytest.raises(RefusedRecordError) as caught:
        migrate(place / "p.dl", str(place / scenario.source), target, if_exists="append")
    return str(caught.value), (place / "p.dl").read_text()


def lines(program: str, head: str) -> str:
    """The numbers of the lines that begin with a head."""
    numbered = enumerate(program.splitlines(), 1)
    return ", ".join(str(number) for number, line in numbered if line.startswith(f"{head}("))


@pytest.mark.parametrize(
    "server",
    [
        pytest.param("postgres", marks=pytest.mark.server("postgres")),
        pytest.param("mysql", marks=pytest.mark.server("mysql")),
    ],
)
def test_a_key_of_a_table_is_clashed_with(server: str, tmp_path: Path) -> None:
    from live_databases import database

    db = database(server, f"refused {tmp_path}")
    db.execute("CREATE TABLE hits (id bigint PRIMARY KEY, event varchar(99))")
    db.execute("INSERT INTO hits VALUES (2, 'old')")
    problem, program = refusal(TO_TABLES, db.url, tmp_path)
    assert re.search(r": hits: nothing was written: .*\b2\b", problem)
    rules = lines(program, "out_hits")
    assert problem.endswith(f"; made by one of the rules at {tmp_path / 'p.dl'}:{rules}")
    assert db.query("SELECT * FROM hits") == [(2, "old")]


@pytest.mark.server("mongodb")
def test_a_unique_index_of_a_collection_is_clashed_with(tmp_path: Path) -> None:
    import live_nosql

    url = live_nosql.mongodb_url()
    film: Any = live_nosql.mongodb(url).film
    film.create_index("name", unique=True)
    film.insert_one({"_id": 1, "name": "Brazil"})
    problem, program = refusal(DOCUMENT_TO_DOCUMENT, url, tmp_path)
    assert re.search(r": film: .*record \d is refused: .*Brazil", problem)
    assert f"; made by the rule at {tmp_path / 'p.dl'}:{lines(program, 'out_film')}" in problem
    assert list(film.find()) == [{"_id": 1, "name": "Brazil"}]


@pytest.mark.server("neo4j")
def test_a_constraint_on_nodes_is_clashed_with(tmp_path: Path) -> None:
    import live_nosql

    url = live_nosql.neo4j_url()
    live_nosql.cypher(url, "CREATE CONSTRAINT FOR (p:Player) REQUIRE p.first IS UNIQUE")
    live_nosql.cypher(url, "CREATE (:Player {first: 'Matt'})")
    problem, program = refusal(RELATIONAL_TO_GRAPH, url, tmp_path)
    assert re.search(r": Player: nothing was written: refused: .*Matt", problem)
    assert f"; made by the rule at {tmp_path / 'p.dl'}:{lines(program, 'out_Player')}" in problem
    assert live_nosql.cypher(url, "MATCH (n) RETURN n.first") == [["Matt"]]
