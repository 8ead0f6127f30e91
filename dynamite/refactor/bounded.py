"""Claims checked for all small databases: every quantifier written out, every answer counted.

Each sort of keys has ``rows`` values, and one more for each parameter, generated key and literal of
that sort, so every table may hold that many rows or more, under any keys, with any nulls. Two
answers are the same where every vector comes equally often on both sides: exact, where the proofs
for all databases need to find how the rows correspond.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Final

from dynamite.logic import (
    Term,
    all_of,
    any_of,
    distinct,
    equal,
    exactly,
    ground,
    negation,
    substitute,
    subterms,
)
from dynamite.prover import Theory, Verdict
from dynamite.refactor.answers import content, vector_of
from dynamite.refactor.symbolic_changes import SymbolicAnswer
from dynamite.refactor.symbolic_state import UnsupportedError, null

ROWS: Final = 3
LARGEST: Final = 200_000
"""Formulas with more parts than this are not checked."""


@dataclass
class Bounded:
    """Decides claims over the small databases that fulfil some hypotheses."""

    theory: Theory
    rows: int = ROWS

    def follows(self, known: Sequence[Term], goal: Term) -> bool:
        """Whether the goal holds in all small databases where the hypotheses hold."""
        return self._holds(known, goal, self._universe([*known, goal]))

    def is_satisfiable(self, known: Sequence[Term]) -> bool:
        """Whether some small database fulfils the hypotheses: they do not contradict each other."""
        universe = self._universe(known)
        formulas = [ground(formula, universe) for formula in known]
        return self.theory.check([*formulas, *_closed(formulas, universe)]) == "sat"

    def same_answer(self, known: Sequence[Term], old: SymbolicAnswer, new: SymbolicAnswer) -> bool:
        """Whether every vector comes as often in one answer as in the other."""
        one, other = content(old.query), content(new.query)
        if one.shape != other.shape or len(one.vector) != len(other.vector):
            return False
        sides = []
        for answer, vector in ((old, one.vector), (new, other.vector)):
            sides.append([(part, vector_of(answer, vector, part)) for part in answer.parts])
        everything = [t for side in sides for part, terms in side for t in (part.condition, *terms)]
        variables = {v: v for side in sides for part, _ in side for v in part.variables}
        universe = self._universe([*known, *everything, *variables])
        olds, news = (
            [
                (ground(substitute(part.condition, values), universe), here)
                for part, terms in side
                for values in _choices(part.variables, universe)
                for here in [[ground(substitute(t, values), universe) for t in terms]]
            ]
            for side in sides
        )
        is_set = one.shape.is_set and not one.shape.is_grouped
        claims = []
        for condition, vector_here in (*olds, *news):
            if [t.sort for t in vector_here] != [t.sort for _, row in news[:1] for t in row]:
                return False
            left = [_is_same(row, vector_here) for row in olds]
            right = [_is_same(row, vector_here) for row in news]
            if is_set:
                same = equal(any_of(*left), any_of(*right))
            else:
                # As many on both sides: those of one and those that are not of the other.
                same = exactly(len(right), [*left, *map(negation, right)])
            claims.append(any_of(negation(condition), same))
        return self._holds(known, all_of(*claims), universe)

    def _holds(
        self, known: Sequence[Term], goal: Term, universe: Mapping[str, Sequence[Term]]
    ) -> bool:
        formulas = [ground(formula, universe) for formula in (*known, negation(goal))]
        if len(subterms(formulas)) > LARGEST:
            raise UnsupportedError("too large to be checked")
        hypotheses = [*formulas[:-1], *_closed(formulas, universe)]
        return self.theory.follows(hypotheses, negation(formulas[-1])) is Verdict.PROVED

    def _universe(self, formulas: Sequence[Term]) -> dict[str, list[Term]]:
        """The values of each sort that a quantifier or an anchor ranges over."""
        terms = subterms(formulas)
        sorts = dict.fromkeys(t.sort for t in terms if t.operator == "variable")
        named: dict[str, list[Term]] = defaultdict(list)
        free: dict[str, int] = defaultdict(int)
        for term in terms:
            if term.operator == "distinct":
                named[term.sort].append(term)
            elif term.operator == "apply" and not term.arguments:
                free[term.sort] += 1
        universe = {}
        for sort in sorts:
            own = [distinct(f"row {n}", sort) for n in range(self.rows + free[sort])]
            universe[sort] = list(dict.fromkeys([null(sort), *named[sort], *own]))
        return universe


def _closed(formulas: Sequence[Term], universe: Mapping[str, Sequence[Term]]) -> list[Term]:
    """Every term of a sort that is written out is one of its values."""
    return [
        any_of(*(equal(term, value) for value in universe[term.sort]))
        for term in subterms(formulas)
        if term.operator == "apply" and term.sort in universe
    ]


def _choices(
    variables: Sequence[Term], universe: Mapping[str, Sequence[Term]]
) -> list[dict[Term, Term]]:
    found = product(*(universe[v.sort] for v in variables))
    return [dict(zip(variables, values, strict=True)) for values in found]


def _is_same(row: tuple[Term, list[Term]], vector: list[Term]) -> Term:
    condition, own = row
    return all_of(condition, *(equal(a, b) for a, b in zip(own, vector, strict=True)))
