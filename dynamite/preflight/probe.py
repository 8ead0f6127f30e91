"""Probes: relations that a preflight adds to a program, each with the finding that it may be.

The facts of a probe's relation are whole records, of a source or of a target record type, so every
engine finds and counts them in its own way, out of core where it can.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from dynamite.datalog import (
    Aggregate,
    Atom,
    Comparison,
    Constant,
    Declaration,
    Directive,
    Item,
    Literal,
    Program,
    Rule,
    Term,
    Variable,
    Wildcard,
)
from dynamite.migration.checks import fresh_name
from dynamite.preflight.finding import FindingKind
from dynamite.schema import RecordType


@dataclass(frozen=True)
class Probe:
    """A relation whose every fact is a record of a type, all with one thing to tell of them."""

    relation: str
    record_type: RecordType
    kind: FindingKind
    where: str
    problem: str
    effect: str
    lines: tuple[int, ...] = ()


class ProbeWriter:
    """Adds relations and rules beside a program's own; ``items`` are what was added."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.items: list[Item] = []
        self._taken = {name.lower() for name in program.declarations}

    @property
    def written(self) -> Program:
        """The program with all that was added."""
        return replace(self.program, items=(*self.program.items, *self.items))

    def record_relation(self, what: str, relation: str, body: Iterable[Literal]) -> str:
        """A relation of the whole facts of another one that fit a body with ``columns(relation)``
        among its variables."""
        head = self.columns(relation)
        positions = tuple(range(len(head)))
        return self.projection(what, relation, positions, head, body)

    def projection(
        self,
        what: str,
        relation: str,
        positions: Sequence[int],
        terms: Sequence[Term],
        *bodies: Iterable[Literal],
    ) -> str:
        """A relation with some columns of another one, and a rule for each body."""
        attributes = self.program.declarations[relation].attributes
        name = self.declare(f"{what}_{relation}", [attributes[p] for p in positions])
        self.items += [Rule((Atom(name, tuple(terms)),), tuple(body)) for body in bodies]
        return name

    def declare(self, wanted: str, attributes: Iterable[tuple[str, str]]) -> str:
        """A new output relation; its name is the wanted one or like it."""
        name = fresh_name(f"check_{wanted}", self._taken)
        self.items.append(Declaration(name, tuple(attributes)))
        self.items.append(Directive("output", name))
        return name

    def columns(self, relation: str) -> tuple[Variable, ...]:
        """A variable for each column of a relation, named so that no two relations share one."""
        arity = len(self.program.declarations[relation].attributes)
        return tuple(Variable(f"c{position}") for position in range(arity))

    def repeated(self, what: str, relation: str, positions: Sequence[int]) -> str:
        """A relation of the facts that share their values in some columns with another fact."""
        terms = self.columns(relation)
        return self.record_relation(
            what, relation, (Atom(relation, terms), *more_than_one(relation, terms, positions))
        )


def more_than_one(
    relation: str, terms: Sequence[Term], positions: Sequence[int]
) -> tuple[Comparison, Comparison]:
    """That a relation has several facts with the terms at some positions; never of a null."""
    sought: list[Term] = [Wildcard()] * len(terms)
    for position in positions:
        sought[position] = terms[position]
    number = Variable("count of facts")
    count = Aggregate("count", None, (Atom(relation, tuple(sought)),))
    return Comparison("=", number, count), Comparison(">", number, Constant(1))
