"""Running programs over generated data, and the examples and verdicts that come of it."""

from __future__ import annotations

from functools import lru_cache

from benchmarks.generate import generate
from benchmarks.scenario import Scenario
from dynamite.data.compare import differences
from dynamite.data.instance import Instance
from dynamite.data.written import as_written
from dynamite.datalog import Program
from dynamite.engines.reference_evaluation import Evaluation
from dynamite.examples import Example, Examples

MOST_REDRAWS = 1_000
"""How many seeds are tried for an example with a record of every target type."""


def target_of(program: Program, source: Instance) -> Instance:
    """What the program makes of source records, by the reference engine; ids are Skolem terms."""
    header = program.header
    assert header is not None
    facts = {
        relation: source.rows(record_type.key)
        for relation, record_type in header.source_by_relation.items()
        if relation in program.declarations
    }
    derived = _evaluation(program).run(facts)
    return Instance(
        header.target,
        {
            record_type.key: tuple(derived.get(relation, ()))
            for relation, record_type in header.target_by_relation.items()
        },
    )


@lru_cache(maxsize=16)
def _evaluation(program: Program) -> Evaluation:
    # Checked and compiled once: that takes longer than to run it on a few records.
    return Evaluation(program)


def is_whole(instance: Instance) -> bool:
    """Whether there is a record of every record type."""
    return all(instance.rows(record_type.key) for record_type in instance.schema)


def draw(scenario: Scenario, records: int, seed: int) -> tuple[Examples, int]:
    """An example of generated records, and how many draws before it lacked a target type.

    ``records`` are those of each table, collection, label and edge type. A draw whose intended
    target has some record type without a record shows nothing of it, so the next seed is drawn.
    """
    for redraws in range(MOST_REDRAWS):
        source = generate(scenario, records, seed * MOST_REDRAWS + redraws).instance()
        target = as_written(target_of(scenario.program, source))
        if is_whole(target):
            break
    example = Example(source, target)
    return Examples(scenario.source, scenario.target, (example,)), redraws


def wrong_types(program: Program, intended: Program, source: Instance) -> list[str]:
    """The target record types in which two programs differ on some source records."""
    found = differences(target_of(intended, source), target_of(program, source))
    return list(dict.fromkeys(difference.record_type.name for difference in found))
