"""Identity: which Skolem term names the records of a target record type.

A surrogate id is ``$Constructor(args)``. Its arguments are the identities of the records that the
rule's other records depend on (declared keys, ids, else all attributes), so that records made from
different source records stay distinct; where the example shows that they merge, the same without
the records that only select; or, where they still merge, the record's own attributes. The id of a
graph's node may instead be a source value, converted to text.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice, permutations, product

from dynamite.synthesis.attribute_mapping import AttributeMapping
from dynamite.synthesis.body import Absence, Body, Filter, Place, matches
from dynamite.synthesis.fit import Assignment, Fit, Provider
from dynamite.synthesis.found_rule import FoundRule
from dynamite.synthesis.goal import Goal
from dynamite.synthesis.simplify import anchors, minimize
from dynamite.synthesis.source import Source
from dynamite.values import Value, format_value, show

ALTERNATIVES = 48
"""How many ways of pairing records that look alike are tried at the most."""

Pairing = dict[tuple[int, Value], tuple[Value, ...]]
"""From an example and an id of the target to the values of the id term's arguments."""


@dataclass(frozen=True)
class IdTerm:
    """``$constructor(args)`` over places of a body; without a constructor, a converted value."""

    constructor: str
    args: tuple[Place, ...]
    conversion: str = ""


@dataclass(frozen=True)
class BuiltRule:
    """A minimized rule: its body, and what gives each head column and each argument."""

    goal: Goal
    body: Body
    providers: tuple[Provider, ...]
    rivals: tuple[tuple[Provider, ...], ...]
    pins: tuple[Place, ...]
    covered: int
    core: Body | None = None
    """Of the rules of an outer join: what they share."""
    selections: tuple[str, ...] = ()
    """The condition that preference chose, then others that select the same, as text."""
    found: FoundRule | None = field(default=None, compare=False, repr=False)
    """The rule before it was minimized."""


def built(source: Source, found: FoundRule) -> BuiltRule:
    """The rule with its body minimized; the places of its head are moved along."""
    goal = found.goal
    heads = [p.place for p in found.assignment.providers if p.place is not None]
    body, moved = minimize(source, found.body, [*heads, *goal.pins])
    providers = tuple(_moved(provider, moved) for provider in found.assignment.providers)
    pins = tuple(moved[place] for place in goal.pins)
    rivals = _other_values(found)
    selections = tuple(_selection(source, found.body, each) for each in found.selections)
    return BuiltRule(
        goal, body, providers, rivals, pins, found.covered, found.core, selections, found
    )


def _other_values(found: FoundRule) -> tuple[tuple[Provider, ...], ...]:
    """The rivals of each provider that are not equal to it in every match of the body."""
    root = found.body.classes()

    def value(provider: Provider) -> object:
        place = provider.place
        shown = (provider.term.conversion, provider.term.nulls) if provider.term else ()
        return provider.constant if place is None else (root.get(place, place), shown)

    return tuple(
        tuple(rival for rival in rivals if value(rival) != value(provider))
        for provider, rivals in zip(
            found.assignment.providers, found.assignment.rivals, strict=True
        )
    )


def _selection(source: Source, body: Body, filters: tuple[Filter, ...]) -> str:
    return " and ".join(_filter_text(source, body, each) for each in filters)


def _filter_text(source: Source, body: Body, each: Filter) -> str:
    if isinstance(each, Absence):
        return f"no {source.relations[each.r].record_type.name}"
    slot, c = each.place
    relation = source.relations[body.slots[slot]]
    value = "null" if each.value is None else show(format_value(each.value))
    return f"{relation.record_type.name}.{relation.columns[c].name} {each.operator} {value}"


def _moved(provider: Provider, moved: dict[Place, Place]) -> Provider:
    if provider.place is None:
        return provider
    return Provider(moved[provider.place], provider.term, provider.constant, provider.penalty)


def own_identity(source: Source, body: Body) -> tuple[Place, ...]:
    """The places of the identities of the body's anchors, equal ones once."""
    return _identities(source, body, anchors(source, body))


def shown_identity(source: Source, rule: BuiltRule) -> tuple[Place, ...]:
    """The same of the slots that the head shows something of; the others only select records.

    A department that has staff is one for all of them, and another of its name is another.
    """
    shown = [p.place for p in rule.providers if p.place is not None]
    slots = {slot for slot, _ in (*rule.pins, *shown)}
    return _identities(source, rule.body, anchors(source, rule.body, slots))


def _identities(source: Source, body: Body, slots: tuple[int, ...]) -> tuple[Place, ...]:
    root = body.classes()
    places: dict[Place, Place] = {}
    for slot in slots:
        for c in source.relations[body.slots[slot]].identity:
            place = (slot, c)
            places.setdefault(root.get(place, place), place)
    return tuple(places.values())


def own_attributes(rule: BuiltRule) -> tuple[Place, ...]:
    """The places of the arguments and attributes that the rule's head shows, equal ones once."""
    root = rule.body.classes()
    places: dict[Place, Place] = {}
    shown = [p.place for p in rule.providers if p.place is not None]
    for place in (*rule.pins, *shown):
        places.setdefault(root.get(place, place), place)
    return tuple(places.values())


class Produced:
    """What a rule produces on the examples: for each expected record, the values of some places."""

    def __init__(self, source: Source, rule: BuiltRule) -> None:
        self.source = source
        self.rule = rule
        self.found = matches(source, rule.body)
        goal = Goal(
            rule.goal.name,
            rule.goal.path,
            rule.goal.columns,
            rule.goal.expected,
            rule.body,
            rule.pins,
            rule.goal.tells_absent,
        )
        mapping = AttributeMapping(source, goal, partial=True)
        self._fit = Fit(source, goal, mapping, rule.body, self.found)
        nothing: tuple[tuple[Provider, ...], ...] = ()
        self._paired = self._fit.matched(Assignment(rule.providers, nothing))

    def arguments(self, places: tuple[Place, ...]) -> dict[int, list[tuple[Value, ...]]]:
        """For each expected record, by position, the distinct values of the places, in order."""
        by_record: dict[int, dict[tuple[Value, ...], None]] = {}
        for (_, match), bits in zip(self.found, self._paired, strict=True):
            if bits:
                values = tuple(self._fit.raw(match, place) for place in places)
                by_record.setdefault(bits.bit_length() - 1, {})[values] = None
        return {record: list(values) for record, values in by_record.items()}


def pairings(
    expected_ids: dict[int, list[tuple[int, Value]]],
    arguments: dict[int, list[tuple[Value, ...]]],
) -> Iterator[Pairing] | None:
    """The ways to pair the target's ids with arguments; ``None`` where their numbers differ.

    Records of equal attributes can be paired in several ways; the first follows the order of the
    data on both sides.
    """
    if any(len(arguments.get(record, ())) != len(ids) for record, ids in expected_ids.items()):
        return None

    def choices() -> Iterator[Pairing]:
        records = sorted(expected_ids)
        # product lists what it is given, and the permutations of twenty records have no end.
        orders = [islice(permutations(arguments[record]), ALTERNATIVES) for record in records]
        for chosen in islice(product(*orders), ALTERNATIVES):
            pairing: Pairing = {}
            for record, values in zip(records, chosen, strict=True):
                pairing.update(zip(expected_ids[record], values, strict=True))
            yield pairing

    return choices()
