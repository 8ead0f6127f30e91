"""Cells of the example that look like mistakes: one cell away from a program for all the rest.

Where nothing fits, each cell of the expected records is opened in turn: whatever stands there then
counts as right. If a program fits so, and gives one value there, the cell is pointed at with it.
Only after a failure, and bounded by ``MOST_CELLS`` cells of ``CANDIDATES`` candidates each.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dynamite.errors import LimitError
from dynamite.search import Limits, Meter
from dynamite.synthesis.attribute_mapping import AttributeMapping
from dynamite.synthesis.body import TooManyMatchesError, matches
from dynamite.synthesis.conversions import is_broken
from dynamite.synthesis.found_rule import FoundRule
from dynamite.synthesis.goal import Expected, Goal
from dynamite.synthesis.solve import Search
from dynamite.synthesis.source import Source
from dynamite.values import ABSENT, Value, is_null

MOST_CELLS = 24
"""How many cells are opened."""

CANDIDATES = 200
"""How many candidates are tried for each."""

SKELETONS = 30
"""How many failed skeletons end a stage of the search for one cell."""

FEWEST_RECORDS = 3
"""With fewer records almost any value would do in place of another of the source."""

MOST_MISTAKES = 3
"""How many cells are pointed at."""


@dataclass(frozen=True)
class Mistake:
    """A cell of an expected record, by position, and what the rules for all the rest give there."""

    record: int
    column: int
    value: Value
    rules: tuple[FoundRule, ...]


def mistakes(source: Source, goal: Goal, whole: Meter) -> list[Mistake]:
    """The cells that look like mistakes, the likeliest first; no more than ``MOST_MISTAKES``.

    ``whole`` is the meter of the whole synthesis, whose limit of time bounds this too.
    """
    found: list[Mistake] = []
    seconds = whole.limits.seconds
    meter = Meter(started=whole.started)
    for record, h in _cells(source, goal)[:MOST_CELLS]:
        meter.limits = Limits(seconds, meter.candidates + CANDIDATES)
        try:
            outcome = Search(source, meter).solve(goal.opened(record, h), failures=SKELETONS)
        except LimitError:
            if seconds is not None and meter.seconds > seconds:
                break
            continue
        for value in _given(source, goal, record, h, outcome.rules):
            found.append(Mistake(record, h, value, outcome.rules))
    return sorted(found, key=_doubt)[:MOST_MISTAKES]


def _doubt(mistake: Mistake) -> tuple[int, int, int]:
    """How little speaks for the rules for all the rest: their number, conditions and names."""
    conditions = sum(len(rule.body.conditions) for rule in mistake.rules)
    return len(mistake.rules), conditions, sum(r.assignment.penalty for r in mistake.rules)


def _cells(source: Source, goal: Goal) -> list[tuple[int, int]]:
    """The cells in the order in which they are opened: first those of no source column."""
    partial = AttributeMapping(source, goal, partial=True)
    strange: list[tuple[int, int]] = []
    rest: list[tuple[int, int]] = []
    for record, expected in enumerate(goal.expected):
        for h, cell in enumerate(expected.cells):
            known = is_null(cell) or partial.can_give(h, cell)
            (rest if known else strange).append((record, h))
    if strange:
        # With two values of no source, none of them is the only mistake.
        return strange if len(strange) == 1 else []
    return rest if len(goal.expected) >= FEWEST_RECORDS else []


def _given(
    source: Source, goal: Goal, record: int, h: int, rules: Sequence[FoundRule]
) -> Iterator[Value]:
    """The one value that the rules give in the open cell; nothing where they give none or more."""
    try:
        produced = {each for rule in rules for each in _produced(source, goal, rule)}
    except TooManyMatchesError:
        return
    others = {_key(goal, other) for n, other in enumerate(goal.expected) if n != record}
    beyond = produced - others
    if len(beyond) == 1:
        ((_, _, cells),) = beyond
        own = goal.expected[record].cells[h]
        is_other = type(cells[h]) is not type(own) or cells[h] != own
        if is_other and not is_broken(cells[h]):
            yield cells[h]


_Key = tuple[int, tuple[Value, ...], tuple[Value, ...]]


def _key(goal: Goal, expected: Expected) -> _Key:
    cells = tuple(_null(goal, cell) for cell in expected.cells)
    return expected.example, expected.pins, cells


def _produced(source: Source, goal: Goal, rule: FoundRule) -> Iterator[_Key]:
    for example, match in matches(source, rule.body):

        def raw(place: tuple[int, int], match: tuple[int, ...] = match) -> Value:
            slot, c = place
            return source.relations[rule.body.slots[slot]].rows[match[slot]][1][c]

        cells = tuple(
            _null(goal, provider.value(None if provider.place is None else raw(provider.place)))
            for provider in rule.assignment.providers
        )
        yield example, tuple(raw(pin) for pin in goal.pins), cells


def _null(goal: Goal, cell: Value) -> Value:
    return None if cell is ABSENT and not goal.tells_absent else cell
