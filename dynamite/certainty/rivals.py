"""Programs beside the one that was found which fit the example too: one choice made otherwise.

What the example leaves open is a product of choices: which column gives an attribute, how matches
are paired with records, which relations are joined, which condition selects, what ids are made
from. A *rival* is the program found with one choice made otherwise; two open choices need no
program in which both are made otherwise, as an example that settles each settles both.

Bounded (``Bounds``): what is not looked at is counted, and said.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from dynamite.errors import LimitError
from dynamite.schema import Key, Kind
from dynamite.search import Limits, Meter
from dynamite.synthesis import Solution
from dynamite.synthesis.attribute_mapping import AttributeMapping
from dynamite.synthesis.body import Body, Condition, TooManyMatchesError, matches
from dynamite.synthesis.conditions import idle
from dynamite.synthesis.fit import Assignment, Fit, Provider, Wanted
from dynamite.synthesis.found_rule import FoundRule
from dynamite.synthesis.pairings import fitting
from dynamite.synthesis.solve import condition_sets
from dynamite.synthesis.source import JoinRank
from dynamite.synthesis.target_rule import TargetRule
from dynamite.synthesis.targets import By
from dynamite.synthesis.variants import Rules, Variants


class Kindred(StrEnum):
    """In what a rival differs from the program that was found."""

    COLUMN = "another column"
    PAIRING = "other columns"
    JOIN = "other relations joined"
    CONDITION = "another condition"
    OUTER = "records without a lookup kept"
    UNION = "records of another kind as well"
    RELATION = "another relation"
    IDENTITY = "ids made from something else"


ALIKE = 1
"""How far a name may be from the target's where a rule is added that the example does not need."""


LEAST = 3
"""How many candidates of each goal are looked at, however many goals there are."""


@dataclass(frozen=True)
class Bounds:
    """How far the search goes on: stated in the report where it was cut short.

    ``candidates`` of each goal, fitting or not, but at least ``LEAST`` of it and about ``in_all``
    of all of them, each of a cost up to ``dearer`` than the program's; ``rivals`` in all.
    """

    candidates: int = 12
    in_all: int = 120
    dearer: int = 24
    conditions: int = 40
    rivals: int = 240
    seconds: float = 120.0

    @classmethod
    def brief(cls) -> Bounds:
        """What costs no more than the search did: no further relations are joined."""
        return cls(candidates=0, rivals=200)


@dataclass(frozen=True)
class Rival:
    """A program that fits, unlike the one found in one choice.

    ``column`` is the target's, where the choice is of one; ``rules`` are those of all record types.
    """

    kind: Kindred
    key: Key
    rules: Rules = field(repr=False)
    column: int | None = None
    taken: Provider | None = None
    other: Provider | None = None
    rule: TargetRule | None = field(default=None, repr=False)
    """Of a column: the rule that has it."""


