"""Exported programs: run on the real engine of the language, they give what the program gives."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import duckdb
import pytest

import dynamite
from dynamite.engines import open_engine
from dynamite.engines.interface import EngineOptions
from dynamite.errors import InputError
from dynamite.language.text import parse
from dynamite.values import skolem_text, term_text

CONFORMANCE = Path(__file__).with_name("conformance")
PROGRAMS = sorted(path.with_suffix(".dl") for path in CONFORMANCE.glob("*/*.out"))
LEAST = {"sqlite": 90, "duckdb": 95}
"""How many of these programs SQL can say at least."""


def derived(text: str) -> dict[str, list[tuple[Any, ...]]]:
    """What the reference engine derives."""
    with closing(open_engine("reference", parse(text), EngineOptions())) as engine:
        engine.evaluate()
        return {
            relation: sorted(
                tuple(row.values()) for batch in engine.read(relation) for row in batch.to_pylist()
            )
            for relation, declaration in parse(text).declarations.items()
            if declaration.attributes
        }


def on_sqlite(sql: str, relations: list[str]) -> dict[str, list[tuple[Any, ...]]]:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.executescript(sql)
        return {r: sorted(connection.execute(f'SELECT * FROM "{r}"').fetchall()) for r in relations}


def on_duckdb(sql: str, relations: list[str]) -> dict[str, list[tuple[Any, ...]]]:
    with closing(duckdb.connect()) as connection:
        connection.execute(sql)
        return {r: sorted(connection.execute(f'SELECT * FROM "{r}"').fetchall()) for r in relations}


ENGINES: dict[str, Callable[[str, list[str]], dict[str, list[tuple[Any, ...]]]]] = {
    "sqlite": on_sqlite,
    "duckdb": on_duckdb,
}


def has_ids(text: str) -> bool:
    return "{" in re.sub(r": *\{", "", text)


@pytest.mark.parametrize("dialect", ENGINES)
def test_sql_gives_what_the_program_gives(dialect: str) -> None:
    compared = 0
    for path in PROGRAMS:
        text = path.read_text()
        try:
            sql = dynamite.export(parse(text), "sql", dialect=dialect)
        except InputError as refusal:
            assert f"cannot be exported to SQL of {dialect}" in str(refusal), path
            continue
        expected = derived(text)
        if not has_ids(text):
            assert ENGINES[dialect](sql, list(expected)) == expected, path.name
            compared += 1
    assert compared >= LEAST[dialect]


@pytest.mark.parametrize("dialect", ["postgres", "mysql", "spark"])
def test_every_dialect_says_most_programs(dialect: str) -> None:
    said = 0
    for path in PROGRAMS:
        try:
            said += bool(dynamite.export(parse(path.read_text()), "sql", dialect=dialect))
        except InputError as refusal:
            assert f"cannot be exported to SQL of {dialect}" in str(refusal), path
    assert said >= 85


TABLES = """
//@ source relational
//@ in_T {"table": ["T t"], "columns": {"k": "int", "s \\"x\\"": "string?"}, "primary_key": ["k"]}
//@ target relational
//@ out_U {"table": ["U"], "columns": {"id": "int", "s": "string?"}}
.decl in_T(k: number, s: symbol)
.decl out_U(id: number, s: symbol)
out_U(k, s) :- in_T(k, s), k > 1.
out_U(k, "none") :- in_T(k, nil).
out_U(k + 10, s) :- in_T(k, s), in_T(_, s), !in_T(9, s).
"""
ROWS = [(1, "a"), (2, None), (3, "a"), (4, "b'\\")]


def test_tables_and_columns_have_the_names_of_the_header() -> None:
    sql = dynamite.export(parse(TABLES.strip()), "sql", dialect="sqlite")
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute('CREATE TABLE "T t" (k INTEGER, "s ""x""" TEXT)')
        connection.executemany('INSERT INTO "T t" VALUES (?, ?)', ROWS)
        connection.executescript(sql)
        found = set(connection.execute('SELECT id, s FROM "out_U"').fetchall())
    assert found == {
        (2, None), (3, "a"), (4, "b'\\"), (2, "none"), (11, "a"), (13, "a"), (14, "b'\\"),
    }  # fmt: skip


