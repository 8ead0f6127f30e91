"""Several rules for one goal: unions of partial rules, and the rules of outer joins."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import combinations

from dynamite.synthesis.attribute_mapping import AttributeMapping
from dynamite.synthesis.body import Absence, Body, Condition, Place
from dynamite.synthesis.fit import Assignment, Fit, Provider
from dynamite.synthesis.found_rule import FoundRule
from dynamite.synthesis.goal import Goal
from dynamite.synthesis.names import WORST
from dynamite.values import ABSENT, is_null

Evaluate = Callable[[Goal, Body, AttributeMapping], "Fit | None"]
"""The fit of a body that no sketch proposed."""

RULE_COST = 8
"""What each further rule of a union costs, in the measure of the sketch's holes."""

PART_COST = 4
"""The same where no column of the source could give all of some head column: one rule cannot do."""

DOUBT_COST = 14
"""What it costs that a head column is given twice over, or from a name that says another thing: so
much that a skeleton with one atom more, joined by a key, is looked at before."""

STRANGE = WORST - 1
"""From this penalty on two names have next to nothing in common."""

NEGATED_COST = 2
"""What a negated rule that completes an outer join costs, for each negated lookup."""


def doubt(rule: FoundRule, mapping: AttributeMapping) -> int:
    """The cost of what names say against an assignment that fits.

    A column that gives two head columns, a column of a name with nothing in common where another
    fits the example's values and agrees, and a missing partner, of which no name speaks.
    """
    places = [p.place for p in rule.assignment.providers if p.place is not None]
    doubts = len(places) - len(set(places))
    for terms, provider in zip(mapping.terms, rule.assignment.providers, strict=True):
        if terms and provider.penalty >= STRANGE and terms[0].penalty <= STRANGE // 2:
            doubts += 1
    doubts += len(rule.body.absences) - len(rule.goal.base.absences)
    return DOUBT_COST if doubts else 0


@dataclass(frozen=True)
class _Family:
    """Rules that stand or fall together: one, or those of an outer join."""

    rules: tuple[FoundRule, ...]
    covered: int
    cost: int


