"""What an example leaves open: the programs that fit besides, the report, and the question."""

from __future__ import annotations

import io
import json
from pathlib import Path
from random import Random
from typing import Any

import pytest
from check_classes import wrong_classes
from hypothesis import given, settings
from hypothesis import strategies as st

import dynamite
from dynamite.certainty.open_programs import OpenPrograms, look_further
from dynamite.certainty.question import Question, ask
from dynamite.certainty.report import Certainty, certainty
from dynamite.certainty.rivals import Bounds, Kindred, Rivals
from dynamite.certainty.samples import obeys
from dynamite.certainty.separation import Verdict
from dynamite.cli import main
from dynamite.containment.constraints import Constraints
from dynamite.data.instance import Instance, flatten, nest
from dynamite.data.schema_text import parse_schema
from dynamite.errors import AmbiguousError, InputError
from dynamite.examples import Example, Examples, format_examples, read_examples
from dynamite.language.text import format_rule
from dynamite.stores import open_store
from dynamite.synthesis import Synthesis, synth

GAME = {
    "columns": {"id": "int", "home_score": "int", "delay": "int"},
    "primary_key": ["id"],
}
TEAM = {"columns": {"team_id": "int", "title": "string"}, "primary_key": ["team_id"]}
PERSON = {
    "columns": {"person_id": "int", "name": "string", "team_id": "int", "old_team_id": "int"},
    "primary_key": ["person_id"],
    "foreign_keys": [
        {"columns": ["team_id"], "table": "Team", "references": ["team_id"]},
        {"columns": ["old_team_id"], "table": "Team", "references": ["team_id"]},
    ],
}


def examples(
    tables: dict[str, Any], data: dict[str, Any], target: dict[str, Any], wanted: dict[str, Any]
) -> Examples:
    source = parse_schema({"model": "relational", "tables": tables}, "source")
    schema = parse_schema({"model": "relational", "tables": target}, "target")
    example = Example(flatten(source, data, "source"), flatten(schema, wanted, "target"))
    return Examples(source, schema, (example,))


def scores() -> Examples:
    """Both columns are 0 in every game."""
    games = [{"id": n, "home_score": 0, "delay": 0} for n in (1, 2)]
    results = [{"id": n, "late": 0} for n in (1, 2)]
    columns = {"id": "int", "late": "int"}
    return examples({"Game": GAME}, {"Game": games}, {"Result": columns}, {"Result": results})


def moves() -> Examples:
    """Every person's old team is the team."""
    data = {
        "Team": [{"team_id": 1, "title": "Red"}, {"team_id": 2, "title": "Blue"}],
        "Person": [
            {"person_id": 7, "name": "Ann", "team_id": 1, "old_team_id": 1},
            {"person_id": 8, "name": "Bob", "team_id": 2, "old_team_id": 2},
        ],
    }
    wanted = {"Player": [{"name": "Ann", "team": "Red"}, {"name": "Bob", "team": "Blue"}]}
    columns = {"name": "string", "team": "string"}
    return examples({"Team": TEAM, "Person": PERSON}, data, {"Player": columns}, wanted)


def looked(given: Examples) -> tuple[Synthesis, OpenPrograms]:
    found = synth(given)
    return found, look_further(found)


def report(given: Examples) -> Certainty:
    return certainty(looked(given)[1])


def asked(given: Examples) -> Question:
    question = ask(looked(given)[1])
    assert question is not None
    return question


# -- the classes of the report --------------------------------------------------------------------


def test_a_column_that_alone_holds_the_values_is_decided_by_the_example() -> None:
    assert "Result.id" in report(scores()).by_example


def test_columns_that_agree_in_the_example_are_decided_by_preference_which_says_why() -> None:
    (choice,) = report(scores()).by_preference
    assert choice.line == (
        "Result.late: decided by preference: Game.home_score, though Game.delay fits the example "
        "too (both are 0 in it)"
    )


def test_what_preference_decided_is_told_apart_by_records_that_obey_the_keys() -> None:
    found, programs = looked(moves())
    assert found.program.header is not None
    constraints = Constraints.of(found.program.header)
    others = programs.of(Verdict.OTHER)
    assert {each.rival.kind for each in others} >= {Kindred.JOIN}
    for each in others:
        assert each.sample is not None
        assert obeys(each.sample, constraints)
        assert each.differs_on(each.sample)


