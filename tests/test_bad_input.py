"""What a hostile or clumsy user may do: one line on stderr, a status, and nothing changed.

``cases/errors/cli`` holds most of it as files to read, see ``command_cases``; here is what needs
more than files: signals, limits of the system, other programs, and input too large to be written
out.
"""

from __future__ import annotations

import json
import os
import pty
import random
import resource
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from command_cases import Answer, CommandCase, read_cases, rewrite

import dynamite
from dynamite.cli import main

ROOT = Path(dynamite.__file__).parent.parent
CASES = [
    case
    for file in sorted((Path(__file__).parent / "cases" / "errors" / "cli").glob("*.txt"))
    for case in read_cases(file)
]


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    return tmp_path


def tree(directory: Path) -> dict[str, bytes | None]:
    """Every file below a directory with its bytes, and every directory."""
    return {
        str(path.relative_to(directory)): path.read_bytes() if path.is_file() else None
        for path in directory.rglob("*")
    }


COMMAND = (sys.executable, "-m", "dynamite")


def in_a_process(arguments: Sequence[str], **options: Any) -> tuple[str, Answer]:
    """What a command line in a process of its own prints, and what it answers."""
    done = subprocess.run(
        [*COMMAND, *arguments], capture_output=True, text=True, timeout=60, **options
    )
    return done.stdout, (done.returncode, done.stderr)


def from_a_shell(script: str) -> Answer:
    """What a line of the shell answers, where ``dynamite`` is the command line."""
    function = f'dynamite() {{ "{sys.executable}" -m dynamite "$@"; }}\n'
    done = subprocess.run(
        ["bash", "-c", f"set -o pipefail\n{function}{script}"],
        capture_output=True,
        text=True,
        timeout=60,
    )
    return done.returncode, done.stderr


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.file.stem}: {case.claim}")
def test_bad_input_is_one_line_and_changes_nothing(
    case: CommandCase, place: Path, capsys: pytest.CaptureFixture[str], update_cases: bool
) -> None:
    for file in case.files:
        file.write(place)
    before = tree(place)
    if case.number % 9 == 0:
        out, answer = in_a_process(case.arguments)
    else:
        status = main(case.arguments)
        out, err = capsys.readouterr()
        answer = (status, err)
    if update_cases:
        rewrite(case, answer)
    assert answer == case.answer
    assert answer[0] != 0
    # One line, and where nothing fits, notes of what else is known.
    lines = [line for line in answer[1].splitlines() if not line.startswith("note: ")]
    assert (out, len(lines)) == ("", 1)
    assert tree(place) == before


def test_the_cases_are_many_and_each_claims_something_else() -> None:
    claims = [(case.file, case.claim) for case in CASES]
    assert len(set(claims)) == len(claims) >= 60


# --- what is odd and works ---------------------------------------------------------------------

RUN = ".decl A(x: number)\n.input A\n.decl B(x: number)\n.output B\nB(x) :- A(x).\n"


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_line_ends_and_a_byte_order_mark_are_no_matter(
    place: Path, capsys: pytest.CaptureFixture[str], mark: str, line_end: str
) -> None:
    (place / "p.dl").write_bytes((mark + RUN).replace("\n", line_end).encode())
    (place / "A.facts").write_text("1\n")
    assert main(["run", "p.dl", "--facts", ".", "--output", "out"]) == 0
    assert capsys.readouterr() == ("", "B: 1 facts in out/B.csv\n")


