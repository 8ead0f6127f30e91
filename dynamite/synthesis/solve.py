"""Solve one goal: the fewest, simplest rule bodies that produce its expected records.

Fillings of the goal's sketch come in order of cost; each is checked as a whole (its join, then all
assignments at once by ``fit``); what fails teaches (``distinguish``). A skeleton that produces only
expected records, but not all, is kept as a partial rule; as soon as partial rules, and the negated
rules that complete an outer join, cover everything, their union competes by cost with the single
rules that are still to come.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import combinations, islice
from typing import Literal

from dynamite.holes import Filling, Learning, Rejection
from dynamite.search import Meter, fillings
from dynamite.synthesis.attribute_mapping import AttributeMapping
from dynamite.synthesis.body import (
    Absence,
    Body,
    Condition,
    Filter,
    Place,
    TooManyMatchesError,
    matches,
)
from dynamite.synthesis.conditions import missing_partners, natural, other
from dynamite.synthesis.distinguish import Failure, explain, rejections
from dynamite.synthesis.fit import Assignment, Fit, Provider, Wanted
from dynamite.synthesis.goal import Goal
from dynamite.synthesis.names import WORST
from dynamite.synthesis.sketch import MAX_COST, Sketch
from dynamite.synthesis.source import JoinRank, Source
from dynamite.values import ABSENT, Value, is_null

RULE_COST = 8
"""What each further rule of a union costs, in the measure of the sketch's holes."""

PART_COST = 4
"""The same where no column of the source could give all of some head column: one rule cannot do."""

DOUBT_COST = 14
"""What it costs that a head column is given twice over, or from a name that says another thing: so
much that a skeleton with one atom more, joined by a key, is looked at before."""

UNLIKELY_COST = 60
"""How dear a skeleton with joins that nothing but equal values speaks for may be."""

NEGATED_COST = 2
"""What a negated rule that completes an outer join costs, for each negated lookup."""

FAILURES = 120
"""After so many failed skeletons a stage of the search is given up: what is left is unlikelier."""

RIVAL_LIMIT = 3
"""How many other conditions are looked for to be reported."""

STRANGE = WORST - 1
"""From this penalty on two names have next to nothing in common."""

PAIRED_CONDITIONS = 12
"""How many of the likeliest conditions are tried two at a time."""

CONDITION_LIMIT = 400
"""How many conditions are tried on one skeleton."""


@dataclass(frozen=True)
class FoundRule:
    """A body, and how it gives the head columns; ``covered`` is a bit set of expected records."""

    goal: Goal
    body: Body
    assignment: Assignment
    covered: int
    cost: int
    core: Body | None = None
    """Of the rules of an outer join: what they share, the body without its lookups."""
    selections: tuple[tuple[Filter, ...], ...] = ()
    """The conditions taken, then others that select the same, where no name speaks for them."""


@dataclass
class Outcome:
    """The rules found, or none and the failures that say why."""

    rules: tuple[FoundRule, ...] = ()
    failures: list[tuple[Goal, Body, Failure]] = field(default_factory=list)
    is_cut_short: bool = False
    """Whether unlikelier skeletons were left untried."""
    without_source: tuple[tuple[int, Value], ...] = ()
    """Head columns with a value that is in no source column."""


