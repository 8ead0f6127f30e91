"""The spark engine on two cores of this machine; the cases of ``test_cases.py`` run there too."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from pathlib import Path

import pyarrow as pa
import pytest

from benchmarks.engines import outcome, valid_cases
from benchmarks.random_programs import Case
from dynamite import migrate, run
from dynamite.columnar import to_batch
from dynamite.engines import open_engine
from dynamite.engines.interface import EngineOptions
from dynamite.errors import InputError, MigrationError
from dynamite.language.text import parse
from dynamite.schema import Key, Schema
from dynamite.stores import open_store
from dynamite.values import Json

pytestmark = [pytest.mark.spark, pytest.mark.usefixtures("local_spark")]

COLUMNS = (
    '{"name": "string", "pay": "decimal?", "born": "date?", "photo": "bytes?", "more": "json?",'
    ' "seen": "datetime?", "x": "float?"}'
)
COPY = f"""\
//@ source relational
//@ in_person {{"table": ["person"], "columns": {COLUMNS}}}
//@ target relational
//@ out_one {{"table": ["one"], "columns": {COLUMNS}}}
.type decimal <: symbol
.type date <: symbol
.type bytes <: symbol
.type json <: symbol
.type datetime <: symbol
.decl in_person(n: symbol, p: decimal, b: date, f: bytes, m: json, s: datetime, x: float)
.decl out_one(n: symbol, p: decimal, b: date, f: bytes, m: json, s: datetime, x: float)
.input in_person
.output out_one
out_one(n, p, b, f, m, s, x) :- in_person(n, p, b, f, m, s, x).
"""
ADA = (
    "Ada",
    Decimal("12345678901234567890.5"),
    date(1815, 12, 10),
    b"\x00\xff",
    Json('{"k":[1,null]}'),
    datetime(2020, 1, 31, 10, 0, 0, 500_000),
    0.1,
)
"""Values that lose something in the wrong type."""


CASES = tuple(islice(valid_cases(), 10))


@pytest.mark.parametrize("case", [case for _, case in CASES], ids=[f"{s}" for s, _ in CASES])
def test_a_random_program_gives_what_the_reference_gives(case: Case) -> None:
    assert outcome("spark", case) == outcome("reference", case)


def evaluated(program: str, **facts: pa.RecordBatch) -> dict[str, list[tuple[object, ...]]]:
    parsed = parse(program)
    with closing(open_engine("spark", parsed, EngineOptions())) as engine:
        for relation, batch in facts.items():
            engine.load(relation, batch)
        engine.evaluate()
        return {
            relation: [
                tuple(row.values()) for batch in engine.read(relation) for row in batch.to_pylist()
            ]
            for relation in parsed.outputs
        }


def test_an_overflow_names_the_operator_and_its_operands() -> None:
    program = ".decl a(x: number)\n.decl b(x: number)\n.output b\na(9223372036854775807).\n"
    with pytest.raises(MigrationError, match=r"\+ of 9223372036854775807, 1: .*64 bits"):
        evaluated(program + "b(x + 1) :- a(x).")


def test_an_aggregate_that_looks_two_levels_out_is_refused_by_name() -> None:
    program = (
        ".decl a(x: number)\n.decl b(x: number, n: number)\n.output b\na(1).\n"
        "b(x, n) :- a(x), n = count : { a(y), !b0(x, y) }.\n"
        ".decl b0(x: number, y: number)\nb0(1, 2).\n"
    )
    with pytest.raises(
        InputError, match="spark engine cannot express an aggregate with a negation"
    ):
        evaluated(program)


def test_a_pattern_means_what_it_means_to_the_other_engines() -> None:
    program = (
        ".decl a(x: symbol)\n.decl b(x: symbol)\n.output b\n"
        'a("a.c"). a("abc"). a("[a&&b]"). a("a\\nc").\n'
        'b(x) :- a(x), match("a.c", x).\nb(x) :- a(x), match("[[]a&&b]", x).'
    )
    assert evaluated(program)["b"] == [("[a&&b]",), ("a.c",), ("abc",)]


def test_rounds_are_kept_in_the_checkpoint_directory_where_there_is_one(tmp_path: Path) -> None:
    from pyspark.sql import SparkSession

    active = SparkSession.getActiveSession()
    assert active is not None
    active.sparkContext.setCheckpointDir(str(tmp_path / "rounds"))
    try:
        (tmp_path / "p.dl").write_text(
            ".decl e(a: number, b: number)\ne(1, 2). e(2, 3).\n.output e\n"
            "e(a, c) :- e(a, b), e(b, c).\n"
        )
        run(tmp_path / "p.dl", tmp_path, tmp_path / "out", engine="spark")
        assert (tmp_path / "out" / "e.csv").read_text().split() == ["a,b", "1,2", "1,3", "2,3"]
        assert list((tmp_path / "rounds").rglob("part-*"))
    finally:
        active.sparkContext._jsc.sc().setCheckpointDir(str(tmp_path / "others"))


class OnePerson:
    """The content of the table: Ada, and a record that is null wherever it may be."""

    def __init__(self, schema: Schema) -> None:
        self._batch = to_batch(schema[("person",)], [ADA, ("Bob", *[None] * 6)])

    def flat(self, key: Key) -> Iterator[pa.RecordBatch]:
        yield self._batch

    def nested(self, key: Key) -> Iterator[pa.RecordBatch]:
        raise AssertionError("a table is flat")


@pytest.mark.parametrize("kind", ["csv", "parquet", "sqlite"])
def test_values_of_all_types_come_through_executors_as_through_duckdb(
    kind: str, tmp_path: Path
) -> None:
    program = parse(COPY)
    assert program.header is not None
    schema = program.header.source
    url = f"sqlite:///{tmp_path}/s.db" if kind == "sqlite" else f"{kind}:{tmp_path}/source"
    with closing(open_store(url)) as store:
        store.write(schema, OnePerson(schema), "fail")
    if kind != "sqlite":
        file = tmp_path / "source" / f"person.{kind}"
        part = file.rename(tmp_path / "source" / "part")
        file.mkdir()
        part.rename(file / f"part-00000.{kind}")
    for engine in ("duckdb", "spark"):
        report = migrate(program, url, f"csv:{tmp_path / engine}", engine=engine)
        assert [source.read for source in report.sources] == [2]
    (one,) = (tmp_path / "spark" / "one.csv").iterdir()
    assert one.read_text() == (tmp_path / "duckdb" / "one.csv").read_text()
    assert "12345678901234567890.5" in one.read_text()
