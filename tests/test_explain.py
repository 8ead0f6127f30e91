"""``explain``: a record is told to be there exactly where the rules derive it, and why."""

from __future__ import annotations

import csv
import json
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from migrations import GRAPH_TO_DOCUMENT, RELATIONAL_TO_DOCUMENT, Scenario

from dynamite.cli import main
from dynamite.commands.explain import explain
from dynamite.datalog import Program
from dynamite.engines.reference_evaluation import evaluate
from dynamite.errors import InputError
from dynamite.explanation.answer import Explanation, Fact, Way, WhyNot, explanation_lines
from dynamite.language.text import parse
from dynamite.values import Value

ENGINES = ("duckdb", "reference")


@pytest.fixture
def baseball(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return placed(RELATIONAL_TO_DOCUMENT, tmp_path, monkeypatch)


def placed(scenario: Scenario, directory: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(directory)
    scenario.write(directory)
    return directory


def lines(record: str, source: str = "source.db", engine: str = "duckdb") -> list[str]:
    """The explanation as text, without the rule's text and the seconds."""
    text = list(explanation_lines(explain("p.dl", source, record, engine=engine)))
    return [line.partition(": out_")[0] if ".dl:" in line else line for line in text[:-1]]


# -- why -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("engine", ENGINES)
def test_a_record_that_is_there_comes_with_its_rule_and_source_records(
    baseball: Path, engine: str
) -> None:
    assert lines('atBats.batter {"_parent": "AtBats:2"}', engine=engine) == [
        'atBats.batter {"_parent": "AtBats:2"} is there',
        '{"_parent": "AtBats:2", "_id": "Batter:8", "first": "Matt", "last": null}',
        "  p.dl:30",
        '    from AtBats {"ab_id": 2, "batter_id": 8, "event": "Double"}',
        '    from PlayerNames {"id": 8, "first": "Matt", "last": null}',
    ]


def test_what_is_not_given_may_be_anything(baseball: Path) -> None:
    found = explain("p.dl", "source.db", 'atBats.batter {"first": "Jon"}')
    assert [derived.record["_parent"] for derived in found.derived] == ["AtBats:1", "AtBats:4"]
    assert found.ways == 2
    assert explain("p.dl", "source.db", "atBats").ways == 4


def test_null_asks_for_null(baseball: Path) -> None:
    found = explain("p.dl", "source.db", 'atBats {"event": null}')
    assert [derived.record["ab_id"] for derived in found.derived] == [1]


def test_a_graph_is_asked_by_its_ids(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    placed(GRAPH_TO_DOCUMENT, tmp_path, monkeypatch)
    found = explain("p.dl", "graph:source.json", 'person.friends {"_parent": "Person:p1"}')
    ((derived,), (way,)) = found.derived, found.derived[0].ways
    assert derived.record["name"] == "Bob"
    assert [fact.name for fact in way.facts] == ["Person", "KNOWS", "Person"]
    assert way.facts[1].record["since"] == 1999


# -- why not ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("record", "reason"),
    [
        # A source record is missing.
        (
            'atBats {"ab_id": 99}',
            ["    in_AtBats(a, _, e): there is no record of AtBats with ab_id = 99"],
        ),
        (
            'players.bats {"_parent": "Player:9"}',
            [
                '    found PlayerNames {"id": 9, "first": "Al", "last": "Idle"}',
                "    in_AtBats(a, p, _): there is no record of AtBats with batter_id = 9",
            ],
        ),
        # A null joins nothing.
        (
            'atBats.batter {"_parent": "AtBats:3"}',
            [
                '    found AtBats {"ab_id": 3, "batter_id": null, "event": "Walk"}',
                "    in_PlayerNames(b, f, l): "
                "there is no record of PlayerNames with id = null, as a null joins nothing",
            ],
        ),
        # What joins and what was asked for are not in one record.
        (
            'players.events {"_parent": "Player:7", "value": "Walk"}',
            [
                "    in_AtBats(_, p, e): "
                'there is no record of AtBats with batter_id = 7 and event = "Walk", '
                "but one with event = null",
                '    nearest, but for value: {"_parent": "Player:7", "_id": "Event:7:Out", '
                '"_index": null, "value": "Out"}',
            ],
        ),
        # Ids of another kind.
        (
            'atBats {"_id": "Player:7"}',
            ['    it writes $AtBats(a) for _id, not "Player:7"'],
        ),
        # The nearest record differs in one column.
        (
            'atBats {"ab_id": 3, "event": "Out"}',
            [
                "    in_AtBats(a, _, e): "
                'there is no record of AtBats with ab_id = 3 and event = "Out"',
                '    nearest, but for ab_id: {"_id": "AtBats:4", "ab_id": 4, "event": "Out"}',
                '    nearest, but for event: {"_id": "AtBats:3", "ab_id": 3, "event": "Walk"}',
            ],
        ),
    ],
)
def test_a_record_that_is_missing_comes_with_what_is_missing(
    baseball: Path, record: str, reason: list[str], engine: str
) -> None:
    told = lines(record, engine=engine)
    assert told[0] == f"{record} is not there"
    assert told[2:] == reason


HEADER = """\
//@ source relational
//@ in_A {"table": ["A"], "columns": {"k": "int", "x": "int?", "s": "string?"}}
//@ in_B {"table": ["B"], "columns": {"x": "int", "s": "string?"}}
//@ target relational
//@ out_T {"table": ["T"], "columns": {"k": "int", "s": "string?"}}
//@ out_U {"table": ["U"], "columns": {"x": "int", "n": "int?"}}
.decl in_A(k: number, x: number, s: symbol)
.input in_A
.decl in_B(x: number, s: symbol)
.input in_B
.decl out_T(k: number, s: symbol)
.output out_T
.decl out_U(x: number, n: number)
.output out_U
"""


def asked(rules: str, record: str, a: list[Any], b: list[Any], directory: Path) -> Explanation:
    """The explanation of a record, of a program of ``HEADER`` and some rules over two tables."""
    for name, columns, rows in (("A", "k,x,s", a), ("B", "x,s", b)):
        with (directory / f"{name}.csv").open("w", newline="") as file:
            file.write(columns + "\n")
            csv.writer(file).writerows(rows)
    return explain(parse(HEADER + rules), str(directory), record, engine="reference")


def only_reason(explanation: Explanation) -> tuple[str, str]:
    (why_not,) = explanation.why_not
    return why_not.fails, why_not.reason


def test_a_negation_that_stands_in_the_way_is_shown_with_its_fact(tmp_path: Path) -> None:
    rules = "out_T(k, s) :- in_A(k, x, s), !in_B(x, _)."
    found = asked(rules, 'T {"k": 1}', [(1, 7, "a")], [(7, "z")], tmp_path)
    assert only_reason(found) == ("!in_B(x, _)", "there is a record of B with x = 7")


def test_a_comparison_that_does_not_hold_is_shown_with_its_values(tmp_path: Path) -> None:
    rules = "out_T(k, s) :- in_A(k, x, s), x > 8."
    found = asked(rules, 'T {"k": 1}', [(1, 7, "a")], [], tmp_path)
    assert only_reason(found) == ("x > 8", "it does not hold: x is 7")


def test_a_constant_of_the_rule_is_not_what_was_asked_for(tmp_path: Path) -> None:
    found = asked('out_T(k, "b") :- in_A(k, _, _).', 'T {"s": "c"}', [(1, 7, "a")], [], tmp_path)
    assert only_reason(found) == ("", 'it writes "b" for s, not "c"')


def test_a_computed_value_is_not_what_was_asked_for(tmp_path: Path) -> None:
    rules = "out_U(k, x + 1) :- in_A(k, x, _)."
    found = asked(rules, 'U {"x": 1, "n": 7}', [(1, 7, "a")], [], tmp_path)
    assert only_reason(found) == ("", "it gives no n = 7 where x is 7")


def test_what_contradicts_itself_is_not_there(tmp_path: Path) -> None:
    rules = "out_U(k, k) :- in_A(k, _, _)."
    rows = [(1, 7, "a"), (2, 7, "a")]
    found = asked(rules, 'U {"x": 1, "n": 2}', rows, [], tmp_path)
    assert not found.is_there
    assert only_reason(found) == ("in_A(k, _, _)", "k cannot be both 1 and 2")
    (why_not,) = found.why_not
    assert [(near.column, near.record["x"]) for near in why_not.nearest] == [("x", 2), ("n", 1)]


def test_each_rule_says_why_it_does_not_make_the_record(tmp_path: Path) -> None:
    rules = "out_T(k, s) :- in_A(k, _, s).\nout_T(x, s) :- in_B(x, s)."
    found = asked(rules, 'T {"k": 2}', [(1, 7, "a")], [(7, "z")], tmp_path)
    assert [why_not.line for why_not in found.why_not] == [15, 16]
    assert [why_not.reason for why_not in found.why_not] == [
        "there is no record of A with k = 2",
        "there is no record of B with x = 2",
    ]


def test_a_record_type_without_a_rule_says_so(tmp_path: Path) -> None:
    found = asked("out_T(k, s) :- in_A(k, _, s).", 'U {"x": 2}', [], [], tmp_path)
    assert "no rule makes any U" in list(explanation_lines(found))


# -- how it is asked -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("record", "message"),
    [
        ('Film {"title": "Up"}', r"no record type 'Film'; write TYPE .*; there are: atBats, "),
        ('{"title": "Up"}', "no record type is named"),
        ('atBats {"ab_id": }', "--record: no JSON object: Expecting value"),
        ('atBats {"batter": {}}', r"batter is a record type of its own; ask for atBats.batter"),
        ('atBats {"year": 1}', "atBats has no attribute 'year'; its columns are: _id, ab_id, ev"),
        ('atBats {"ab_id": "1"}', '--record: ab_id: "1" is a string, not an int'),
        ('atBats {"_id": 1}', "--record: _id: 1 is no id; write ids as they are shown"),
    ],
)
def test_a_question_that_makes_no_sense_is_refused(
    baseball: Path, record: str, message: str
) -> None:
    with pytest.raises(InputError, match=message):
        explain("p.dl", "source.db", record)


def test_a_value_that_stops_the_program_is_told(tmp_path: Path) -> None:
    rules = "out_U(k, to_number(s)) :- in_A(k, _, s)."
    with pytest.raises(InputError, match=r'a value stops the program: to_number of "a": not an i'):
        asked(rules, 'U {"n": 7}', [(1, 7, "a")], [], tmp_path)


def test_the_command_prints_text_or_json(
    baseball: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["explain", "--program", "p.dl", "--source", "source.db", "--record"]
    assert main([*arguments, 'atBats {"ab_id": 1}']) == 0
    assert '    from AtBats {"ab_id": 1, ' in capsys.readouterr().out
    assert main([*arguments, 'atBats {"ab_id": 9}', "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["is_there"] is False
    assert answer["why_not"][0]["line"] == 29
    assert main([*arguments, "Film"]) == 2


# -- for all sources -------------------------------------------------------------------------------

PROGRAMS = {
    "a join": "out_T(k, s) :- in_A(k, x, _), in_B(x, s).",
    "negation": "out_T(k, s) :- in_A(k, x, s), !in_B(x, _).\nout_T(k, nil) :- in_A(k, nil, _).",
    "a count": "out_U(x, n) :- in_B(x, _), n = count : { in_A(_, x, _) }.",
    "a sum in the head": "out_U(x, sum k : { in_A(k, x, _) }) :- in_B(x, _).",
    "recursion": """
.decl linked(x: number, y: number)
linked(k, x) :- in_A(k, x, _), x != nil.
linked(x, z) :- linked(x, y), linked(y, z).
out_U(x, y) :- linked(x, y).""",
    "an intermediate relation with nulls": """
.decl named(k: number, s: symbol)
named(x, s) :- in_B(x, s).
named(k, s) :- in_A(k, _, s).
out_T(k, s) :- named(k, s), in_A(k, _, _).""",
    "a conversion and a comparison": "out_T(k, to_string(x)) :- in_A(k, x, _), x > 1.",
    "a relation joined with itself": "out_U(k, l) :- in_A(k, x, _), in_A(l, x, _), k < l.",
}

NUMBERS = st.integers(0, 3)
TEXTS = st.sampled_from(["a", "b", None])
ROWS_A = st.lists(st.tuples(NUMBERS, st.one_of(st.none(), NUMBERS), TEXTS), max_size=5, unique=True)
ROWS_B = st.lists(st.tuples(NUMBERS, TEXTS), max_size=4, unique=True)


def derived_by(program: Program, facts: dict[str, list[tuple[Value, ...]]]) -> dict[str, Any]:
    return evaluate(program, {"in_A": [], "in_B": [], **facts})


def all_facts(way: Way) -> Iterator[Fact]:
    """The facts that a way rests on, those of the ways below it too."""
    for fact in (*way.facts, *way.counted):
        yield fact
        if fact.way is not None:
            yield from all_facts(fact.way)


@pytest.mark.parametrize("name", PROGRAMS)
@settings(max_examples=12, deadline=None)
@given(a=ROWS_A, b=ROWS_B, wanted=st.tuples(NUMBERS, st.one_of(st.none(), NUMBERS), TEXTS))
def test_what_is_explained_is_what_is_derived_and_rests_on_its_sources_alone(
    name: str, a: list[Any], b: list[Any], wanted: tuple[Any, Any, Any]
) -> None:
    rules = PROGRAMS[name]
    program = parse(HEADER + rules)
    relation = "out_T" if "out_T" in rules else "out_U"
    derived = set(derived_by(program, {"in_A": a, "in_B": b})[relation])
    any_record = (wanted[0], wanted[2] if relation == "out_T" else wanted[1])
    with tempfile.TemporaryDirectory() as directory:
        for record in sorted({*derived, any_record}, key=repr)[:4]:
            columns = ("k", "s") if relation == "out_T" else ("x", "n")
            fields = dict(zip(columns, record, strict=True))
            text = f"{relation} {json.dumps(fields)}"
            found = asked(rules, text, a, b, Path(directory))
            assert found.is_there == (record in derived)
            assert found.is_there == (not found.why_not)
            for why_not in found.why_not:
                assert_true_of(why_not, {"A": a, "B": b})
            for shown in found.derived:
                assert shown.record == fields
                for way in shown.ways:
                    assert record in derived_by(program, source_facts(way))[relation]


COLUMNS = {"A": ("k", "x", "s"), "B": ("x", "s")}


def assert_true_of(why_not: WhyNot, tables: dict[str, list[Any]]) -> None:
    """What is said to be there is, and what is said to be missing is."""
    rows = {
        name: [dict(zip(COLUMNS[name], r, strict=True)) for r in tables[name]] for name in COLUMNS
    }
    for fact in why_not.candidates:
        assert fact.name not in rows or fact.record in rows[fact.name]
    said = re.fullmatch(
        r"there is (no |a )record of ([AB])(?: with (.*?))?(, but .*)?", why_not.reason
    )
    if said is None or "a null joins nothing" in why_not.reason:
        return
    sought = dict(part.split(" = ") for part in said[3].split(" and ")) if said[3] else {}
    wanted = {name: json.loads(value) for name, value in sought.items()}
    held = [row for row in rows[said[2]] if all(row[n] == v for n, v in wanted.items())]
    assert bool(held) == (said[1] == "a ")


def source_facts(way: Way) -> dict[str, list[tuple[Value, ...]]]:
    facts: dict[str, list[tuple[Value, ...]]] = {"in_A": [], "in_B": []}
    for fact in all_facts(way):
        if fact.name in ("A", "B"):
            facts[f"in_{fact.name}"].append(tuple(fact.record.values()))
        else:
            assert fact.way is not None, "a derived fact is explained in turn"
    return facts
