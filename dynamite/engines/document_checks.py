"""What nesting needs of a target's records: each has its parent, and an object is alone in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlglot import exp

from dynamite.datalog import variables
from dynamite.engines.frames import Frame
from dynamite.engines.keys import Keys, is_match_determined
from dynamite.engines.nesting import Nesting
from dynamite.engines.sql_terms import column
from dynamite.engines.sql_types import Typed, number
from dynamite.errors import MigrationError
from dynamite.schema import Kind, RecordType


@dataclass(frozen=True)
class DocumentChecks:
    """The checks of one target schema; ``row`` gives the first row of a query."""

    nesting: Nesting
    keys: Mapping[str, Keys]
    row: Callable[[exp.Query], tuple[Any, ...] | None]

    def check(self, parent: RecordType, frame: Frame) -> None:
        """Raises ``MigrationError`` for a record without its parent, and for one too many."""
        for child in self.nesting.schema.children(parent):
            grafted = self.nesting.graft(child, frame, "g") if child.kind is Kind.OBJECT else None
            if grafted is None:
                self._check_parents(parent, child, frame)
                if child.kind is Kind.OBJECT:
                    self._check_single(parent, child)
            self.check(child, grafted.frame if grafted else self.nesting.frame(child))

    def _check_parents(self, parent: RecordType, child: RecordType, frame: Frame) -> None:
        if self.nesting.repeats_parent(child, frame):
            return
        of_parent, of_child = self.nesting.relation(parent), self.nesting.relation(child)
        types = self.nesting.compiler.types
        sql_types = self.nesting.compiler.sql_types
        own = parent.columns.index("_id")
        identity = Typed(column("p", own), types.columns(of_parent)[own])
        held = [Typed(column("r", n), kind) for n, kind in enumerate(types.columns(of_child)[:2])]
        holder = exp.select(exp.Literal.number(1)).from_(
            exp.alias_(self._facts(of_parent), "p", table=True)
        )
        holder = holder.where(sql_types.equal(held[0], identity), copy=False)
        orphans = (
            exp.select(sql_types.text(held[1]), sql_types.text(held[0]))
            .from_(exp.alias_(self._facts(of_child), "r", table=True))
            .where(exp.Not(this=exp.Exists(this=holder)))
            .order_by(exp.Literal.number(1), exp.Literal.number(2))
            .limit(1)
        )
        found = self.row(orphans)
        if found is not None:
            raise MigrationError(
                f"the record {_shown(found[0])} has no parent {parent.name} {_shown(found[1])}",
                place=child.name,
            )

    def _check_single(self, parent: RecordType, child: RecordType) -> None:
        relation = self.nesting.relation(child)
        rules = self.nesting.compiler.rules_of(relation)
        if len(rules) == 1 and is_match_determined(
            rules[0].rule, set(variables(rules[0].head.terms[0])), self.keys
        ):
            return
        key = Typed(column("r", 0), self.nesting.compiler.types.columns(relation)[0])
        shown = self.nesting.compiler.sql_types.text(key)
        repeated = (
            exp.select(exp.alias_(shown, "id", quoted=True), exp.Count(this=exp.Star()))
            .from_(exp.alias_(self._facts(relation), "r", table=True))
            .group_by(key.copy())
            .having(exp.GT(this=exp.Count(this=exp.Star()), expression=number(1)))
            .order_by(exp.Literal.number(1))
            .limit(1)
        )
        found = self.row(repeated)
        if found is not None:
            raise MigrationError(
                f"the {parent.name} {_shown(found[0])} has {found[1]} records of an embedded "
                "object, which holds one",
                place=child.name,
            )

    def _facts(self, relation: str) -> exp.Table:
        return self.nesting.compiler.table_of(relation)


def _shown(identity: object) -> str:
    return "null" if identity is None else str(identity)
