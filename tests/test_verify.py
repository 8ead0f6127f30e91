"""``verify``: a migrated target is equal to what the program says, and no change goes unseen."""

from __future__ import annotations

import copy
import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from migrations import (
    DOCUMENT_TO_DOCUMENT,
    DOCUMENT_TO_RELATIONAL,
    ENGINES,
    GRAPH_TO_DOCUMENT,
    RELATIONAL_TO_DOCUMENT,
    RELATIONAL_TO_GRAPH,
    SCENARIOS,
    Scenario,
)

from dynamite.cli import main
from dynamite.commands.migrate import migrate
from dynamite.commands.verify import verify
from dynamite.errors import InputError
from dynamite.verification.report import VerifyReport, report_lines


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def moved(scenario: Scenario) -> Scenario:
    """The scenario, migrated in the current directory."""
    scenario.write(Path())
    migrate("p.dl", scenario.source, scenario.target)
    return scenario


def verified(scenario: Scenario, **options: Any) -> VerifyReport:
    return verify("p.dl", scenario.source, scenario.target, **options)


def edit(change: Callable[[Any], None], target: str = "target.json") -> None:
    """Change the JSON value in a file."""
    path = Path(target)
    value = json.loads(path.read_text())
    change(value)
    path.write_text(json.dumps(value))


def run_sql(*statements: str) -> None:
    with closing(sqlite3.connect("target.db")) as connection, connection:
        for statement in statements:
            connection.execute(statement)


def lines(report: VerifyReport) -> list[str]:
    """The lines of a report that tell of differences."""
    named = {relation.name for relation in report.relations}
    return [line for line in report_lines(report) if line.partition(":")[0] in named]


@pytest.mark.parametrize("name", SCENARIOS)
def test_a_migrated_target_is_equal(place: Path, name: str) -> None:
    report = verified(moved(SCENARIOS[name]))
    assert report.is_equal
    assert sum(relation.said.records for relation in report.relations) > 3
    assert not lines(report)


@pytest.mark.parametrize("engine", ENGINES)
def test_every_engine_verifies_what_another_wrote(place: Path, engine: str) -> None:
    assert verified(moved(RELATIONAL_TO_DOCUMENT), engine=engine).is_equal


def test_the_order_of_documents_and_of_their_fields_does_not_count(place: Path) -> None:
    def turn(data: Any) -> None:
        for name, documents in data.items():
            data[name] = [dict(reversed(document.items())) for document in reversed(documents)]

    moved(RELATIONAL_TO_DOCUMENT)
    edit(turn)
    assert verified(RELATIONAL_TO_DOCUMENT).is_equal


def test_the_order_of_an_array_counts(place: Path) -> None:
    moved(RELATIONAL_TO_DOCUMENT)
    edit(lambda data: [player["bats"].reverse() for player in data["players"]])
    report = verified(RELATIONAL_TO_DOCUMENT)
    assert lines(report) == [
        'players: said   {"name": "Jon", "events": ["Out"], "bats": [{"ab_id": 1}, {"ab_id": 4}]}',
        'players: there  {"name": "Jon", "events": ["Out"], "bats": [{"ab_id": 4}, {"ab_id": 1}]}'
        "  at bats[0].ab_id",
    ]


def test_a_changed_document_is_shown_beside_the_one_that_the_program_says(place: Path) -> None:
    moved(RELATIONAL_TO_DOCUMENT)

    def change(data: Any) -> None:
        next(a for a in data["atBats"] if a["ab_id"] == 4)["batter"]["last"] = "Snow"

    edit(change)
    report = verified(RELATIONAL_TO_DOCUMENT)
    (at_bats, batter, *_) = report.relations
    assert (at_bats.missing, at_bats.unexpected, at_bats.changed) == (0, 0, 1)
    assert at_bats.key == ("ab_id",)
    assert not batter.is_equal
    assert lines(report) == [
        'atBats: said   {"ab_id": 4, "event": "Out", "batter": {"first": "Jon", "last": "Lester"}}',
        'atBats: there  {"ab_id": 4, "event": "Out", "batter": {"first": "Jon", "last": "Snow"}}'
        "  at batter.last",
    ]


