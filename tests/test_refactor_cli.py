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
    assert 'INSERT INTO new."EmployeeIdentification"' in migration.read_text()
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
