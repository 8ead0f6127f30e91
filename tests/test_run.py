"""``run``: any Datalog program over files of facts, with every engine."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from dynamite.commands.run import run
from dynamite.errors import InputError

REACH = """
.decl edge(a: number, b: number)
.input edge
.decl reach(a: number, b: number)
.output reach
reach(a, b) :- edge(a, b).
reach(a, c) :- reach(a, b), edge(b, c).
"""

ENGINES = ("duckdb", "reference", "pydatalog")


@pytest.fixture
def place(tmp_path: Path) -> Path:
    (tmp_path / "facts").mkdir()
    (tmp_path / "facts" / "edge.facts").write_text("10\t2\n2\t3\n3\t10\n9\t10\n2\t3\n")
    (tmp_path / "p.dl").write_text(REACH)
    return tmp_path


def files(directory: Path) -> dict[str, str]:
    return {path.name: path.read_text() for path in directory.iterdir()}


@pytest.mark.parametrize("engine", ENGINES)
def test_every_engine_writes_the_same_sorted_files(place: Path, engine: str) -> None:
    (written,) = run(place / "p.dl", place / "facts", place / "out", engine=engine)
    assert (written.name, written.facts, written.path) == ("reach", 12, place / "out/reach.csv")
    rows = [(a, b) for a in (2, 3, 9, 10) for b in (2, 3, 10)]
    assert files(place / "out") == {"reach.csv": "a,b\n" + "".join(f"{a},{b}\n" for a, b in rows)}


@pytest.mark.parametrize("engine", ENGINES)
def test_nulls_are_copied_and_never_join(place: Path, engine: str) -> None:
    (place / "facts" / "t.csv").write_text('k,v\n1,\n2,""\n3,x\n,x\n')
    program = """
    .decl t(k: number, v: symbol)
    .input t
    .decl copied(k: number, v: symbol)
    .output copied
    .decl joined(k: number, v: symbol)
    .output joined
    copied(k, v) :- t(k, v).
    joined(k, v) :- t(k, v), t(_, v).
    """
    (place / "t.dl").write_text(program)
    run(place / "t.dl", place / "facts", place / "out", engine=engine)
    assert files(place / "out") == {
        "copied.csv": 'k,v\n,x\n1,\n2,""\n3,x\n',
        "joined.csv": 'k,v\n,x\n2,""\n3,x\n',
    }


@pytest.mark.parametrize("engine", ENGINES)
def test_invented_ids_are_written_as_text(place: Path, engine: str) -> None:
    program = """
    .decl edge(a: number, b: number)
    .input edge
    .type Id = Edge {a: number, b: number}
    .decl named(i: Id)
    .output named
    named($Edge(a, b)) :- edge(a, b), a > b.
    """
    (place / "ids.dl").write_text(program)
    run(place / "ids.dl", place / "facts", place / "out", engine=engine)
    assert files(place / "out") == {"named.csv": 'i\n"$Edge(10, 2)"\n'}


def test_a_program_with_a_header_reads_what_its_declarations_say(place: Path) -> None:
    program = """
    //@ source document
    //@ in_m {"collection": ["m"], "fields": {"x": "date?"}}
    //@ target relational
    //@ out_t {"table": ["t"], "columns": {"x": "date?"}}
    .type date <: symbol
    .decl in_m(id: number, x: date)
    .input in_m
    .decl out_t(x: date)
    .output out_t
    out_t(x) :- in_m(_, x).
    """
    (place / "h.dl").write_text("\n".join(line.strip() for line in program.splitlines()))
    (place / "facts" / "in_m.csv").write_text("_id,x\n1,2026-01-31\n2,\n")
    run(place / "h.dl", place / "facts", place / "out")
    assert files(place / "out") == {"out_t.csv": "x\n\n2026-01-31\n"}


def test_a_missing_facts_file_is_named_and_nothing_is_written(place: Path) -> None:
    (place / "facts" / "edge.facts").unlink()
    with pytest.raises(InputError, match=r"facts/edge.facts, .csv or .parquet: there is no file"):
        run(place / "p.dl", place / "facts", place / "out")
    assert not (place / "out").exists()


def test_a_missing_program_is_named(place: Path) -> None:
    with pytest.raises(InputError, match=r"q.dl: cannot read it: No such file or directory"):
        run(place / "q.dl", place / "facts", place / "out")


def test_an_output_directory_that_exists_keeps_its_other_files(place: Path) -> None:
    (place / "out").mkdir()
    (place / "out" / "notes.txt").write_text("mine")
    (place / "out" / "reach.csv").write_text("old")
    run(place / "p.dl", place / "facts", place / "out")
    found = files(place / "out")
    assert found.keys() == {"notes.txt", "reach.csv"}
    assert found["reach.csv"].startswith("a,b\n2,2\n")


def test_a_failed_run_leaves_the_old_files(place: Path) -> None:
    (place / "out").mkdir()
    (place / "out" / "reach.csv").write_text("old")
    bad = REACH + '.decl s(x: symbol)\n.output s(IO="file")\ns("a\\tb").\n'
    (place / "p.dl").write_text(bad)
    with pytest.raises(InputError, match="a value of s has a line end or the delimiter"):
        run(place / "p.dl", place / "facts", place / "out")
    assert files(place / "out") == {"reach.csv": "old"}


def test_two_relations_for_one_file_are_refused(place: Path) -> None:
    two = REACH + '.decl s(x: number)\n.output s(filename="reach.csv")\ns(1).\n'
    (place / "p.dl").write_text(two)
    with pytest.raises(InputError, match=r"two relations are written to reach.csv"):
        run(place / "p.dl", place / "facts", place / "out")


def test_a_program_without_output_is_refused(place: Path) -> None:
    (place / "p.dl").write_text(".decl p(x: number)\np(1).\n")
    with pytest.raises(InputError, match=r"the program has no .output"):
        run(place / "p.dl", place / "facts", place / "out")


IDS = """
.type List = [head: symbol, tail: List]
.type Tree = Leaf {} | Node {left: Tree, n: number, right: Tree}
.decl p(l: List, t: Tree)
.input p
.output p(rfc4180=true, delimiter="\t")
.decl n(n: number)
.output n
n(n) :- p([_, nil], $Node(_, n, _)).
"""


@pytest.mark.parametrize("engine", ENGINES)
def test_records_and_algebraic_types_are_read_and_written(place: Path, engine: str) -> None:
    (place / "p.dl").write_text(IDS)
    facts = '[a b, nil]\t$Node($Leaf, 7, $Node($Leaf(), -0x1F, $Leaf))\n["x, ]", nil]\t$Leaf\n'
    (place / "facts" / "p.facts").write_text(facts)
    run(place / "p.dl", place / "facts", place / "out", engine=engine)
    assert files(place / "out") == {
        "n.csv": "n\n7\n",
        "p.csv": '"[""x, ]"", nil]"\t"$Leaf"\n'
        '"[a b, nil]"\t"$Node($Leaf, 7, $Node($Leaf, -31, $Leaf))"\n',
    }


@pytest.mark.parametrize(
    ("fact", "problem"),
    [
        ("[a]\t$Leaf", r"no , at character 3"),
        ("[a, nil]\t$Root", r"is no Tree"),
        ("[a, nil]\t$Node($Leaf, x, $Leaf)", r'"x" is a string, not an int'),
        ("[a, nil] b\t$Leaf", r"goes on after its end"),
        ("$Leaf\t$Leaf", r"is no record of type List"),
        ("[a, nil\t$Leaf", r"has no \] at character 8"),
    ],
)
def test_an_id_that_is_none_of_its_type_is_named(place: Path, fact: str, problem: str) -> None:
    (place / "p.dl").write_text(IDS)
    (place / "facts" / "p.facts").write_text(f"[a, nil]\t$Leaf\n{fact}\n")
    with pytest.raises(InputError, match=rf"p.facts: record 2: .*{problem}"):
        run(place / "p.dl", place / "facts", place / "out")


def test_unsigned_facts_are_not_below_0(place: Path) -> None:
    (place / "p.dl").write_text(".decl p(x: unsigned) .input p .printsize p")
    (place / "facts" / "p.facts").write_text("1\n-1\n")
    with pytest.raises(InputError, match=r"p.facts: record 2, x: -1 is below 0, and unsigned"):
        run(place / "p.dl", place / "facts", place / "out")


def test_sizes_and_facts_are_shown_where_the_program_wants_it(place: Path) -> None:
    (place / "p.dl").write_text(REACH + ".printsize edge\n.output edge(IO=stdout)\n")
    *_, table, size = run(place / "p.dl", place / "facts", place / "out")
    assert (size.path, size.shown) == (None, "edge\t4\n")
    line = "=" * 15
    rows = "2\t3\n3\t10\n9\t10\n10\t2\n"
    assert table.shown == f"{'-' * 15}\nedge\na\tb\n{line}\n{rows}{line}\n"


def test_one_database_holds_several_relations_and_keeps_its_other_tables(place: Path) -> None:
    (place / "out").mkdir()
    with closing(sqlite3.connect(place / "out" / "r.db")) as connection:
        connection.execute("CREATE TABLE kept (x)")
    to = '(IO=sqlite, dbname="r.db")'
    (place / "p.dl").write_text(
        REACH.replace(".output reach", f".output reach{to} .output edge{to}")
    )
    run(place / "p.dl", place / "facts", place / "out")
    with closing(sqlite3.connect(place / "out" / "r.db")) as connection:
        assert connection.execute("SELECT * FROM edge ORDER BY a, b").fetchall() == [
            (2, 3), (3, 10), (9, 10), (10, 2),
        ]  # fmt: skip
        assert connection.execute("SELECT count(*) FROM reach").fetchone() == (12,)
        assert connection.execute("SELECT count(*) FROM kept").fetchone() == (0,)
