"""Clauses as formulas over symbolic databases: as hypotheses and as goals.

As a hypothesis, a witness is named by a function of the rows that it is the witness of, so that the
proof of a query can say which row of the other side it means.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dynamite.logic import (
    Term,
    all_of,
    apply,
    equal,
    exists,
    for_all,
    implies,
    negation,
)
from dynamite.refactor.classes import Side
from dynamite.refactor.clauses import Cell, Clause, Fact, Missing, Present, RowOf, Same
from dynamite.refactor.symbolic_state import Frame, Key, State, null

States = Mapping[Side, State]


@dataclass
class _Bound:
    """The keys of the rows that are bound so far."""

    states: States
    rows: dict[str, RowOf]
    keys: dict[str, Key]

    @property
    def frame(self) -> Frame:
        return self.states[Side.OLD].frame

    def bind(self, row: RowOf, facts: tuple[Fact, ...], unknown: Mapping[str, Term]) -> list[Term]:
        """Bind a row: parts of its key come from the facts, else from ``unknown`` or variables.

        Returns the new variables.
        """
        key, variables = [], []
        identity = self.frame.identity(row.side, row.table)
        for column in identity:
            term = self._from_facts(Cell(row.name, column), facts)
            if term is None and column in unknown:
                term = unknown[column]
            if term is None:
                term = self.frame.new_variable(self.frame.sort(row.side, row.table, column))
                variables.append(term)
            key.append(term)
        self.rows[row.name] = row
        self.keys[row.name] = tuple(key)
        return variables

    def _from_facts(self, cell: Cell, facts: tuple[Fact, ...]) -> Term | None:
        for fact in facts:
            if isinstance(fact, Same):
                for own, other in ((fact.left, fact.right), (fact.right, fact.left)):
                    if own == cell and other.row in self.keys:
                        return self.value(other)
        return None

    def value(self, cell: Cell) -> Term:
        row = self.rows[cell.row]
        return self.states[row.side].value(row.table, cell.column, self.keys[cell.row])

    def present(self, row: RowOf) -> Term:
        return self.states[row.side].present(row.table, self.keys[row.name])

    def fact(self, fact: Fact) -> Term:
        match fact:
            case Same(left, right):
                return equal(self.value(left), self.value(right))
            case Present(cell):
                return negation(self.fact(Missing(cell)))
            case Missing(cell):
                value = self.value(cell)
                return equal(value, null(value.sort))


def goal(clause: Clause, states: States) -> Term:
    """The clause as something to be shown."""
    bound, variables, premise = _premise(clause, states)
    found: list[Term] = []
    for row in clause.witnesses:
        found += bound.bind(row, clause.conclusions, {})
    conclusion = all_of(
        *(bound.present(row) for row in clause.witnesses), *map(bound.fact, clause.conclusions)
    )
    return for_all(variables, implies(premise, exists(found, conclusion)))


def hypothesis(clause: Clause, states: States, name: str) -> Term:
    """The clause as something that is known; its witnesses are functions that ``name`` names."""
    bound, variables, premise = _premise(clause, states)
    for row in clause.witnesses:
        bound.bind(row, clause.conclusions, _witness(bound.frame, row, name, variables))
    conclusion = all_of(
        *(bound.present(row) for row in clause.witnesses), *map(bound.fact, clause.conclusions)
    )
    return for_all(variables, implies(premise, conclusion))


def witnesses_of(
    clause: Clause, states: States, name: str, key: Key
) -> list[tuple[Side, str, Key]]:
    """The rows that a clause about one row gives for the row with that key."""
    (row,) = clause.rows
    bound = _Bound(states, {row.name: row}, {row.name: key})
    for witness in clause.witnesses:
        unknown = _witness(bound.frame, witness, name, list(key))
        bound.bind(witness, clause.conclusions, unknown)
    return [(w.side, w.table, bound.keys[w.name]) for w in clause.witnesses]


def _premise(clause: Clause, states: States) -> tuple[_Bound, list[Term], Term]:
    bound = _Bound(states, {}, {})
    variables: list[Term] = []
    for row in clause.rows:
        variables += bound.bind(row, clause.premises, {})
    present = [bound.present(row) for row in clause.rows]
    return bound, variables, all_of(*present, *map(bound.fact, clause.premises))


def _witness(frame: Frame, row: RowOf, name: str, arguments: list[Term]) -> dict[str, Term]:
    return {
        column: apply(
            f"witness/{name}/{row.name}/{column}",
            arguments,
            frame.sort(row.side, row.table, column),
        )
        for column in frame.identity(row.side, row.table)
    }
