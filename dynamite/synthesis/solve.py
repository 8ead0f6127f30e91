"""Solve one goal: the fewest, simplest rule bodies that produce its expected records.

Fillings of the goal's sketch come in order of cost; each is checked as a whole (its join, then all
assignments at once by ``fit``); what fails teaches (``distinguish``). A skeleton that produces only
expected records, but not all, is kept as a partial rule; as soon as partial rules, and the negated
rules that complete an outer join, cover everything, their union competes by cost with the single
rules that are still to come.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import chain, combinations, islice
from typing import Literal

from dynamite.holes import Filling, Learning, Rejection
from dynamite.search import Meter, fillings
from dynamite.synthesis.attribute_mapping import AttributeMapping, Term
from dynamite.synthesis.body import (
    Body,
    Filter,
    TooManyMatchesError,
    matches,
)
from dynamite.synthesis.conditions import missing_partners, natural, other
from dynamite.synthesis.distinguish import Failure, explain, rejections
from dynamite.synthesis.fit import Fit, Wanted
from dynamite.synthesis.found_rule import FoundRule
from dynamite.synthesis.goal import Goal
from dynamite.synthesis.names import WORST
from dynamite.synthesis.sketch import MAX_COST, SLOT_COST, Sketch
from dynamite.synthesis.source import JoinRank, Source
from dynamite.synthesis.union import PART_COST, RULE_COST, STRANGE, Union, doubt
from dynamite.values import Value

UNLIKELY_COST = 60
"""How dear a skeleton with joins that nothing but equal values speaks for may be."""

FAILURES = 120
"""After so many failed skeletons a stage of the search is given up: what is left is unlikelier."""

RIVAL_LIMIT = 3
"""How many other conditions are looked for to be reported."""

PAIRED_CONDITIONS = 12
"""How many of the likeliest conditions are tried two at a time."""

CONDITION_LIMIT = 400
"""How many conditions are tried on one skeleton."""


@dataclass
class Outcome:
    """The rules found, or none and the failures that say why."""

    rules: tuple[FoundRule, ...] = ()
    failures: list[tuple[Goal, Body, Failure]] = field(default_factory=list)
    is_cut_short: bool = False
    """Whether unlikelier skeletons were left untried."""
    without_source: tuple[tuple[int, Value], ...] = ()
    """Head columns with a value that is in no source column."""
    rest: Rest | None = None
    """Where the search stands, so that it can go on after the rules found."""


@dataclass
class Rest:
    """A search that found rules, and may go on for others that fit."""

    sketch: Sketch
    mapping: AttributeMapping
    union: Union
    cost: int
    """Of the last filling: no filling to come is cheaper."""
    pending: Filling | None
    """A filling that was proposed and not looked at."""
    complete: list[FoundRule]
    """The single rules found that give everything."""
    partial: list[FoundRule]
    """The rules found that give some of the records, and no other."""


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
                outcome.rules = tuple(replace(r, rest=outcome.rest) for r in outcome.rules)
                break
        if accept is None and _is_strained(outcome.rules):
            plain = self._plain_union(goal, partial())
            if plain and _strain(plain) < _strain(outcome.rules):
                outcome.rules = plain
        return outcome

    def _plain_union(self, goal: Goal, mapping: AttributeMapping) -> tuple[FoundRule, ...]:
        """Whole relations that together give everything and nothing else, every column by a name
        that no other column of the source is nearer to; none where there are none."""
        named = {
            relation.r: [_nearest(terms, relation.r) for terms in mapping.terms]
            for relation in self.source.relations
        }
        whole = {r: least for r, least in named.items() if None not in least}
        if len(whole) < 2:
            return ()  # of one relation it was looked at before
        sketch = Sketch(self.source, goal, mapping, JoinRank.UNIQUE)
        union = Union(self.evaluate, goal, PART_COST)
        rest = Rest(sketch, mapping, union, 0, None, [], [])
        found: list[FoundRule] = []
        for r, least in whole.items():
            fit = self.evaluate(goal, Body((r,)), mapping)
            sound = None if fit is None else fit.best(wanted=Wanted.SOUND)
            if fit is None or sound is None:
                continue
            if all(p.penalty == far for p, far in zip(sound.providers, least, strict=True)):
                covered = fit.covered(sound)
                found.append(FoundRule(goal, fit.body, sound, covered, SLOT_COST, rest=rest))
        covered = 0
        for rule in found:
            covered |= rule.covered
        return tuple(found) if covered == union.everything else ()

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
        union = Union(self.evaluate, goal, PART_COST if mapping.partial else RULE_COST)

        refuse = _refusal(sketch)
        rest = Rest(sketch, mapping, union, 0, None, [], [])
        outcome.rest = rest
        proposed = fillings(sketch.solver, sketch.lowest, dearest, refuse, self.meter)
        for failed, filling in enumerate(proposed):
            rest.cost, rest.pending = filling.cost, filling
            if union.rules and union.cost <= filling.cost:
                return union.rules
            result = self._check(sketch, filling, mapping)
            if result is not None and result.covered == union.everything:
                if self._accept is None or self._accept(result):
                    rest.complete.append(result)
                    union.offer(result, filling.cost + doubt(result, mapping))
                    if union.cost <= filling.cost:
                        self._learn(sketch, filling, None)
                        rest.pending = None
                        return union.rules
            elif result is not None:
                rest.partial.append(result)
                union.add(result, mapping)
            if failed == self._failures:
                outcome.is_cut_short = True
                break
            failure = self._failure
            if failure is not None and not sketch.conditioned(filling):
                outcome.failures.append((goal, sketch.body(filling), failure))
            self._learn(sketch, filling, failure)
            rest.pending = None
        return union.rules

    def go_on(self, rest: Rest, dearest: int) -> Iterator[FoundRule | None]:
        """What further skeletons come to, in order of cost: ``None``, or a rule that fits.

        A rule gives everything, or, where the mapping is partial, some of the records. Nothing is
        learned that excludes another.
        """
        sketch, mapping = rest.sketch, rest.mapping
        refuse = _refusal(sketch)
        self._failures = FAILURES
        proposed = fillings(sketch.solver, rest.cost, dearest, refuse, self.meter, first=False)
        waiting = () if rest.pending is None else (rest.pending,)
        for filling in chain(waiting, proposed):
            if filling.cost > dearest:
                return
            rest.cost, rest.pending = filling.cost, filling
            result = self._check(sketch, filling, mapping)
            self._learn(sketch, filling, None if result is not None else self._failure)
            rest.pending = None
            fits = result is not None and (
                mapping.partial or result.covered == rest.union.everything
            )
            yield result if fits else None

    _failure: Failure | None = None
    _accept: Callable[[FoundRule], bool] | None = None
    _failures = FAILURES

    def _learn(self, sketch: Sketch, filling: Filling, failure: Failure | None) -> None:
        if failure is None:
            failure = Failure((), is_lacking=False, is_exceeding=False)
        for rejection in rejections(sketch, filling, failure, self.learning):
            sketch.solver.add(rejection.clause)

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
        for conditions in condition_sets(fit, level):
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


def _is_strained(rules: Sequence[FoundRule]) -> bool:
    """Whether rules of a goal without a base join relations though there are several of them, or
    take a column whose name says another thing."""
    if not rules or rules[0].goal.base.slots or any(rule.core is not None for rule in rules):
        return False
    joins = any(len(rule.body.slots) > 1 for rule in rules)
    strange = any(
        p.place is not None and p.penalty >= STRANGE for r in rules for p in r.assignment.providers
    )
    return strange or (joins and len(rules) > 1)


def _nearest(terms: Sequence[Term], r: int) -> int | None:
    """How far the name of the likeliest term is, where it is one of a relation's and says so."""
    least = terms[0].penalty if terms else WORST
    is_named = least < STRANGE and any(t.r == r and t.penalty == least for t in terms)
    return least if is_named else None


def _strain(rules: Sequence[FoundRule]) -> tuple[int, int]:
    """How little the names of rules agree, and how many atoms they have."""
    return (
        sum(rule.assignment.penalty for rule in rules),
        sum(len(rule.body.slots) for rule in rules),
    )


def _refusal(sketch: Sketch) -> Callable[[Filling], list[Rejection] | None]:
    def refuse(filling: Filling) -> list[Rejection] | None:
        if not sketch.used(filling):
            slots = tuple(sketch.slot_variables.values())
            return [Rejection(slots, "no atom")]
        return sketch.connection_cuts(filling)

    return refuse


def condition_sets(fit: Fit, level: int) -> Iterator[tuple[Filter, ...]]:
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
