"""What a failed skeleton teaches: minimal distinguishing projections, and monotonicity.

A *distinguishing projection* of a failed candidate is a set of head columns on which its output
differs from the expected output; a minimal one has no smaller one in it (MDP, VLDB 2020, section
4.4). Here a candidate is a skeleton with all its assignments, so a set of columns distinguishes
where *no* assignment of them reproduces the expected projection.

Soundness of the three rejections, for a failed skeleton ``S`` with atoms ``A`` and equalities
``Q``. Write ``J(S)`` for its join.

*lacking*: no assignment of columns ``L`` to the places of ``A`` covers the expected projection.
Let ``T`` use at least the slots ``A`` and the equalities ``Q``, and no other slot that has a term
for a column of ``L``. ``J(T)`` projected on ``A`` is contained in ``J(S)``, and ``T`` can assign
``L`` only to places of ``A``; so ``T`` lacks what ``S`` lacks. A correct filling therefore leaves
out one of ``A`` or ``Q``, or uses another slot with a term for ``L``. Conditions only remove
matches, so they do not help.

For one of several rules it is not enough to lack something: ``T`` may be one of them. There the
clause is learned only for a *barren* column, of which no match of ``S`` gives any expected value;
then no match of ``T`` gives any expected record.

*exceeding*: every assignment gives a match outside the expected records. Let ``T`` use exactly the
slots ``A``, at most the equalities ``Q``, and no condition. ``J(T)`` contains ``J(S)``, so ``T``
exceeds too. A correct filling therefore uses another slot, leaves one out, has an equality outside
``Q``, or a condition. It is not enough that no assignment is exact: one that lacks records on ``S``
may be exact on ``T``.

*distinguishing*: columns ``L`` whose expected projection no assignment reproduces. Any filling with
exactly the slots ``A``, the same classes of equal places and the same use of conditions has the
same join, so it fails alike; the equalities that ``Q`` implies may be present or not.

Negated rules and the rules of a union are not monotone: they are made from skeletons that were
checked, and no rejection is learned from them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from dynamite.holes import Filling, Learning, Rejection
from dynamite.synthesis.body import Place
from dynamite.synthesis.fit import Fit, Wanted
from dynamite.synthesis.sketch import Sketch

SMALL = 12
"""Up to this many columns pairs are tried before columns are dropped one by one."""


@dataclass(frozen=True)
class Failure:
    """Why a skeleton failed: a minimal set of head columns, and what every assignment does."""

    columns: tuple[int, ...]
    is_lacking: bool
    is_exceeding: bool
    barren: int | None = None
    """A column that no match gives a value of, where one of several rules was wanted."""


def minimal(columns: Sequence[int], fails: Callable[[Sequence[int]], bool]) -> tuple[int, ...]:
    """A smallest set found by singles and pairs, else an irreducible one, for which ``fails``.

    ``fails`` must be monotone: true for a set, true for every larger one.

    >>> minimal([0, 1, 2, 3], lambda kept: {1, 3} <= set(kept))
    (1, 3)
    """
    if fails(()):
        return ()
    for column in columns:
        if fails((column,)):
            return (column,)
    if len(columns) <= SMALL:
        for i, one in enumerate(columns):
            for other in columns[i + 1 :]:
                if fails((one, other)):
                    return (one, other)
    kept = list(columns)
    for column in columns:
        without = [other for other in kept if other != column]
        if fails(without):
            kept = without
    return tuple(kept)


def explain(fit: Fit) -> Failure:
    """The minimal failure of a skeleton that no assignment fits."""
    failure = _explain(fit)
    if fit.is_cut_short:
        return Failure(failure.columns, is_lacking=False, is_exceeding=False)
    return failure


def _explain(fit: Fit) -> Failure:
    columns = range(len(fit.goal.columns))
    # A join without matches gives no record too many.
    exceeds = bool(fit.found) and not fit.some(Wanted.SOUND, columns)
    if fit.mapping_is_partial:
        barren = next((h for h in columns if not fit.gives_any(h)), None)
        return Failure(tuple(columns), is_lacking=True, is_exceeding=exceeds, barren=barren)
    if not fit.some(Wanted.COVER, columns):
        lacking = minimal(columns, lambda kept: not fit.some(Wanted.COVER, kept))
        return Failure(lacking, is_lacking=True, is_exceeding=exceeds)
    distinguishing = minimal(columns, lambda kept: not fit.some(Wanted.EXACT, kept))
    return Failure(distinguishing, is_lacking=False, is_exceeding=exceeds)


def rejections(
    sketch: Sketch, filling: Filling, failure: Failure, learning: Learning
) -> list[Rejection]:
    """The clauses that a failed filling earns; the filling itself always violates one of them."""
    learned = [
        _distinguishing(sketch, filling) if learning.projections else _exact(sketch, filling)
    ]
    if learning.monotonicity and failure.is_lacking:
        if not sketch.mapping.partial:
            learned.append(_lacking(sketch, filling, failure.columns))
        elif failure.barren is not None:
            learned.append(_lacking(sketch, filling, (failure.barren,)))
    if learning.monotonicity and failure.is_exceeding and not sketch.conditioned(filling):
        learned.append(_exceeding(sketch, filling))
    return learned


def _exact(sketch: Sketch, filling: Filling) -> Rejection:
    holes = [
        *sketch.slot_variables.values(),
        *(equality.variable for equality in sketch.equalities),
        *sketch.condition_variables,
    ]
    clause = tuple(-hole if hole in filling.chosen else hole for hole in holes)
    return Rejection(clause, "this filling")


def _slots(sketch: Sketch, filling: Filling) -> tuple[list[int], list[int]]:
    used = [v for v in sketch.slot_variables.values() if v in filling.chosen]
    unused = [v for v in sketch.slot_variables.values() if v not in filling.chosen]
    return used, unused


def _lacking(sketch: Sketch, filling: Filling, columns: tuple[int, ...]) -> Rejection:
    used, _ = _slots(sketch, filling)
    equalities = [equality.variable for equality in sketch.equated(filling)]
    giving = {term.r for h in columns for term in sketch.mapping.terms[h]}
    others = [
        variable
        for slot, variable in sketch.slot_variables.items()
        if variable not in filling.chosen and sketch.slots[slot] in giving
    ]
    return Rejection(tuple([-v for v in used + equalities] + others), "lacks records")


def _exceeding(sketch: Sketch, filling: Filling) -> Rejection:
    used, unused = _slots(sketch, filling)
    chosen = {equality.variable for equality in sketch.equated(filling)}
    others = [e.variable for e in sketch.equalities if e.variable not in chosen]
    clause = [-v for v in used] + unused + others + list(sketch.condition_variables)
    return Rejection(tuple(clause), "has records too many")


def _distinguishing(sketch: Sketch, filling: Filling) -> Rejection:
    used, unused = _slots(sketch, filling)
    root = _classes(sketch, filling)
    chosen = {equality.variable for equality in sketch.equated(filling)}
    broken, added = [], []
    for equality in sketch.equalities:
        implied = all(root.get(a, a) == root.get(b, b) for a, b in equality.pairs)
        if equality.variable in chosen:
            broken.append(-equality.variable)
        elif not implied:
            added.append(equality.variable)
    conditions = [-v if v in filling.chosen else v for v in sketch.condition_variables]
    clause = [-v for v in used] + unused + broken + added + conditions
    return Rejection(tuple(clause), "distinguished")


def _classes(sketch: Sketch, filling: Filling) -> dict[Place, Place]:
    root: dict[Place, Place] = {}

    def find(place: Place) -> Place:
        while root.get(place, place) != place:
            place = root[place]
        return place

    pairs = list(sketch.goal.base.equalities)
    for equality in sketch.equated(filling):
        pairs.extend(equality.pairs)
    for left, right in sorted(pairs):
        one, other = sorted((find(left), find(right)))
        root[other] = one
    return {place: find(place) for pair in pairs for place in pair}