def test_an_examples_file_may_begin_with_a_byte_order_mark(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    example = {"data": {"A": [{"id": 1, "n": "é"}, {"id": 2, "n": "y"}]}}
    text = json.dumps({"source": example, "target": example}, ensure_ascii=False)
    (place / "ex.json").write_bytes(f"\ufeff{text}".replace(": ", ":\r\n").encode())
    assert main(["synth", "--examples", "ex.json", "-o", "p.dl"]) == 0


def test_source_relations_whose_names_differ_by_case_alone_stay_apart(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = {"A": [{"id": 1, "n": "x"}, {"id": 2, "n": "y"}], "a": [{"id": 5}, {"id": 6}]}
    target = {"Upper": [{"n": "x"}, {"n": "y"}], "Lower": [{"id": 5}, {"id": 6}]}
    example = {"source": {"data": source}, "target": {"data": target}}
    (place / "ex.json").write_text(json.dumps(example))
    (place / "old").mkdir()
    (place / "old" / "A.csv").write_text("id,n\n7,p\n8,q\n")
    (place / "old" / "a.csv").write_text("id\n9\n")
    assert main(["synth", "--examples", "ex.json", "-o", "p.dl"]) == 0
    for engine in ("duckdb", "reference"):
        command = ["migrate", "--program", "p.dl", "--source", "old", "--target", "csv:new"]
        assert main([*command, "--engine", engine, "--if-exists", "replace"]) == 0
        assert (place / "new" / "Upper.csv").read_text().split() == ['"n"', '"p"', '"q"']
        assert (place / "new" / "Lower.csv").read_text().split() == ['"id"', "9"]


def test_a_name_of_two_lines_gives_one(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["inspect", "a\nb.db"]) == 2
    assert capsys.readouterr() == ("", "dynamite: a b.db: there is nothing at this place\n")


# --- too deep, too large -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[" * 100_000, "ex.json: the JSON is nested far too deeply"),
        ('{"a":' * 300 + "1" + "}" * 300, f"ex.json: {'a.' * 35}a…: "
         "the JSON is nested more than 200 levels deep"),
        (f'{{"source": {"9" * 5000}}}', "ex.json: not JSON: Exceeds the limit (4300 digits) for "
         "integer string conversion: value has 5000 digits; use sys.set_int_max_str_digits() to "
         "increase the limit"),
    ],
    ids=["open brackets", "objects", "digits"],
)  # fmt: skip
def test_an_examples_file_of_monstrous_size_is_refused(
    place: Path, capsys: pytest.CaptureFixture[str], text: str, message: str
) -> None:
    (place / "ex.json").write_text(text)
    assert main(["synth", "--examples", "ex.json"]) == 2
    assert capsys.readouterr() == ("", f"dynamite: {message}\n")


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("a.json", f'{{"A": [{{"x": {"[" * 3000}1{"]" * 3000}}}]}}',
         "a.json:1:8: the value is nested too deeply"),
        ("A.jsonl", '{"x": ' * 3000 + "1" + "}" * 3000,
         "A.jsonl:1:1: the value is nested too deeply"),
        ("a.xml", "<a>" * 30_000 + "</a>" * 30_000,
         "a.xml:1: elements are nested more than 200 levels deep"),
    ],
    ids=["json", "jsonl", "xml"],
)  # fmt: skip
def test_a_store_of_monstrous_depth_is_refused(
    place: Path, capsys: pytest.CaptureFixture[str], name: str, text: str, message: str
) -> None:
    (place / name).write_text(text)
    assert main(["inspect", "--model", "document", name]) == 2
    assert capsys.readouterr() == ("", f"dynamite: {message}\n")


# --- full disks and places that cannot be written ----------------------------------------------

SOURCE = """\
//@ source relational
//@ in_A {"table": ["A"], "columns": {"id": "int", "name": "string"}, "primary_key": ["id"]}
"""
DECLARATIONS = """
.type Id = B {id: number}
.decl in_A(id: number, name: symbol)
.input in_A
"""
RELATIONAL = f"""{SOURCE}//@ target relational
//@ out_B {{"table": ["B"], "columns": {{"id": "int", "name": "string"}}}}
{DECLARATIONS}.decl out_B(id: number, name: symbol)
.output out_B
out_B(i, n) :- in_A(i, n).
"""
DOCUMENT = f"""{SOURCE}//@ target document
//@ out_B {{"collection": ["B"], "fields": {{"id": "int", "name": "string"}}}}
{DECLARATIONS}.decl out_B(_id: Id, id: number, name: symbol)
.output out_B
out_B($B(i), i, n) :- in_A(i, n).
"""
GRAPH = DOCUMENT.replace("target document", "target graph").replace(
    '{"collection": ["B"], "fields"', '{"node": ["B"], "properties"'
)

