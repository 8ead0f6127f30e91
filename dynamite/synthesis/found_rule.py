"""A rule that was found: a body, and how it gives a goal's head columns."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from dynamite.synthesis.body import Body, Filter
from dynamite.synthesis.fit import Assignment
from dynamite.synthesis.goal import Goal

if TYPE_CHECKING:
    from dynamite.synthesis.solve import Rest


@dataclass(frozen=True)
class FoundRule:
    """A body, and how it gives the head columns; ``covered`` is a bit set of expected records."""

    goal: Goal
    body: Body
    assignment: Assignment
    covered: int
    cost: int
    core: Body | None = None
    """Of the rules of an outer join: what they share, the body without its lookups."""
    selections: tuple[tuple[Filter, ...], ...] = ()
    """The conditions taken, then others that select the same, where no name speaks for them."""
    rest: Rest | None = field(default=None, compare=False, repr=False)
    """Where the search that found the rule stands."""
