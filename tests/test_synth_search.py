"""The search: what it learns excludes nothing that fits, and the same input takes the same way."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from random import Random

import pytest
from synth_tasks import TASKS, projection, random_body, random_database, random_head, random_schema

import dynamite
from dynamite.data.instance import Instance
from dynamite.data.schema_text import parse_schema
from dynamite.errors import LimitError, NoProgramError
from dynamite.holes import Filling, Learning, Rejection
from dynamite.search import Limits, Meter, fillings
from dynamite.solver import Solver
from dynamite.synthesis import synth
from dynamite.synthesis.attribute_mapping import AttributeMapping
from dynamite.synthesis.body import Body, matches
from dynamite.synthesis.distinguish import explain, minimal, rejections
from dynamite.synthesis.fit import Fit, Wanted
from dynamite.synthesis.goal import Expected, Goal, HeadColumn
from dynamite.synthesis.sketch import Sketch
from dynamite.synthesis.source import JoinRank, Source

UNLIMITED = Limits(seconds=None, candidates=None)

# --- small goals ---------------------------------------------------------------------------------


def planted(seed: int) -> tuple[Source, Goal]:
    """A small source, and a goal that some body over it reaches, or nearly: a record is spoiled at
    times."""
    random = Random(seed)
    while True:
        schema = random_schema(random, tables=2)
        source = Source.of(schema, [random_database(random, schema)])
        body = random_body(random, source, most=2)
        head = random_head(random, source, body)
        rows = sorted(projection(source, body, head), key=repr)
        if rows:
            break
    if random.random() < 0.3:
        rows.pop()
    columns = tuple(HeadColumn(f"h{h}", "int", nullable=True) for h in range(len(head)))
    expected = tuple(Expected(example, (), cells) for example, cells in rows)
    return source, Goal("Goal", ("Goal",), columns, expected)


class Enumeration:
    """All fillings of a goal's sketch up to a cost: those that fit, and what others taught.

    Only plain fillings: what a condition adds is tried within one filling.
    """

    def __init__(
        self,
        source: Source,
        goal: Goal,
        learning: Learning,
        highest: int,
        kind: type[Sketch] = Sketch,
    ) -> None:
        self.mapping = AttributeMapping(source, goal)
        self.sketch = kind(source, goal, self.mapping, JoinRank.OVERLAP)
        for variable in self.sketch.condition_variables:
            self.sketch.solver.add((-variable,))
        self.accepted: list[Filling] = []
        self.learned: list[Rejection] = []
        self.evaluated = 0
        meter = Meter(UNLIMITED)
        for filling in fillings(self.sketch.solver, 0, highest, self._refused, meter):
            self.evaluated += 1
            body = self.sketch.body(filling)
            fit = Fit(source, goal, self.mapping, body, matches(source, body))
            if fit.best() is not None:
                self.accepted.append(filling)
                self.sketch.solver.add(self._this(filling))
                continue
            for rejection in rejections(self.sketch, filling, explain(fit), learning):
                self.learned.append(rejection)
                self.sketch.solver.add(rejection.clause)

    def _refused(self, filling: Filling) -> list[Rejection] | None:
        if not self.sketch.used(filling):
            return [Rejection(tuple(self.sketch.slot_variables.values()), "no atom")]
        cuts = self.sketch.connection_cuts(filling)
        self.learned.extend(cuts or ())
        return cuts

    def _this(self, filling: Filling) -> tuple[int, ...]:
        holes = (
            *self.sketch.slot_variables.values(),
            *(e.variable for e in self.sketch.equalities),
        )
        return tuple(-hole if hole in filling.chosen else hole for hole in holes)

    @property
    def bodies(self) -> set[Body]:
        return {self.sketch.body(filling) for filling in self.accepted}


HIGHEST = 34
"""Up to three atoms, or two with the dearest joins."""


@pytest.mark.parametrize("block", range(4))
def test_search_with_and_without_rejections_finds_the_same_solutions(block: int) -> None:
    for seed in range(block * 8, block * 8 + 8):
        source, goal = planted(seed)
        plain = Enumeration(source, goal, Learning.NOTHING, HIGHEST)
        for learning in (Learning.PROJECTIONS, Learning.MONOTONICITY, Learning.BOTH):
            learned = Enumeration(source, goal, learning, HIGHEST)
            assert learned.bodies == plain.bodies, (seed, learning)
            assert learned.evaluated <= plain.evaluated, (seed, learning)


@pytest.mark.parametrize("block", range(4))
def test_a_rejection_keeps_every_correct_candidate(block: int) -> None:
    for seed in range(100 + block * 7, 107 + block * 7):
        source, goal = planted(seed)
        correct = Enumeration(source, goal, Learning.NOTHING, HIGHEST).accepted
        for rejection in Enumeration(source, goal, Learning.BOTH, HIGHEST).learned:
            for filling in correct:
                assert satisfies(filling, rejection), (seed, rejection.reason)


def satisfies(filling: Filling, rejection: Rejection) -> bool:
    return any((abs(hole) in filling.chosen) == (hole > 0) for hole in rejection.clause)


def test_the_enumerations_are_not_empty() -> None:
    found = [Enumeration(*planted(seed), Learning.BOTH, HIGHEST) for seed in range(20)]
    assert sum(len(each.accepted) for each in found) > 20
    assert sum(len(each.learned) for each in found) > 20


def test_a_failed_filling_violates_one_of_its_own_rejections() -> None:
    for seed in range(30):
        source, goal = planted(seed)
        mapping = AttributeMapping(source, goal)
        sketch = Sketch(source, goal, mapping, JoinRank.OVERLAP)
        for filling in (each for each in first_fillings(sketch) if sketch.used(each)):
            body = sketch.body(filling)
            if not body.is_connected():
                continue
            fit = Fit(source, goal, mapping, body, matches(source, body))
            if fit.best() is None:
                learned = rejections(sketch, filling, explain(fit), Learning.BOTH)
                assert not all(satisfies(filling, rejection) for rejection in learned)


def first_fillings(sketch: Sketch, count: int = 10) -> Iterator[Filling]:
    for _ in range(count):
        found = sketch.solver.cheapest(0, 120)
        if found is None:
            return
        yield Filling(found[1], found[0])
        holes = (*sketch.slot_variables.values(), *(e.variable for e in sketch.equalities))
        sketch.solver.add([-hole if hole in found[1] else hole for hole in holes])


# --- minimal distinguishing projections ----------------------------------------------------------


def holds_all(*wanted: int) -> Callable[[Sequence[int]], bool]:
    return lambda kept: set(wanted) <= set(kept)


@pytest.mark.parametrize(
    ("fails", "expected"),
    [
        (holds_all(), ()),
        (holds_all(2), (2,)),
        (holds_all(1, 3), (1, 3)),
        (holds_all(0, 2, 4), (0, 2, 4)),
        (lambda kept: 3 in kept or {0, 1} <= set(kept), (3,)),
        (lambda kept: {0, 1, 2} <= set(kept) or {3, 4} <= set(kept), (3, 4)),
        (lambda kept: len(kept) >= 3, (2, 3, 4)),
    ],
)
def test_minimal_names_the_minimal_set(
    fails: Callable[[Sequence[int]], bool], expected: tuple[int, ...]
) -> None:
    assert minimal(range(5), fails) == expected


def test_a_minimal_set_of_many_columns_cannot_lose_one() -> None:
    fails = holds_all(3, 17, 29)
    assert minimal(range(30), fails) == (3, 17, 29)


def people() -> Source:
    tables = {
        "P": {"columns": {"id": "int", "name": "string", "age": "int"}, "primary_key": ["id"]},
    }
    schema = parse_schema({"model": "relational", "tables": tables}, "")
    rows = ((1, "Ann", 30), (2, "Bob", 40), (3, "Ann", 50))
    return Source.of(schema, [Instance(schema, {("P",): rows})])


def failure_of(*rows: tuple[str | int, ...], types: tuple[str, ...]) -> tuple[Fit, Goal]:
    source = people()
    columns = tuple(HeadColumn(f"h{h}", t, nullable=False) for h, t in enumerate(types))
    goal = Goal("G", ("G",), columns, tuple(Expected(0, (), row) for row in rows))
    mapping = AttributeMapping(source, goal)
    body = Body((0,))
    return Fit(source, goal, mapping, body, matches(source, body)), goal


def test_a_column_that_lacks_a_value_is_the_minimal_distinguishing_projection() -> None:
    fit, _ = failure_of(("Ann", 30), ("Cid", 40), types=("string", "int"))
    failure = explain(fit)
    assert (failure.columns, failure.is_lacking) == ((0,), True)


def test_two_columns_that_are_each_right_may_together_be_the_minimal_projection() -> None:
    # Both columns hold the right values; only the pairs are wrong.
    fit, _ = failure_of(("Ann", 40), ("Bob", 30), ("Ann", 50), types=("string", "int"))
    failure = explain(fit)
    assert failure.columns == (0, 1)
    for column in failure.columns:
        assert fit.some(Wanted.EXACT, (column,))


def test_records_too_many_are_the_minimal_projection_of_the_column_that_shows_them() -> None:
    fit, _ = failure_of(("Ann", 30), ("Ann", 50), types=("string", "int"))
    failure = explain(fit)
    assert (failure.columns, failure.is_lacking, failure.is_exceeding) == ((0,), False, True)


@pytest.mark.parametrize("seed", range(40))
def test_an_explanation_distinguishes_and_no_part_of_it_does(seed: int) -> None:
    source, goal = planted(seed)
    mapping = AttributeMapping(source, goal)
    for r in range(len(source.relations)):
        body = Body((r,))
        fit = Fit(source, goal, mapping, body, matches(source, body))
        if fit.best() is not None:
            continue
        failure = explain(fit)
        wanted = Wanted.COVER if failure.is_lacking else Wanted.EXACT
        assert not fit.some(wanted, failure.columns)
        for smaller in combinations(failure.columns, max(0, len(failure.columns) - 1)):
            assert not failure.columns or fit.some(wanted, smaller)


# --- the sketch ----------------------------------------------------------------------------------


class UnconnectedSketch(Sketch):
    """A sketch that leaves it to the cuts to keep skeletons in one piece."""

    def _add_connections(self) -> None:
        for equality in self.equalities:
            for slot in equality.slots:
                self.solver.add((-equality.variable, self.slot_variables[slot]))


@pytest.mark.parametrize("block", range(3))
def test_what_a_sketch_says_of_connections_excludes_only_what_falls_apart(block: int) -> None:
    for seed in range(400 + block * 6, 406 + block * 6):
        source, goal = planted(seed)
        said = Enumeration(source, goal, Learning.BOTH, HIGHEST)
        cut = Enumeration(source, goal, Learning.BOTH, HIGHEST, UnconnectedSketch)
        assert said.bodies == cut.bodies, seed
        assert said.evaluated == cut.evaluated, seed


@pytest.mark.parametrize("seed", range(400, 420))
@pytest.mark.parametrize("partial", [False, True])
def test_no_filling_is_cheaper_than_the_lower_bound_of_its_sketch(seed: int, partial: bool) -> None:
    source, goal = planted(seed)
    mapping = AttributeMapping(source, goal, partial=partial)
    sketch = Sketch(source, goal, mapping, JoinRank.OVERLAP)
    sketch.solver.add(sketch.slot_variables.values())
    found = sketch.solver.cheapest(0, 200)
    assert found is None or sketch.lowest <= found[0]


# --- the solver ----------------------------------------------------------------------------------


def test_the_cheapest_model_is_the_first_of_equal_cost() -> None:
    for _ in range(3):
        solver = Solver()
        one, two, three = solver.variable(5), solver.variable(3), solver.variable(3)
        solver.add((one, two, three))
        assert solver.cheapest(0, 20) == (3, frozenset({two}))
        solver.add((-two,))
        assert solver.cheapest(3, 20) == (3, frozenset({three}))
        solver.add((-three,))
        assert solver.cheapest(3, 20) == (5, frozenset({one}))
        solver.add((-one,))
        assert solver.cheapest(5, 20) is None


def test_a_model_beyond_the_highest_cost_is_none() -> None:
    solver = Solver()
    solver.add((solver.variable(7),))
    assert solver.cheapest(0, 6) is None
    assert solver.cheapest(0, 7) == (7, frozenset({1}))


@pytest.mark.parametrize("seed", range(40))
def test_the_cheapest_model_is_that_of_exhaustive_enumeration(seed: int) -> None:
    random = Random(seed)
    weights = [random.randrange(seed % 2, 5) for _ in range(6)]
    literals = [sign * number for number in range(1, 7) for sign in (1, -1)]
    clauses = [random.sample(literals, random.randrange(1, 4)) for _ in range(7)]
    implied, *by = random.sample(range(1, 7), 3)
    unless, *few = random.sample(range(1, 7), 4)
    solver = Solver()
    for weight in weights:
        solver.variable(weight)
    for clause in clauses:
        solver.add(clause)
    solver.add_implied(implied, by)
    solver.at_most_one(few, unless=unless)
    models = [
        frozenset(chosen)
        for size in range(7)
        for chosen in combinations(range(1, 7), size)
        if all(any((abs(x) in chosen) == (x > 0) for x in clause) for clause in clauses)
        and (implied in chosen or not set(by) & set(chosen))
        and (unless in chosen or len(set(few) & set(chosen)) < 2)
    ]

    def cost(model: frozenset[int]) -> int:
        return sum(weights[number - 1] for number in model)

    def weighty(model: frozenset[int]) -> list[bool]:
        last = max((n for n in model if weights[n - 1]), default=0)
        return [number not in model for number in range(1, last + 1)]

    # Again and again, each time without the last: what is asked leaves no trace behind.
    lowest = 0
    while models:
        best = min(models, key=lambda model: (cost(model), weighty(model)))
        found = solver.cheapest(lowest, 100)
        assert found is not None
        lowest, model = found
        assert model in models
        assert (lowest, weighty(model)) == (cost(best), weighty(best))
        models.remove(model)
        solver.add([-n if n in model else n for n in range(1, 7)])
    assert solver.cheapest(lowest, 100) is None


# --- limits and determinism ----------------------------------------------------------------------


def test_a_limit_of_candidates_stops_the_search() -> None:
    with pytest.raises(LimitError, match=r"limit of 1 candidates while searching rules for human"):
        synth(TASKS[3](Random(1)), limits=Limits(seconds=None, candidates=1))


def test_a_limit_of_seconds_stops_the_search() -> None:
    with pytest.raises(LimitError, match="limit of 0 seconds"):
        synth(TASKS[3](Random(1)), limits=Limits(seconds=0.0, candidates=None))


def test_progress_is_told_what_is_searched() -> None:
    told: list[str] = []
    synth(TASKS[3](Random(1)), progress=told.append)
    assert told[0].startswith("rules for human (0 candidates, ")


@pytest.mark.parametrize("make", TASKS, ids=lambda make: make.__name__)
def test_every_way_of_learning_gives_the_same_program(make: Callable[[Random], object]) -> None:
    programs = set()
    for learning in (Learning.PROJECTIONS, Learning.MONOTONICITY, Learning.BOTH):
        found = synth(make(Random(5)), learning=learning)  # type: ignore[arg-type] # makes examples
        programs.add(found.program)
    assert len(programs) == 1


_PRINT_ALL = """
import sys
from pathlib import Path
from dynamite.language.text import format
from dynamite.errors import DynamiteError
from dynamite.examples import read_examples
from dynamite.stores import open_store
from dynamite.synthesis import Limits, synth
for name in sys.argv[1:]:
    try:
        found = synth(read_examples(Path(name), open_store), limits=Limits(None, 2_000))
        print(name, found.candidates, format(found.program), *found.notes, sep="\\n")
    except DynamiteError as error:
        print(name, error)
"""


def test_the_seed_of_hashes_decides_nothing() -> None:
    root = Path(dynamite.__file__).parent.parent
    names = sorted(map(str, root.glob("examples/*/example.json")))
    names += sorted(map(str, root.glob("tests/cases/synth/*/example.json")))
    assert len(names) > 50
    started = [
        subprocess.Popen(
            [sys.executable, "-c", _PRINT_ALL, *names],
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            env={
                **os.environ,
                "PYTHONPATH": str(root),
                "PYTHONHASHSEED": seed,
                "PYTHONIOENCODING": "utf-8",
            },
        )
        for seed in ("1", "2")
    ]
    one, two = (process.communicate()[0] for process in started)
    assert all(process.returncode == 0 for process in started)
    assert one == two
    assert one.count("out_") > 100


def test_a_search_ends_where_nothing_fits() -> None:
    examples = TASKS[1](Random(1))
    (only,) = examples.examples
    rows = tuple((f"no {row[0]!r}", *row[1:]) for row in only.target.rows(("Prize",)))
    spoiled = replace(only, target=Instance(only.target.schema, {("Prize",): rows}))
    with pytest.raises(NoProgramError):
        synth(replace(examples, examples=(spoiled,)), limits=Limits(None, 2_000))