def test_missing_unexpected_and_doubled_records_are_counted(place: Path) -> None:
    moved(RELATIONAL_TO_DOCUMENT)

    def change(data: Any) -> None:
        (first,) = (p for p in data["players"] if p["name"] == "Al")
        data["players"].remove(first)
        data["atBats"] += [data["atBats"][-1]] * 2

    edit(change)
    at_bats, _, players, *_ = verified(RELATIONAL_TO_DOCUMENT).relations
    assert (at_bats.missing, at_bats.unexpected, at_bats.changed) == (0, 2, 0)
    assert (players.missing, players.unexpected, players.changed) == (1, 0, 0)
    assert players.first[0].said == {"name": "Al", "events": [], "bats": []}


def test_null_and_absent_are_two_in_documents(place: Path) -> None:
    moved(DOCUMENT_TO_DOCUMENT)
    edit(lambda data: [film.pop("year", None) for film in data["film"] if film["name"] == "Up"])
    assert lines(verified(DOCUMENT_TO_DOCUMENT)) == [
        'film: said   {"name": "Up", "year": null, "labels": []}',
        'film: there  {"name": "Up", "labels": []}  at year',
    ]


def test_an_empty_array_and_an_absent_one_are_one(place: Path) -> None:
    moved(DOCUMENT_TO_DOCUMENT)
    edit(lambda data: [film.pop("labels") for film in data["film"] if not film["labels"]])
    report = verified(DOCUMENT_TO_DOCUMENT)
    assert report.is_equal
    assert any("an array that is absent, null or empty is one" in note for note in report.notes)


def test_a_null_where_the_schema_has_none_is_a_difference(place: Path) -> None:
    moved(DOCUMENT_TO_DOCUMENT)
    edit(lambda data: data["film"][0].update(name=None))
    assert not verified(DOCUMENT_TO_DOCUMENT).is_equal


def test_fields_that_the_program_does_not_write_are_a_difference(place: Path) -> None:
    moved(DOCUMENT_TO_DOCUMENT)
    edit(lambda data: data["film"][0].update(colour="red", crew=[{"name": "x"}]))
    report = verified(DOCUMENT_TO_DOCUMENT)
    assert not report.is_equal
    assert report.structure == ("film: the program does not say what is there: colour, crew",)


def test_a_file_of_lines_is_the_collection_of_the_program_whatever_its_name(place: Path) -> None:
    DOCUMENT_TO_DOCUMENT.write(place)
    migrate("p.dl", "source.json", "o.jsonl")
    report = verify("p.dl", "source.json", "o.jsonl")
    assert report.is_equal
    assert not [note for note in report.notes if "not compared" in note]
    lines = Path("o.jsonl").read_text().replace('"labels":[{', '"labels":[{"crew":1,', 1)
    Path("o.jsonl").write_text(lines.replace("}\n", ',"colour":"red"}\n', 1))
    assert verify("p.dl", "source.json", "o.jsonl").structure == (
        "film: the program does not say what is there: colour",
        "film.labels: the program does not say what is there: crew",
    )


def test_other_collections_are_noted(place: Path) -> None:
    moved(DOCUMENT_TO_DOCUMENT)
    edit(lambda data: data.update(other=[{"a": 1}]))
    report = verified(DOCUMENT_TO_DOCUMENT)
    assert report.is_equal
    assert "not compared, as the program does not write it: other" in report.notes


def test_an_id_that_a_store_gives_its_documents_is_noted(place: Path) -> None:
    moved(DOCUMENT_TO_DOCUMENT)
    edit(lambda data: [film.update(_id=n) for n, film in enumerate(data["film"])])
    report = verified(DOCUMENT_TO_DOCUMENT)
    assert report.is_equal
    assert "not compared, as the program does not write it: film._id" in report.notes


