"""The text of queries for DuckDB is what sqlglot's generator for DuckDB writes."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlglot import exp

from dynamite.engines.column_types import relations_of
from dynamite.engines.sql import Compiler
from dynamite.engines.sql_text import duckdb_text, is_known
from dynamite.language.check import check
from dynamite.language.text import parse

PROGRAMS = sorted((Path(__file__).parent / "cases/datalog").glob("*.dl"))


def queries(path: Path) -> list[exp.Query]:
    checked = check(parse(path.read_text(), path.name))
    number = {relation: n for n, relation in enumerate(relations_of(checked.program))}
    compiler = Compiler.of(
        checked.program, checked.strata, lambda relation: exp.table_(f"r{number[relation]}")
    )
    return [compiler.query(rule) for rules in compiler.by_head.values() for rule in rules]


@pytest.mark.parametrize("path", PROGRAMS, ids=lambda path: path.stem)
def test_a_query_has_the_text_that_sqlglot_gives_it(path: Path) -> None:
    for query in queries(path):
        assert duckdb_text(query.copy()) == query.sql("duckdb")


def test_most_queries_need_no_generator_but_ours() -> None:
    known = [is_known(query) for path in PROGRAMS for query in queries(path)]
    assert sum(known) > 0.8 * len(known)


@pytest.mark.parametrize(
    "sql",
    [
        exp.select("a").from_("t").order_by("a", "b DESC NULLS LAST"),
        exp.select(exp.Array(expressions=[exp.column("a"), exp.null()])),
        exp.select(exp.Array(expressions=[])),
        exp.cast(exp.null(), 'STRUCT("a b" BIGINT, c BLOB[])', dialect="duckdb"),
        exp.select(exp.Literal.string('it\'s \\ a "test"\n')).from_(exp.table_('a"b', quoted=True)),
        exp.delete("t"),
        exp.insert(exp.select("*").from_("s").where("a > 1 OR NOT b"), "t"),
    ],
    ids=lambda sql: sql.sql()[:30],
)
def test_what_is_special_to_duckdb_is_written_so(sql: exp.Expr) -> None:
    assert is_known(sql)
    assert duckdb_text(sql.copy()) == sql.sql("duckdb")


def test_an_unknown_node_or_type_is_sqlglots_to_write() -> None:
    for sql in (
        exp.IntDiv(this=exp.column("a"), expression=exp.column("b")),
        exp.cast(exp.column("a"), "HUGEINT", dialect="duckdb").transform(
            lambda node: (
                exp.DataType(this=exp.DType.UUID) if isinstance(node, exp.DataType) else node
            )
        ),
    ):
        assert not is_known(sql)
        assert duckdb_text(sql.copy()) == sql.sql("duckdb")
