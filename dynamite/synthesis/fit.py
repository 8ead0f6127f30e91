"""Which assignments of head columns make a skeleton's join produce the expected records.

The search is factored (a candidate is a skeleton and an assignment): the join of a skeleton is
made once, and an assignment is a projection of it. For each match and each term the expected
records that agree form a bit set; an assignment gives each match the intersection of its terms'
sets. It *covers* where the union over matches is everything, and *fits* where besides no match is
left without a record. Once matches and records are paired, columns are independent: the fitting
assignments are a product.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cached_property

from dynamite.synthesis.attribute_mapping import AttributeMapping, Term
from dynamite.synthesis.body import Body, Condition, Filter, Match, Place, is_absent
from dynamite.synthesis.conversions import BROKEN
from dynamite.synthesis.goal import OPEN, Goal
from dynamite.synthesis.names import KEY_WORDS, WORST, distance, overlap, words
from dynamite.synthesis.simplify import anchors
from dynamite.synthesis.source import Source
from dynamite.values import ABSENT, Value, is_null

NODE_LIMIT = 20_000
"""How many partial assignments are tried for one skeleton before it is given up."""

NEARLY = 1
"""How much less a name may agree where a column would else be given twice."""

CONSTANTS = 6
"""A column with more distinct cells than this has no constant for one of several rules."""


class Wanted(Enum):
    """What an assignment must do: give every record, no other, or both."""

    COVER = "cover"
    SOUND = "sound"
    EXACT = "exact"


@dataclass(frozen=True)
class Provider:
    """A term of one slot of a body, or a constant (``place`` is ``None``)."""

    place: Place | None
    term: Term | None
    constant: Value = None
    penalty: int = 0

    def value(self, raw: Value) -> Value:
        return self.constant if self.term is None else self.term.value(raw)


@dataclass(frozen=True)
class Assignment:
    """A provider per head column, and for each column the others that fit as well."""

    providers: tuple[Provider, ...]
    rivals: tuple[tuple[Provider, ...], ...] = ()

    @property
    def penalty(self) -> int:
        return sum(provider.penalty for provider in self.providers)


class Fit:
    """The bit sets of one skeleton against one goal. Bit ``i`` is the goal's ``expected[i]``."""

    def __init__(
        self,
        source: Source,
        goal: Goal,
        mapping: AttributeMapping,
        body: Body,
        found: Sequence[tuple[int, Match]],
    ) -> None:
        self.source = source
        self.goal = goal
        self.mapping_is_partial = mapping.partial
        self.body = body
        self.found = found
        self.everything = (1 << len(goal.expected)) - 1
        self._contexts = [self._context(slot) for slot in range(len(body.slots))]
        self._roles = [
            frozenset(context) - set(source.relations[r].words)
            for context, r in zip(self._contexts, body.slots, strict=True)
        ]
        self._cells = [self._index_cells(h) for h in range(len(goal.columns))]
        self._open = [
            sum(1 << bit for bit, record in enumerate(goal.expected) if record.cells[h] is OPEN)
            for h in range(len(goal.columns))
        ]
        self.pinned = self._pinned_masks()
        self._mapping = mapping
        self.is_cut_short = False
        """Whether some answer may be wrong for want of time: it teaches nothing then."""
        self._masks: dict[tuple[int, int], tuple[Provider, list[int]]] = {}
        self._options: dict[tuple[int, Wanted], list[tuple[Provider, list[int]]]] = {}

    @cached_property
    def providers(self) -> tuple[tuple[Provider, ...], ...]:
        """For each head column what may give it, the likeliest first."""
        columns = range(len(self.goal.columns))
        return tuple(tuple(self._providers(h, self._mapping)) for h in columns)

    def raw(self, match: Match, place: Place) -> Value:
        slot, c = place
        return self.source.relations[self.body.slots[slot]].rows[match[slot]][1][c]

    def _context(self, slot: int) -> tuple[str, ...]:
        # The words that lead to a slot: its relation's, and those of the columns that refer to it.
        relation = self.source.relations[self.body.slots[slot]]
        found = list(relation.words)
        for left, right in sorted(self.body.equalities):
            for (mine, c), (other, d) in ((left, right), (right, left)):
                if mine == slot and other != slot and (c,) in relation.keys + self._named(slot):
                    name = self.source.column(self.body.slots[other], d).name
                    found.extend(word for word in words(name) if word not in KEY_WORDS)
        return tuple(dict.fromkeys(found))

    def _named(self, slot: int) -> tuple[tuple[int, ...], ...]:
        relation = self.source.relations[self.body.slots[slot]]
        return tuple((c.c,) for c in relation.columns if relation.is_unique_in_example(c.c))

    def _index_cells(self, h: int) -> dict[tuple[int, object], int]:
        masks: dict[tuple[int, object], int] = {}
        for bit, record in enumerate(self.goal.expected):
            cell: object = record.cells[h]
            if cell is ABSENT and not self.goal.tells_absent:
                cell = None
            key = (record.example, cell)
            masks[key] = masks.get(key, 0) | 1 << bit
        return masks

    def _pinned_masks(self) -> list[int]:
        by_pin: dict[tuple[int, tuple[Value, ...]], int] = {}
        for bit, record in enumerate(self.goal.expected):
            key = (record.example, record.pins)
            by_pin[key] = by_pin.get(key, 0) | 1 << bit
        return [
            by_pin.get((example, tuple(self.raw(match, p) for p in self.goal.pins)), 0)
            for example, match in self.found
        ]

    def _providers(self, h: int, mapping: AttributeMapping) -> Iterator[Provider]:
        head = self.goal.columns[h]
        found = []
        for slot, r in enumerate(self.body.slots):
            for term in mapping.terms[h]:
                if term.r == r:
                    far = term.penalty
                    if far and not head.is_id:
                        far = self._distance(h, slot, term)
                    found.append(Provider((slot, term.c), term, None, far))
        found.extend(self._constants(h, mapping, is_given=bool(found)))
        yield from sorted(found, key=self._rank)

    def _rank(self, provider: Provider) -> tuple[int, bool, float, Place]:
        # Of equal names, that of the record which determines the others; then that of the
        # relation which the target's own name speaks of.
        if provider.place is None:
            return provider.penalty, True, 0.0, (0, 0)
        slot = provider.place[0]
        likeness = overlap(self.goal.context, self.source.relations[self.body.slots[slot]].words)
        return provider.penalty, slot not in self._anchors, -likeness, provider.place

    @cached_property
    def _anchors(self) -> tuple[int, ...]:
        return anchors(self.source, self.body)

    def _distance(self, h: int, slot: int, term: Term) -> int:
        head = self.goal.columns[h]
        name = self.source.column(term.r, term.c).name
        if name == "value":
            return term.penalty
        if self._roles[slot].isdisjoint(words(head.name)):
            return term.penalty
        extra = (1 if term.conversion else 0) + (1 if term.nulls else 0)
        far = distance(head.name, name, self.goal.context, self._contexts[slot])
        return min(term.penalty, far + extra)

    def _constants(
        self, h: int, mapping: AttributeMapping, *, is_given: bool
    ) -> Iterator[Provider]:
        """What may stand in the head instead of a source column, which no source tells.

        A value that a source column could give is data, and never a constant.
        """
        shown = (record.cells[h] for record in self.goal.expected)
        cells = [cell for cell in dict.fromkeys(shown) if cell is not OPEN]
        if all(is_null(cell) for cell in cells):
            kept = cells[:1]
        elif is_given:
            kept = []
        elif mapping.partial and len(cells) <= CONSTANTS:
            kept = [cell for cell in cells if is_null(cell) or not mapping.can_give(h, cell)]
        else:
            kept = cells if len(cells) == 1 else []
        yield from (Provider(None, None, cell, WORST + 1) for cell in kept)

    def mask(self, h: int, provider: Provider) -> list[int]:
        """For each match the expected records whose cell the provider gives."""
        # By identity: hashing a provider costs more than the search does. The provider is kept, so
        # that its identity stays its own.
        kept = self._masks.get((h, id(provider)))
        if kept is None:
            cells = self._cells[h]
            found = []
            for (example, match), pinned in zip(self.found, self.pinned, strict=True):
                raw = None if provider.place is None else self.raw(match, provider.place)
                value: object = provider.value(raw)
                if value is ABSENT and not self.goal.tells_absent:
                    value = None
                given = 0 if value is BROKEN else cells.get((example, value), 0) | self._open[h]
                found.append(pinned & given)
            self._masks[h, id(provider)] = (provider, found)
            return found
        return kept[1]

    def some(
        self, wanted: Wanted, columns: Sequence[int], rows: Sequence[int] | None = None
    ) -> bool:
        """Whether some assignment of these columns does what is wanted."""
        return self._search(columns, rows, wanted) is not None

    def best(
        self, rows: Sequence[int] | None = None, wanted: Wanted = Wanted.EXACT
    ) -> Assignment | None:
        """The assignment whose names agree best, with its rivals, or ``None``."""
        columns = range(len(self.goal.columns))
        chosen = self._search(columns, rows, wanted)
        if chosen is None:
            return None
        return self._improved(chosen, self._rows(rows))

    def covered(self, assignment: Assignment, rows: Sequence[int] | None = None) -> int:
        """The bit set of the expected records that an assignment gives."""
        paired = self.matched(assignment)
        union = 0
        for row in self._rows(rows):
            union |= paired[row]
        return union

    def kept(self, filters: Sequence[Filter]) -> list[int]:
        """The matches that some filters leave."""
        return [
            row
            for row, (example, match) in enumerate(self.found)
            if all(self._passes(each, example, match) for each in filters)
        ]

    def _passes(self, each: Filter, example: int, match: Match) -> bool:
        if isinstance(each, Condition):
            return each.holds(self.raw(match, each.place))
        return is_absent(self.source, self.body, each, example, match)

    def gives_any(self, h: int) -> bool:
        """Whether some match gives a column's cell of some expected record."""
        return any(any(self.mask(h, provider)) for provider in self.providers[h])

    def matched(self, assignment: Assignment) -> list[int]:
        """For each match the bit set of the expected record that it gives: one bit, or none."""
        current = list(self.pinned)
        for h, provider in enumerate(assignment.providers):
            current = [a & b for a, b in zip(current, self.mask(h, provider), strict=True)]
        return current

    def _rows(self, rows: Sequence[int] | None) -> Sequence[int]:
        return range(len(self.found)) if rows is None else rows

    def _improved(self, chosen: dict[int, Provider], rows: Sequence[int]) -> Assignment:
        # Matches and records are paired now, so that each column can be chosen by itself.
        columns = range(len(self.goal.columns))
        paired = self.matched(Assignment(tuple(chosen[h] for h in columns)))
        fitting = [
            [
                provider
                for provider in self.providers[h]
                if all(self.mask(h, provider)[row] & paired[row] for row in rows)
            ]
            for h in columns
        ]
        best = apart(fitting)
        rivals = (
            tuple(provider for provider in each if provider is not taken)
            for each, taken in zip(fitting, best, strict=True)
        )
        return Assignment(tuple(best), tuple(rivals))

    def _search(
        self, columns: Sequence[int], rows: Sequence[int] | None, wanted: Wanted
    ) -> dict[int, Provider] | None:
        """The first assignment of some columns that does what is wanted."""
        start = self.pinned if rows is None else [self.pinned[row] for row in rows]
        if not is_open(start, self.everything, wanted):
            return None
        options = []
        for h in columns:
            fitting = self._fitting(h, rows, wanted)
            if not fitting:
                return None
            options.append((h, fitting))
        # Columns whose source is certain by name or by value come first: they pair matches and
        # records, and the rest follows.
        options.sort(key=lambda option: (len(option[1]) > 1, option[1][0][0].penalty, option[0]))
        return self._assign(options, start, wanted)

    def _fitting(
        self, h: int, rows: Sequence[int] | None, wanted: Wanted
    ) -> list[tuple[Provider, list[int]]]:
        """The providers of a column that alone do what is wanted; of those that agree the best."""
        known = self._options.get((h, wanted)) if rows is None else None
        if known is not None:
            return known
        distinct: dict[tuple[int, ...], Provider] = {}
        for provider in self.providers[h]:
            whole = self.mask(h, provider)
            masks = whole if rows is None else [whole[row] for row in rows]
            if is_open(masks, self.everything, wanted):
                distinct.setdefault(tuple(masks), provider)
        fitting = [(provider, list(masks)) for masks, provider in distinct.items()]
        if rows is None:
            self._options[h, wanted] = fitting
        return fitting

    def _assign(
        self,
        options: list[tuple[int, list[tuple[Provider, list[int]]]]],
        start: list[int],
        wanted: Wanted,
    ) -> dict[int, Provider] | None:
        # Depth first, with a stack of its own: some tables have more columns than Python has frames
        chosen: list[Provider] = []
        states = [start]
        untried = [iter(options[0][1])] if options else []
        budget = NODE_LIMIT
        while len(chosen) < len(options):
            option = next(untried[-1], None)
            if option is None:
                untried.pop()
                if not untried:
                    return None
                states.pop()
                chosen.pop()
                continue
            budget -= 1
            if budget < 0:
                self.is_cut_short = True
                return None
            provider, masks = option
            narrowed = [a & b for a, b in zip(states[-1], masks, strict=True)]
            if is_open(narrowed, self.everything, wanted):
                chosen.append(provider)
                states.append(narrowed)
                if len(chosen) < len(options):
                    untried.append(iter(options[len(chosen)][1]))
        return {h: provider for (h, _), provider in zip(options, chosen, strict=True)}


def apart(fitting: Sequence[Sequence[Provider]]) -> list[Provider]:
    """The first provider of each column, but no place twice where another does nearly as well.

    Two target columns are seldom meant as copies of one: left and right are start and end, also
    where the two agree in the example.
    """
    taken: set[Place] = set()
    best: dict[int, Provider] = {}
    for h in sorted(range(len(fitting)), key=lambda h: (fitting[h][0].penalty, h)):
        first = fitting[h][0]
        free = (
            p
            for p in fitting[h]
            if p.penalty <= first.penalty + NEARLY and (p.place is None or p.place not in taken)
        )
        best[h] = next(free, first) if first.penalty else first
        place = best[h].place
        if place is not None:
            taken.add(place)
    return [best[h] for h in range(len(fitting))]


def is_open(masks: Sequence[int], everything: int, wanted: Wanted) -> bool:
    """Whether an assignment with these sets of records may still do what is wanted."""
    if wanted is not Wanted.COVER and not (masks and all(masks)):
        return False
    if wanted is Wanted.SOUND:
        return True
    union = 0
    for mask in masks:
        union |= mask
    return union == everything
