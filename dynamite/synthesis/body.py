"""Bodies of candidate rules over source relations, and their joins on the examples.

A body is a join skeleton: slots (copies of source relations), equalities between their columns,
and conditions. Legend: a *place* is ``(slot, column)``; a *match* is a row position per slot.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from dynamite.synthesis.source import Source
from dynamite.values import Value, is_null

Place = tuple[int, int]
Match = tuple[int, ...]

MATCH_LIMIT = 100_000
"""A skeleton with more matches than this on the examples is no candidate: it is a cross product."""


@dataclass(frozen=True)
class Condition:
    """A column compared with a constant; with ``None``, the test for null."""

    place: Place
    operator: Literal["=", "!="]
    value: Value

    def holds(self, value: Value) -> bool:
        if self.value is None:
            return is_null(value) == (self.operator == "=")
        if is_null(value):
            return False
        return (value == self.value) == (self.operator == "=")


@dataclass(frozen=True)
class Absence:
    """A negated atom: no row of relation ``r`` whose columns equal those places."""

    r: int
    on: tuple[tuple[int, Place], ...]


Filter: TypeAlias = "Condition | Absence"
"""What may leave out matches of a skeleton."""


@dataclass(frozen=True)
class Body:
    """A join skeleton. ``slots`` holds the source relation of each atom."""

    slots: tuple[int, ...]
    equalities: frozenset[tuple[Place, Place]] = frozenset()
    conditions: tuple[Condition, ...] = ()
    absences: tuple[Absence, ...] = ()

    def filtered(self, filters: Sequence[Filter]) -> Body:
        """The body with further conditions and absences."""
        conditions = tuple(each for each in filters if isinstance(each, Condition))
        absences = tuple(each for each in filters if isinstance(each, Absence))
        return Body(
            self.slots, self.equalities, self.conditions + conditions, self.absences + absences
        )

    def classes(self) -> dict[Place, Place]:
        """The representative of each place that an equality mentions (union-find, smallest)."""
        root: dict[Place, Place] = {}

        def find(place: Place) -> Place:
            while root.get(place, place) != place:
                place = root[place]
            return place

        for left, right in sorted(self.equalities):
            one, other = sorted((find(left), find(right)))
            root[other] = one
            root.setdefault(one, one)
        return {place: find(place) for place in root}

    def is_connected(self) -> bool:
        return len(self.slots) <= 1 or len(self.components()) == 1

    def components(self) -> list[frozenset[int]]:
        """The groups of slots that equalities connect, in order of their first slot."""
        groups = [{slot} for slot in range(len(self.slots))]
        for (left, _), (right, _) in self.equalities:
            one = next(group for group in groups if left in group)
            other = next(group for group in groups if right in group)
            if one is not other:
                one |= other
                groups.remove(other)
        return [frozenset(group) for group in groups]


def merge(one: Body, other: Body) -> Body:
    """Both bodies side by side; the slots of ``other`` come after those of ``one``."""
    shift = len(one.slots)

    def moved(place: Place) -> Place:
        return place[0] + shift, place[1]

    return Body(
        one.slots + other.slots,
        one.equalities | {(moved(a), moved(b)) for a, b in other.equalities},
        one.conditions
        + tuple(Condition(moved(c.place), c.operator, c.value) for c in other.conditions),
        one.absences
        + tuple(Absence(a.r, tuple((c, moved(p)) for c, p in a.on)) for a in other.absences),
    )


class TooManyMatchesError(Exception):
    """The join grew past ``MATCH_LIMIT``."""


def matches(source: Source, body: Body) -> list[tuple[int, Match]]:
    """Every match of the body with the example it is in, joined slot by slot through indexes.

    Raises ``TooManyMatchesError`` past ``MATCH_LIMIT``.
    """
    if not body.slots:
        return []
    found: list[tuple[int, dict[int, int]]] = []
    placed: set[int] = set()
    for slot in _order(body):
        found = list(_extended(source, body, found, placed, slot))
        if len(found) > MATCH_LIMIT:
            raise TooManyMatchesError
        placed.add(slot)
    width = range(len(body.slots))
    rows = [(example, tuple(match[slot] for slot in width)) for example, match in found]
    kept = [row for row in rows if _is_kept(source, body, row)]
    return sorted(kept)


def _order(body: Body) -> list[int]:
    order = [0]
    rest = list(range(1, len(body.slots)))
    while rest:
        joined = {
            b if a in order else a
            for (a, _), (b, _) in body.equalities
            if (a in order) != (b in order)
        }
        slot = min(joined) if joined else rest[0]
        order.append(slot)
        rest.remove(slot)
    return order


def _extended(
    source: Source,
    body: Body,
    found: list[tuple[int, dict[int, int]]],
    placed: set[int],
    slot: int,
) -> Iterator[tuple[int, dict[int, int]]]:
    relation = source.relations[body.slots[slot]]
    links, own = _links(body, placed, slot)
    own_ok = [
        position
        for position, (_, row) in enumerate(relation.rows)
        if all(c.holds(row[c.place[1]]) for c in body.conditions if c.place[0] == slot)
        and all(not is_null(row[a]) and row[a] == row[b] for a, b in own)
    ]
    if not placed:
        yield from ((relation.rows[position][0], {slot: position}) for position in own_ok)
        return
    allowed = set(own_ok)
    by_example: dict[int, list[int]] = {}
    for position in own_ok:
        by_example.setdefault(relation.rows[position][0], []).append(position)
    for example, match in found:
        if not links:
            candidates = by_example.get(example, [])
        else:
            candidates = _linked(source, body, example, match, links, slot)
        for position in candidates:
            if position in allowed:
                yield example, {**match, slot: position}


def _links(
    body: Body, placed: set[int], slot: int
) -> tuple[list[tuple[int, Place]], list[tuple[int, int]]]:
    links, own = [], []
    for left, right in sorted(body.equalities):
        if left[0] == right[0] == slot:
            own.append((left[1], right[1]))
        elif left[0] == slot and right[0] in placed:
            links.append((left[1], right))
        elif right[0] == slot and left[0] in placed:
            links.append((right[1], left))
    return links, own


def _linked(
    source: Source,
    body: Body,
    example: int,
    match: dict[int, int],
    links: list[tuple[int, Place]],
    slot: int,
) -> list[int]:
    relation = source.relations[body.slots[slot]]

    def value(place: Place) -> Value:
        return source.relations[body.slots[place[0]]].rows[match[place[0]]][1][place[1]]

    c, place = links[0]
    candidates = relation.index(c).get((example, value(place)), [])
    for c, place in links[1:]:
        wanted = value(place)
        if is_null(wanted):
            return []
        candidates = [p for p in candidates if relation.rows[p][1][c] == wanted]
    return candidates


def _is_kept(source: Source, body: Body, found: tuple[int, Match]) -> bool:
    example, match = found
    return all(is_absent(source, body, absence, example, match) for absence in body.absences)


def is_absent(source: Source, body: Body, absence: Absence, example: int, match: Match) -> bool:
    """Whether the negated atom holds for a match; it does where one of its values is null."""
    relation = source.relations[absence.r]
    wanted = [
        (c, source.relations[body.slots[s]].rows[match[s]][1][column])
        for c, (s, column) in absence.on
    ]
    if any(is_null(value) for _, value in wanted):
        return True
    first, value = wanted[0]
    rows = relation.index(first).get((example, value), [])
    return not any(all(relation.rows[p][1][c] == v for c, v in wanted) for p in rows)