TARGETS = {
    "sqlite": (RELATIONAL, "b.db"),
    "duckdb": (RELATIONAL, "b.duckdb"),
    "csv": (RELATIONAL, "csv:b"),
    "parquet": (RELATIONAL, "parquet:b"),
    "json": (DOCUMENT, "b.json"),
    "jsonl": (DOCUMENT, "b.jsonl"),
    "directory of jsonl": (DOCUMENT, "jsonl:b/"),
    "xml": (DOCUMENT, "b.xml"),
    "graph": (GRAPH, "graph:b.json"),
    "graphml": (GRAPH, "b.graphml"),
}
"""Each kind of store as a target: the program, and where it writes."""

FULL = {
    "sqlite": "b.db: nothing was written: disk I/O error",
    "duckdb": "b.duckdb: nothing was written: File too large",
    "csv": "csv:b: nothing was written: File too large",
    "parquet": "parquet:b: nothing was written: File too large",
    "json": "b.json: nothing was written: File too large",
    "jsonl": "b.jsonl: nothing was written: File too large",
    "directory of jsonl": "jsonl:b/: nothing was written: File too large",
    "xml": "b.xml: nothing was written: File too large",
    "graph": "graph:b.json: nothing was written: File too large",
    "graphml": "b.graphml: nothing was written: File too large",
}
"""What each says where the disk is full."""

NO_PLACE = {
    "sqlite": "/proc/b.db: nothing was written: unable to open database file",
    "duckdb": "/proc/b.duckdb: nothing was written: No such file or directory",
    "csv": "csv:/proc/b: nothing was written: No such file or directory",
    "parquet": "parquet:/proc/b: nothing was written: No such file or directory",
    "json": "/proc/b.json: nothing was written: No such file or directory",
    "jsonl": "/proc/b.jsonl: nothing was written: No such file or directory",
    "directory of jsonl": "jsonl:/proc/b/: nothing was written: No such file or directory",
    "xml": "/proc/b.xml: nothing was written: No such file or directory",
    "graph": "graph:/proc/b.json: nothing was written: No such file or directory",
    "graphml": "/proc/b.graphml: nothing was written: No such file or directory",
}
"""What each says in a directory where no file can be made."""


def write_source(directory: Path, records: int = 2) -> None:
    """A table whose names are too random to be packed."""
    texts = random.Random(7)
    with closing(sqlite3.connect(directory / "a.db")) as connection:
        connection.execute("CREATE TABLE A (id INTEGER NOT NULL PRIMARY KEY, name TEXT NOT NULL)")
        names = ((i, texts.randbytes(100).hex()) for i in range(records))
        connection.executemany("INSERT INTO A VALUES (?, ?)", names)
        connection.commit()


def migration(directory: Path, kind: str) -> list[str]:
    """The command line of a migration to a kind of store."""
    program, target = TARGETS[kind]
    (directory / "p.dl").write_text(program)
    return ["migrate", "--program", "p.dl", "--source", "a.db", "--target", target]


