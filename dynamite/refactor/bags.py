"""Whether two queries answer the same: injections between the rows that they join, both ways.

A row of one side is mapped to a row of the other by terms for its anchors, along foreign keys and
the witnesses of clauses. Two injections between finite sets of rows that keep the vectors make the
bags of vectors equal.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice, product
from typing import Final

from dynamite.logic import Term, all_of, equal, implies, negation, substitute, variable
from dynamite.refactor.answers import content, vector_of
from dynamite.refactor.classes import Side
from dynamite.refactor.clause_terms import States, witnesses_of
from dynamite.refactor.clauses import Clause
from dynamite.refactor.symbolic_changes import SymbolicAnswer
from dynamite.refactor.symbolic_rows import Joined
from dynamite.refactor.symbolic_state import Key

Prove = Callable[[Term], bool]
"""Whether a formula over free variables follows from the hypotheses, for all their values."""

MAPS: Final = 24
"""At most so many maps of anchors are tried for a part of an answer."""

STEPS: Final = 3
"""At most so many foreign keys and witnesses are followed from a row to a row of the other side."""


@dataclass(frozen=True)
class Moves:
    """How to get from a row to others: by the clauses about one row, and by foreign keys."""

    states: States
    clauses: Sequence[tuple[str, Clause]]

    def reached(self, part: Joined, side: Side) -> list[tuple[Side, str, Key]]:
        """All rows within ``STEPS`` of the rows of a part, nearest first."""
        found: dict[tuple[Side, str, tuple[int, ...]], tuple[Side, str, Key]] = {}
        current = [(side, row.table, row.key) for row in part.rows.values()]
        for _ in range(STEPS + 1):
            following = []
            for row in current:
                identity = (row[0], row[1], tuple(map(id, row[2])))
                if identity not in found:
                    found[identity] = row
                    following += self._next(*row)
            current = following
        return list(found.values())

    def _next(self, side: Side, table: str, key: Key) -> list[tuple[Side, str, Key]]:
        rows = []
        for name, clause in self.clauses:
            if len(clause.rows) == 1 and clause.witnesses:
                only = clause.rows[0]
                if (only.side, only.table) == (side, table):
                    rows += witnesses_of(clause, self.states, name, key)
        state = self.states[side]
        frame = state.frame
        for reference in frame.table(side, table).references:
            if reference.other_columns == frame.identity(side, reference.other):
                cells = tuple(state.value(table, column, key) for column in reference.columns)
                rows.append((side, reference.other, cells))
        return rows


def same_answer(old: SymbolicAnswer, new: SymbolicAnswer, moves: Moves, prove: Prove) -> bool:
    """Whether the answers are shown to be equal; raises ``UnsupportedError`` for no account."""
    one, other = content(old.query), content(new.query)
    if one.shape != other.shape or len(one.vector) != len(other.vector):
        return False
    olds = [(part, vector_of(old, one.vector, part)) for part in old.parts]
    news = [(part, vector_of(new, other.vector, part)) for part in new.parts]
    is_set = one.shape.is_set and not one.shape.is_grouped
    for number in range(max(len(olds), len(news))):
        if number >= len(olds) or number >= len(news):
            part, _ = (olds if number < len(olds) else news)[number]
            if not prove(negation(part.condition)):
                return False
            continue
        pair, back = (olds[number], news[number]), (news[number], olds[number])
        if not _included(*pair, Side.OLD, Side.NEW, moves, prove, is_set):
            return False
        if not _included(*back, Side.NEW, Side.OLD, moves, prove, is_set):
            return False
    return True


Rows = tuple[Joined, list[Term]]


def _included(
    rows: Rows, others: Rows, side: Side, other_side: Side, moves: Moves, prove: Prove, is_set: bool
) -> bool:
    """Whether some map takes the rows into the others, keeps vectors, and takes no two to one."""
    (part, vector), (other, other_vector) = rows, others
    if [term.sort for term in vector] != [term.sort for term in other_vector]:
        return False
    for values in _maps(part, other, side, other_side, moves):
        image = all_of(
            substitute(other.condition, values),
            *(
                equal(term, substitute(wanted, values))
                for term, wanted in zip(vector, other_vector, strict=True)
            ),
        )
        if prove(implies(part.condition, image)) and (
            is_set or _is_injective(part, list(values.values()), prove)
        ):
            return True
    return False


def _maps(
    part: Joined, other: Joined, side: Side, other_side: Side, moves: Moves
) -> list[dict[Term, Term]]:
    if not other.anchors:
        return [{}]
    reached = [row for row in moves.reached(part, side) if row[0] == other_side]
    choices = []
    for alias, key in other.anchors:
        table = other.rows[alias].table
        sorts = [v.sort for v in key]
        targets = [row for _, name, row in reached if name == table]
        choices.append([(key, row) for row in targets if [t.sort for t in row] == sorts])
    maps = []
    for combination in islice(product(*choices), MAPS):
        maps.append({v: t for key, target in combination for v, t in zip(key, target, strict=True)})
    return maps


def _is_injective(part: Joined, image: list[Term], prove: Prove) -> bool:
    own = part.variables
    if all(any(v is term for term in image) for v in own):
        return True
    copies = {v: variable(f"{v.name}'", v.sort) for v in own}
    same = [equal(term, substitute(term, copies)) for term in image]
    both = all_of(part.condition, substitute(part.condition, copies), *same)
    return prove(implies(both, all_of(*(equal(v, copies[v]) for v in own))))
