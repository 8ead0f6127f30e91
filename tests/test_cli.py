"""The command line: what it prints, where, and its exit statuses; never a traceback."""

from __future__ import annotations

import json
import os
import pty
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from migrations import RELATIONAL_TO_DOCUMENT, content, one_line_headers

import dynamite
from dynamite.cli import main
from dynamite.cli_arguments import argument_parser
from dynamite.language.text import parse


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """The exit status of a command line, what it printed, and what it complained of."""
    status = main(arguments)
    out, err = capsys.readouterr()
    assert "Traceback" not in err
    return status, out, err


def started(*arguments: str, **options: Any) -> subprocess.Popen[str]:
    """The command line in a process of its own, in the current directory."""
    root = str(Path(dynamite.__file__).parent.parent)
    environment = {**os.environ, "PYTHONPATH": root}
    return subprocess.Popen(
        [sys.executable, "-m", "dynamite", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
        **options,
    )


# --- help and usage ----------------------------------------------------------------------------


@pytest.mark.parametrize("command", ["synth", "migrate", "run", "inspect"])
def test_every_command_has_help_with_an_example(
    capsys: pytest.CaptureFixture[str], command: str
) -> None:
    with pytest.raises(SystemExit) as done:
        main([command, "--help"])
    assert done.value.code == 0
    assert f"  dynamite {command} " in capsys.readouterr().out


def test_the_help_lists_the_commands_that_are_there(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    out = capsys.readouterr().out
    assert all(f"    {command} " in out for command in ("synth", "migrate", "run", "inspect"))
    assert "interactive" not in out


def test_the_version_is_the_packages(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--version"])
    assert capsys.readouterr().out == f"dynamite {dynamite.__version__}\n"
    project = Path(dynamite.__file__).parent.parent / "pyproject.toml"
    assert f'version = "{dynamite.__version__}"' in project.read_text()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "the following arguments are required: COMMAND; see 'dynamite --help'"),
        (
            ["migrate", "--program", "p.dl"],
            "the following arguments are required: --source, --target; "
            "see 'dynamite migrate --help'",
        ),
        (
            ["run", "p.dl", "--facts", "f", "--output", "o", "--memory", "much"],
            "argument --memory: 'much' is not a size such as 4GB or 512MB; "
            "see 'dynamite run --help'",
        ),
        (
            ["synth", "--examples", "x", "--limit-seconds", "-1"],
            "argument --limit-seconds: '-1' is not a number of seconds above 0; "
            "see 'dynamite synth --help'",
        ),
        (
            ["synth", "--examples", "x", "--limit-candidates", "0"],
            "argument --limit-candidates: '0' is not a whole number above 0; "
            "see 'dynamite synth --help'",
        ),
    ],
)
def test_a_wrong_command_line_is_one_line_with_a_hint(
    capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    assert run(capsys, *arguments) == (2, "", f"dynamite: {message}\n")


def test_an_unknown_command_names_those_that_are_there(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = run(capsys, "migrat")
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert (
        "(choose from synth, migrate, verify, check, explain, run, ex"
        "port, inspect, refactor, equivalent)"
    ) in err


def test_the_engines_and_models_of_the_arguments_are_those_that_exist() -> None:
    from dynamite.cli_arguments import ENGINES, IF_EXISTS, MODELS
    from dynamite.datalog import Program
    from dynamite.engines import ENGINES as MODULES
    from dynamite.engines import open_engine
    from dynamite.engines.interface import EngineOptions
    from dynamite.schema import Model

    assert set(MODELS) == set(Model)
    assert IF_EXISTS == ("fail", "replace", "append")
    assert set(ENGINES) == set(MODULES)
    for name in set(ENGINES) - {"spark"}:  # which takes seconds to begin: tests/test_spark_….py
        open_engine(name, Program(), EngineOptions()).close()
    assert argument_parser("0").prog == "dynamite"


# --- migrate -----------------------------------------------------------------------------------

MIGRATE = ("migrate", "--program", "p.dl", "--source", "source.db", "--target", "target.json")


def test_migrate_prints_its_report(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    RELATIONAL_TO_DOCUMENT.write(place)
    status, out, err = run(capsys, *MIGRATE)
    assert (status, err) == (0, "")
    assert out.splitlines()[:6] == [
        "source source.db",
        "  AtBats          4 read",
        "  PlayerNames     3 read",
        "target target.json",
        "  atBats          4 written",
        "  atBats.batter   3 written",
    ]


def test_migrate_prints_its_report_as_json(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    RELATIONAL_TO_DOCUMENT.write(place)
    status, out, _ = run(capsys, *MIGRATE, "--json", "--dry-run")
    report = json.loads(out)
    assert status == 0
    assert report["dry_run"] is True
    counts = {"name": "AtBats", "read": 4, "duplicates": 0, "unreached": 0}
    assert report["sources"][0].items() >= counts.items()
    assert report["targets"][0]["sample"][0] == RELATIONAL_TO_DOCUMENT.expected["atBats"][0]


def test_a_dry_run_prints_records_as_they_would_be_written(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    RELATIONAL_TO_DOCUMENT.write(place)
    status, out, _ = run(capsys, *MIGRATE, "--dry-run")
    assert status == 0
    assert "target target.json (dry run: nothing was written)" in out
    expected = RELATIONAL_TO_DOCUMENT.expected["atBats"][1]
    assert f"  atBats: {json.dumps(expected)}" in out.splitlines()


@pytest.mark.parametrize(
    ("program", "status", "message"),
    [
        (None, 2, "dynamite: p.dl: cannot read it: No such file or directory\n"),
        ("p(x) :-", 2, "dynamite: p.dl:1:"),
        (".decl p(x: number)\np(y) :- p(x).", 2, "dynamite: p.dl: line 2, rule for p: variable y"),
        (
            RELATIONAL_TO_DOCUMENT.program.replace("in_AtBats(a, _, e).", 'in_AtBats(a, _, "x").')
            .replace("$AtBats(a), a, e) :-", "$AtBats(a), a, nil) :-"),
            5,
            "dynamite: atBats.batter: the record {",
        ),
    ],
)  # fmt: skip
def test_a_failed_migration_is_one_line_and_a_status(
    place: Path,
    capsys: pytest.CaptureFixture[str],
    program: str | None,
    status: int,
    message: str,
) -> None:
    RELATIONAL_TO_DOCUMENT.write(place)
    (place / "p.dl").unlink()
    if program is not None:
        (place / "p.dl").write_text(one_line_headers(program))
    found, out, err = run(capsys, *MIGRATE)
    assert (found, out, err.count("\n")) == (status, "", 1)
    assert err.startswith(message)
    assert ("nothing was written to target.json" in err) is (status == 5)


def test_a_password_is_never_shown(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    RELATIONAL_TO_DOCUMENT.write(place)
    for url in ("postgresql://ada:s3cret@host/db", "nowhere://ada:s3cret@host/db"):
        status, out, err = run(capsys, *MIGRATE[:-1], url)
        assert status == 2
        assert "s3cret" not in out + err
        status, out, err = run(capsys, "inspect", url)
        assert status == 2
        assert "s3cret" not in out + err


def large(place: Path, records: int = 60_000) -> None:
    """The scenario with many records in its source."""
    RELATIONAL_TO_DOCUMENT.write(place)
    with sqlite3.connect("source.db") as connection:
        connection.executemany(
            "INSERT INTO AtBats VALUES (?, 7, ?)", ((10 + i, "x" * 200) for i in range(records))
        )
    connection.close()


def stopped_while_writing(place: Path, stop: signal.Signals) -> tuple[int, str]:
    """The status and complaint of a migration that gets a signal once it has begun to write."""
    process = started(*MIGRATE, "--if-exists", "replace")
    while process.poll() is None and not list(place.glob(".target.json*")):
        time.sleep(0.001)
    process.send_signal(stop)
    _, err = process.communicate(timeout=60)
    return process.returncode, err


def test_a_migration_killed_while_writing_leaves_the_old_target(place: Path) -> None:
    large(place)
    (place / "target.json").write_text('{"old": [{"x": 1}]}')
    status, _ = stopped_while_writing(place, signal.SIGKILL)
    assert status == -signal.SIGKILL
    assert content(place / "target.json") == {"old": [{"x": 1}]}
    # What the killed process left behind is in nobody's way.
    assert main([*MIGRATE, "--if-exists", "replace"]) == 0
    assert len(content(place / "target.json")["atBats"]) == 60_004
    assert {path.name for path in place.iterdir()} == {"p.dl", "source.db", "target.json"}


def test_ctrl_c_while_writing_is_one_line_and_leaves_nothing(place: Path) -> None:
    large(place)
    status, err = stopped_while_writing(place, signal.SIGINT)
    assert status == 5
    assert err == "dynamite: stopped by Ctrl-C; nothing was written to target.json\n"
    assert {path.name for path in place.iterdir()} == {"p.dl", "source.db"}


def test_a_terminal_shows_progress_and_is_left_clean(place: Path) -> None:
    RELATIONAL_TO_DOCUMENT.write(place)
    terminal, other_end = pty.openpty()
    root = str(Path(dynamite.__file__).parent.parent)
    done = subprocess.run(
        [sys.executable, "-m", "dynamite", *MIGRATE],
        stdout=subprocess.DEVNULL,
        stderr=other_end,
        env={**os.environ, "PYTHONPATH": root},
        check=True,
    )
    os.close(other_end)
    shown = os.read(terminal, 65_536).decode()
    os.close(terminal)
    assert done.returncode == 0
    assert "evaluating" in shown
    assert shown.endswith("\r\x1b[K")


# --- run and inspect ---------------------------------------------------------------------------


def test_run_writes_files_and_says_which(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (place / "p.dl").write_text(".decl p(x: number)\n.input p\n.output p\n")
    (place / "p.facts").write_text("2\n1\n")
    status, out, err = run(capsys, "run", "p.dl", "--facts", ".", "--output", "out")
    assert (status, out, err) == (0, "", "p: 2 facts in out/p.csv\n")
    assert (place / "out" / "p.csv").read_text() == "x\n1\n2\n"


def test_run_names_a_missing_file(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (place / "p.dl").write_text(".decl p(x: number)\n.input p\n.output p\n")
    status, out, err = run(capsys, "run", "p.dl", "--facts", "f", "--output", "out")
    assert (status, out) == (2, "")
    assert err == ("dynamite: f/p.facts, .csv or .parquet: there is no file with the facts of p\n")


def test_inspect_prints_the_schema_of_an_examples_file(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    RELATIONAL_TO_DOCUMENT.write(place)
    status, out, err = run(capsys, "inspect", "source.db")
    assert (status, err) == (0, "")
    schema = json.loads(out)
    assert schema["model"] == "relational"
    assert schema["tables"]["PlayerNames"] == {
        "columns": {"id": "int", "first": "string", "last": "string?"},
        "primary_key": ["id"],
    }


def test_inspect_names_what_is_not_there(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = run(capsys, "inspect", "nothing.db")
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert err.startswith("dynamite: nothing.db: there is nothing at this place")


def test_a_reader_that_goes_away_is_no_error(place: Path) -> None:
    RELATIONAL_TO_DOCUMENT.write(place)
    process = started("inspect", "source.db")
    assert process.stdout is not None
    process.stdout.close()
    assert process.stderr is not None
    assert process.stderr.read() == ""
    process.wait(timeout=60)
    process.stderr.close()


# --- synth -------------------------------------------------------------------------------------


def renaming(names: list[str]) -> dict[str, Any]:
    """An example in which a table is renamed."""
    source = [{"id": i, "name": name} for i, name in enumerate(names)]
    target = [{"key": row["id"], "label": row["name"]} for row in source]
    return {
        "source": {
            "schema": {"model": "relational", "tables": {"A": {"id": "int", "name": "string"}}},
            "data": {"A": source},
        },
        "target": {
            "schema": {"model": "relational", "tables": {"B": {"key": "int", "label": "string"}}},
            "data": {"B": target},
        },
    }


def test_synth_prints_the_program_and_reports_apart(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (place / "ex.json").write_text(json.dumps(renaming(["x", "y"])))
    status, out, err = run(capsys, "synth", "--examples", "ex.json")
    assert status == 0
    assert len(parse(out, "out").rules) == 1
    assert err.splitlines()[-1].startswith("1 rule, ")


def test_synth_writes_the_program_to_a_file(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (place / "ex.json").write_text(json.dumps(renaming(["x", "y"])))
    printed = run(capsys, "synth", "--examples", "ex.json")[1]
    status, out, _ = run(capsys, "synth", "--examples", "ex.json", "-o", "p.dl")
    assert (status, out) == (0, "")
    assert (place / "p.dl").read_text() == printed
    assert {path.name for path in place.iterdir()} == {"ex.json", "p.dl"}


def test_synth_says_why_no_program_fits(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    example = renaming(["x", "y"])
    example["target"]["data"]["B"][0]["label"] = "from nowhere"
    (place / "ex.json").write_text(json.dumps(example))
    status, out, err = run(capsys, "synth", "--examples", "ex.json", "-o", "p.dl")
    assert (status, out) == (3, "")
    first, *more = err.splitlines()
    assert first.startswith("dynamite: ")
    assert all(line.startswith("note: ") for line in more)
    assert "label" in err
    assert not (place / "p.dl").exists()


def ambiguous() -> dict[str, Any]:
    """An example whose two source columns agree and whose names tell nothing."""
    example = renaming(["x", "y"])
    tables = example["source"]["schema"]["tables"]
    tables["A"] = {"id": "int", "q1": "string", "q2": "string"}
    example["source"]["data"]["A"] = [
        {"id": i, "q1": name, "q2": name} for i, name in enumerate(["x", "y"])
    ]
    return example


def test_strict_refuses_what_the_example_leaves_open(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (place / "ex.json").write_text(json.dumps(ambiguous()))
    status, _, err = run(capsys, "synth", "--examples", "ex.json", "-o", "p.dl")
    assert status == 0
    assert "note: " in err
    (place / "p.dl").unlink()
    status, out, err = run(capsys, "synth", "--examples", "ex.json", "-o", "p.dl", "--strict")
    assert (status, out) == (4, "")
    assert err.startswith(
        "dynamite: several programs fit the example: B.label: decided by preference: A.q1, though"
    )
    assert not (place / "p.dl").exists()


def test_strict_accepts_what_the_example_settles(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (place / "ex.json").write_text(json.dumps(renaming(["x", "y"])))
    assert run(capsys, "synth", "--examples", "ex.json", "--strict")[0] == 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--examples", "no.json"], "no.json"),
        (["--examples", "bad.json"], "bad.json: "),
        (["--examples", "bad.json", "-o", "no/p.dl"], "no/p.dl: its directory does not exist"),
        (["--examples", "bad.json", "-o", "."], ".: this is a directory; name a file with -o"),
    ],
)
def test_bad_examples_are_one_line(
    place: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    (place / "bad.json").write_text('{"source": 1}')
    status, out, err = run(capsys, "synth", *arguments)
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert err.startswith(f"dynamite: {message}")


def test_a_limit_of_candidates_stops_the_search(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    example = renaming(["x", "y"])
    example["target"]["data"]["B"][0]["label"] = "y"
    (place / "ex.json").write_text(json.dumps(example))
    status, out, err = run(
        capsys, "synth", "--examples", "ex.json", "--limit-candidates", "1", "-o", "p.dl"
    )
    assert (status, out) == (6, "")
    assert err.startswith("dynamite: ")
