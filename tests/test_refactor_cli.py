"""The commands on SQL programs: what they print, what they write, how they end."""

from __future__ import annotations

from pathlib import Path

import pytest
from refactorings import CASES

from dynamite.cli import main

CASE = CASES / "split_shared_key"
SCHEMAS = ["--source-schema", str(CASE / "old.sql"), "--target-schema", str(CASE / "new.sql")]
PROGRAM = ["--program", str(CASE / "program.sql"), "--sequences", "40"]


def test_refactor_writes_a_program_that_equivalent_proves(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    output, migration = tmp_path / "new_program.sql", tmp_path / "migration.sql"
    written = ["-o", str(output), "--migration", str(migration)]
    assert main(["refactor", *SCHEMAS, *PROGRAM, *written]) == 0
    assert "5 functions, 5 proved, 0 checked" in capsys.readouterr().err
    assert output.read_text().count("-- name: ") == 5
    assert "INSERT INTO new.EmployeeIdentification" in migration.read_text()
    assert main(["equivalent", *SCHEMAS, *PROGRAM, "--target-program", str(output)]) == 0
    assert "create: proved\n" in capsys.readouterr().out


def test_the_program_is_the_same_each_time(capsys: pytest.CaptureFixture[str]) -> None:
    texts = []
    for _ in range(2):
        assert main(["refactor", *SCHEMAS, *PROGRAM]) == 0
        captured = capsys.readouterr()
        texts.append((captured.out, captured.err))
    assert texts[0] == texts[1]


def test_equivalent_shows_the_calls_that_differ(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = tmp_path / "wrong.sql"
    right = (CASE / "rewritten.sql").read_text()
    wrong.write_text(right.replace("SET Picture = :picture", "SET VoicePrint = :picture"))
    assert main(["equivalent", *SCHEMAS, *PROGRAM, "--target-program", str(wrong)]) == 1
    out = capsys.readouterr().out
    assert "From empty databases, these calls:\n  create(" in out
    assert "the old program answers" in out


def test_a_rewriting_that_is_only_tested_ends_with_3(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    # Division may fail, of which there is no account; the answers are the same all the same.
    program, target = tmp_path / "program.sql", tmp_path / "target.sql"
    program.write_text(
        "-- name: add\nINSERT INTO Employee (EmployeeNumber) VALUES (:n);\n"
        "-- name: half\nSELECT EmployeeNumber / :by FROM Employee;\n"
    )
    target.write_text(
        "-- name: add\nINSERT INTO Employee (EmployeeNumber) VALUES (:n);\n"
        "INSERT INTO EmployeeIdentification (EmployeeNumber_fk) VALUES (:n);\n"
        "-- name: half\nSELECT EmployeeNumber / :by FROM Employee;\n"
    )
    arguments = ["--program", str(program), "--target-program", str(target), "--sequences", "20"]
    assert main(["equivalent", *SCHEMAS, *arguments]) == 3
    out = capsys.readouterr().out
    assert "half: tested, 20 sequences, unchanged ('/' may fail, which is not proved)" in out


def test_the_output_is_never_an_input(capsys: pytest.CaptureFixture[str]) -> None:
    output = ["-o", str(CASE / "old.sql")]
    assert main(["refactor", *SCHEMAS, *PROGRAM, *output]) == 2
    assert "this is an input file" in capsys.readouterr().err


def moved(tmp_path: Path, ending: str) -> tuple[list[str], Path]:
    """The arguments of a right rewriting, and its migration in a file."""
    migration = tmp_path / f"up{ending}"
    output = ["-o", str(tmp_path / "new.sql"), "--migration", str(migration)]
    assert main(["refactor", *SCHEMAS, *PROGRAM, *output]) == 0
    return [*SCHEMAS, *PROGRAM, "--target-program", str(tmp_path / "new.sql")], migration


@pytest.mark.parametrize("ending", [".sql", ".dl"])
def test_a_rewriting_is_proved_with_the_migration_that_belongs_to_it(
    ending: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments, migration = moved(tmp_path, ending)
    capsys.readouterr()
    assert main(["equivalent", *arguments, "--migration", str(migration)]) == 0
    assert "create: proved\n" in capsys.readouterr().out


@pytest.mark.parametrize("ending", [".sql", ".dl"])
def test_a_wrong_migration_is_refuted_by_calls_before_and_after_it(
    ending: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments, migration = moved(tmp_path, ending)
    text = migration.read_text()
    wrong = {
        ".sql": text.replace("x.Picture, x.VoicePrint", "x.VoicePrint, x.Picture"),
        ".dl": text.replace(
            "(employeenumber, picture, voice", "(employeenumber, voiceprint, voice"
        ),
    }[ending]
    assert wrong != text
    migration.write_text(wrong)
    capsys.readouterr()
    assert main(["equivalent", *arguments, "--migration", str(migration)]) == 1
    out = capsys.readouterr().out
    assert "From an empty database, these calls of the old program:\n  create(" in out
    assert "\nthen the migration, then these calls:\n" in out


def test_a_migration_that_the_new_keys_refuse_is_shown(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments, migration = moved(tmp_path, ".sql")
    first = migration.read_text().split(";\n")[1]
    migration.write_text(first + ";\n")
    capsys.readouterr()
    assert main(["equivalent", *arguments, "--migration", str(migration)]) == 1
    assert "then the migration, which fails (FOREIGN KEY" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("DELETE FROM new.Employee", "'DELETE FROM new.Employee' is no INSERT"),
        ("INSERT INTO Employee SELECT * FROM old.Employee", "Employee is in no schema"),
        (
            "INSERT INTO new.Employee SELECT * FROM old.Nobody",
            "there is no table 'Nobody'",
        ),
    ],
)
def test_what_is_no_migration_is_refused_by_name(
    text: str, problem: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    migration = tmp_path / "m.sql"
    migration.write_text(text)
    target = ["--target-program", str(CASE / "rewritten.sql"), "--migration", str(migration)]
    assert main(["equivalent", *SCHEMAS, *PROGRAM, *target]) == 2
    assert f"{migration}: {problem}" in capsys.readouterr().err