def test_a_reference_and_the_key_that_it_refers_to_cannot_be_told_apart() -> None:
    data = {
        "Team": [{"team_id": 1, "title": "Red"}, {"team_id": 2, "title": "Blue"}],
        "Person": [
            {"person_id": 7, "name": "Ann", "team_id": 1, "old_team_id": 2},
            {"person_id": 8, "name": "Bob", "team_id": 2, "old_team_id": 2},
        ],
    }
    wanted = {"Of": [{"name": "Ann", "team_id": 1}, {"name": "Bob", "team_id": 2}]}
    columns = {"name": "string", "team_id": "int"}
    found = report(examples({"Team": TEAM, "Person": PERSON}, data, {"Of": columns}, wanted))
    assert [choice.others for choice in found.alike if choice.kind is Kindred.JOIN]
    assert found.is_certain


def test_without_the_declared_reference_the_same_programs_can_be_told_apart() -> None:
    bare = {**PERSON, "foreign_keys": []}
    data = {
        "Team": [{"team_id": 1, "title": "Red"}, {"team_id": 2, "title": "Blue"}],
        "Person": [
            {"person_id": 7, "name": "Ann", "team_id": 1, "old_team_id": 2},
            {"person_id": 8, "name": "Bob", "team_id": 2, "old_team_id": 2},
        ],
    }
    wanted = {"Of": [{"name": "Ann", "team_id": 1}, {"name": "Bob", "team_id": 2}]}
    columns = {"name": "string", "team_id": "int"}
    found = report(examples({"Team": TEAM, "Person": bare}, data, {"Of": columns}, wanted))
    assert not found.is_certain
    assert any("only with" in other for c in found.by_preference for other in c.others)


def test_the_report_as_json_has_the_records_that_tell_programs_apart() -> None:
    form = report(scores()).as_json()
    json.dumps(form)
    (choice,) = form["decided_by_preference"]
    (game,) = choice["told_apart_by"]["Game"]
    assert game["home_score"] != game["delay"]


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**32))
def test_the_classes_are_right_on_random_tasks(seed: int) -> None:
    _, wrong = wrong_classes(Random(seed), 20)
    assert wrong == []


def test_a_search_that_was_cut_short_says_so() -> None:
    found = synth(moves())
    assert not certainty(look_further(found, Bounds.brief())).is_whole


@pytest.mark.parametrize("most", [1, 3])
def test_skeletons_that_do_not_fit_count_where_the_search_goes_on(most: int) -> None:
    # The other tables have too few of the records for any join with them to fit.
    rows = [{"id": n, "a": 10 * n, "b": 100 * n} for n in range(1, 5)]
    table = {"columns": {"id": "int", "a": "int", "b": "int"}, "primary_key": ["id"]}
    found = synth(
        examples(
            dict.fromkeys(("One", "Two", "Three"), table),
            {"One": rows, "Two": rows[:2], "Three": rows[1:3]},
            {"Out": table["columns"]},
            {"Out": rows},
        )
    )
    assert found.solution is not None
    rivals = Rivals(found.solution, Bounds(candidates=most))
    list(rivals)
    assert rivals.meter.candidates <= most
    assert not rivals.is_whole


# -- the question ---------------------------------------------------------------------------------


def test_a_question_shows_one_record_where_one_is_enough() -> None:
    question = asked(scores())
    assert sum(map(len, question.source.facts.values())) == 1
    assert len(question.options) == 2
    first, second = (nest(option.target)["Result"] for option in question.options)
    assert first != second


def test_each_option_is_what_a_program_that_fits_makes_of_the_records() -> None:
    given_ = moves()
    question = asked(given_)
    for option in question.options:
        again = synth(question.answered(given_, option.target))
        assert ask(look_further(again)) is None or again.program != synth(given_).program


@pytest.mark.parametrize("number", [0, 1])
def test_an_answer_decides_between_the_columns(number: int) -> None:
    given_ = scores()
    question = asked(given_)
    found = synth(question.answered(given_, question.options[number].target))
    (game,) = nest(question.source)["Game"]
    (result,) = nest(question.options[number].target)["Result"]
    column = "home_score" if result["late"] == game["home_score"] else "delay"
    head = found.program.rules[0].heads[0].terms[1]
    assert head.name == column  # type: ignore[union-attr]


def test_one_answer_leaves_one_meaning_where_one_column_is_open() -> None:
    given_ = scores()
    question = asked(given_)
    for option in question.options:
        again = question.answered(given_, option.target)
        assert report(again).is_certain
        assert ask(looked(again)[1]) is None


