"""Faults of the disk: one line, the exit status, and the target as it was."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from pairs import D, G, R, program, write_base

import dynamite
from dynamite.cli import main
from dynamite.commands.migrate import migrate
from dynamite.language.text import format
from dynamite.schema import Model

TARGETS: dict[str, tuple[Model, str]] = {
    "sqlite": (R, "x.db"),
    "duckdb": (R, "x.duckdb"),
    "csv": (R, "csv:x"),
    "parquet": (R, "parquet:x"),
    "json": (D, "x.json"),
    "json lines": (D, "jsonl:x"),
    "xml": (D, "x.xml"),
    "graph": (G, "graph:x.json"),
    "graphml": (G, "x.graphml"),
}

LIMITED = """\
import resource, runpy, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, 40_000))
sys.argv[0] = "dynamite"
runpy.run_module("dynamite", run_name="__main__")
"""


def files(directory: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(directory)): path.read_bytes()
        for path in directory.rglob("*")
        if path.is_file()
    }


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The scenario's tables, with more people than forty kilobytes hold."""
    directory = tmp_path_factory.mktemp("source")
    write_base(R, directory)
    with closing(sqlite3.connect(directory / "base.db")) as connection, connection:
        people = [(n, os.urandom(20).hex(), True) for n in range(100, 4000)]
        connection.executemany("INSERT INTO person (id, name, active) VALUES (?, ?, ?)", people)
    return directory / "base.db"


@pytest.mark.parametrize("kind", TARGETS)
@pytest.mark.parametrize("is_there", [False, True], ids=["new", "replaced"])
def test_where_the_disk_is_full_the_target_is_as_it_was(
    tmp_path: Path, source: Path, kind: str, is_there: bool
) -> None:
    model, url = TARGETS[kind]
    place = tmp_path / "target"
    place.mkdir()
    scheme, colon, name = url.rpartition(":")
    target = f"{scheme}{colon}{place / name}"
    if is_there:
        migrate(program(R, model), write_base(R, tmp_path), target)
    before = files(place)
    (tmp_path / "p.dl").write_text(format(program(R, model)))
    command = [sys.executable, "-c", LIMITED, "migrate", "--program", str(tmp_path / "p.dl")]
    done = subprocess.run(
        [*command, "--source", str(source), "--target", target, "--if-exists", "replace"],
        capture_output=True,
        text=True,
        timeout=120,
        env={**os.environ, "PYTHONPATH": str(Path(dynamite.__file__).parent.parent)},
    )
    assert (done.returncode, done.stdout) == (5, "")
    assert done.stderr.startswith(f"dynamite: {target}")
    assert "nothing was written" in done.stderr
    assert done.stderr.count("\n") == 1
    assert files(place) == before


@pytest.mark.parametrize("name", ["x.json", "x.jsonl", "x.xml", "x.graphml", "x.db", "x.duckdb"])
def test_a_source_that_the_disk_does_not_give_is_one_line(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    name: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    # This file can be opened, and to read its beginning is an error of input and output.
    Path(name).symlink_to("/proc/self/mem")
    assert main(["inspect", name]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith(f"dynamite: {name}: ")
    assert said.err.count("\n") == 1


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_a_file_of_a_directory_that_the_disk_does_not_give_is_one_line(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    ending: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("x").mkdir()
    Path(f"x/t.{ending}").symlink_to("/proc/self/mem")
    assert main(["inspect", "x"]) == 2
    said = capsys.readouterr()
    assert said.err.startswith(f"dynamite: x/t.{ending}: ")
    assert said.err.count("\n") == 1
