"""The pydatalog engine: what pyDatalog by itself would get wrong, and what is refused."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pytest
from pyDatalog import pyDatalog

from dynamite.engines.interface import EngineOptions
from dynamite.engines.pydatalog import PyDatalogEngine
from dynamite.errors import InputError, MigrationError
from dynamite.language.text import parse


def run(text: str, **facts: list[tuple[Any, ...]]) -> PyDatalogEngine:
    engine = PyDatalogEngine(parse(text), EngineOptions())
    for relation, rows in facts.items():
        columns = [pa.array(column) for column in zip(*rows, strict=True)]
        engine.load(relation, pa.record_batch(columns, [f"c{n}" for n in range(len(columns))]))
    engine.evaluate()
    return engine


def rows(engine: PyDatalogEngine, relation: str) -> list[tuple[Any, ...]]:
    return [tuple(row.values()) for batch in engine.read(relation) for row in batch.to_pylist()]


def test_floats_are_not_rounded() -> None:
    engine = run(
        """
        .decl p(x: float) .input p
        .decl q(x: float, y: float)
        q(x, x + x) :- p(x).
        """,
        p=[(0.1234567890123,), (0.1234567890124,)],
    )
    assert rows(engine, "q") == [
        (0.1234567890123, 0.2469135780246),
        (0.1234567890124, 0.2469135780248),
    ]


def test_nulls_are_copied_and_never_join() -> None:
    engine = run(
        """
        .decl p(x: number, y: number) .input p
        .decl copied(x: number)
        .decl joined(x: number)
        .decl unmatched(y: number)
        copied(y) :- p(_, y).
        joined(x) :- p(x, y), p(_, y).
        unmatched(y) :- p(_, y), !p(y, _).
        """,
        p=[(1, None), (2, 1), (3, None)],
    )
    assert rows(engine, "copied") == [(None,), (1,)]
    assert rows(engine, "joined") == [(2,)]
    assert rows(engine, "unmatched") == [(None,)]


def test_relations_may_use_each_other() -> None:
    engine = run(
        """
        .decl e(x: number, y: number) .input e
        .decl odd(x: number, y: number)
        .decl even(x: number, y: number)
        odd(x, y) :- e(x, y).
        odd(x, z) :- even(x, y), e(y, z).
        even(x, z) :- odd(x, y), e(y, z).
        """,
        e=[(1, 2), (2, 3), (3, 1)],
    )
    everything = [(x, y) for x in (1, 2, 3) for y in (1, 2, 3)]
    assert rows(engine, "odd") == rows(engine, "even") == everything


def test_ids_are_terms_that_rules_take_apart() -> None:
    engine = run(
        """
        .type Id = A {x: number} | B {id: Id0}
        .type Id0 = C {s: symbol}
        .decl p(x: number, s: symbol) .input p
        .decl id(i: Id)
        .decl part(x: number)
        id($A(x)) :- p(x, _).
        id($B($C(s))) :- p(_, s).
        part(x) :- id($A(x)), x != nil.
        """,
        p=[(1, "a:b"), (None, None)],
    )
    assert rows(engine, "id") == [
        ("$A(null)",),
        ("$A(1)",),
        ("$B($C(null))",),
        ("$B($C(a:b))",),
    ]
    assert rows(engine, "part") == [(1,)]


def test_a_functor_fails_only_where_the_whole_body_holds() -> None:
    text = """
        .decl p(x: number, y: number) .input p
        .decl q(z: number)
        q(x / y) :- p(x, y), y != 0.
        """
    assert rows(run(text, p=[(6, 3), (1, 0)]), "q") == [(2,)]
    with pytest.raises(MigrationError, match=r"^/ of 1, 0: division by zero"):
        run(text.replace(", y != 0", ""), p=[(6, 3), (1, 0)])
    with pytest.raises(MigrationError, match=r"^/ of 1, 0: division by zero"):
        run(text.replace("q(x / y)", "q(x)").replace("y != 0", "x / y > 1"), p=[(1, 0)])


def test_aggregates_count_each_match_of_their_group() -> None:
    engine = run(
        """
        .decl p(g: number, x: number) .input p
        .decl q(g: number, n: number, s: number)
        q(g, n, s) :- p(g, _), n = count : { p(g, _) }, s = sum x : { p(g, x) }.
        """,
        p=[(1, 5), (1, 6), (2, None), (None, 7)],
    )
    assert rows(engine, "q") == [(None, 0, 0), (1, 2, 11), (2, 1, 0)]


def test_an_aggregate_that_does_not_bind_its_groups_is_refused_by_name() -> None:
    text = """
        .decl p(x: number) .input p
        .decl q(x: number, n: number)
        q(x, n) :- p(x), n = count : { p(y), y < x }.
        """
    with pytest.raises(
        InputError, match=r"rule for q: the pydatalog engine cannot express .*variable x"
    ):
        run(text)


def test_pydatalogs_own_database_is_left_as_it_was() -> None:
    pyDatalog.clear()
    pyDatalog.assert_fact("r0", 42)
    run(
        """
        .decl p(x: number) .input p
        .decl q(x: number)
        q(x) :- p(x).
        """,
        p=[(1,)],
    )
    assert pyDatalog.ask("r0(X)").answers == [(42,)]
    pyDatalog.clear()