def test_an_edited_answer_may_be_what_no_option_shows() -> None:
    given_ = moves()

    def intended(source: Instance) -> dict[str, Any]:
        data = nest(source)
        titles = {team["team_id"]: team["title"] for team in data.get("Team", ())}
        players = [
            {"name": p["name"], "team": titles[p["old_team_id"]]} for p in data.get("Person", ())
        ]
        return {"Player": players}

    def answer(question: Question) -> Instance:
        target = question.options[0].target.schema
        return flatten(target, intended(question.source), "answer")

    found = dynamite.synth(given_, answer=answer)
    assert found.certainty is not None and found.certainty.is_certain
    assert format_rule(found.program.rules[0]) == (
        "out_Player(name, title) :- in_Team(team_id, title), in_Person(_, name, _, team_id)."
    )


def test_questions_take_their_records_from_a_store_that_shows_the_difference(
    tmp_path: Path,
) -> None:
    store = tmp_path / "games"
    store.mkdir()
    (store / "Game.csv").write_text("id,home_score,delay\n5,0,0\n6,3,45\n7,1,1\n")
    found = synth(scores())
    question = dynamite.question(found, source=str(store))
    assert question is not None
    assert nest(question.source) == {"Game": [{"id": 6, "home_score": 3, "delay": 45}]}


def test_a_question_is_json_for_whoever_asks_it_elsewhere() -> None:
    form = asked(scores()).as_json()
    json.dumps(form)
    assert [option["differs_in"] for option in form["options"]] == [[], ["Result"]]


# -- the command line -----------------------------------------------------------------------------


def written(tmp_path: Path, given_: Examples) -> str:
    path = tmp_path / "ex.json"
    path.write_text(json.dumps(format_examples(given_)))
    return str(path)


def test_one_answer_on_the_terminal_settles_the_program(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    file, saved, program = written(tmp_path, scores()), tmp_path / "all.json", tmp_path / "p.dl"
    monkeypatch.setattr("sys.stdin", io.StringIO("9\n2\n"))
    status = main(
        ["synth", "--examples", file, "-o", str(program), "--interactive", "--save", str(saved)]
    )
    _, err = capsys.readouterr()
    lines = [line for line in err.splitlines() if line and " candidate" not in line]
    assert status == 0
    assert lines == [
        "Question 1. These source records:",
        '  Game: {"id": 7, "home_score": 5, "delay": 6}',
        "are to become:",
        " 1)",
        '    Result: {"id": 7, "late": 5}',
        " 2)",
        '    Result: {"id": 7, "late": 6}',
        "1, 2, n for neither, or q to ask no more: 9",
        "1, 2, n for neither, or q to ask no more: 2",
    ]
    assert "out_Result(id, delay) :- in_Game(id, _, delay)." in program.read_text()
    again = read_examples(saved, open_store)
    assert len(again.examples) == 2
    assert report(again).is_certain


def test_neither_takes_what_should_come_out_and_refuses_what_does_not_fit(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    file = written(tmp_path, scores())
    answers = 'n\n{"Result": [{"id": "x"}]}\nn\n{"Result": [{"id": 7, "late": 6}]}\n'
    monkeypatch.setattr("sys.stdin", io.StringIO(answers))
    assert main(["synth", "--examples", file, "--interactive"]) == 0
    out, err = capsys.readouterr()
    assert '"x" is a string, not an int' in err
    assert "out_Result(id, delay) :- in_Game(id, _, delay)." in out


def test_an_answer_that_no_program_gives_ends_the_synthesis_and_says_what_is_impossible(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    file = written(tmp_path, scores())
    monkeypatch.setattr("sys.stdin", io.StringIO('n\n{"Result": [{"id": 7, "late": 99}]}\n'))
    assert main(["synth", "--examples", file, "--interactive"]) == 3
    out, err = capsys.readouterr()
    assert not out
    assert "late" in err and "it is 99" in err


def test_strict_refuses_while_several_meanings_fit_and_passes_when_one_is_left(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given_ = scores()
    assert main(["synth", "--examples", written(tmp_path, given_), "--strict"]) == 4
    assert "several programs fit the example: Result.late" in capsys.readouterr().err
    question = asked(given_)
    settled = question.answered(given_, question.options[0].target)
    assert main(["synth", "--examples", written(tmp_path, settled), "--strict"]) == 0


def test_answers_are_saved_only_where_they_are_asked_for(tmp_path: Path) -> None:
    file = written(tmp_path, scores())
    assert main(["synth", "--examples", file, "--save", str(tmp_path / "x.json")]) == 2


def test_the_library_raises_where_strict() -> None:
    with pytest.raises(AmbiguousError, match="decided by preference"):
        dynamite.synth(scores(), strict=True)


def test_a_store_that_is_not_there_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(InputError):
        dynamite.question(synth(scores()), source=str(tmp_path / "nothing.db"))