def test_tables_and_columns_that_are_gone_are_named(place: Path) -> None:
    moved(DOCUMENT_TO_RELATIONAL)
    run_sql("DROP TABLE roles", "ALTER TABLE movies DROP COLUMN year")
    report = verified(DOCUMENT_TO_RELATIONAL)
    assert report.structure == (
        "movies: there is no column year",
        "roles: there is no such table",
    )
    movies, roles = report.relations
    assert (movies.key, movies.changed) == (("title",), 1)
    assert (roles.missing, roles.found.records) == (3, 0)


def test_records_of_a_table_pair_by_its_primary_key(place: Path) -> None:
    moved(DOCUMENT_TO_RELATIONAL)
    run_sql(
        "UPDATE movies SET year = 7 WHERE title = 'Up'", "DELETE FROM roles WHERE name LIKE '%o'"
    )
    assert lines(verified(DOCUMENT_TO_RELATIONAL)) == [
        'movies: said   {"title": "Up", "year": null}',
        'movies: there  {"title": "Up", "year": 7}  at year',
        'roles: missing     {"title": "Brazil", "name": "De Niro"}',
        'roles: missing     {"title": "Heat", "name": "Pacino"}',
    ]


def test_what_was_there_before_an_append_is_no_difference_where_it_is_said(place: Path) -> None:
    moved(DOCUMENT_TO_RELATIONAL)
    run_sql("INSERT INTO movies VALUES ('Alien', 1979)")
    assert not verified(DOCUMENT_TO_RELATIONAL).is_equal
    assert verified(DOCUMENT_TO_RELATIONAL, appended=True).is_equal
    run_sql("UPDATE movies SET year = 1 WHERE title = 'Heat'")
    assert not verified(DOCUMENT_TO_RELATIONAL, appended=True).is_equal
    run_sql("DELETE FROM roles WHERE title = 'Heat'", "DELETE FROM movies WHERE title = 'Heat'")
    assert not verified(DOCUMENT_TO_RELATIONAL, appended=True).is_equal


def test_nodes_and_edges_compare_by_their_ids(place: Path) -> None:
    moved(RELATIONAL_TO_GRAPH)

    def swap(graph: Any) -> None:
        """Give two nodes the properties of each other: by content the graph is the same."""
        one, other = (n for n in graph["nodes"] if n["id"] in ("Player:8", "Player:9"))
        one["properties"], other["properties"] = other["properties"], one["properties"]

    edit(swap)
    report = verified(RELATIONAL_TO_GRAPH)
    assert [relation.changed for relation in report.relations] == [2, 0, 0]


def without_own_ids(graph: Any) -> None:
    """Number the nodes anew and leave out the ids of edges, as a store with its own ids would."""
    number = {node["id"]: f"n{n}" for n, node in enumerate(graph["nodes"])}
    for node in graph["nodes"]:
        node["id"] = number[node["id"]]
    for edge in graph["edges"]:
        edge.pop("id", None)
        edge.update(start=number[edge["start"]], end=number[edge["end"]])


def test_where_a_store_has_ids_of_its_own_content_is_compared(place: Path) -> None:
    moved(RELATIONAL_TO_GRAPH)
    edit(without_own_ids)
    report = verified(RELATIONAL_TO_GRAPH)
    assert report.is_equal
    assert any(note.startswith("no node has an id that the program") for note in report.notes)


def test_an_edge_between_other_nodes_is_found_by_content_too(place: Path) -> None:
    moved(RELATIONAL_TO_GRAPH)
    edit(without_own_ids)

    def turn(graph: Any) -> None:
        edge = graph["edges"][0]
        others = [e for e in graph["edges"] if e["end"] != edge["end"]]
        edge["end"] = others[0]["end"]

    edit(turn)
    report = verified(RELATIONAL_TO_GRAPH)
    by = report.relations[-1]
    assert (by.name, by.missing, by.unexpected) == ("BY", 1, 1)
    assert "_id" not in (by.first[0].said or {})


