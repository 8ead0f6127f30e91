"""Why nothing fits, in terms of the user's own data."""

from __future__ import annotations

from dynamite.errors import NoProgramError
from dynamite.synthesis.attribute_mapping import AttributeMapping
from dynamite.synthesis.body import Body, TooManyMatchesError, matches
from dynamite.synthesis.distinguish import Failure
from dynamite.synthesis.fit import Fit
from dynamite.synthesis.goal import Goal
from dynamite.synthesis.solve import Outcome
from dynamite.synthesis.source import Source
from dynamite.values import Value, format_value, is_null, show


def no_program(source: Source, goal: Goal, outcome: Outcome) -> NoProgramError:
    """The error that says why a goal has no rules."""
    if outcome.without_source:
        return _without_source(source, goal, outcome.without_source[0])
    if outcome.failures:
        # The smallest projection, and of these the nearest candidate: the one that fails latest.
        failed = min(outcome.failures, key=lambda each: len(each[2].columns))
        return _distinguished(source, *failed)
    return NoProgramError(
        "no join of the source's relations gives its records",
        place=goal.name,
        mend="check the example, or show the link between the source's records in it",
    )


def _without_source(source: Source, goal: Goal, h: int) -> NoProgramError:
    known = {
        value
        for column in source.columns
        if column.type == goal.columns[h].type
        for _, value in source.values[column.r, column.c]
    }
    cells = [record.cells[h] for record in goal.expected if not is_null(record.cells[h])]
    unknown = next((cell for cell in cells if cell not in known), cells[0])
    return NoProgramError(
        f"the target attribute {goal.columns[h].name} has no source: "
        f"{_shown(unknown)} is in no source column that could give it",
        place=goal.name,
        mend="add the source record that it comes from, or correct the value",
    )


def _distinguished(source: Source, goal: Goal, body: Body, failure: Failure) -> NoProgramError:
    columns = failure.columns
    names = ", ".join(goal.columns[h].name for h in columns) or "its records at all"
    relations = " and ".join(
        dict.fromkeys(source.relations[r].record_type.name for r in body.slots)
    )
    if failure.is_lacking:
        wrong = _missing(source, goal, body, columns)
        kind = f"{wrong} is missing" if wrong else "a record is missing"
    else:
        kind = "there are records too many, or a wrong combination"
    return NoProgramError(
        f"no candidate reproduces {names}; in the nearest, from {relations}, {kind}",
        place=goal.name,
        mend="check these values in the example, or add the source records that link them",
    )


def _missing(source: Source, goal: Goal, body: Body, columns: tuple[int, ...]) -> str:
    """The first expected record that no match of the body can give in these columns."""
    mapping = AttributeMapping(source, goal)
    try:
        fit = Fit(source, goal, mapping, body, matches(source, body))
    except TooManyMatchesError:
        return ""
    reachable = 0
    for row, pinned in enumerate(fit.pinned):
        bits = pinned
        for h in columns:
            given = 0
            for provider in fit.providers[h]:
                given |= fit.mask(h, provider)[row]
            bits &= given
        reachable |= bits
    for bit, record in enumerate(goal.expected):
        if not reachable >> bit & 1:
            shown = {goal.columns[h].name: _plain(record.cells[h]) for h in columns}
            return show(shown)
    return ""


def _plain(value: Value) -> object:
    return None if is_null(value) else format_value(value)


def _shown(value: Value) -> str:
    return show(_plain(value))
