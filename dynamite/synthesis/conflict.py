"""The smallest part of the expected records that no join which was tried gives together.

A set of records and columns is *given together* where some assignment of the columns to the source
columns of one body covers the records, whatever else it gives. That is monotone: what covers a set
covers each part of it. So columns, then records, are left out as long as what is left is still
given by none of the bodies; what remains is irreducible.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dynamite.synthesis.attribute_mapping import AttributeMapping
from dynamite.synthesis.body import Body, TooManyMatchesError, matches
from dynamite.synthesis.distinguish import minimal
from dynamite.synthesis.fit import Fit, Wanted
from dynamite.synthesis.goal import Goal
from dynamite.synthesis.source import Source

MOST_BODIES = 40
"""How many bodies are looked at, the first that were tried."""

MOST_RECORDS = 24
"""With more expected records than this, only the first are made fewer."""


@dataclass(frozen=True)
class Conflict:
    """Positions of expected records, and of head columns, that nothing gives together."""

    records: tuple[int, ...]
    columns: tuple[int, ...]
    bodies: int
    """How many joins were looked at."""


def conflict(source: Source, goal: Goal, tried: Sequence[Body]) -> Conflict | None:
    """The smallest conflict that leaving out finds; none where some body covers everything."""
    bodies = list(dict.fromkeys(tried))[:MOST_BODIES]
    records = tuple(range(len(goal.expected)))
    whole = _Covers(source, goal, records, bodies)
    everything = tuple(range(len(goal.columns)))
    if not bodies or whole.given(everything):
        return None
    columns = minimal(everything, lambda kept: not whole.given(kept))
    if not columns:
        return None
    kept = records
    for record in records[:MOST_RECORDS]:
        fewer = tuple(other for other in kept if other != record)
        if fewer and not _Covers(source, goal, fewer, bodies).given(columns):
            kept = fewer
    smaller = _Covers(source, goal, kept, bodies)
    columns = minimal(columns, lambda rest: not smaller.given(rest)) or columns
    return Conflict(kept, tuple(columns), len(bodies))


class _Covers:
    """Some expected records against some bodies."""

    def __init__(
        self, source: Source, goal: Goal, records: tuple[int, ...], bodies: Sequence[Body]
    ) -> None:
        part = goal.restricted(records)
        mapping = AttributeMapping(source, part)
        self._fits = []
        for body in bodies:
            try:
                self._fits.append(Fit(source, part, mapping, body, matches(source, body)))
            except TooManyMatchesError:
                continue

    def given(self, columns: Sequence[int]) -> bool:
        """Whether some body gives the records, in these columns, together."""
        return any(fit.some(Wanted.COVER, columns) for fit in self._fits)
