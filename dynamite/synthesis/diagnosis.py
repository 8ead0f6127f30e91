"""Why nothing fits, in terms of the user's own data."""

from __future__ import annotations

from collections.abc import Iterator

from dynamite.errors import NoProgramError
from dynamite.language.types import counted
from dynamite.search import Meter
from dynamite.synthesis.attribute_mapping import AttributeMapping
from dynamite.synthesis.body import Body, TooManyMatchesError, matches
from dynamite.synthesis.cell_place import cell_place
from dynamite.synthesis.conflict import Conflict, conflict
from dynamite.synthesis.conversions import is_broken
from dynamite.synthesis.distinguish import Failure
from dynamite.synthesis.fit import Fit
from dynamite.synthesis.goal import Goal
from dynamite.synthesis.hints import origin_hint
from dynamite.synthesis.mistakes import Mistake, mistakes
from dynamite.synthesis.nearest import Nearest, described, nearest, record_text, shown
from dynamite.synthesis.solve import Outcome
from dynamite.synthesis.source import Source
from dynamite.synthesis.target_rule import UnsolvedError
from dynamite.synthesis.targets import Targets
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


def diagnosis(
    source: Source, targets: Targets, unsolved: UnsolvedError, meter: Meter
) -> Iterator[str]:
    """What else is known where nothing fits, a line each.

    The cells that look like mistakes, the records and columns that nothing gives together, the
    nearest program with its first wrong record, and what would help. ``meter`` is that of the
    search, whose limit of time holds for this too.
    """
    goal, outcome = unsolved.goal, unsolved.outcome
    found = mistakes(source, goal, meter)
    for mistake in found:
        yield _mistake(source, targets, unsolved, mistake)
    tried = [body for _, body, _ in outcome.failures]
    together = conflict(source, goal, tried)
    if together is not None:
        yield _conflict(goal, together)
    closest = nearest(source, goal, tried)
    if closest is not None:
        yield _closest(source, goal, closest)
    if not found:
        yield from _hints(source, goal, outcome, together, closest)


def _mistake(source: Source, targets: Targets, unsolved: UnsolvedError, mistake: Mistake) -> str:
    goal = unsolved.goal
    record = goal.expected[mistake.record]
    place = cell_place(
        targets.schema, targets.rows, unsolved.record_type.key, goal, record, mistake.column
    )
    name = goal.columns[mistake.column].name
    rules = "; or ".join(
        described(source, goal, rule.body, rule.assignment.providers) for rule in mistake.rules
    )
    return (
        f"{place or name} looks like a mistake: it is {shown(record.cells[mistake.column])}, and "
        f"with {shown(mistake.value)} there this gives all records of {goal.name}: {rules}"
    )


def _conflict(goal: Goal, found: Conflict) -> str:
    names = " and ".join(goal.columns[h].name for h in found.columns)
    records = ", ".join(
        record_text(goal, goal.expected[n].cells, found.columns) for n in found.records[:3]
    )
    more = f" and {len(found.records) - 3} more" if len(found.records) > 3 else ""
    return (
        f"impossible together: {names} of {records}{more}: "
        f"no join that was tried gives them ({found.bodies:,} tried)"
    )


def _closest(source: Source, goal: Goal, found: Nearest) -> str:
    text = described(source, goal, found.body, found.providers)
    wrong = []
    if found.missing is not None:
        wrong.append(f"{record_text(goal, goal.expected[found.missing].cells)} is missing")
    if found.beyond is not None:
        wrong.append(f"{record_text(goal, found.beyond)} is too many")
    of = f"{found.given} of {counted(len(goal.expected), 'record')}"
    return f"nearest program: {text}; it gives {of}" + "".join(f"; {each}" for each in wrong)


def _hints(
    source: Source,
    goal: Goal,
    outcome: Outcome,
    together: Conflict | None,
    closest: Nearest | None,
) -> Iterator[str]:
    if outcome.without_source:
        for h, cell in outcome.without_source:
            yield f"would help: {origin_hint(source, goal, h, cell)}"
    elif together is not None and len(together.columns) > 1:
        yield (
            "would help: the source record, relation or column that links "
            f"{' with '.join(goal.columns[h].name for h in together.columns)} in these records"
        )
    elif closest is not None and closest.missing is None and closest.beyond is not None:
        yield (
            "would help: a source column whose value tells "
            f"{record_text(goal, closest.beyond)} from the records that are expected, "
            "as a condition; or the record itself in the target"
        )
    elif closest is not None and closest.missing is not None:
        yield (
            "would help: what a second rule can be found from: two expected records or more like "
            f"{record_text(goal, goal.expected[closest.missing].cells)}, with their source records"
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
