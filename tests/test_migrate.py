"""``migrate``: whole stores between all models, with every engine; all of it or nothing."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from migrations import (
    DOCUMENT_TO_DOCUMENT,
    DOCUMENT_TO_RELATIONAL,
    ENGINES,
    GRAPH_TO_DOCUMENT,
    RELATIONAL_TO_DOCUMENT,
    RELATIONAL_TO_GRAPH,
    SCENARIOS,
    Scenario,
    content,
)

from dynamite.commands.migrate import migrate
from dynamite.errors import DynamiteError, InputError, MigrationError
from dynamite.migration.report import MigrationReport, report_lines


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def migrated(scenario: Scenario, **options: Any) -> MigrationReport:
    """The report of a scenario that runs in the current directory."""
    scenario.write(Path())
    return migrate("p.dl", scenario.source, scenario.target, **options)


def target_content(scenario: Scenario) -> dict[str, Any]:
    return content(Path(scenario.target.removeprefix("graph:")))


def changed(scenario: Scenario, old: str, new: str) -> Scenario:
    assert old in scenario.program
    return replace(scenario, program=scenario.program.replace(old, new))


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("name", [n for n in SCENARIOS if n != "relational to graph"])
def test_every_engine_migrates_between_all_models(place: Path, name: str, engine: str) -> None:
    scenario = SCENARIOS[name]
    migrated(scenario, engine=engine)
    found = target_content(scenario)
    assert found == {k: sorted(v, key=json.dumps) for k, v in scenario.expected.items()}


@pytest.mark.parametrize("engine", ENGINES)
def test_a_graph_has_nodes_of_invented_ids_and_edges_between_them(place: Path, engine: str) -> None:
    migrated(RELATIONAL_TO_GRAPH, engine=engine)
    graph = target_content(RELATIONAL_TO_GRAPH)
    nodes = {node["id"]: node["properties"] for node in graph["nodes"]}
    assert nodes["Player:8"] == {"first": "Matt"}
    assert nodes["AtBat:1"] == {}
    assert len(nodes) == 7
    ends = {(edge["start"], edge["label"], edge["end"]) for edge in graph["edges"]}
    assert ends == {
        ("AtBat:1", "BY", "Player:7"),
        ("AtBat:2", "BY", "Player:8"),
        ("AtBat:4", "BY", "Player:7"),
    }


def test_the_report_counts_what_was_read_written_collapsed_and_unreached(place: Path) -> None:
    scenario = replace(
        DOCUMENT_TO_RELATIONAL,
        program=RELATIONAL_NAMES,
        source="source",
        files={"source/A.csv": "x,y\n1,a\n1,a\n2,b\n3,a\n4,\n", "source/B.csv": "y\na\n"},
        target="target.db",
    )
    report = migrated(scenario)
    (a, b), (names,) = report.sources, report.targets
    assert (a.name, a.read, a.duplicates, a.unreached) == ("A", 5, 1, 2)
    assert (b.name, b.read, b.duplicates, b.unreached) == ("B", 1, 0, 0)
    assert (names.name, names.written, names.collapsed) == ("names", 1, 1)
    assert target_content(scenario) == {"names": [["a"]]}
    lines = list(report_lines(report))
    assert lines[:-1] == [
        "source source",
        "  A      5 read, 1 of them duplicates, 2 reached no target record",
        "  B      1 read",
        "target target.db",
        "  names  1 written, 1 derived again and collapsed",
    ]
    assert lines[-1].endswith(" s with engine duckdb")


RELATIONAL_NAMES = """\
//@ source relational
//@ in_A {"table": ["A"], "columns": {"x": "int", "y": "string?"}}
//@ in_B {"table": ["B"], "columns": {"y": "string"}}
//@ target relational
//@ out_names {"table": ["names"], "columns": {"y": "string"}}
.decl in_A(x: number, y: symbol)
.input in_A
.decl in_B(y: symbol)
.input in_B
.decl out_names(y: symbol)
.output out_names
out_names(y) :- in_A(_, y), in_B(y).
"""


def test_a_dry_run_writes_nothing_and_shows_the_first_records(place: Path) -> None:
    report = migrated(RELATIONAL_TO_DOCUMENT, dry_run=True)
    assert not Path("target.json").exists()
    shown = {target.name: target for target in report.targets}
    assert shown["atBats"].written == 4
    assert len(shown["atBats"].sample) == 3
    for record in shown["atBats"].sample:
        assert record in RELATIONAL_TO_DOCUMENT.expected["atBats"]
    assert shown["atBats.batter"].sample == ()


def test_a_dry_run_notes_that_the_target_exists(place: Path) -> None:
    Path("target.json").write_text('{"old": []}')
    report = migrated(RELATIONAL_TO_DOCUMENT, dry_run=True)
    assert any("target.json: the target exists already" in note for note in report.notes)
    assert content(Path("target.json")) == {"old": []}


def test_a_dry_run_of_a_graph_shows_the_ids_that_are_written(place: Path) -> None:
    report = migrated(RELATIONAL_TO_GRAPH, dry_run=True)
    edges = next(target for target in report.targets if target.name == "BY")
    assert {"_start": "AtBat:1", "_end": "Player:7"} in edges.sample


def test_an_existing_target_is_refused_before_anything_is_read(place: Path) -> None:
    Path("target.json").write_text('{"old": []}')
    broken = replace(RELATIONAL_TO_DOCUMENT, files={})
    with pytest.raises(InputError, match=r"target.json: the target exists already; use --if-ex"):
        migrated(broken)


def test_replace_takes_the_place_of_the_old_target(place: Path) -> None:
    Path("target.json").write_text('{"old": []}')
    migrated(RELATIONAL_TO_DOCUMENT, if_exists="replace")
    assert target_content(RELATIONAL_TO_DOCUMENT).keys() == {"atBats", "players"}


FAULTS: dict[str, tuple[Scenario, str, str, str]] = {
    "a child without its parent": (
        RELATIONAL_TO_DOCUMENT,
        "out_atBats($AtBats(a), a, e) :- in_AtBats(a, _, e).",
        "out_atBats($AtBats(a), a, e) :- in_AtBats(a, _, e), e != nil.",
        'atBats.batter: the record {"_parent": "AtBats:1", "_id": "Batter:7", "first": "Jon", '
        '"last": "Lester"} has no parent atBats; nothing was written to target.json',
    ),
    "two embedded objects for one parent": (
        RELATIONAL_TO_DOCUMENT,
        "in_AtBats(a, b, _), in_PlayerNames(b, f, l).",
        "in_AtBats(a, 7, _), in_PlayerNames(b, f, l), b < 9.",
        "atBats.batter: the records",
    ),
    "a null where none may be": (
        RELATIONAL_TO_DOCUMENT,
        "out_players($Player(p), f) :- in_PlayerNames(p, f, _).",
        "out_players($Player(p), l) :- in_PlayerNames(p, _, l).",
        'players: the record {"_id": "Player:8", "name": null} has no name; '
        "nothing was written to target.json",
    ),
    "an edge without its node": (
        RELATIONAL_TO_GRAPH,
        "$Player(p)) :- in_AtBats(a, p, _), in_PlayerNames(p, _, _).",
        "$Player(p)) :- in_AtBats(a, p, _).",
        'BY: the record {"_id": "By:3", "_start": "AtBat:3", "_end": "Player:\\\\N"} '
        "has no node Player at its end; nothing was written to graph:target.json",
    ),
    "an edge whose node has another label": (
        RELATIONAL_TO_GRAPH,
        "out_BY($By(a), $AtBat(a), $Player(p)) :- in_AtBats(a, p, _), in_PlayerNames(p, _, _).",
        "out_BY($By(a), $AtBat(a), $AtBat(a)) :- in_AtBats(a, _, _), a > 3.",
        'BY: the record {"_id": "By:4", "_start": "AtBat:4", "_end": "AtBat:4"} '
        "has no node Player at its end; nothing was written to graph:target.json",
    ),
    "a foreign key that refers to nothing": (
        DOCUMENT_TO_RELATIONAL,
        "out_movies(t, y) :- in_movie(_, t, y).",
        "out_movies(t, y) :- in_movie(_, t, y), y != nil.",
        'roles: the record {"title": "Brazil", "name": "De Niro"} refers by (title) to no movies, '
        "and so 1 more; nothing was written to target.db",
    ),
    "a primary key that repeats": (
        DOCUMENT_TO_RELATIONAL,
        "out_movies(t, y) :- in_movie(_, t, y).",
        'out_movies("x", y) :- in_movie(_, _, y).',
        'movies: the records {"title": "x", "year": 1995} and {"title": "x", "year": null} have '
        'the primary key (title) = "x"; nothing was written to target.db',
    ),
    "an id that repeats": (
        DOCUMENT_TO_DOCUMENT,
        "out_film($Film(m), t, y) :- in_movie(m, t, y).",
        "out_film($Film(m), t, y) :- in_movie(m, t, y). "
        'out_film($Film(m), "x", y) :- in_movie(m, "Up", y).',
        'film: the records {"_id": "Film:3", "name": "Up", "year": null} and {"_id": "Film:3", '
        '"name": "x", "year": null} have _id = "Film:3"; nothing was written to target.json',
    ),
}


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_named_with_its_record_and_nothing_is_written(
    place: Path, name: str, engine: str
) -> None:
    scenario, old, new, message = FAULTS[name]
    with pytest.raises(MigrationError) as refusal:
        migrated(changed(scenario, old, new), engine=engine)
    assert str(refusal.value).startswith(message)
    assert "nothing was written to" in str(refusal.value)
    assert not list(place.glob("*target*"))


def test_a_nullable_unique_key_may_be_null_many_times(place: Path) -> None:
    scenario = changed(DOCUMENT_TO_RELATIONAL, '"primary_key": ["title"]', '"unique": [["year"]]')
    scenario = changed(
        scenario,
        ',\n    // "foreign_keys": [{"columns": ["title"], '
        '"table": "movies", "references": ["title"]}]',
        "",
    )
    migrated(scenario)
    assert len(target_content(scenario)["movies"]) == 3


@pytest.mark.parametrize("engine", ENGINES)
def test_records_that_differ_only_in_null_and_absent_are_one_row(place: Path, engine: str) -> None:
    movies = [{"title": "Up", "year": None}, {"title": "Up"}]
    scenario = replace(DOCUMENT_TO_RELATIONAL, files={"source.json": {"movie": movies}})
    report = migrated(scenario, engine=engine)
    assert target_content(scenario)["movies"] == [["Up", None]]
    assert (report.targets[0].written, report.targets[0].collapsed) == (1, 1)


def test_an_edge_without_declared_labels_may_end_at_any_node(place: Path) -> None:
    scenario = changed(RELATIONAL_TO_GRAPH, '"from": "AtBat", "to": "Player", ', "")
    migrated(scenario)
    dangling = changed(
        scenario,
        "$Player(p)) :- in_AtBats(a, p, _), in_PlayerNames(p, _, _).",
        "$Player(p)) :- in_AtBats(a, p, _).",
    )
    with pytest.raises(MigrationError, match="has no node at its end"):
        migrated(replace(dangling, files={}, target="graph:other.json"))


def without_table(scenario: Scenario) -> Scenario:
    return replace(scenario, files={"source.db": "CREATE TABLE PlayerNames (id INTEGER);"})


def without_column(scenario: Scenario) -> Scenario:
    text = scenario.files["source.db"].replace("event TEXT", "happening TEXT")
    return replace(scenario, files={"source.db": text})


def without_anything(scenario: Scenario) -> Scenario:
    return replace(scenario, files={})


def without_header(scenario: Scenario) -> Scenario:
    lines = [line for line in scenario.program.splitlines() if not line.startswith("//@")]
    return replace(scenario, program="\n".join(lines))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            without_table,
            "source.db: there is no table 'AtBats', which the program reads; there is: PlayerNames",
        ),
        (
            without_column,
            "source.db: AtBats has no attribute 'event', which the program reads; "
            "its attributes are: ab_id, batter_id, happening",
        ),
        (without_anything, "source.db: there is nothing at this place"),
        (
            without_header,
            "p.dl: the program has no header with the two schemas; "
            "write one as synth does, or use run for programs over fact files",
        ),
    ],
)
def test_a_source_that_does_not_fit_the_program_is_refused(
    place: Path, change: Callable[[Scenario], Scenario], message: str
) -> None:
    with pytest.raises(InputError) as refusal:
        migrated(change(RELATIONAL_TO_DOCUMENT))
    assert str(refusal.value) == message
    assert not Path("target.json").exists()


def test_more_tables_and_columns_than_the_program_knows_are_fine(place: Path) -> None:
    text = RELATIONAL_TO_DOCUMENT.files["source.db"]
    text += "ALTER TABLE AtBats ADD COLUMN more INTEGER; CREATE TABLE Other (x TEXT);"
    migrated(replace(RELATIONAL_TO_DOCUMENT, files={"source.db": text}))
    assert len(target_content(RELATIONAL_TO_DOCUMENT)["atBats"]) == 4


def test_a_value_of_another_type_is_refused(place: Path) -> None:
    text = RELATIONAL_TO_DOCUMENT.files["source.db"].replace("(1, 7, NULL)", "('x', 7, NULL)")
    text = text.replace("ab_id INTEGER NOT NULL PRIMARY KEY", "ab_id TEXT NOT NULL PRIMARY KEY")
    with pytest.raises(InputError, match=r"source.db: AtBats"):
        migrated(replace(RELATIONAL_TO_DOCUMENT, files={"source.db": text}))


def test_what_is_optional_may_be_missing_everywhere(place: Path) -> None:
    scenario = replace(
        DOCUMENT_TO_DOCUMENT, files={"source.json": {"movie": [{"title": "Up", "cast": []}]}}
    )
    report = migrated(scenario)
    assert target_content(scenario) == {"film": [{"name": "Up", "labels": []}]}
    assert "movie.year: no record of the source has it" in report.notes
    assert "movie.tags: the source has no such scalars" in report.notes
    assert "movie.cast: not read, as no rule uses it" in report.notes


def test_another_graph_is_refused(place: Path) -> None:
    other = {"nodes": [{"id": "1", "label": "Planet", "properties": {}}], "edges": []}
    with pytest.raises(InputError, match="the graph has none of what the program reads: Person"):
        migrated(replace(GRAPH_TO_DOCUMENT, files={"source.json": other}))


def test_the_same_place_is_refused(place: Path) -> None:
    with pytest.raises(InputError, match="the source and the target are the same place"):
        migrated(replace(DOCUMENT_TO_DOCUMENT, target="./source.json"), if_exists="replace")
    assert json.loads(Path("source.json").read_text()) == DOCUMENT_TO_DOCUMENT.files["source.json"]


def test_progress_tells_reading_evaluating_and_writing(place: Path) -> None:
    told: list[tuple[str, int, int | None]] = []
    migrated(RELATIONAL_TO_DOCUMENT, progress=lambda *report: told.append(report))
    assert ("reading AtBats", 4, None) in told
    assert ("evaluating", 0, None) in told
    assert ("writing atBats", 4, 4) in told


def test_an_interrupt_is_an_error_that_says_what_is_written(place: Path) -> None:
    def interrupt(stage: str, done: int, total: int | None) -> None:
        if stage.startswith("writing") and done:
            raise KeyboardInterrupt

    with pytest.raises(MigrationError) as stopped:
        migrated(RELATIONAL_TO_DOCUMENT, progress=interrupt)
    assert str(stopped.value) == "stopped by Ctrl-C; nothing was written to target.json"
    assert sorted(path.name for path in place.iterdir()) == ["p.dl", "source.db"]


def test_a_failure_while_writing_leaves_the_old_target(place: Path) -> None:
    def fail(stage: str, done: int, total: int | None) -> None:
        if stage.startswith("writing") and done:
            raise MemoryError

    Path("target.db").unlink(missing_ok=True)
    with sqlite3.connect("target.db") as connection:
        connection.execute("CREATE TABLE old (x)")
    connection.close()
    before = Path("target.db").read_bytes()
    with pytest.raises(DynamiteError, match="out of memory; nothing was written"):
        migrated(DOCUMENT_TO_RELATIONAL, if_exists="replace", progress=fail)
    assert Path("target.db").read_bytes() == before