class Rivals:
    """Goes on from a solution; ``is_whole`` tells whether all within the bounds was looked at."""

    def __init__(self, solution: Solution, bounds: Bounds | None = None) -> None:
        self.solution = solution
        self.source = solution.source
        self.targets = solution.targets
        self.bounds = bounds or Bounds()
        self.is_whole = True
        self._candidates = 0
        limits = Limits(seconds=self.bounds.seconds, candidates=None)
        self.meter = Meter(limits)
        self._variants = Variants(self.targets, self.meter)

    def __iter__(self) -> Iterator[Rival]:
        for number, rival in enumerate(self._all()):
            if number >= self.bounds.rivals or self.meter.seconds > self.bounds.seconds:
                self.is_whole = False
                return
            yield rival

    def _all(self) -> Iterator[Rival]:
        groups = list(self._groups())
        share = self.bounds.in_all // max(1, len(groups))
        self._candidates = min(self.bounds.candidates, max(LEAST, share))
        for group in groups:
            yield from self._columns(group)
        for group in groups:
            yield from self._others(group)
        yield from self._identities()

    def _groups(self) -> Iterator[list[TargetRule]]:
        """The rules that solve one goal together."""
        for rules in self.targets.rules.values():
            groups: dict[int, list[TargetRule]] = {}
            for target in rules:
                groups.setdefault(id(_found(target).rest), []).append(target)
            yield from groups.values()

    # -- columns -------------------------------------------------------------------------------

    def _columns(self, group: list[TargetRule]) -> Iterator[Rival]:
        for number, target in enumerate(group):
            found = _found(target)
            for h, rivals in enumerate(found.assignment.rivals):
                for other in rivals:
                    changed = list(found.assignment.providers)
                    taken, changed[h] = changed[h], other
                    nothing = tuple(() for _ in changed)
                    rule = replace(found, assignment=Assignment(tuple(changed), nothing))
                    rules = self._with(group, number, [rule])
                    if rules is not None:
                        key = target.record_type.key
                        yield Rival(Kindred.COLUMN, key, rules, h, taken, other, target)

    def _with(self, group: Sequence[TargetRule], number: int, new: list[FoundRule]) -> Rules | None:
        """The rules with one of a group replaced; the others of the group stay."""
        found = [_found(target) for target in group]
        return self._variants.replaced(group, [*found[:number], *new, *found[number + 1 :]])

    # -- the rest ------------------------------------------------------------------------------

    def _others(self, group: list[TargetRule]) -> Iterator[Rival]:
        key = group[0].record_type.key
        for kind, founds in self._found_otherwise(group):
            rules = self._variants.replaced(group, founds)
            if rules is not None:
                yield Rival(kind, key, rules)

    def _found_otherwise(
        self, group: list[TargetRule]
    ) -> Iterator[tuple[Kindred, list[FoundRule]]]:
        found = [_found(target) for target in group]
        for number, rule in enumerate(found):
            rest = [*found[:number], *found[number + 1 :]]
            for kind, other in self._rule_otherwise(rule, is_single=len(found) == 1):
                if _cover(rest, other):
                    yield kind, [*found[:number], other, *found[number + 1 :]]
        if len(found) == 1 and found[0].rest is not None:
            for family in found[0].rest.union.families(found[0]):
                yield Kindred.OUTER, list(family)
        for number, rule in enumerate(found):
            rest = [*found[:number], *found[number + 1 :]]
            for other in self._rerouted(rule, is_single=len(found) == 1):
                if _cover(rest, other):
                    yield Kindred.JOIN, [*found[:number], other, *found[number + 1 :]]
        yield from self._from_others(found)
        yield from self._joined_otherwise(found)

    def _from_others(self, found: list[FoundRule]) -> Iterator[tuple[Kindred, list[FoundRule]]]:
        """Rules over one other relation: instead of the rules found, or besides them.

        Besides them only where every name agrees, as such a rule adds nothing in the example.
        """
        goal, used = found[0].goal, {r for rule in found for r in rule.body.slots}
        if goal.base.slots or any(rule.core is not None for rule in found):
            return
        mapping = AttributeMapping(self.source, goal, partial=True)
        rest = found[0].rest
        for relation in self.source.relations:
            body = Body((relation.r,))
            given = [any(t.r == relation.r for t in terms) for terms in mapping.terms]
            if relation.r in used or not relation.rows or not all(given):
                continue
            fit = Fit(self.source, goal, mapping, body, matches(self.source, body))
            sound = fit.best(wanted=Wanted.SOUND)
            if sound is None:
                continue
            other = FoundRule(goal, body, sound, fit.covered(sound), found[0].cost, rest=rest)
            if other.covered == fit.everything:
                yield Kindred.RELATION, [other]
            if all(p.place is not None and p.penalty <= ALIKE for p in sound.providers):
                yield Kindred.UNION, [*found, other]

    def _rule_otherwise(
        self, rule: FoundRule, *, is_single: bool
    ) -> Iterator[tuple[Kindred, FoundRule]]:
        """Rules of the same atoms and equalities, with other columns or another condition."""
        if rule.rest is None or rule.core is not None:
            return
        wanted = Wanted.EXACT if is_single else Wanted.SOUND
        fit = self._fit(rule, rule.body)
        if fit is None:
            return
        own = fit.matched(rule.assignment)
        pairings, is_whole = fitting(fit, None, wanted)
        self.is_whole &= is_whole
        for choices in pairings:
            best = choices.best
            if fit.matched(best) != own:
                yield Kindred.PAIRING, replace(rule, assignment=best, covered=fit.covered(best))
        for condition in idle(fit):
            body = rule.body.filtered((condition,))
            if condition not in rule.body.conditions:
                yield Kindred.CONDITION, replace(rule, body=body, selections=())
        base = rule.goal.base
        extra = len(rule.body.conditions) > len(base.conditions) or (
            len(rule.body.absences) > len(base.absences)
        )
        if extra:
            yield from self._selected_otherwise(rule, wanted)

    def _rerouted(self, rule: FoundRule, *, is_single: bool) -> Iterator[FoundRule]:
        """Rules of the same atoms that meet along other columns."""
        if rule.rest is None or rule.core is not None:
            return
        wanted = Wanted.EXACT if is_single else Wanted.SOUND
        body = rule.body
        free = [
            (left, right)
            for left, right in sorted(body.equalities)
            if (left, right) not in rule.goal.base.equalities and left[0] != right[0]
        ]
        for left, right in free:
            for join in self.source.joins:
                if join.rank > JoinRank.UNIQUE:
                    continue
                for one, other in ((left[0], right[0]), (right[0], left[0])):
                    if (body.slots[one], body.slots[other]) != (join.left, join.right):
                        continue
                    pairs = {tuple(sorted(((one, a), (other, b)))) for a, b in join.on}
                    kept = {
                        pair
                        for pair in body.equalities
                        if pair in rule.goal.base.equalities
                        or {pair[0][0], pair[1][0]} != {left[0], right[0]}
                    }
                    equalities = frozenset(kept | {(p[0], p[1]) for p in pairs})
                    if equalities == body.equalities:
                        continue
                    changed = replace(body, equalities=equalities)
                    fit = self._fit(rule, changed)
                    found = None if fit is None else fit.best(fit.kept(body.conditions), wanted)
                    if fit is not None and found is not None:
                        yield replace(
                            rule, body=changed, assignment=found, covered=fit.covered(found)
                        )

    def _selected_otherwise(
        self, rule: FoundRule, wanted: Wanted
    ) -> Iterator[tuple[Kindred, FoundRule]]:
        base = rule.goal.base
        body = replace(rule.body, conditions=base.conditions, absences=base.absences)
        fit = self._fit(rule, body)
        if fit is None:
            return
        tried = 0
        levels = (1, 2, 3) if any(_is_unlike(c) for c in rule.body.conditions) else (1, 2)
        for level in levels:
            for filters in condition_sets(fit, level):
                other = body.filtered(filters)
                if other == rule.body:
                    continue
                tried += 1
                if tried > self.bounds.conditions:
                    self.is_whole = False
                    return
                rows = fit.kept(filters)
                assignment = fit.best(rows, wanted) if rows else None
                if assignment is not None:
                    covered = fit.covered(assignment, rows)
                    yield (
                        Kindred.CONDITION,
                        replace(
                            rule,
                            body=other,
                            assignment=assignment,
                            covered=covered,
                            selections=(),
                        ),
                    )

    def _joined_otherwise(
        self, found: list[FoundRule]
    ) -> Iterator[tuple[Kindred, list[FoundRule]]]:
        """What the search finds when it goes on."""
        rest = found[0].rest
        if rest is None or any(rule.core is not None for rule in found):
            return
        everything = rest.union.everything
        dearest = max(rule.cost for rule in found) + self.bounds.dearer
        search = self.targets.search
        before, search.meter = search.meter, self.meter
        known = [*rest.complete, *(rest.partial if len(found) > 1 else ())]
        others: list[FoundRule] = [rule for rule in known if rule not in found]
        if not self._candidates:
            self.is_whole = False
        try:
            # Most that is looked at does not fit where the example says much.
            for number, other in enumerate(search.go_on(rest, dearest) if self._candidates else ()):
                if other is not None:
                    others.append(other)
                if number + 1 >= self._candidates:
                    self.is_whole = False
                    break
        except LimitError:
            self.is_whole = False
        finally:
            search.meter = before
        for other in (replace(each, rest=rest) for each in others):
            if other.covered == everything:
                yield Kindred.JOIN, [other]
            if len(found) > 1:
                for number in range(len(found)):
                    kept = [*found[:number], *found[number + 1 :]]
                    if _cover(kept, other):
                        yield Kindred.JOIN, [*found[:number], other, *found[number + 1 :]]

    def _fit(self, rule: FoundRule, body: Body) -> Fit | None:
        mapping = rule.rest.mapping if rule.rest else AttributeMapping(self.source, rule.goal)
        try:
            return Fit(self.source, rule.goal, mapping, body, matches(self.source, body))
        except TooManyMatchesError:
            return None

    # -- ids -----------------------------------------------------------------------------------

    def _identities(self) -> Iterator[Rival]:
        for key, rules in list(self.targets.rules.items()):
            record_type = self.targets.schema[key]
            if record_type.kind in (Kind.TABLE, Kind.EDGE) or not rules:
                continue
            if record_type.kind is not Kind.NODE and not self.targets.schema.children(record_type):
                continue  # two elements that agree in everything are one, so ids tell nothing
            if any(rule.id is None or not rule.id.constructor for rule in rules):
                continue
            seen = {_arguments(rules)}
            for by in By:
                varied = self._variants.with_ids(record_type, by)
                if varied is not None and _arguments(varied[key]) not in seen:
                    seen.add(_arguments(varied[key]))
                    yield Rival(Kindred.IDENTITY, key, varied)


def _found(target: TargetRule) -> FoundRule:
    assert target.rule.found is not None
    return target.rule.found


def _arguments(rules: Sequence[TargetRule]) -> tuple[object, ...]:
    return tuple((rule.rule.body, rule.id and rule.id.args) for rule in rules)


def _is_unlike(condition: Condition) -> bool:
    return condition.operator == "!=" and condition.value is not None


def _cover(rules: Sequence[FoundRule], other: FoundRule) -> bool:
    covered = other.covered
    for rule in rules:
        covered |= rule.covered
    return covered == (1 << len(other.goal.expected)) - 1
