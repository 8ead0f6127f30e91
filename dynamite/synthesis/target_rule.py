"""A rule of one target record type, with its id terms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from dynamite.data.instance import Row
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
    within: TargetRule | None = None
    """Of a nested record: the rule that makes its parent."""
    ends: Ends | None = None
    """Of an edge: what makes the nodes at its ends."""


@dataclass(frozen=True)
class Ends:
    """The rules that make both ends of edges, and the edges of the examples that they are for."""

    start: TargetRule | None
    end: TargetRule | None
    rows: Sequence[tuple[int, Row]]


class UnsolvedError(Exception):
    """A goal has no rules; the outcome says why."""

    def __init__(self, record_type: RecordType, goal: Goal, outcome: Outcome) -> None:
        super().__init__(record_type.name)
        self.record_type = record_type
        self.goal = goal
        self.outcome = outcome


def joined_families(found: Sequence[TargetRule]) -> list[TargetRule]:
    """The rules with those of an outer join made one, over what they share.

    What hangs on the records of such rules hangs on all of them, whichever lookups found nothing.
    """
    families: dict[object, list[TargetRule]] = {}
    for number, target in enumerate(found):
        core = target.rule.core
        families.setdefault(number if core is None else core, []).append(target)
    return [_joined(family) for family in families.values()]


def _joined(family: list[TargetRule]) -> TargetRule:
    if len(family) == 1:
        return family[0]
    bare = max(family, key=lambda target: len(target.rule.body.absences))
    pairing: Pairing = {}
    for target in family:
        pairing.update(target.pairing)
    rule = replace(bare.rule, body=replace(bare.rule.body, absences=()))
    return replace(bare, rule=rule, pairing=pairing, pairings=())


def anchor_relations(source: Source, target: TargetRule) -> tuple[int, ...]:
    """The source relations whose records a rule makes records from."""
    body = target.rule.body
    return tuple(body.slots[slot] for slot in anchors(source, body))


def differ(source: Source, found: Sequence[TargetRule]) -> bool:
    """Whether rules make records from records of different kinds."""
    return len({anchor_relations(source, target) for target in found}) > 1
