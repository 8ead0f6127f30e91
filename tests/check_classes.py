"""Whether the classes of the report on random tasks are right: ``python tests/check_classes.py``.

Each rival that is said to mean something else comes with source records that tell it apart; they
are run again here, through whole programs. Of each that is said to mean the same, random databases
that obey the keys are asked. Prints what it found wrong; status 1 if anything.
"""

from __future__ import annotations

import sys
from collections import Counter
from random import Random

from synth_tasks import (
    TASKS,
    random_body,
    random_database,
    random_head,
    random_people,
    random_schema,
)

from dynamite.certainty.meaning import Meaning, same
from dynamite.certainty.open_programs import look_further
from dynamite.certainty.rivals import Bounds
from dynamite.certainty.samples import obeys
from dynamite.certainty.separation import Judged, Verdict
from dynamite.containment.constraints import Constraints
from dynamite.data.compare import agree
from dynamite.data.instance import Instance, flatten
from dynamite.errors import LimitError, NoProgramError
from dynamite.examples import Example, Examples
from dynamite.schema import Attribute, Kind, Model, RecordType, Schema
from dynamite.synthesis import Limits, Synthesis, synth
from dynamite.synthesis.body import matches
from dynamite.synthesis.emit import emit
from dynamite.synthesis.source import Source

BOUNDS = Bounds(candidates=4, rivals=60, seconds=20.0)


def random_task(random: Random) -> Examples:
    """A table that a random join of random tables gives, or one of the usual tasks."""
    if random.random() < 0.3:
        return random.choice(TASKS)(random)
    while True:
        schema = random_schema(random)
        database = random_database(random, schema)
        source = Source.of(schema, [database])
        body = random_body(random, source, 2)
        head = random_head(random, source, body)
        rows = {
            tuple(source.relations[body.slots[s]].rows[match[s]][1][c] for s, c in head)
            for _, match in matches(source, body)
        }
        if rows:
            break
    columns = [source.column(body.slots[slot], c) for slot, c in head]
    attributes = tuple(
        Attribute(
            f"c{i}",
            schema[source.relations[column.r].record_type.key].attributes[column.c].type,
            column.nullable,
        )
        for i, column in enumerate(columns)
    )
    target = Schema(Model.RELATIONAL, (RecordType(("Out",), Kind.TABLE, attributes),))
    made = Instance(target, {("Out",): tuple(sorted(rows, key=repr))})
    return Examples(schema, target, (Example(database, made),))


def wrong_classes(random: Random, databases: int) -> tuple[Counter[str], list[str]]:
    """How many rivals of a random task are of each class, and what is wrong of them."""
    examples = random_task(random)
    try:
        found = synth(examples, limits=Limits(seconds=20, candidates=400))
    except (NoProgramError, LimitError):
        return Counter({"no program": 1}), []
    counts: Counter[str] = Counter()
    wrong: list[str] = []
    for judged in look_further(found, BOUNDS).judged:
        counts[judged.verdict.name] += 1
        if judged.verdict is Verdict.OTHER and not _is_told_apart(found, judged):
            wrong.append(f"not told apart: {judged.rival}")
        if judged.verdict is Verdict.SAME:
            for _ in range(databases):
                database = _database(random, examples.source_schema)
                if judged.differs_on(database):
                    wrong.append(f"not the same: {judged.rival} on {database.facts}")
                    break
    return counts, wrong


def _database(random: Random, schema: Schema) -> Instance:
    if ("Trophy",) in schema.by_key:
        return flatten(schema, random_people(random), "people")
    return random_database(random, schema)


def _is_told_apart(found: Synthesis, judged: Judged) -> bool:
    """Whether the sample obeys the keys, the rival fits the examples, and the two differ."""
    assert found.solution is not None and judged.sample is not None
    assert found.program.header is not None
    target = found.solution.examples.target_schema
    own = Meaning(found.program)
    rival = Meaning(emit(found.solution.source, target, judged.rival.rules), is_pruned=True)
    return (
        obeys(judged.sample, Constraints.of(found.program.header))
        and not same(own.run(judged.sample), rival.run(judged.sample))
        and all(
            agree(example.target, made)
            for example in found.solution.examples.examples
            if (made := rival.run(example.source)) is not None
        )
    )


def main() -> int:
    """Check 200 tasks with 1,000 databases each, or as many as the arguments say."""
    tasks, databases = map(int, sys.argv[1:] or ("200", "1000"))
    counts: Counter[str] = Counter()
    status = 0
    for seed in range(tasks):
        more, wrong = wrong_classes(Random(seed), databases)
        counts += more
        for line in wrong:
            sys.stdout.write(f"seed {seed}: {line}\n")
            status = 1
    sys.stdout.write(f"{dict(counts)}\n")
    return status


if __name__ == "__main__":
    sys.exit(main())
