"""Holes, what fills them, and what is learned from a filling that failed.

Shared by both synthesizers. A hole is a choice that a sketch leaves open, as one boolean variable
of the solver: whether a slot is used, whether an equality holds.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Learning(StrEnum):
    """Which rejections a search learns from a failed candidate (for measurements and tests)."""

    NOTHING = "none"
    PROJECTIONS = "projections"
    MONOTONICITY = "monotonicity"
    BOTH = "both"

    @property
    def projections(self) -> bool:
        return self in (Learning.PROJECTIONS, Learning.BOTH)

    @property
    def monotonicity(self) -> bool:
        return self in (Learning.MONOTONICITY, Learning.BOTH)


@dataclass(frozen=True)
class Filling:
    """One way to fill the holes of a sketch: the variables that are true, and the cost."""

    chosen: frozenset[int]
    cost: int


@dataclass(frozen=True)
class Rejection:
    """A clause over holes that every correct filling satisfies; ``reason`` for people and tests."""

    clause: tuple[int, ...]
    reason: str
