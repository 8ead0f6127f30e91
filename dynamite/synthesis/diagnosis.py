"""Why nothing fits, in terms of the user's own data."""

from __future__ import annotations

from dynamite.errors import NoProgramError
from dynamite.synthesis.attribute_mapping import AttributeMapping, is_broken
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
        return _without_source(goal, *outcome.without_source[0])
    if outcome.failures:
        # The smallest projection, and of these the nearest candidate: the one that fails latest.
        failed = min(outcome.failures, key=lambda each: len(each[2].columns))
        error = _distinguished(source, *failed)
        if outcome.is_cut_short:
            mend = f"{error.mend} (unlikelier joins were not tried)"
            return NoProgramError(error.problem, place=error.place, mend=mend)
        return error
    return NoProgramError(
        "no join of the source's relations gives its records",
        place=goal.name,
        mend="check the example, or show the link between the source's records in it",
    )


def _without_source(goal: Goal, h: int, cell: Value) -> NoProgramError:
    return NoProgramError(
        f"the target attribute {goal.columns[h].name} has no source: "
        f"{_shown(cell)} is in no source column that could give it",
        place=goal.name,
        mend="correct the value, or add the source record that it comes from",
    )


def _distinguished(source: Source, goal: Goal, body: Body, failure: Failure) -> NoProgramError:
    columns = failure.columns
    names = ", ".join(goal.columns[h].name for h in columns) or "the link between its records"
    relations = " and ".join(
        dict.fromkeys(source.relations[r].record_type.name for r in body.slots)
    )
    nearest = _Nearest(source, goal, body, columns)
    wrong = nearest.missing() if failure.is_lacking else nearest.unexpected()
    kind = "is missing" if failure.is_lacking else "is too many"
    what = f"{show(wrong)} {kind}" if wrong else "the records do not agree"
    return NoProgramError(
        f"no candidate reproduces {names}; in the nearest, from {relations}, {what}",
        place=goal.name,
        mend="check these values in the example, or add the source records that link them",
    )


class _Nearest:
    """A failed candidate, looked at in some head columns."""

    def __init__(self, source: Source, goal: Goal, body: Body, columns: tuple[int, ...]) -> None:
        self.goal = goal
        self.columns = columns
        mapping = AttributeMapping(source, goal)
        try:
            found = matches(source, body)
        except TooManyMatchesError:
            found = []
        self.fit = Fit(source, goal, mapping, body, found)

    def _reached(self, row: int) -> int:
        """The expected records that a match can give in these columns, as a bit set."""
        bits = self.fit.pinned[row]
        for h in self.columns:
            given = 0
            for provider in self.fit.providers[h]:
                given |= self.fit.mask(h, provider)[row]
            bits &= given
        return bits

    def missing(self) -> dict[str, object]:
        """The first expected record that no match of the body gives in these columns."""
        reached = 0
        for row in range(len(self.fit.found)):
            reached |= self._reached(row)
        for bit, record in enumerate(self.goal.expected):
            if not reached >> bit & 1:
                shown = dict(record.shown)
                shown |= {self.goal.columns[h].name: record.cells[h] for h in self.columns}
                return {name: _plain(value) for name, value in shown.items()}
        return {}

    def unexpected(self) -> dict[str, object]:
        """The first match that gives no expected record, as its likeliest columns show it."""
        for row, (_, match) in enumerate(self.fit.found):
            if self._reached(row):
                continue
            shown = {}
            for h, providers in enumerate(self.fit.providers):
                if providers and providers[0].place is not None:
                    value = providers[0].value(self.fit.raw(match, providers[0].place))
                    shown[self.goal.columns[h].name] = _plain(value)
            return shown
        return {}


def _plain(value: Value) -> object:
    return None if is_null(value) or is_broken(value) else format_value(value)


def _shown(value: Value) -> str:
    return show(_plain(value))
