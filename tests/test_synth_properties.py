"""Whatever the task: a program that reproduces the example, or an error that says why not."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

import pytest
from synth_tasks import TASKS, nonsense

from dynamite.data.compare import differences
from dynamite.data.instance import Instance, flatten
from dynamite.data.schema_text import parse_schema
from dynamite.datalog import Program
from dynamite.engines.reference_evaluation import evaluate
from dynamite.errors import LimitError, NoProgramError
from dynamite.examples import Example, Examples
from dynamite.language import check as datalog_check
from dynamite.language.text import format, parse
from dynamite.synthesis import Limits, synth

LIMITS = Limits(seconds=30, candidates=400)


def produced(program: Program, source: Instance) -> Instance:
    """What a program makes of an instance of its source."""
    header = program.header
    assert header is not None
    facts = {
        relation: source.rows(record_type.key)
        for relation, record_type in header.source_by_relation.items()
        if relation in program.declarations
    }
    derived = evaluate(program, facts)
    found = {
        record_type.key: tuple(derived.get(relation, ()))
        for relation, record_type in header.target_by_relation.items()
    }
    return Instance(header.target, found)


def assert_reproduces(program: Program, examples: Examples) -> None:
    for example in examples.examples:
        assert differences(example.target, produced(program, example.source)) == []


@pytest.mark.parametrize("make", TASKS, ids=lambda make: make.__name__)
@pytest.mark.parametrize("seed", range(8))
def test_a_task_that_a_person_would_set_is_solved(
    make: Callable[[Random], Examples], seed: int
) -> None:
    examples = make(Random(seed))
    program = synth(examples, limits=LIMITS).program
    datalog_check.check(program)
    assert parse(format(program)) == program
    assert_reproduces(program, examples)


@pytest.mark.parametrize("make", TASKS, ids=lambda make: make.__name__)
def test_what_is_found_means_the_same_on_another_database(
    make: Callable[[Random], Examples],
) -> None:
    program = synth(make(Random(3)), limits=LIMITS).program
    for seed in range(100, 110):
        other = make(Random(seed))
        if other.target_schema == program.header.target:  # type: ignore[union-attr] # synth gives one
            assert_reproduces(program, other)


@pytest.mark.parametrize("block", range(6))
def test_a_task_without_sense_ends_in_a_program_or_in_a_reason(block: int) -> None:
    for seed in range(block * 8, block * 8 + 8):
        examples = nonsense(Random(seed))
        try:
            program = synth(examples, limits=LIMITS).program
        except (NoProgramError, LimitError) as error:
            assert "\n" not in str(error)
        else:
            assert_reproduces(program, examples)


def test_many_records_that_look_alike_are_paired_at_once() -> None:
    # All the ways to pair thirty equal documents with thirty rows would never end.
    tables = {
        "A": {"columns": {"id": "int", "kind": "int"}, "primary_key": ["id"]},
        "B": {"a_id": "int", "v": "int"},
    }
    fields = {"kind": "int", "bs": ["int"]}
    data = {
        "A": [{"id": i, "kind": 7} for i in range(30)],
        "B": [{"a_id": i, "v": 100 + i} for i in range(30)],
    }
    expected = {"a": [{"kind": 7, "bs": [100 + i]} for i in range(30)]}
    source = parse_schema({"model": "relational", "tables": tables}, "")
    target = parse_schema({"model": "document", "collections": {"a": fields}}, "")
    example = Example(flatten(source, data, ""), flatten(target, expected, ""))
    examples = Examples(source, target, (example,))
    assert_reproduces(synth(examples, limits=LIMITS).program, examples)