class Search:
    """Solves goals over one source, with one meter."""

    def __init__(self, source: Source, meter: Meter, learning: Learning = Learning.BOTH) -> None:
        self.source = source
        self.meter = meter
        self.learning = learning

    def solve(
        self,
        goal: Goal,
        accept: Callable[[FoundRule], bool] | None = None,
        failures: int = FAILURES,
    ) -> Outcome:
        """The cheapest rules for a goal; an outcome without rules says why there are none.

        ``accept`` may refuse a single rule that fits, for reasons beyond its records' values. After
        ``failures`` failed skeletons a stage of the search is given up.
        """
        self._accept = accept
        self._failures = failures
        self.meter.begin(f"rules for {goal.name}")
        outcome = Outcome()
        mapping = AttributeMapping(self.source, goal)
        sourceless = tuple(
            h
            for h, terms in enumerate(mapping.terms)
            if not terms and len({record.cells[h] for record in goal.expected}) > 1
        )
        partial = cache(lambda: AttributeMapping(self.source, goal, partial=True))
        outcome.without_source = tuple(
            (h, cell) for h in sourceless if (cell := partial().unknown(h)) is not None
        )
        if outcome.without_source:
            return outcome
        # Likely joins for one rule, then for several, then any join at all.
        whole = cache(lambda: mapping)
        stages = [(partial, JoinRank.UNIQUE, MAX_COST)]
        if not sourceless:
            stages.insert(0, (whole, JoinRank.UNIQUE, MAX_COST))
            stages.append((whole, JoinRank.SELF, UNLIKELY_COST))
        for terms, weakest, dearest in stages:
            outcome.rules = self._search(goal, terms(), weakest, dearest, outcome)
            if outcome.rules:
                break
        return outcome

    # -- one sketch ----------------------------------------------------------------------------

    def _search(
        self,
        goal: Goal,
        mapping: AttributeMapping,
        weakest: JoinRank,
        dearest: int,
        outcome: Outcome,
    ) -> tuple[FoundRule, ...]:
        sketch = Sketch(self.source, goal, mapping, weakest)
        union = _Union(self, goal, PART_COST if mapping.partial else RULE_COST)

        def refuse(filling: Filling) -> list[Rejection] | None:
            if not sketch.used(filling):
                slots = tuple(sketch.slot_variables.values())
                return [Rejection(slots, "no atom")]
            return sketch.connection_cuts(filling)

        proposed = fillings(sketch.solver, 0, dearest, refuse, self.meter)
        for failed, filling in enumerate(proposed):
            if union.rules and union.cost <= filling.cost:
                return union.rules
            result = self._check(sketch, filling, mapping)
            if result is not None and result.covered == (1 << len(goal.expected)) - 1:
                if self._accept is None or self._accept(result):
                    union.offer(result, filling.cost + _doubt(result, mapping))
                    if union.cost <= filling.cost:
                        return union.rules
            elif result is not None:
                union.add(result, mapping)
            if failed == self._failures:
                outcome.is_cut_short = True
                break
            failure = self._failure
            if failure is not None and not sketch.conditioned(filling):
                outcome.failures.append((goal, sketch.body(filling), failure))
            for rejection in self._learned(sketch, filling, failure):
                sketch.solver.add(rejection.clause)
        return union.rules

    _failure: Failure | None = None
    _accept: Callable[[FoundRule], bool] | None = None
    _failures = FAILURES

    def _learned(
        self, sketch: Sketch, filling: Filling, failure: Failure | None
    ) -> list[Rejection]:
        if failure is None:
            failure = Failure((), is_lacking=False, is_exceeding=False)
        return rejections(sketch, filling, failure, self.learning)

    def _check(
        self, sketch: Sketch, filling: Filling, mapping: AttributeMapping
    ) -> FoundRule | None:
        """A rule that gives all or some of the expected records and no other, or ``None``."""
        goal, body = sketch.goal, sketch.body(filling)
        level = sketch.conditioned(filling)
        self._failure = None
        try:
            found = matches(self.source, body)
        except TooManyMatchesError:
            return None
        fit = Fit(self.source, goal, mapping, body, found)
        if level:
            return self._conditioned(fit, level, filling.cost)
        self.meter.count()
        exact = fit.best()
        if exact is not None:
            return FoundRule(goal, body, exact, fit.everything, filling.cost)
        self._failure = explain(fit)
        if self._failure.is_exceeding:
            return None
        sound = fit.best(wanted=Wanted.SOUND)
        if sound is None:
            return None
        return FoundRule(goal, body, sound, fit.covered(sound), filling.cost)

    def _conditioned(self, fit: Fit, level: int, cost: int) -> FoundRule | None:
        columns = range(len(fit.goal.columns))
        if not fit.mapping_is_partial and not fit.some(Wanted.COVER, columns):
            return None
        best: FoundRule | None = None
        whole: FoundRule | None = None
        taken: tuple[Filter, ...] = ()
        rivals: list[tuple[Filter, ...]] = []
        for conditions in _condition_sets(fit, level):
            self.meter.check()
            rows = fit.kept(conditions)
            if not rows:
                continue
            wanted = Wanted.SOUND if fit.mapping_is_partial else Wanted.EXACT
            assignment = fit.best(rows, wanted)
            if assignment is None:
                continue
            self.meter.count()
            covered = fit.covered(assignment, rows)
            body = fit.body.filtered(conditions)
            rule = FoundRule(fit.goal, body, assignment, covered, cost)
            if covered == fit.everything and whole is not None:
                rivals.append(conditions)
                if len(rivals) == RIVAL_LIMIT:
                    break
                continue
            if covered == fit.everything:
                if level == 1:
                    return rule
                whole, taken = rule, conditions
                continue
            if best is None or covered.bit_count() > best.covered.bit_count():
                best = rule if level == 1 else replace(rule, selections=(conditions,))
        return best if whole is None else replace(whole, selections=(taken, *rivals))

    def evaluate(self, goal: Goal, body: Body, mapping: AttributeMapping) -> Fit | None:
        """The fit of a body that no sketch proposed; counts as a candidate."""
        self.meter.count()
        try:
            return Fit(self.source, goal, mapping, body, matches(self.source, body))
        except TooManyMatchesError:
            return None


