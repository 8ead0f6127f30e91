"""A goal: what the rules of one target relation must produce, over a base body that is given.

A goal has *pinned* columns, whose source is known (the arguments of the parent's id, or of the two
ends of an edge), and free *head columns*, whose source is searched. A root has no base and pins
nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any, Final

from dynamite.synthesis.body import Body, Place
from dynamite.synthesis.names import words
from dynamite.values import Value, is_null


class _Open:
    def __repr__(self) -> str:
        return "OPEN"


OPEN: Final[Any] = _Open()
"""Stands for a cell of an expected record that may come out as anything."""


@dataclass(frozen=True)
class HeadColumn:
    """A target column whose source is searched; ``is_id`` where it is the id of a node or edge."""

    name: str
    type: str
    nullable: bool
    is_id: bool = False


@dataclass(frozen=True)
class Expected:
    """One expected record: its example, the values that pin it, the values of the head columns."""

    example: int
    pins: tuple[Value, ...]
    cells: tuple[Value, ...]
    shown: tuple[tuple[str, Value], ...] = field(default=(), compare=False)
    """What else a message shows of the record: the ends of an edge."""


@dataclass(frozen=True)
class Goal:
    """The expected records of one target relation; ``name`` and ``context`` for messages and names.

    ``tells_absent`` where the target tells a field that is absent from one that is null.
    """

    name: str
    path: tuple[str, ...]
    columns: tuple[HeadColumn, ...]
    expected: tuple[Expected, ...]
    base: Body = field(default_factory=lambda: Body(()))
    pins: tuple[Place, ...] = ()
    tells_absent: bool = False

    @property
    def context(self) -> tuple[str, ...]:
        """The words of the target's own name."""
        return tuple(word for part in self.path[-1:] for word in words(part))

    def restricted(self, kept: tuple[int, ...]) -> Goal:
        """The same goal for some of its expected records only, by position."""
        return Goal(
            self.name,
            self.path,
            self.columns,
            tuple(self.expected[i] for i in kept),
            self.base,
            self.pins,
            self.tells_absent,
        )

    def values(self, h: int) -> frozenset[tuple[int, Value]]:
        """The values of a head column, with their example; nulls do not count."""
        return frozenset(
            (record.example, record.cells[h])
            for record in self.expected
            if not is_null(record.cells[h]) and record.cells[h] is not OPEN
        )

    def opened(self, record: int, h: int) -> Goal:
        """The same goal, whatever one expected record holds in a column."""
        cells = list(self.expected[record].cells)
        cells[h] = OPEN
        changed = replace(self.expected[record], cells=tuple(cells))
        expected = (*self.expected[:record], changed, *self.expected[record + 1 :])
        return replace(self, expected=expected)

    def shows(self, h: int, null: Value) -> bool:
        """Whether some expected record has this null (``None`` or ``ABSENT``) in a column."""
        return any(record.cells[h] is null for record in self.expected)

    def can_be_constant(self, h: int) -> bool:
        """Whether one of several rules may give a column without a source column."""
        return len({(record.cells[h]) for record in self.expected}) < len(self.expected)