def small_files() -> None:
    """The system's limit that stands for a full disk: a file grows to 64 kB and no further."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (65_536, 65_536))


@pytest.mark.parametrize("kind", TARGETS)
def test_a_full_disk_leaves_the_old_target(
    kind: str, place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_source(place)
    command = migration(place, kind)
    assert main(command) == 0
    (place / "a.db").unlink()
    write_source(place, 1000)
    before = tree(place)
    command += ["--if-exists", "replace"]
    out, answer = in_a_process(command, preexec_fn=small_files)
    assert (out, answer) == ("", (5, f"dynamite: {FULL[kind]}\n"))
    assert tree(place) == before


@pytest.mark.parametrize("kind", TARGETS)
def test_a_place_that_cannot_be_written_is_named(
    kind: str, place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_source(place)
    command = migration(place, kind)
    scheme, colon, name = command[-1].rpartition(":")
    before = tree(place)
    assert main([*command[:-1], f"{scheme}{colon}/proc/{name}"]) == 5
    assert capsys.readouterr() == ("", f"dynamite: {NO_PLACE[kind]}\n")
    assert main([*command[:-1], f"{scheme}{colon}p.dl/{name}"]) == 2
    message = f"{scheme}{colon}p.dl/{name}: its directory does not exist; make it first"
    assert capsys.readouterr() == ("", f"dynamite: {message}\n")
    assert tree(place) == before


def renaming(records: int) -> str:
    """An example in which a table is renamed, with as many records."""
    rows = [{"id": i, "name": f"n{i}"} for i in range(records)]
    return json.dumps({"source": {"data": {"A": rows}}, "target": {"data": {"B": rows}}})


@pytest.mark.parametrize(
    ("output", "message"),
    [
        ("/proc/p.dl", "/proc/p.dl: cannot write it: No such file or directory"),
        ("ex.json/p.dl", "ex.json/p.dl: its directory does not exist"),
    ],
)
def test_a_program_that_cannot_be_written_is_one_line(
    place: Path, capsys: pytest.CaptureFixture[str], output: str, message: str
) -> None:
    (place / "ex.json").write_text(renaming(2))
    before = tree(place)
    assert main(["synth", "--examples", "ex.json", "-o", output]) == 2
    assert capsys.readouterr() == ("", f"dynamite: {message}\n")
    assert tree(place) == before


def test_a_full_disk_leaves_the_old_program(place: Path) -> None:
    (place / "ex.json").write_text(renaming(2))
    (place / "p.dl").write_text("// mine\n")
    before = tree(place)

    def no_files() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))

    answer = in_a_process(["synth", "--examples", "ex.json", "-o", "p.dl"], preexec_fn=no_files)
    assert answer == ("", (2, "dynamite: p.dl: cannot write it: File too large\n"))
    assert tree(place) == before


def test_a_full_disk_leaves_the_old_results(place: Path) -> None:
    (place / "p.dl").write_text(RUN)
    (place / "A.facts").write_text("".join(f"{i}\n" for i in range(30_000)))
    (place / "out").mkdir()
    (place / "out" / "B.csv").write_text("x\n1\n")
    before = tree(place)
    arguments = ["run", "p.dl", "--facts", ".", "--output", "out"]
    answer = in_a_process(arguments, preexec_fn=small_files)
    assert answer == ("", (2, "dynamite: out: cannot write here: File too large\n"))
    assert tree(place) == before


# --- other programs: locks, pipes, closed streams ----------------------------------------------


@contextmanager
def locked(database: Path) -> Iterator[None]:
    """Another program that is writing to an SQLite database."""
    with closing(sqlite3.connect(database, isolation_level=None)) as connection:
        connection.execute("BEGIN EXCLUSIVE")
        yield
        connection.execute("ROLLBACK")


def test_a_source_that_is_locked_is_named(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_source(place)
    with locked(place / "a.db"):
        assert main(migration(place, "sqlite")) == 2
    message = "dynamite: a.db: cannot be read: database is locked\n"
    assert capsys.readouterr() == ("", message)
    assert set(tree(place)) == {"a.db", "p.dl"}


@pytest.mark.parametrize(
    ("how", "status", "problem"),
    [("replace", 2, "cannot be replaced"), ("append", 5, "nothing was written")],
)
def test_a_target_that_is_locked_is_left_alone(
    place: Path, capsys: pytest.CaptureFixture[str], how: str, status: int, problem: str
) -> None:
    write_source(place)
    with closing(sqlite3.connect(place / "b.db")) as connection:
        connection.execute("CREATE TABLE B (id INTEGER NOT NULL, name TEXT NOT NULL)")
        connection.commit()
    command = migration(place, "sqlite")
    before = tree(place)
    with locked(place / "b.db"):
        assert main([*command, "--if-exists", how]) == status
    message = f"dynamite: b.db: {problem}: database is locked\n"
    assert capsys.readouterr() == ("", message)
    assert tree(place) == before


MIGRATE = "dynamite migrate --program p.dl --source a.db --target b.db"


@pytest.mark.parametrize(
    ("script", "answer"),
    [
        ("dynamite inspect a.db | true", (0, "")),
        ("dynamite migrate --help | true", (0, "")),
        (f"{MIGRATE} --json | true", (0, "")),
        ("dynamite inspect a.db >&-", (0, "")),
        (f"{MIGRATE} 2>&-", (0, "")),
        ("dynamite inspect none.db 2>&-", (2, "")),
        ("dynamite inspect none.db 2>/dev/full", (2, "")),
        (
            "dynamite inspect a.db >/dev/full",
            (2, "dynamite: stdout: No space left on device\n"),
        ),
        (
            f"{MIGRATE} >/dev/full",
            (5, "dynamite: stdout: No space left on device; everything was written to b.db\n"),
        ),
        (
            "PYTHONIOENCODING=ascii dynamite inspect é/",
            (
                2,
                "dynamite: stdout: its encoding ascii has no '\\xfc'; set PYTHONIOENCODING=utf-8\n",
            ),
        ),
    ],
)
def test_streams_that_are_closed_or_full_are_no_traceback(
    place: Path, script: str, answer: Answer
) -> None:
    write_source(place)
    migration(place, "sqlite")
    (place / "é").mkdir()
    (place / "é" / "T.csv").write_text("ü\n1\n")
    assert from_a_shell(script) == answer


# --- signals -----------------------------------------------------------------------------------


def stopped(arguments: Sequence[str], stop: signal.Signals, until: str, place: Path) -> Answer:
    """The answer of a command line that gets a signal once a file of a pattern is there."""
    process = subprocess.Popen(
        [*COMMAND, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    while process.poll() is None and not list(place.glob(until)):
        time.sleep(0.001)
    process.send_signal(stop)
    out, err = process.communicate(timeout=60)
    assert out == ""
    return process.returncode, err


@pytest.mark.parametrize(
    ("kind", "stop"),
    [("sqlite", signal.SIGINT), ("csv", signal.SIGINT), ("csv", signal.SIGTERM)],
)
def test_ctrl_c_while_writing_leaves_the_old_target(
    kind: str, stop: signal.Signals, place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_source(place)
    command = migration(place, kind)
    assert main(command) == 0
    (place / "a.db").unlink()
    write_source(place, 30_000)
    before = tree(place)
    command += ["--if-exists", "replace"]
    answer = stopped(command, stop, ".*.dynamite-partial*", place)
    target = TARGETS[kind][1]
    assert answer == (5, f"dynamite: stopped by Ctrl-C; nothing was written to {target}\n")
    assert tree(place) == before


@pytest.mark.parametrize(
    ("kind", "stop"),
    [("sqlite", signal.SIGKILL), ("csv", signal.SIGKILL), ("xml", signal.SIGKILL)],
)
def test_a_killed_migration_leaves_the_old_target_and_the_next_one_cleans_up(
    kind: str, stop: signal.Signals, place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_source(place)
    command = migration(place, kind)
    assert main(command) == 0
    (place / "a.db").unlink()
    write_source(place, 30_000)
    before = tree(place)
    command += ["--if-exists", "replace"]
    assert stopped(command, stop, ".*.dynamite-partial*", place) == (-stop, "")
    after = tree(place)
    assert {name: after[name] for name in before} == before
    assert all(name.startswith(".") for name in after.keys() - before.keys())
    (place / "a.db").unlink()
    write_source(place)
    assert main(command) == 0
    assert tree(place).keys() == before.keys()


def test_ctrl_c_during_a_search_is_one_line_and_writes_nothing(place: Path) -> None:
    chance = random.Random(1)

    def rows(names: str) -> list[dict[str, int]]:
        return [{name: chance.randrange(6) for name in names} for _ in range(14)]

    example = {
        "source": {"data": {f"T{number}": rows("abc") for number in range(8)}},
        "target": {"data": {"B": rows("wxyz")}},
    }
    (place / "ex.json").write_text(json.dumps(example))
    before = tree(place)
    terminal, other_end = pty.openpty()
    with subprocess.Popen(
        [*COMMAND, "synth", "--examples", "ex.json", "-o", "p.dl"],
        stdout=subprocess.DEVNULL,
        stderr=other_end,
    ) as process:
        # What is shown first is the status of the search.
        shown = os.read(terminal, 65_536)
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=60) == 6
    assert b"rules for B" in shown
    os.close(other_end)
    *_, err = os.read(terminal, 65_536).decode().split("\r\x1b[K")
    os.close(terminal)
    assert err.startswith("dynamite: interrupted while searching rules for B, after ")
    assert err.endswith(" candidates; no rule was found yet\r\n")
    assert err.count("\n") == 1
    assert tree(place) == before