def test_ids_are_the_texts_that_stores_have() -> None:
    text = """
    .type Id = A {n: number, s: symbol}
    .decl p(n: number, s: symbol)
    p(1, "a:b"). p(2, "\\\\").
    .decl q(i: Id)
    q($A(n, s)) :- p(n, s).
    """
    (one, two) = on_sqlite(dynamite.export(parse(text), "sql", dialect="sqlite"), ["q"])["q"]
    assert [one[0], two[0]] == ["A:1:a\\:b", "A:2:\\\\"]
    with closing(open_engine("reference", parse(text), EngineOptions())) as engine:
        engine.evaluate()
        ids = engine._evaluation.facts["q"].rows  # type: ignore[attr-defined]  # the ids themselves
        assert sorted(skolem_text(i) for (i,) in ids) == [one[0], two[0]]
        assert all(term_text(i).startswith("$A(") for (i,) in ids)


@pytest.mark.parametrize(
    ("program", "dialect", "problem"),
    [
        ("p(x) :- q(x), x = 2 ^ 3.", "postgres", r"the functor \^ cannot be exported to SQL of p"),
        ('p(x) :- q(x), match("a", "a").', "sqlite", "match cannot be exported"),
        ("p(x) :- p(y), q(x), p(x).", "duckdb", "the recursion of p, which is not linear, cannot"),
        ("p(x) :- r(x). r(x) :- p(x).", "sqlite", "the mutual recursion of p, r cannot"),
        ("p(x) :- p(x), q(x).", "spark", "the recursion of p cannot be exported"),
        ("q(x) :- r(x).", "duckdb", "q, which is both loaded and derived, cannot"),
        ("p(x) :- q(x).", "oracle", "there is no dialect 'oracle'; the dialects are: postgres"),
    ],
)
def test_what_sql_cannot_say_is_refused_by_name(program: str, dialect: str, problem: str) -> None:
    text = ".decl p(x: number) .decl q(x: number) .input q .decl r(x: number) " + program
    with pytest.raises(InputError, match=problem):
        dynamite.export(parse(text), "sql", dialect=dialect)


def test_a_dialect_goes_with_sql() -> None:
    with pytest.raises(InputError, match="an export to sql needs a dialect"):
        dynamite.export(parse(".decl p(x: number)"), "sql")
    with pytest.raises(InputError, match="an export to souffle has no dialects"):
        dynamite.export(parse(".decl p(x: number)"), "souffle", dialect="sqlite")
    with pytest.raises(InputError, match="there is no export to 'prolog'"):
        dynamite.export(parse(".decl p(x: number)"), "prolog")


# Soufflé


def test_souffle_gets_the_program_without_its_header() -> None:
    text = TABLES.strip().replace("in_T(k, nil)", 'in_T(k, "")')
    exported = dynamite.export(parse(text), "souffle")
    assert "//@" not in exported
    assert parse(exported).rules == parse(text).rules


def test_souffle_reads_and_writes_the_same_files() -> None:
    text = ".decl p(x: number)\n.input p\n.output p\n"
    exported = dynamite.export(parse(text), "souffle")
    assert '.input p(filename="p.facts")\n' in exported
    parameters = 'filename="p.csv", delimiter=",", headers="true", rfc4180="true"'
    assert f".output p({parameters})\n" in exported


@pytest.mark.parametrize(
    ("program", "problem"),
    [
        (".decl p(x: number) p(nil).", "fact of p: null cannot be exported to Soufflé"),
        (".type date <: symbol .decl p(x: date)", "a date, as relation p has it, cannot"),
        (".decl p(x: symbol) p(@nullify(x)) :- p(x).", "the functor @nullify cannot"),
        (".type T = A {} .decl p(x: T) p($B).", r"\$B, which no .type declares, cannot"),
    ],
)
def test_what_souffle_lacks_is_refused_by_name(program: str, problem: str) -> None:
    with pytest.raises(InputError, match=problem):
        dynamite.export(parse(program), "souffle")


