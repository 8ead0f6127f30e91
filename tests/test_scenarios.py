"""The 28 migration scenarios of benchmarks/: each solved from its example, and as before."""

from __future__ import annotations

from contextlib import closing
from functools import cache
from pathlib import Path

import pytest

from benchmarks import sensitivity
from benchmarks.containment import not_shown_equal
from benchmarks.evaluation import draw, is_whole, target_of, wrong_types
from benchmarks.generate import generate, generate_total
from benchmarks.golden import read_golden
from benchmarks.hand_sql import run_sql
from benchmarks.same_target import same_target
from benchmarks.scenario import SCENARIOS, Scenario, read_scenario
from benchmarks.source_store import store_url, write_source
from benchmarks.space import TypeSearch, searches
from dynamite import migrate, synth
from dynamite.data.compare import agree
from dynamite.datalog import Program
from dynamite.engines import open_engine
from dynamite.language.text import parse
from dynamite.migration.source import used_columns
from dynamite.store_instance import read_instance
from dynamite.stores import open_store

DIRECTORIES = sorted(path for path in SCENARIOS.iterdir() if (path / "scenario.json").is_file())
EVERY = pytest.mark.parametrize("directory", DIRECTORIES, ids=lambda path: path.name)
SOME = pytest.mark.parametrize("directory", DIRECTORIES[::6], ids=lambda path: path.name)


@cache
def scenario_in(directory: Path) -> Scenario:
    return read_scenario(directory)


@cache
def searched(directory: Path) -> list[TypeSearch]:
    return searches(scenario_in(directory))[0]


def solved(directory: Path) -> Program:
    return synth(directory / "example.json").program


def test_there_are_twenty_eight_scenarios_numbered_in_order() -> None:
    assert [scenario_in(path).number for path in DIRECTORIES] == list(range(1, 29))


@EVERY
def test_the_example_is_what_the_intended_program_makes_of_its_source(directory: Path) -> None:
    scenario = scenario_in(directory)
    for example in scenario.examples.examples:
        assert agree(example.target, target_of(scenario.program, example.source))


@EVERY
def test_the_example_gives_a_program_equal_to_the_intended_one_on_other_data(
    directory: Path,
) -> None:
    scenario, found = scenario_in(directory), solved(directory)
    for source in (generate(scenario, 20, 7), generate_total(scenario, 400, 8)):
        assert wrong_types(found, scenario.program, source.instance()) == []


@EVERY
def test_the_search_evaluates_as_many_candidates_as_before(directory: Path) -> None:
    counts = {each.name: each.candidates for each in searched(directory)}
    assert counts == read_golden()[directory.name]


@EVERY
def test_a_program_is_shown_equal_to_itself_by_containment(directory: Path) -> None:
    scenario = scenario_in(directory)
    assert not_shown_equal(scenario, scenario.program, scenario.program) == []


def edited(directory: Path, old: str, new: str) -> Program:
    text = (directory / "program.dl").read_text("utf-8")
    assert old in text
    return parse(text.replace(old, new))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"actor"', '"actress"'),
        ("out_Actor(id, character, id_2)", "out_Actor(id, id, id_2)"),
        ('in_crew_roles(crew, _, _, title, "actor",', 'in_crew_roles(_, _, _, title, "actor",'),
    ],
    ids=["constant", "column", "join"],
)
def test_containment_sees_another_constant_column_or_join(old: str, new: str) -> None:
    directory = next(path for path in DIRECTORIES if path.name == "02-imdb-1")
    scenario = scenario_in(directory)
    changed = edited(directory, old, new)
    assert not_shown_equal(scenario, changed, scenario.program) == ["Actor"]


def test_containment_sees_through_a_join_that_changes_nothing() -> None:
    directory = next(path for path in DIRECTORIES if path.name == "02-imdb-1")
    scenario = scenario_in(directory)
    changed = edited(
        directory,
        "in_movie_genres(movie, _, _, genre).",
        "in_movie_genres(movie, _, _, genre), in_movie(movie, _, t, _), in_movie(_, id, t, _).",
    )
    assert not_shown_equal(scenario, changed, scenario.program) == []


@EVERY
def test_generated_data_of_one_seed_is_the_same_and_of_another_is_not(directory: Path) -> None:
    scenario = scenario_in(directory)
    one, again, other = (generate(scenario, 30, seed).batches for seed in (1, 1, 2))
    assert one == again
    assert one != other


@EVERY
def test_generated_keys_are_unique_and_links_hold(directory: Path) -> None:
    scenario = scenario_in(directory)
    source = generate(scenario, 50, 3).instance()

    def column(key: tuple[str, ...], name: str, is_surrogate: bool) -> list[object]:
        record_type = scenario.source[key]
        names = list(record_type.columns)
        first = 0 if is_surrogate else len(record_type.surrogates)
        position = names.index(name, first)
        return [row[position] for row in source.rows(key)]

    for key in scenario.facts.keys:
        values = column(*key)
        assert len(set(values)) == len(values), key
    for link, targets in scenario.facts.links.items():
        known = {value for target in targets for value in column(*target)} | {None}
        assert {str(value) for value in column(*link)} <= {str(value) for value in known}, link


@EVERY
def test_a_drawn_example_shows_a_record_of_every_target_type(directory: Path) -> None:
    examples, _ = draw(scenario_in(directory), 5, 0)
    assert is_whole(examples.examples[0].target)


@SOME
def test_the_duckdb_engine_makes_as_many_records_as_the_reference_engine(directory: Path) -> None:
    scenario = scenario_in(directory)
    source = generate_total(scenario, 400, 8)
    target = target_of(scenario.program, source.instance())
    used = used_columns(scenario.program)
    engine = open_engine("duckdb", scenario.program)
    for key, batch in source.batches.items():
        relation = scenario.header.source_relation[key]
        if relation in used:
            engine.load(relation, batch)
    engine.evaluate()
    for key, relation in scenario.header.target_relation.items():
        assert engine.count(relation) == len(target.rows(key))
    engine.close()


@SOME
def test_what_is_written_to_a_source_store_is_read_back(directory: Path, tmp_path: Path) -> None:
    scenario = scenario_in(directory)
    url, records = write_source(scenario, 300, 5, tmp_path / "source")
    with closing(open_store(url, scenario.source.model)) as store:
        instance = read_instance(store, scenario.source, url)
    expected = generate_total(scenario, 300, 5)
    assert records == expected.records
    assert agree(expected.instance(), instance)


@EVERY
def test_every_hand_written_sql_gives_the_target_of_the_migration(
    directory: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scenario = scenario_in(directory)
    url, _ = write_source(scenario, 1_500, 6, tmp_path / "source")
    migrate(scenario.program, url, store_url(scenario.target.model, tmp_path / "ours"))
    assert scenario.hand_written
    for sql in scenario.hand_written:
        place = tmp_path / sql.stem
        (place / "target").mkdir(parents=True)
        source = next(tmp_path.glob("source*"))
        (place / source.name).symlink_to(source)
        monkeypatch.chdir(place)
        run_sql(sql.read_text("utf-8"))
        assert same_target(scenario.target, tmp_path / "ours", place / "target"), sql.stem


def test_the_sensitivity_of_a_plain_scenario_is_full_with_four_records() -> None:
    directory = next(path for path in DIRECTORIES if path.name == "25-mlb-3")
    curve = sensitivity.measure(scenario_in(directory), (4,), 2)
    assert curve.successes == {4: 2}
    assert curve.failures == []
