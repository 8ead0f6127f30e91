"""What is exported, on the servers of its languages: it gives what the program gives."""

from __future__ import annotations

import json
from datetime import date
from importlib.util import find_spec
from typing import Any

import pyarrow as pa
import pytest
from test_export import DOCUMENTS, GRAPH, PROGRAMS, derived, has_ids

import dynamite
from dynamite.engines import open_engine
from dynamite.errors import InputError
from dynamite.language.text import parse

EMPTY = {
    "postgres": "DROP SCHEMA public CASCADE;\nCREATE SCHEMA public;\n",
    "mysql": "",
}


def without_views(server: Any, dialect: str) -> None:
    """Take away what the last program has left."""
    server.execute(EMPTY[dialect])
    if dialect == "mysql":
        listed = "SELECT table_name FROM information_schema.views WHERE table_schema = DATABASE()"
        for (name,) in server.query(listed):
            server.execute(f"DROP VIEW `{name}`;\n")


def compared(server: Any, dialect: str) -> int:
    """How many programs of the conformance tests the dialect can say, and says right."""
    count = 0
    for path in PROGRAMS:
        text = path.read_text()
        try:
            sql = dynamite.export(parse(text), "sql", dialect=dialect)
        except InputError:
            continue
        if has_ids(text):
            continue
        without_views(server, dialect)
        server.execute(sql)
        quote = "`" if dialect == "mysql" else '"'
        for relation, expected in derived(text).items():
            found = server.query(f"SELECT * FROM {quote}{relation}{quote}")
            assert sorted(found) == expected, path.name
        count += 1
    return count


if find_spec("live_databases"):

    @pytest.mark.server("postgres")
    def test_postgres_gives_what_the_program_gives() -> None:
        from live_databases import database

        assert compared(database("postgres", "export"), "postgres") >= 95

    @pytest.mark.server("mysql")
    def test_mysql_gives_what_the_program_gives() -> None:
        from live_databases import database

        assert compared(database("mysql", "export"), "mysql") >= 90


def rows_of(text: str, facts: dict[str, pa.RecordBatch]) -> dict[str, list[dict[str, Any]]]:
    """The records of each relation of a target, by the names of their columns."""
    program = parse(text)
    assert program.header is not None
    engine = open_engine("reference", program)
    for relation, batch in facts.items():
        engine.load(relation, batch)
    engine.evaluate()
    found = {}
    for relation, record_type in program.header.target_by_relation.items():
        batches = list(engine.read(relation))
        columns = [pa.concat_arrays(c) for c in zip(*(b.columns for b in batches), strict=True)]
        found[relation] = pa.Table.from_arrays(columns, list(record_type.columns)).to_pylist()
    engine.close()
    return found


@pytest.mark.server("neo4j")
def test_neo4j_gets_the_graph_that_the_program_gives() -> None:
    from live_nosql import cypher, neo4j_url

    days = pa.array([date(2020, 1, 31), date(1999, 12, 1)])
    facts = pa.RecordBatch.from_arrays([pa.array([1, 2], pa.int64()), days], ["k", "d"])
    rows = rows_of(GRAPH.strip(), {"in_T": facts})
    texts = {
        relation: [
            {key: str(cell) if isinstance(cell, date) else cell for key, cell in row.items()}
            for row in records
        ]
        for relation, records in rows.items()
    }
    url = neo4j_url()
    for statement in dynamite.export(parse(GRAPH.strip()), "cypher").split(";\n"):
        if statement.strip():
            cypher(url, statement, **texts)
    nodes = cypher(url, "MATCH (n) RETURN labels(n), n.k, toString(n.d) ORDER BY n.k")
    assert nodes == [
        [["Per`son"], record["k"], str(record["d"])]
        for record in sorted(rows["out_P"], key=lambda record: record["k"])
    ]
    edges = cypher(url, "MATCH (a)-[e]->(b) RETURN type(e), a.k, b.k ORDER BY a.k")
    assert edges == [["KNOWS", 1, 1], ["KNOWS", 2, 2]]


@pytest.mark.server("mongodb")
def test_mongodb_gives_what_the_program_gives() -> None:
    from live_nosql import mongodb, mongodb_url

    first = [{"k": 4, "s": "x"}, {"k": 4, "s": None}, {"k": 5}, {"k": 3, "s": "y"}, {"k": 6}]
    second = [{"k": 4, "t": "p"}, {"k": 4, "t": "q"}, {"k": 5, "t": "r"}, {"k": 3, "t": "s"}]
    texts = [{"value": row.get("s"), "absent": "s" not in row} for row in first]
    optional = pa.struct([("value", pa.string()), ("absent", pa.bool_())])
    rows = rows_of(
        DOCUMENTS.strip(),
        {
            "in_a": pa.RecordBatch.from_arrays(
                [
                    pa.array(range(len(first)), pa.int64()),
                    pa.array([row["k"] for row in first], pa.int64()),
                    pa.array(texts, optional),
                ],
                ["i", "k", "s"],
            ),
            "in_b": pa.RecordBatch.from_arrays(
                [
                    pa.array(range(len(second)), pa.int64()),
                    pa.array([row["k"] for row in second], pa.int64()),
                    pa.array([row["t"] for row in second]),
                ],
                ["i", "k", "t"],
            ),
        },
    )
    database = mongodb(mongodb_url())
    database["a"].insert_many(first)
    database["b"].insert_many(second)
    for step in json.loads(dynamite.export(parse(DOCUMENTS.strip()), "mongo")):
        database[step["collection"]].aggregate(step["pipeline"])
    found = [
        {key: value for key, value in document.items() if key != "_id"}
        for document in database["c"].find()
    ]
    expected = [
        {"t": record["t"]} | ({} if record["s"]["absent"] else {"s": record["s"]["value"]})
        for record in rows["out_c"]
    ]
    assert sorted(map(_ordered, found)) == sorted(map(_ordered, expected))
    assert len(found) == 5


def _ordered(document: dict[str, Any]) -> str:
    return json.dumps(document, sort_keys=True)
