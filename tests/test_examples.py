"""Every directory of ``examples/`` through the command line: found, migrated, compared."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from dynamite.cli import main as command_line
from examples.comparison import expected_lines, first_difference, target_lines
from examples.runner import DIRECTORY, Example, difference, example_names, make_data, read_example

ROOT = DIRECTORY.parent
HASH_SEEDS = ("1", "2")

SYNTH_ALL = """
import io, sys
from dynamite.cli import main
from examples.runner import read_example
out, names = sys.argv[1], sys.argv[2:]
for name in names:
    example = read_example(name)
    sys.stdin = io.StringIO(example.spoken)
    files = ["--examples", f"examples/{name}/example.json", "-o", f"{out}/{name}.dl"]
    if main(["synth", *files, *example.asks]):
        sys.exit(name)
"""


@dataclass(frozen=True)
class Prepared:
    """An example with its data made and its program found."""

    example: Example
    source: Path
    program: Path
    status: int
    report: str


@pytest.fixture(scope="module", params=example_names())
def prepared(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    example = read_example(request.param)
    work = tmp_path_factory.mktemp(example.name)
    make_data(example, work, example.cut)
    program = work / "program.dl"
    examples_file = str(example.directory / "example.json")
    done = run_command(
        *("synth", "--examples", examples_file, "-o", str(program), *example.asks),
        answers=example.spoken,
    )
    return Prepared(example, example.source_in(work), program, done.returncode, done.stderr)


@pytest.fixture(scope="module")
def programs_again(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Path]]:
    """The programs of all examples, twice more, by interpreters that hash strings otherwise."""
    directories = [tmp_path_factory.mktemp(f"seed{seed}") for seed in HASH_SEEDS]
    for seed, directory in zip(HASH_SEEDS, directories, strict=True):
        command = [sys.executable, "-c", SYNTH_ALL, str(directory), *example_names()]
        subprocess.run(command, cwd=ROOT, env=environment(PYTHONHASHSEED=seed), check=True)
    yield directories


def environment(**changes: str) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), **changes}


def run_command(*arguments: str, answers: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "dynamite", *arguments],
        cwd=ROOT,
        env=environment(PYTHONHASHSEED="0"),
        capture_output=True,
        input=answers,
        encoding="utf-8",
    )


def test_one_question_settles_the_example_that_leaves_a_column_open(tmp_path: Path) -> None:
    example = read_example("delays")
    file, saved = str(example.directory / "example.json"), str(tmp_path / "settled.json")
    done = run_command(
        *("synth", "--examples", file, *example.asks, "--source", str(example.source_in(tmp_path))),
        *("--save", saved),
        answers=example.spoken,
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr.count("Question") == len(example.answers) == 1
    assert '"late": 4' in done.stderr  # a real game's score
    assert run_command("synth", "--examples", file, "--strict").returncode == 4
    assert run_command("synth", "--examples", saved, "--strict").returncode == 0


def target_of(example: Example, directory: Path) -> tuple[Path, str]:
    """Where a target goes, and how the command line names it."""
    return directory / example.target, example.target_argument(directory)


def test_the_examples_cover_the_directions() -> None:
    directions = {read_example(name).direction for name in example_names()}
    models = ("relational", "document", "graph")
    every = {f"{source} to {target}" for source in models for target in models}
    assert every - directions == {"graph to graph"}


@pytest.mark.parametrize("name", example_names())
def test_the_readme_shows_the_two_commands(name: str) -> None:
    text = (DIRECTORY / name / "README.md").read_text("utf-8")
    example = read_example(name)
    assert f"dynamite synth --examples examples/{name}/example.json" in text
    assert "dynamite migrate --program" in text
    assert example.target in text


def test_synth_finds_a_program_and_reports_it(prepared: Prepared) -> None:
    assert prepared.status == 0, prepared.report
    assert "rules" in prepared.report


def test_three_runs_find_the_same_program(prepared: Prepared, programs_again: list[Path]) -> None:
    program = prepared.program.read_bytes()
    for directory in programs_again:
        assert (directory / f"{prepared.example.name}.dl").read_bytes() == program


def test_the_program_gives_the_example_back(prepared: Prepared, tmp_path: Path) -> None:
    example = prepared.example
    sides = json.loads((example.directory / "example.json").read_text("utf-8"))
    source = write_source(sides["source"]["data"], tmp_path, prepared.source)
    expected = tmp_path / "expected.json"
    expected.write_text(json.dumps(sides["target"]["data"]), "utf-8")
    target, argument = target_of(example, tmp_path)
    migrate(prepared.program, str(source), argument, "duckdb")
    lines = expected_lines(expected, source, target, example.ids)
    assert first_difference(target_lines(target, example.ids), lines) == ""


def test_duckdb_writes_the_expected_target(prepared: Prepared, tmp_path: Path) -> None:
    target, argument = target_of(prepared.example, tmp_path)
    done = run_command(
        *("migrate", "--program", str(prepared.program)),
        *("--source", str(prepared.source), "--target", argument),
    )
    assert done.returncode == 0, done.stderr
    assert difference(prepared.example, prepared.source, target) == ""


@pytest.mark.parametrize("engine", ["reference", "pydatalog"])
def test_the_other_engines_write_the_same(prepared: Prepared, engine: str, tmp_path: Path) -> None:
    assert engine in prepared.example.engines
    target, argument = target_of(prepared.example, tmp_path)
    migrate(prepared.program, str(prepared.source), argument, engine)
    assert difference(prepared.example, prepared.source, target) == ""


def migrate(program: Path, source: str, target: str, engine: str) -> None:
    """Migrate in this process, as the start of one costs more than a small migration."""
    arguments = ["--program", str(program), "--source", source, "--target", target]
    assert command_line(["migrate", *arguments, "--engine", engine]) == 0


def write_source(data: dict[str, list[dict[str, object]]], directory: Path, like: Path) -> Path:
    """An example's source records as a store: tables as CSV files, else a JSON file."""
    if like.is_dir() or like.suffix == ".db":
        source = directory / "source"
        source.mkdir()
        for table, records in data.items():
            with (source / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
                writer = csv.DictWriter(file, list(records[0]))
                writer.writeheader()
                writer.writerows(records)
        return source
    source = directory / "source.json"
    source.write_text(json.dumps(data), "utf-8")
    return source


def test_a_difference_is_found() -> None:
    lines = ['["t", {"a": 1}]', '["t", {"a": 1}]', '["t", {"a": 2}]']
    assert first_difference(lines, lines) == ""
    assert first_difference(lines[1:], lines) == f"missing: {lines[0]}"
    assert first_difference(lines, lines[:2]) == f"unexpected: {lines[2]}"


def test_the_runner_shows_an_example_from_end_to_end(tmp_path: Path) -> None:
    command = [sys.executable, "examples/run.py", "atbats", "--out", str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    for part in ("$ dynamite synth", ":- in_AtBats(", "$ dynamite migrate", "equal, record by"):
        assert part in done.stdout
