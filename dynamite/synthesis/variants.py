"""Programs beside the one that was found: the same rules, but for those of one goal.

Where another rule makes the records of a parent or a node, what hangs on these records is solved
anew; all other rules stay as they are.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from dynamite.errors import LimitError
from dynamite.schema import Key, Kind, RecordType
from dynamite.search import Meter
from dynamite.synthesis.body import Place
from dynamite.synthesis.found_rule import FoundRule
from dynamite.synthesis.identity import BuiltRule, IdTerm, built
from dynamite.synthesis.target_rule import TargetRule, UnsolvedError
from dynamite.synthesis.targets import By, Targets

Rules = dict[Key, list[TargetRule]]
"""The rules of every target record type."""


class Variants:
    """Makes variants of a program that was found; the program itself stays as it is.

    ``meter`` counts, and bounds, what is searched for them.
    """

    def __init__(self, targets: Targets, meter: Meter) -> None:
        self.targets = targets
        self.source = targets.source
        self.meter = meter

    def replaced(self, old: Sequence[TargetRule], new: Sequence[FoundRule]) -> Rules | None:
        """The rules with ``old``, which solve one goal, replaced; ``None`` where that cannot be.

        It cannot where the ids of the example do not come out, or nested records have no rules.
        """
        rules = [built(self.source, found) for found in new]
        if len(old) == len(rules):
            alike = [_with_columns(target, rule) for target, rule in zip(old, rules, strict=True)]
            if all(each is not None for each in alike):
                return self._exchanged(old, [each for each in alike if each is not None])
        record_type = old[0].record_type
        if record_type.kind is Kind.TABLE or old[0].ends is not None:
            return self._replaced_in_list(old, [self._target_rule(old[0], rule) for rule in rules])
        again = [self._with_same_id(old[0], rule) for rule in rules]
        if all(each is not None for each in again):
            return self._replaced_in_list(old, [each for each in again if each is not None])

        def change(targets: Targets) -> Rules:
            kept = [t for t in targets.rules[record_type.key] if not _is_among(t, old)]
            made = [self._target_rule(old[0], rule) for rule in rules]
            return self._settled(targets, record_type, kept, made)

        return self._tried(change)

    def with_ids(self, record_type: RecordType, by: By) -> Rules | None:
        """The rules with the ids of a record type made in another way, if the example allows it."""

        def change(targets: Targets) -> Rules:
            made = [_without_id(target) for target in targets.rules[record_type.key]]
            targets.ways = {**targets.ways, record_type.key: (by,)}
            return self._settled(targets, record_type, [], made)

        return self._tried(change)

    def _settled(
        self,
        targets: Targets,
        record_type: RecordType,
        kept: list[TargetRule],
        made: list[TargetRule],
    ) -> Rules:
        if record_type.kind is Kind.EDGE:
            targets.rules[record_type.key] = [*kept, *made]
            return targets.rules
        unsettled = [*map(_without_id, kept), *made] if made[0].id is None else [*kept, *made]
        targets.settle(record_type, unsettled)
        if record_type.kind is Kind.NODE:
            targets.solve_edges(record_type.path[0])
        return targets.rules

    def _target_rule(self, old: TargetRule, rule: BuiltRule) -> TargetRule:
        record_type = old.record_type
        if old.ends is not None:
            made = self.targets.edges.target_rule(record_type, rule, old.ends)
            assert made.id is not None and old.id is not None
            made.id = IdTerm(old.id.constructor, made.id.args, made.id.conversion)
            return made
        if old.within is not None:
            assert old.parent is not None
            parent = IdTerm(old.parent.constructor, rule.pins, old.parent.conversion)
            return TargetRule(record_type, rule, parent=parent, within=old.within)
        if old.id is not None and not old.id.constructor:
            return self.targets.with_value_id(record_type, rule)
        return TargetRule(record_type, rule)

    def _exchanged(self, old: Sequence[TargetRule], new: Sequence[TargetRule]) -> Rules:
        exchanged = {id(one): other for one, other in zip(old, new, strict=True)}
        return {
            key: [exchanged.get(id(target), target) for target in rules]
            for key, rules in self.targets.rules.items()
        }

    def _replaced_in_list(self, old: Sequence[TargetRule], new: list[TargetRule]) -> Rules:
        key = old[0].record_type.key
        kept = [t for t in self.targets.rules[key] if not _is_among(t, old)]
        return {**self.targets.rules, key: [*kept, *new]}

    def _with_same_id(self, old: TargetRule, rule: BuiltRule) -> TargetRule | None:
        """A rule whose ids are made from the same source columns, so that what hangs on them stays.

        What it leaves hanging on records that it does not make, is left out with them.
        """
        if old.id is None:
            return None
        made = self._target_rule(old, rule)
        if made.id is not None:  # a source value
            same = _columns(old, old.id.args) == _columns(made, made.id.args)
            return made if same and old.id.conversion == made.id.conversion else None
        if old.within is not None and _columns(old, old.rule.pins) != _columns(made, rule.pins):
            return None
        for by in By:
            ways = self.targets.with_id(old.record_type, made, by, [made])
            if ways is None:
                continue
            made_id, first = ways[0].id, ways[0]
            assert made_id is not None
            if _columns(old, old.id.args) == _columns(first, made_id.args):
                return replace(first, id=IdTerm(old.id.constructor, made_id.args))
        return None

    def _tried(self, change: Callable[[Targets], Rules]) -> Rules | None:
        """What a change of the rules gives; the targets are as before when it is done."""
        targets = self.targets
        before = targets.rules, targets.ways, targets.search.meter, dict(targets.warnings)
        targets.rules = {key: [replace(t) for t in rules] for key, rules in before[0].items()}
        targets.search.meter = self.meter
        try:
            return change(targets)
        except (UnsolvedError, LimitError):
            return None
        finally:
            targets.rules, targets.ways, targets.search.meter, targets.warnings = before


def _columns(target: TargetRule, places: Sequence[Place]) -> list[tuple[int, int]]:
    return [(target.rule.body.slots[slot], c) for slot, c in places]


def _is_among(target: TargetRule, old: Sequence[TargetRule]) -> bool:
    return any(target.rule is each.rule for each in old)


def _without_id(target: TargetRule) -> TargetRule:
    if target.id is None or not target.id.constructor:
        return target
    return replace(target, id=None, index=None, pairing={}, pairings=())


def _with_columns(target: TargetRule, rule: BuiltRule) -> TargetRule | None:
    """The target with a rule of the same body, where its ids do not hinge on the head."""
    if rule.body != target.rule.body or rule.pins != target.rule.pins:
        return None
    extra = target.rule.providers[len(target.record_type.attributes) :]
    if rule.providers[len(target.record_type.attributes) :] != extra:
        return None  # the ends of an edge, or a node's id
    before = {provider.place for provider in target.rule.providers}
    lost = before - {provider.place for provider in rule.providers}
    if target.id is not None and lost & set(target.id.args):
        return None
    return replace(target, rule=rule)