KEPT_EDGES = (
    GRAPH_TO_DOCUMENT.program.split("//@ target")[0]
    + """\
//@ target graph
//@ out_Person {"node": ["Person"], "properties": {"name": "string"}}
//@ out_MET {"edge": ["MET"], "properties": {"since": "int"}}
.decl in_Person(_id: symbol, name: symbol)
.input in_Person
.decl in_City(_id: symbol, name: symbol)
.input in_City
.decl in_KNOWS(_id: symbol, _start: symbol, _end: symbol, since: number)
.input in_KNOWS
.decl in_LIVES_IN(_id: symbol, _start: symbol, _end: symbol)
.input in_LIVES_IN
.decl out_Person(_id: symbol, name: symbol)
.output out_Person
.decl out_MET(_id: symbol, _start: symbol, _end: symbol, since: number)
.output out_MET
out_Person(p, n) :- in_Person(p, n).
out_MET(e, p, q, s) :- in_KNOWS(e, p, q, s).
"""
)


def test_ids_of_edges_compare_where_they_come_from_the_source(place: Path) -> None:
    scenario = moved(replace(GRAPH_TO_DOCUMENT, program=KEPT_EDGES, target="graph:target.json"))
    assert not any("edge" in note for note in verified(scenario).notes[1:])
    edit(lambda graph: graph["edges"][0].update(id="other"))
    report = verified(scenario)
    assert report.is_equal
    assert report.notes[-1] == (
        "no edge has an id that the program gives, so these were compared by their nodes and "
        "properties: MET"
    )
    edit(lambda graph: graph["edges"].append({**graph["edges"][0], "id": "#0"}))
    assert [relation.changed for relation in verified(scenario).relations] == [0, 0]
    assert not verified(scenario).is_equal


def test_the_first_differences_only_are_shown(place: Path) -> None:
    movies = [{"title": f"m{n:02}", "cast": []} for n in range(50)]
    scenario = replace(DOCUMENT_TO_RELATIONAL, files={"source.json": {"movie": movies}})
    moved(scenario)
    run_sql(
        "UPDATE movies SET year = 1 WHERE title < 'm10'", "DELETE FROM movies WHERE title > 'm39'"
    )
    (movies_result, _) = verified(scenario).relations
    assert (movies_result.missing, movies_result.changed) == (10, 10)
    titles = [(record.said or {})["title"] for record in movies_result.first]
    assert titles == ["m00", "m01", "m02", "m40", "m41", "m42"]


def test_a_value_of_another_type_is_refused_by_name(place: Path) -> None:
    moved(DOCUMENT_TO_DOCUMENT)
    edit(lambda data: data["film"][0].update(year="soon"))
    with pytest.raises(InputError, match=r'target\.json: film\[0\]\.year: "soon" is a string'):
        verified(DOCUMENT_TO_DOCUMENT)


def test_nothing_at_the_target_is_bad_input(place: Path) -> None:
    RELATIONAL_TO_DOCUMENT.write(Path())
    with pytest.raises(InputError, match=r"target\.json: there is nothing at this place"):
        verified(RELATIONAL_TO_DOCUMENT)


def test_a_program_that_does_not_run_over_the_source_is_bad_input(place: Path) -> None:
    moved(DOCUMENT_TO_RELATIONAL)
    text = Path("p.dl").read_text()
    Path("p.dl").write_text(
        text.replace("(t, y) :- in_movie(_, t, y)", "(t, to_number(t)) :- in_movie(_, t, _)")
    )
    with pytest.raises(InputError, match="the program cannot be run over the source: "):
        verified(DOCUMENT_TO_RELATIONAL)