def test_the_nil_of_a_record_is_souffles() -> None:
    text = ".type L = [x: number, y: L]\n.decl p(x: L)\np([1, nil]).\n"
    assert parse(dynamite.export(parse(text), "souffle")) == parse(text)


# Graphs and documents

GRAPH = """
//@ source relational
//@ in_T {"table": ["T"], "columns": {"k": "int", "d": "date"}}
//@ target graph
//@ out_P {"node": ["Per`son"], "properties": {"k": "int", "d": "date"}}
//@ out_K {"edge": ["KNOWS"], "from": "Per`son", "to": "Per`son", "properties": {}}
.type date <: symbol
.type Id = P {k: number}
.decl in_T(k: number, d: date)
.decl out_P(i: Id, k: number, d: date)
.decl out_K(i: Id, s: Id, e: Id)
out_P($P(k), k, d) :- in_T(k, d).
out_K($P(k), $P(k), $P(k)) :- in_T(k, _).
"""


def test_cypher_loads_nodes_before_edges() -> None:
    statements = dynamite.export(parse(GRAPH.strip()), "cypher").split(";\n")
    assert statements[1] == (
        "UNWIND $`out_P` AS row\n"
        "MERGE (n:_Loading {_id: row._id})\n"
        "SET n:`Per``son`, n += {`k`: row.`k`, `d`: date(row.`d`)}"
    )
    assert statements[2] == (
        "UNWIND $`out_K` AS row\n"
        "MATCH (a:_Loading {_id: row._start})\n"
        "MATCH (b:_Loading {_id: row._end})\n"
        "CREATE (a)-[:`KNOWS`]->(b)"
    )
    assert statements[-2] == "MATCH (n:_Loading) REMOVE n:_Loading"


def test_cypher_is_for_graphs() -> None:
    with pytest.raises(InputError, match="whose target is no graph cannot be exported to Cypher"):
        dynamite.export(parse(TABLES.strip()), "cypher")


DOCUMENTS = """
//@ source document
//@ in_a {"collection": ["a"], "fields": {"k": "int", "s": "string?"}}
//@ in_b {"collection": ["b"], "fields": {"k": "int", "t": "string"}}
//@ target document
//@ out_c {"collection": ["c"], "fields": {"s": "string?", "t": "string"}}
.type Id = C {s: symbol}
.decl in_a(i: number, k: number, s: symbol)
.decl in_b(i: number, k: number, t: symbol)
.decl out_c(i: Id, s: symbol, t: symbol)
out_c($C(t), s, t) :- in_a(_, k, s), in_b(_, k, t), k > 3.
"""


def test_a_join_is_a_lookup() -> None:
    (found,) = json.loads(dynamite.export(parse(DOCUMENTS.strip()), "mongo"))
    assert (found["collection"], found["into"]) == ("a", "c")
    stages = [next(iter(stage)) for stage in found["pipeline"]]
    assert stages == [
        "$replaceRoot", "$lookup", "$unwind", "$match", "$project", "$group", "$replaceRoot",
        "$out",
    ]  # fmt: skip
    lookup = found["pipeline"][1]["$lookup"]
    assert (lookup["from"], lookup["let"]) == ("b", {"v0": "$t0.k"})
    assert found["pipeline"][4]["$project"] == {"_id": 0, "s": "$t0.s", "t": "$t1.t"}


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("k > 3", "!in_b(_, k, s)", "negation, an aggregate or an id taken apart cannot"),
        ("k > 3", "n = count : { in_b(_, _, _) }", "negation, an aggregate"),
        ("k > 3", 'match("a", s)', "match cannot be exported to a pipeline"),
        ("k > 3", "k * 2 > 3", r"\* of integers cannot be exported"),
    ],
)
def test_what_a_pipeline_cannot_say_is_refused_by_name(old: str, new: str, problem: str) -> None:
    with pytest.raises(InputError, match=problem):
        dynamite.export(parse(DOCUMENTS.strip().replace(old, new)), "mongo")


def test_a_nested_target_is_no_pipeline() -> None:
    with pytest.raises(InputError, match="Per`son, which is neither a table nor a collection"):
        dynamite.export(parse(GRAPH.strip()), "mongo")