class Union:
    """What was found so far: the best single rule, or the cheapest union of partial rules."""

    def __init__(self, evaluate: Evaluate, goal: Goal, each: int) -> None:
        self._evaluate = evaluate
        self.each = each
        self.goal = goal
        self.everything = (1 << len(goal.expected)) - 1
        self.partial: list[_Family] = []
        self.rules: tuple[FoundRule, ...] = ()
        self.cost = 0

    def offer(self, rule: FoundRule, cost: int) -> None:
        """A single rule that gives everything."""
        if not self.rules or cost < self.cost:
            self.cost, self.rules = cost, (rule,)

    def add(self, rule: FoundRule, mapping: AttributeMapping) -> None:
        """Keep a partial rule, with the negated rules that complete it, and cover anew."""
        is_lone = rule.covered.bit_count() == 1 < len(self.goal.expected)
        if not rule.covered or (is_lone and _is_doubtful(rule)):
            return
        self.partial.append(_Family((rule,), rule.covered, rule.cost))
        self.partial.extend(self._outer_joins(rule, mapping))
        self._cover()

    def families(self, rule: FoundRule) -> Iterator[tuple[FoundRule, ...]]:
        """A whole rule with those that complete it where lookups find nothing, which the example
        does not show."""
        optional = [
            slot
            for slot in range(len(self.goal.base.slots), len(rule.body.slots))
            if self._is_optional(rule, slot, None)
        ]
        for slot in optional:
            family = self._family(rule, (slot,), rule.rest.mapping) if rule.rest else None
            if family is not None:
                yield family.rules

    def _outer_joins(self, rule: FoundRule, mapping: AttributeMapping) -> Iterator[_Family]:
        """The rule with, for some of its lookups, the rules for where these find nothing.

        A family has a rule for every set of missing lookups, shown by the example or not, so that
        no record is lost.
        """
        missing = self.everything & ~rule.covered
        optional = [
            slot
            for slot in range(len(self.goal.base.slots), len(rule.body.slots))
            if self._is_optional(rule, slot, missing)
        ]
        for size in range(1, len(optional) + 1):
            for slots in combinations(optional, size):
                family = self._family(rule, slots, mapping)
                if family is not None:
                    yield family

    def _family(
        self, rule: FoundRule, optional: tuple[int, ...], mapping: AttributeMapping
    ) -> _Family | None:
        rules = [rule]
        for size in range(1, len(optional) + 1):
            for slots in combinations(optional, size):
                negated = self._negated(rule, frozenset(slots), mapping)
                if negated is None:
                    return None
                rules.append(negated)
        core = replace(rules[-1].body, absences=())
        covered = 0
        for each in rules:
            covered |= each.covered
        cost = rule.cost + NEGATED_COST * len(optional)
        return _Family(tuple(replace(each, core=core) for each in rules), covered, cost)

    def _is_optional(self, rule: FoundRule, slot: int, missing: int | None) -> bool:
        """Whether a slot is a lookup that gives nullable columns only, each of them null in some
        record that is ``missing``, where these are given."""
        touching = [e for e in rule.body.equalities if slot in (e[0][0], e[1][0])]
        neighbours = {place[0] for pair in touching for place in pair} - {slot}
        if len(neighbours) != 1 or any(c.place[0] == slot for c in rule.body.conditions):
            return False
        given = [h for h, p in enumerate(rule.assignment.providers) if _slot(p) == slot]
        return bool(given) and all(
            self.goal.columns[h].nullable
            and (
                missing is None
                or any(
                    missing >> bit & 1 and is_null(record.cells[h])
                    for bit, record in enumerate(self.goal.expected)
                )
            )
            for h in given
        )

    def _negated(
        self, rule: FoundRule, slots: frozenset[int], mapping: AttributeMapping
    ) -> FoundRule | None:
        kept = [slot for slot in range(len(rule.body.slots)) if slot not in slots]
        number = {slot: position for position, slot in enumerate(kept)}
        equalities: set[tuple[Place, Place]] = set()
        links: dict[int, list[tuple[int, Place]]] = {slot: [] for slot in sorted(slots)}
        for left, right in sorted(rule.body.equalities):
            for one, two in ((left, right), (right, left)):
                if one[0] in slots and two[0] not in slots:
                    links[one[0]].append((one[1], (number[two[0]], two[1])))
            if left[0] not in slots and right[0] not in slots:
                equalities.add(((number[left[0]], left[1]), (number[right[0]], right[1])))
        body = Body(
            tuple(rule.body.slots[slot] for slot in kept),
            frozenset(equalities),
            tuple(
                Condition((number[c.place[0]], c.place[1]), c.operator, c.value)
                for c in rule.body.conditions
            ),
            tuple(Absence(rule.body.slots[slot], tuple(on)) for slot, on in links.items()),
        )
        fit = self._evaluate(self.goal, body, mapping)
        if fit is None:
            return None
        providers = []
        for h, provider in enumerate(rule.assignment.providers):
            if provider.place is not None and provider.place[0] in slots:
                null = ABSENT if self.goal.tells_absent and self.goal.shows(h, ABSENT) else None
                providers.append(Provider(None, None, null))
            elif provider.place is not None:
                slot, c = provider.place
                moved = (number[slot], c)
                providers.append(Provider(moved, provider.term, None, provider.penalty))
            else:
                providers.append(provider)
        assignment = Assignment(tuple(providers), tuple(() for _ in providers))
        if not all(fit.matched(assignment)):
            return None
        return FoundRule(self.goal, body, assignment, fit.covered(assignment), rule.cost)

    def _cover(self) -> None:
        """The fewest families that cover everything, the cheapest of these."""
        useful = sorted(self.partial, key=lambda each: (-each.covered.bit_count(), each.cost))[:40]
        limit = 2 if self.rules else 6
        for size in range(1, limit + 1):
            best: tuple[int, tuple[_Family, ...]] | None = None
            for chosen in combinations(useful[: 40 if size <= 2 else 16], size):
                union = 0
                for family in chosen:
                    union |= family.covered
                if union != self.everything:
                    continue
                cost = max(family.cost for family in chosen) + self.each * (size - 1)
                if best is None or cost < best[0]:
                    best = cost, chosen
            if best is not None:
                if not self.rules or best[0] < self.cost:
                    self.cost = best[0]
                    rules = (rule for family in best[1] for rule in family.rules)
                    self.rules = tuple(sorted(rules, key=lambda each: len(each.body.absences)))
                return


def _is_doubtful(rule: FoundRule) -> bool:
    """Whether names speak against a rule for one record alone: equal values happen."""
    given = [p.penalty for p in rule.assignment.providers if p.place is not None]
    return 2 * sum(given) > WORST * len(given)


def _slot(provider: Provider) -> int | None:
    return None if provider.place is None else provider.place[0]
