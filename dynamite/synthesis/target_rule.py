"""A rule of one target record type, with its id terms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from dynamite.schema import RecordType
from dynamite.synthesis.body import Place
from dynamite.synthesis.goal import Goal
from dynamite.synthesis.identity import BuiltRule, IdTerm, Pairing
from dynamite.synthesis.simplify import anchors
from dynamite.synthesis.solve import Outcome
from dynamite.synthesis.source import Source


@dataclass
class TargetRule:
    """A rule of one target record type, and how the example's ids are made by it."""

    record_type: RecordType
    rule: BuiltRule
    id: IdTerm | None = None
    parent: IdTerm | None = None
    start: IdTerm | None = None
    end: IdTerm | None = None
    index: Place | None = None
    pairing: Pairing = field(default_factory=dict)
    pairings: tuple[Pairing, ...] = ()
    """All ways to pair records that look alike, of which ``pairing`` is one."""


class UnsolvedError(Exception):
    """A goal has no rules; the outcome says why."""

    def __init__(self, record_type: RecordType, goal: Goal, outcome: Outcome) -> None:
        super().__init__(record_type.name)
        self.record_type = record_type
        self.goal = goal
        self.outcome = outcome


def anchor_relations(source: Source, target: TargetRule) -> tuple[int, ...]:
    """The source relations whose records a rule makes records from."""
    body = target.rule.body
    return tuple(body.slots[slot] for slot in anchors(source, body))


def differ(source: Source, found: Sequence[TargetRule]) -> bool:
    """Whether rules make records from records of different kinds."""
    return len({anchor_relations(source, target) for target in found}) > 1