def test_the_exit_status_tells(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["--program", "p.dl", "--source", "source.json", "--target", "target.db"]
    moved(DOCUMENT_TO_RELATIONAL)
    assert main(["verify", *arguments]) == 0
    assert capsys.readouterr().out.splitlines()[-1].startswith("equal, ")
    run_sql("DELETE FROM roles")
    assert main(["verify", *arguments, "--json"]) == 1
    report = json.loads(capsys.readouterr().out)
    assert (report["is_equal"], report["relations"][1]["missing"]) == (False, 3)
    Path("target.db").unlink()
    assert main(["verify", *arguments]) == 2


# --- any single change -------------------------------------------------------------------------

_WORDS = st.sampled_from(["", "a", "b", "1", "null", "é", "a:1"])
_YEARS = st.none() | st.integers(-3, 3)
_MOVIES = st.lists(
    st.fixed_dictionaries(
        {"title": _WORDS, "tags": st.lists(_WORDS, max_size=3)}, optional={"year": _YEARS}
    ),
    min_size=1,
    max_size=4,
)


def changes(value: Any) -> Iterator[Callable[[], None]]:
    """Every single change of a JSON value that changes what it says, each as a function."""
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield lambda i=index: value.insert(i, copy.deepcopy(value[i]))
            yield lambda i=index: value.pop(i)
            if isinstance(item, str):
                yield lambda i=index: value.__setitem__(i, value[i] + "x")
            yield from changes(item)
    elif isinstance(value, dict):
        for name, item in value.items():
            match item:
                case str():
                    yield lambda n=name: value.__setitem__(n, value[n] + "x")
                case int():
                    yield lambda n=name: value.__setitem__(n, value[n] + 1)
                    yield lambda n=name: value.__setitem__(n, None)
                case None:
                    yield lambda n=name: value.__delitem__(n)
                    yield lambda n=name: value.__setitem__(n, 0)
                case _:
                    yield from changes(item)


@settings(max_examples=15, deadline=None)
@given(_MOVIES, st.randoms(use_true_random=False))
def test_no_single_change_of_documents_goes_unseen(
    tmp_path_factory: pytest.TempPathFactory, movies: list[Any], random: Any
) -> None:
    place = tmp_path_factory.mktemp("documents")
    scenario = replace(DOCUMENT_TO_DOCUMENT, files={"source.json": {"movie": movies}})
    scenario.write(place)
    program, source, target = (place / name for name in ("p.dl", "source.json", "target.json"))
    migrate(program, str(source), str(target))
    assert verify(program, str(source), str(target)).is_equal
    data = json.loads(target.read_text())
    random.choice(list(changes(data["film"])))()
    target.write_text(json.dumps(data))
    assert not verify(program, str(source), str(target)).is_equal


@settings(max_examples=15, deadline=None)
@given(_MOVIES, st.data())
def test_no_single_change_of_a_table_goes_unseen(
    tmp_path_factory: pytest.TempPathFactory, movies: list[Any], data: st.DataObject
) -> None:
    place = tmp_path_factory.mktemp("tables")
    program = DOCUMENT_TO_RELATIONAL.program.replace('"primary_key": ["title"]', '"unique": []')
    files = {"source.json": {"movie": movies}}
    scenario = replace(DOCUMENT_TO_RELATIONAL, program=program, files=files)
    scenario.write(place)
    moved_to = place / "target.db"
    paths = (place / "p.dl", str(place / "source.json"), str(moved_to))
    migrate(*paths)
    assert verify(*paths).is_equal
    with closing(sqlite3.connect(moved_to)) as connection, connection:
        rows = connection.execute("SELECT rowid FROM movies").fetchall()
        rowid = data.draw(st.sampled_from(rows))
        connection.execute(data.draw(st.sampled_from(ROW_CHANGES)), rowid)
    assert not verify(*paths).is_equal


ROW_CHANGES = (
    "DELETE FROM movies WHERE rowid = ?",
    "INSERT INTO movies SELECT * FROM movies WHERE rowid = ?",
    "UPDATE movies SET title = title || 'x' WHERE rowid = ?",
    "UPDATE movies SET year = coalesce(year + 1, 0) WHERE rowid = ?",
    "UPDATE movies SET year = CASE WHEN year IS NULL THEN 0 END WHERE rowid = ?",
)