def _condition_sets(fit: Fit, level: int) -> Iterator[tuple[Filter, ...]]:
    if level == 1:
        found = list(natural(fit))
        yield from ((condition,) for condition in found)
        tests = tuple(condition for condition in found if condition.value is None)
        if len(tests) > 1:
            yield tests
        yield from ((absence,) for absence in missing_partners(fit))
        yield from combinations(found[:8], 2)
        return
    operator: Literal["=", "!="] = "=" if level == 2 else "!="
    yield from ((condition,) for condition in islice(other(fit, operator), CONDITION_LIMIT))
    if level == 3:
        yield from combinations(islice(other(fit, "="), PAIRED_CONDITIONS), 2)


def _doubt(rule: FoundRule, mapping: AttributeMapping) -> int:
    """The cost of what names say against an assignment that fits.

    A column that gives two head columns, and a column of a name with nothing in common where
    another fits the example's values and agrees.
    """
    places = [p.place for p in rule.assignment.providers if p.place is not None]
    doubts = len(places) - len(set(places))
    for terms, provider in zip(mapping.terms, rule.assignment.providers, strict=True):
        if terms and provider.penalty >= STRANGE and terms[0].penalty <= STRANGE // 2:
            doubts += 1
    return DOUBT_COST if doubts else 0


@dataclass(frozen=True)
class _Family:
    """Rules that stand or fall together: one, or those of an outer join."""

    rules: tuple[FoundRule, ...]
    covered: int
    cost: int


class _Union:
    """What was found so far: the best single rule, or the cheapest union of partial rules."""

    def __init__(self, search: Search, goal: Goal, each: int) -> None:
        self.search = search
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

    def _is_optional(self, rule: FoundRule, slot: int, missing: int) -> bool:
        """Whether a slot is a lookup that gives nullable columns only, some of them null."""
        touching = [e for e in rule.body.equalities if slot in (e[0][0], e[1][0])]
        neighbours = {place[0] for pair in touching for place in pair} - {slot}
        if len(neighbours) != 1 or any(c.place[0] == slot for c in rule.body.conditions):
            return False
        given = [h for h, p in enumerate(rule.assignment.providers) if _slot(p) == slot]
        return bool(given) and all(
            self.goal.columns[h].nullable
            and any(
                missing >> bit & 1 and is_null(record.cells[h])
                for bit, record in enumerate(self.goal.expected)
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
        fit = self.search.evaluate(self.goal, body, mapping)
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
