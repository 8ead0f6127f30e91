"""Minimize a body without changing its meaning under the declared keys and foreign keys.

An atom, equality or condition is dropped where the smaller body, chased with the schema's
constraints, admits a homomorphism from the larger one that keeps the head (Chandra and Merlin 1977;
Maier, Mendelzon and Sagiv 1979 for the chase). Dropping something can only add matches, and the
homomorphism shows that it adds none. Nulls: a joined column must be mapped to a column that is
known not to be null, as a null never joins.

Legend: a *term* is a class of places that are equal in every match.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from dynamite.synthesis.body import Absence, Body, Condition, Place
from dynamite.synthesis.source import Source

CHASE_DEPTH = 4
"""How many references are followed from an atom; a longer chain is not needed to drop an atom."""


def minimize(source: Source, body: Body, head: Sequence[Place]) -> tuple[Body, dict[Place, Place]]:
    """A smallest body of the same meaning, and where each place of ``head`` is in it.

    No atom, equality or condition of the result can be dropped without changing its meaning.
    """
    places = {place: place for place in head}
    changed = True
    while changed:
        changed = False
        for smaller, moved in _smaller(source, body, tuple(places.values())):
            if _contains(source, body, smaller, moved):
                places = {place: moved[at] for place, at in places.items()}
                body = smaller
                changed = True
                break
    return body, places


def is_contained(source: Source, small: Body, large: Body, moved: dict[Place, Place]) -> bool:
    """Whether every match of ``small`` gives one of ``large`` with equal values at the places
    that ``moved`` pairs (of ``large``, of ``small``)."""
    return _contains(source, large, small, moved)


def _smaller(
    source: Source, body: Body, head: Sequence[Place]
) -> Iterator[tuple[Body, dict[Place, Place]]]:
    yield from _without_slot(source, body, head)
    here = {place: place for place in (*head, *_absent_places(body))}
    for condition in body.conditions:
        rest = tuple(c for c in body.conditions if c != condition)
        yield Body(body.slots, body.equalities, rest, body.absences), here
    for equality in sorted(body.equalities):
        rest_equal = body.equalities - {equality}
        yield Body(body.slots, rest_equal, body.conditions, body.absences), here


def _without_slot(
    source: Source, body: Body, head: Sequence[Place]
) -> Iterator[tuple[Body, dict[Place, Place]]]:
    root = _equal_by_keys(source, body)
    for slot in range(len(body.slots) - 1, -1, -1):
        if len(body.slots) == 1:
            return
        # Where a place of the dropped slot is used, an equal place elsewhere takes its part.
        substitute: dict[Place, Place] = {}
        for place, representative in sorted(root.items()):
            if place[0] != slot:
                substitute.setdefault(representative, place)

        def elsewhere(
            place: Place, slot: int = slot, substitute: dict[Place, Place] = substitute
        ) -> Place | None:
            if place[0] != slot:
                return place
            return substitute.get(root.get(place, place))

        kept = (*head, *_absent_places(body))
        moved = {place: elsewhere(place) for place in kept}
        if any(place is None for place in moved.values()):
            continue
        yield (
            _drop(body, slot, elsewhere),
            {place: _shift(at, slot) for place, at in moved.items() if at is not None},
        )


def _equal_by_keys(source: Source, body: Body) -> dict[Place, Place]:
    """The first of the places that equalities and keys make equal, for each place; nulls count as
    equal, as they are of one record."""
    chase = _load(source, body)
    chase.apply_keys()
    first: dict[int, Place] = {}
    return {
        (slot, c): first.setdefault(chase.find(term), (slot, c))
        for slot, (_, terms) in enumerate(chase.atoms)
        for c, term in enumerate(terms)
    }


def _drop(body: Body, slot: int, elsewhere: Callable[[Place], Place | None]) -> Body:
    equalities = set()
    root = body.classes()
    members: dict[Place, list[Place]] = {}
    for place, representative in sorted(root.items()):
        if place[0] != slot:
            members.setdefault(representative, []).append(place)
    for places in members.values():
        for left, right in pairwise(places):
            equalities.add((_shift(left, slot), _shift(right, slot)))
    for left, right in body.equalities:
        one, other = elsewhere(left), elsewhere(right)
        if one is not None and other is not None and one != other:
            equalities.add((_shift(one, slot), _shift(other, slot)))
    conditions = []
    for condition in body.conditions:
        at = elsewhere(condition.place)
        if at is not None:
            conditions.append(Condition(_shift(at, slot), condition.operator, condition.value))
    absences = tuple(
        Absence(a.r, tuple((c, _shift(elsewhere(p) or p, slot)) for c, p in a.on))
        for a in body.absences
    )
    slots = tuple(r for position, r in enumerate(body.slots) if position != slot)
    return Body(slots, frozenset(equalities), tuple(dict.fromkeys(conditions)), absences)


def _shift(place: Place, slot: int) -> Place:
    return (place[0] - (place[0] > slot), place[1])


def _absent_places(body: Body) -> tuple[Place, ...]:
    return tuple(place for absence in body.absences for _, place in absence.on)


@dataclass
class _Chase:
    """The atoms that a body implies: its own, and those that references demand."""

    source: Source
    atoms: list[tuple[int, list[int]]] = field(default_factory=list)
    parent: list[int] = field(default_factory=list)
    not_null: set[int] = field(default_factory=set)
    facts: set[tuple[int, str, object]] = field(default_factory=set)

    def find(self, term: int) -> int:
        while self.parent[term] != term:
            term = self.parent[term]
        return term

    def fresh(self) -> int:
        self.parent.append(len(self.parent))
        return len(self.parent) - 1

    def add_atom(self, r: int) -> list[int]:
        terms = []
        for column in self.source.relations[r].columns:
            term = self.fresh()
            if not column.nullable:
                self.not_null.add(term)
            terms.append(term)
        self.atoms.append((r, terms))
        return terms

    def unite(self, one: int, other: int) -> bool:
        left, right = sorted((self.find(one), self.find(other)))
        self.parent[right] = left
        return left != right

    def is_not_null(self, term: int) -> bool:
        root = self.find(term)
        return any(self.find(other) == root for other in self.not_null)

    def holds(self, term: int, operator: str, value: object) -> bool:
        root = self.find(term)
        if (operator, value) == ("!=", None) and self.is_not_null(root):
            return True
        return any(
            self.find(at) == root and op == operator and v == value and type(v) is type(value)
            for at, op, v in self.facts
        )

    def apply_keys(self) -> None:
        """Atoms of one relation with an equal key are one record: their columns are equal."""
        changed = True
        while changed:
            changed = False
            for i, (r, one) in enumerate(self.atoms):
                for s, other in self.atoms[i + 1 :]:
                    if r == s and self._share_key(r, one, other):
                        pairs = zip(one, other, strict=True)
                        united = [self.unite(a, b) for a, b in pairs]
                        changed |= any(united)

    def _share_key(self, r: int, one: list[int], other: list[int]) -> bool:
        return any(
            all(self.find(one[c]) == self.find(other[c]) for c in key)
            for key in self.source.relations[r].keys
        )

    def follow_references(self) -> None:
        """Add the records that structure and foreign keys demand, a few steps deep."""
        done = 0
        for _ in range(CHASE_DEPTH):
            new, done = self.atoms[done:], len(self.atoms)
            for r, terms in new:
                for join in self.source.declared_joins:
                    if join.left == r and join.left != join.right:
                        self._demand(join.right, [(b, terms[a]) for a, b in join.on])
            self.apply_keys()

    def _demand(self, r: int, key: list[tuple[int, int]]) -> None:
        if not all(self.is_not_null(term) for _, term in key):
            return
        for s, terms in self.atoms:
            if s == r and all(self.find(terms[c]) == self.find(term) for c, term in key):
                return
        terms = self.add_atom(r)
        for c, term in key:
            self.unite(terms[c], term)


def _load(source: Source, body: Body) -> _Chase:
    chase = _Chase(source)
    for r in body.slots:
        chase.add_atom(r)
    for left, right in sorted(body.equalities):
        one, other = _term(chase, left), _term(chase, right)
        chase.not_null.add(one)
        chase.unite(one, other)
    for condition in body.conditions:
        term = _term(chase, condition.place)
        chase.facts.add((term, condition.operator, condition.value))
        if condition.value is not None or condition.operator == "!=":
            chase.not_null.add(term)
    return chase


def _term(chase: _Chase, place: Place) -> int:
    return chase.atoms[place[0]][1][place[1]]


def _contains(source: Source, large: Body, small: Body, moved: dict[Place, Place]) -> bool:
    """Whether ``large``, which has more atoms or equalities, still has every match of ``small``."""
    if len(large.absences) != len(small.absences):
        return False
    chase = _load(source, small)
    chase.apply_keys()
    chase.follow_references()
    pattern = _load(source, large)
    images: dict[int, int] = {}
    for place, at in moved.items():
        term, image = pattern.find(_term(pattern, place)), chase.find(_term(chase, at))
        if images.setdefault(term, image) != image:
            return False
    joined = _joined(pattern, large)
    wanted: list[tuple[int, str, object]] = [
        (pattern.find(_term(pattern, c.place)), c.operator, c.value) for c in large.conditions
    ]
    return _homomorphism(pattern, chase, len(large.slots), 0, images, joined, wanted)


def _joined(pattern: _Chase, large: Body) -> set[int]:
    return {pattern.find(_term(pattern, left)) for left, _ in large.equalities}


def _homomorphism(
    pattern: _Chase,
    chase: _Chase,
    count: int,
    slot: int,
    images: dict[int, int],
    joined: set[int],
    wanted: list[tuple[int, str, object]],
) -> bool:
    if slot == count:
        return all(
            term in images and chase.holds(images[term], op, value) for term, op, value in wanted
        ) and all(chase.is_not_null(images[term]) for term in joined)
    r, terms = pattern.atoms[slot]
    for s, candidates in chase.atoms:
        if s != r:
            continue
        extended = dict(images)
        fits = all(
            extended.setdefault(pattern.find(a), chase.find(b)) == chase.find(b)
            for a, b in zip(terms, candidates, strict=True)
        )
        if fits and _homomorphism(pattern, chase, count, slot + 1, extended, joined, wanted):
            return True
    return False


def anchors(source: Source, body: Body, among: Iterable[int] | None = None) -> tuple[int, ...]:
    """The slots whose records determine all others through declared keys; later slots go first.

    The identities of the anchors identify a match, or what some slots (``among``) have of it. Of
    two records that determine each other, as an object and what it is embedded in, the earlier one
    stays.
    """
    root = body.classes()
    kept = set(range(len(body.slots)) if among is None else among)
    for slot in sorted(kept, reverse=True):
        rest = kept - {slot}
        if rest and _is_determined(source, body, slot, rest, root):
            kept = rest
    return tuple(sorted(kept))


def _is_determined(
    source: Source, body: Body, slot: int, rest: set[int], root: dict[Place, Place]
) -> bool:
    given = {root[place] for place in root if place[0] in rest}
    fixed = {c.place[1] for c in body.conditions if c.place[0] == slot and _fixes(c)}
    return any(
        all(c in fixed or root.get((slot, c)) in given for c in key)
        for key in source.relations[body.slots[slot]].keys
    )


def _fixes(condition: Condition) -> bool:
    return condition.operator == "=" and condition.value is not None
