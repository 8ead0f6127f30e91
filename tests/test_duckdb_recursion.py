"""Recursion in the database, as one query and in rounds, derives what the reference derives."""

from __future__ import annotations

from collections import Counter

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dynamite.engines import open_engine
from dynamite.engines.interface import EngineOptions
from dynamite.language.text import parse

START = """
.decl edge(x: number, y: number)
.decl out(x: number, y: number)
.input edge
.output out
"""

PROGRAMS = {
    "closure": "out(x, y) :- edge(x, y).\nout(x, z) :- out(x, y), edge(y, z).",
    "closure from the left": "out(x, y) :- edge(x, y).\nout(x, z) :- edge(x, y), out(y, z).",
    "same generation": "out(x, y) :- edge(p, x), edge(p, y).\n"
    "out(x, y) :- edge(a, x), out(a, b), edge(b, y).",
    "both ways": "out(x, y) :- edge(x, y).\nout(y, x) :- out(x, y).\n"
    "out(x, z) :- out(x, y), edge(y, z), x != z.",
    "two recursive atoms": "out(x, y) :- edge(x, y).\nout(x, z) :- out(x, y), out(y, z).",
    "mutual": ".decl odd(x: number, y: number)\nodd(x, y) :- edge(x, y).\n"
    "odd(x, z) :- out(x, y), edge(y, z).\nout(x, z) :- odd(x, y), edge(y, z).",
    "with a negation": "out(x, y) :- edge(x, y), !edge(y, x).\n"
    "out(x, z) :- out(x, y), edge(y, z), !edge(z, y).",
    "with an aggregate": "out(x, y) :- edge(x, y).\n"
    "out(x, z) :- out(x, y), z = max w : { edge(y, w) }.",
    "of nulls": "out(x, nil) :- edge(x, _).\nout(y, nil) :- out(x, nil), edge(x, y).",
    "counted": "out(x, 0) :- edge(x, _).\nout(x, n + 1) :- out(x, n), n < 4.",
    "no start": "out(x, y) :- out(y, x), edge(x, y).",
    "a fact": "out(1, 2).\nout(y, x) :- out(x, y).",
}


def derived(engine: str, text: str, edges: list[tuple[int, int]], memory: int | None) -> Counter:
    opened = open_engine(engine, parse(START + text, "p.dl"), EngineOptions(memory, threads=1))
    columns = [pa.array(column, pa.int64()) for column in zip(*edges, strict=True)]
    try:
        if edges:
            opened.load("edge", pa.RecordBatch.from_arrays(columns, ["x", "y"]))
        opened.evaluate()
        rows = (row for batch in opened.read("out") for row in batch.to_pylist())
        return Counter(tuple(row.values()) for row in rows)
    finally:
        opened.close()


@pytest.mark.parametrize("memory", [None, 1 << 28], ids=["unbounded", "bounded"])
@pytest.mark.parametrize("name", PROGRAMS)
@settings(max_examples=4, deadline=None)
@given(edges=st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), max_size=14))
def test_recursion_derives_what_the_reference_derives(
    name: str, memory: int | None, edges: list[tuple[int, int]]
) -> None:
    expected = derived("reference", PROGRAMS[name], edges, None)
    assert derived("duckdb", PROGRAMS[name], edges, memory) == expected


def test_a_relation_without_attributes_may_be_recursive() -> None:
    text = (
        ".decl go()\n.decl edge(x: number)\n.input edge\n.output go\n"
        "go() :- edge(_).\ngo() :- go()."
    )
    with_one = open_engine("duckdb", parse(text, "p.dl"))
    with_one.load("edge", pa.record_batch({"x": pa.array([7], pa.int64())}))
    with_one.evaluate()
    assert with_one.count("go") == 1
    with_one.close()


def test_a_long_chain_ends() -> None:
    edges = [(n, n + 1) for n in range(600)]
    found = derived("duckdb", PROGRAMS["closure"], edges, None)
    assert len(found) == 600 * 601 // 2
