"""Each directory of ``cases/synth`` is an example and the very program that must come of it.

``pytest --update-cases`` writes the programs anew, for a person to review the difference.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from dynamite.certainty.open_programs import look_further
from dynamite.certainty.report import certainty
from dynamite.examples import read_examples
from dynamite.language import check as datalog_check
from dynamite.language.text import format, parse
from dynamite.stores import open_store
from dynamite.synthesis import Limits, Synthesis, synth

CASES = Path(__file__).parent / "cases" / "synth"
NAMES = sorted(path.name for path in CASES.iterdir())


def solved(name: str) -> Synthesis:
    examples = read_examples(CASES / name / "example.json", open_store)
    return synth(examples, limits=Limits(seconds=60, candidates=2_000))


@pytest.mark.parametrize("name", NAMES)
def test_the_example_gives_exactly_this_program(name: str, update_cases: bool) -> None:
    program = solved(name).program
    text = format(program)
    assert parse(text) == program
    datalog_check.check(program)
    expected = CASES / name / "program.dl"
    if update_cases:
        expected.write_text(text, encoding="utf-8")
    assert text == expected.read_text(encoding="utf-8")


def test_there_are_cases() -> None:
    assert len(NAMES) >= 75


def test_a_record_type_that_no_example_shows_gets_a_warning_and_no_rule() -> None:
    found = solved("record_type_without_records")
    assert found.notes == (
        'no example shows a record of the target\'s table "C", so it gets no rule',
    )
    assert found.rules == 1


def test_columns_of_equal_values_are_reported_as_a_preference() -> None:
    notes = certainty(look_further(solved("equal_columns_decided_by_name"))).lines
    assert notes[0] == (
        "Result.home_final_score: decided by preference: Game.home_score, though Game.delay fits "
        "the example too (both are 0 in it)"
    )


def test_examples_that_contradict_each_other_when_joined_stay_apart() -> None:
    # Customer 2 is Bob in one example and Ann in the other: joined across, no program would fit.
    assert solved("independent_examples").rules == 1


@pytest.mark.parametrize(
    "name", ["equal_attributes_different_children", "equal_attributes_different_children_tables"]
)
def test_parents_that_look_alike_keep_their_own_children(name: str) -> None:
    (parent,) = (
        rule for rule in solved(name).program.rules if rule.heads[0].relation == "out_parent"
    )
    assert len(parent.body) == 1
