"""What ``migrate`` tells besides its counts: a dry run's rows and plan, and a verified target."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from migrations import (
    DOCUMENT_TO_DOCUMENT,
    DOCUMENT_TO_RELATIONAL,
    RELATIONAL_TO_DOCUMENT,
    RELATIONAL_TO_GRAPH,
    Scenario,
)
from relational_stores import Row, table

from dynamite.cli import main
from dynamite.columnar import to_batch
from dynamite.commands.migrate import migrate
from dynamite.errors import InputError, MigrationError
from dynamite.language.text import parse
from dynamite.migration.fingerprint import SourceDigest, changed_parts, fingerprint
from dynamite.migration.outcome import Outcome, outcome_said
from dynamite.migration.report import MigrationReport, report_lines
from dynamite.stores import open_store


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def migrated(scenario: Scenario, **options: Any) -> MigrationReport:
    scenario.write(Path())
    return migrate("p.dl", scenario.source, options.pop("target", scenario.target), **options)


# --- dry runs ----------------------------------------------------------------------------------


def test_a_dry_run_shows_the_first_records_before_and_after(place: Path) -> None:
    report = migrated(DOCUMENT_TO_RELATIONAL, dry_run=True)
    movie, cast = report.sources
    assert movie.sample == (
        {"title": "Heat", "year": 1995, "cast": [{"name": "Pacino"}]},
        {"title": "Up", "year": None, "cast": []},
        {"title": "Brazil", "cast": [{"name": "Pryce"}, {"name": "De Niro"}]},
    )
    assert cast.sample == ()
    assert {"title": "Heat", "year": 1995} in report.targets[0].sample
    lines = list(report_lines(report))
    before, after = lines.index("before"), lines.index("after")
    assert before < lines.index('  movie: {"title": "Up", "year": null, "cast": []}') < after
    assert after < lines.index('  movies: {"title": "Heat", "year": 1995}')


def test_a_real_run_keeps_no_samples_and_no_plan(place: Path) -> None:
    report = migrated(DOCUMENT_TO_RELATIONAL)
    assert not any(count.sample for count in (*report.sources, *report.targets))
    assert (report.plan, report.losses) == ((), ())


def test_the_statements_of_a_plan_create_the_tables_that_the_store_creates(place: Path) -> None:
    plan = migrated(DOCUMENT_TO_RELATIONAL, dry_run=True).plan
    with sqlite3.connect("planned.db") as connection:
        for statement in plan:
            connection.execute(statement)
    connection.close()
    migrated(DOCUMENT_TO_RELATIONAL)
    planned, made = (open_store(name).schema() for name in ("planned.db", "target.db"))
    assert planned == made


def test_a_plan_for_duckdb_leaves_the_scale_of_decimals_open(place: Path) -> None:
    program = DOCUMENT_TO_RELATIONAL.program.replace('"year": "int?"', '"year": "decimal?"')
    program = program.replace(
        "out_movies(title: symbol, year: number)", "out_movies(title: symbol, year: symbol)"
    )
    program = program.replace("year: number)\n.input", "year: symbol)\n.input")
    plan = migrated(
        replace(DOCUMENT_TO_RELATIONAL, program=program), dry_run=True, target="x.duckdb"
    ).plan
    assert plan[0] == (
        'CREATE TABLE "movies" ("title" VARCHAR NOT NULL, "year" DECIMAL(38, s), '
        'PRIMARY KEY ("title"))'
    )


@pytest.mark.parametrize(
    ("scenario", "plan"),
    [
        (
            RELATIONAL_TO_DOCUMENT,
            (
                "collection atBats: ab_id int, event string?, batter {first string, last string?}",
                "collection players: name string, events [string], bats [{ab_id int}]",
            ),
        ),
        (
            RELATIONAL_TO_GRAPH,
            (
                "label Player: first string, last string?",
                "label AtBat: event string?",
                "edges BY from AtBat to Player",
            ),
        ),
    ],
)
def test_a_plan_names_collections_and_labels(
    place: Path, scenario: Scenario, plan: tuple[str, ...]
) -> None:
    assert migrated(scenario, dry_run=True).plan == plan


def test_a_plan_names_the_values_that_a_store_has_no_type_for(place: Path) -> None:
    report = migrated(DOCUMENT_TO_RELATIONAL, dry_run=True, target="csv:out")
    assert report.plan == (
        "table movies: title string, year int?",
        "table roles: title string, name string",
        "int is held as text: movies.year",
    )


@pytest.mark.parametrize(
    ("scenario", "losses"),
    [
        (DOCUMENT_TO_RELATIONAL, ("absent becomes null: movies.year",)),
        (RELATIONAL_TO_GRAPH, ("null becomes no property: Player.last, AtBat.event",)),
        (
            DOCUMENT_TO_DOCUMENT,
            ("an array that is absent or null becomes an empty one: film.labels",),
        ),
        (RELATIONAL_TO_DOCUMENT, ()),
    ],
)
def test_what_would_not_be_kept_apart_is_named(
    place: Path, scenario: Scenario, losses: tuple[str, ...]
) -> None:
    assert migrated(scenario, dry_run=True).losses == losses


# --- verified at once --------------------------------------------------------------------------


def test_a_migration_verifies_itself(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    RELATIONAL_TO_DOCUMENT.write(Path())
    paths = ["--program", "p.dl", "--source", "source.db", "--target", "target.json"]
    assert main(["migrate", *paths, "--verify", "--memory", "512MB"]) == 0
    said = capsys.readouterr().out
    assert "verified: 15 records of 5 relations were read back and are equal" in said


def spoil(stage: str, done: int, total: int | None) -> None:
    """Change the target after it is written, before it is read back."""
    if stage.startswith("deriving") and not done:
        return
    if stage.startswith("deriving"):
        Path("target.json").write_text('{"atBats": [], "players": []}')


def test_a_target_that_differs_after_the_write_fails_the_migration(place: Path) -> None:
    with pytest.raises(MigrationError) as failure:
        migrated(RELATIONAL_TO_DOCUMENT, verify=True, progress=spoil)
    assert str(failure.value) == (
        "target.json: everything was written, and differs from what the program says: "
        'atBats: missing {"ab_id": 1, "event": null, "batter": {"first": "Jon", "last": '
        "\"Lester\"}}; 'dynamite verify' shows more"
    )
    assert failure.value.exit_status == 5


def test_a_target_that_cannot_be_read_back_fails_the_migration(place: Path) -> None:
    def destroy(stage: str, done: int, total: int | None) -> None:
        if stage.startswith("deriving"):
            Path("target.json").write_text("{")

    with pytest.raises(MigrationError, match="everything was written, and cannot be read back: "):
        migrated(RELATIONAL_TO_DOCUMENT, verify=True, progress=destroy)


def test_what_was_appended_to_verifies(place: Path) -> None:
    with sqlite3.connect("target.db") as connection:
        connection.execute("CREATE TABLE roles (title TEXT NOT NULL, name TEXT NOT NULL)")
        connection.execute("INSERT INTO roles VALUES ('Heat', 'Kilmer')")
    connection.close()
    report = migrated(DOCUMENT_TO_RELATIONAL, if_exists="append", verify=True)
    assert report.verification is not None
    assert report.verification.is_equal
    assert [relation.unexpected for relation in report.verification.relations] == [0, 1]


# --- resuming ----------------------------------------------------------------------------------


def test_a_file_has_nothing_to_resume_and_is_written_from_the_start(place: Path) -> None:
    report = migrated(RELATIONAL_TO_DOCUMENT, resume=True)
    note = "target.json is written whole or not at all, so there is nothing to resume"
    assert note in report.notes
    assert Path("target.json").exists()


def test_resuming_does_not_write_over_a_file_that_is_there(place: Path) -> None:
    Path("target.json").write_text("{}")
    with pytest.raises(InputError, match=r"target\.json: the target exists already"):
        migrated(RELATIONAL_TO_DOCUMENT, resume=True)


@pytest.mark.parametrize(
    ("outcome", "words"),
    [
        (Outcome("x", dry_run=False), "nothing was written to x"),
        (Outcome("x", dry_run=True), "nothing was written"),
        (Outcome("x", dry_run=False, keeps_part=True), "nothing was written to x"),
        (
            Outcome("x", dry_run=False, keeps_part=True, is_writing=True),
            "what was written stays at x, and --resume goes on from there",
        ),
        (Outcome("x", False, keeps_part=None, is_writing=True), "x may hold a part of it"),
        (Outcome("x", False, is_writing=True, is_written=True), "everything was written to x"),
    ],
)
def test_a_failure_says_what_is_written(outcome: Outcome, words: str) -> None:
    with pytest.raises(MigrationError) as failure, outcome_said(outcome):
        raise KeyboardInterrupt
    assert str(failure.value) == f"stopped by Ctrl-C; {words}"


COLUMNS = table("t", "a:int? b:string? c:bool d:date? e:bytes? f:float?")
CELLS = st.tuples(
    st.none() | st.integers(-5, 5),
    st.none() | st.text(max_size=3),
    st.booleans(),
    st.none() | st.dates(),
    st.none() | st.binary(max_size=3),
    st.none() | st.floats(allow_nan=False),
)


def digest(rows: list[Row], cuts: list[int]) -> str:
    """The digest of records that come in batches cut at these places."""
    found = SourceDigest()
    whole = to_batch(COLUMNS, rows)
    ends = [0, *sorted(cut % (len(rows) + 1) for cut in cuts), len(rows)]
    for start, end in pairwise(ends):
        found.add(COLUMNS, whole.slice(start, end - start))
    return found.text()


@given(st.lists(CELLS, max_size=8), st.lists(st.integers(0, 9), max_size=3), st.data())
def test_a_digest_depends_on_the_records_and_their_order_alone(
    rows: list[Row], cuts: list[int], data: st.DataObject
) -> None:
    assert digest(rows, cuts) == digest(rows, [])
    other = data.draw(st.permutations(rows) | st.lists(CELLS, max_size=8))
    is_same = list(map(repr, other)) == list(map(repr, rows))
    assert (digest(other, cuts) == digest(rows, cuts)) is is_same


def test_a_digest_does_not_depend_on_what_stands_under_a_null() -> None:
    shown = pa.array([1, 2], pa.int64())
    hidden = pa.array([1, 3], pa.int64())
    validity = pa.py_buffer(bytes([1]))
    digests = []
    for values in (shown, hidden):
        masked = pa.Array.from_buffers(pa.int64(), 2, [validity, values.buffers()[1]])
        found = SourceDigest()
        found.add(table("t", "a:int?"), pa.RecordBatch.from_arrays([masked], ["a"]))
        digests.append(found.text())
    assert digests[0] == digests[1]


def test_a_fingerprint_tells_what_has_changed() -> None:
    program, other = parse("p(1).\n"), parse("p(2).\n")
    kept = fingerprint(program, "postgresql://a:secret@h/d", "duckdb", "1", "r1")
    assert kept == fingerprint(program, "postgresql://a:new@h/d", "duckdb", "1", "r1")
    now = fingerprint(other, "postgresql://a@h/e", "duckdb", "1", "r2")
    assert changed_parts(kept, now) == "the program and the source and the source's records"
    later = fingerprint(program, "postgresql://a@h/d", "duckdb", "2", "r1")
    assert changed_parts(kept, later) == "the engine or its version"


def test_the_report_of_a_dry_run_is_json_too(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    DOCUMENT_TO_RELATIONAL.write(Path())
    paths = ["--program", "p.dl", "--source", "source.json", "--target", "target.db"]
    assert main(["migrate", *paths, "--dry-run", "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["losses"] == ["absent becomes null: movies.year"]
    assert report["sources"][0]["sample"][0]["title"] == "Heat"
