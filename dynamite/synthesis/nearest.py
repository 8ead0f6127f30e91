"""The nearest program where none fits: the join that was tried which gives most of the records."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dynamite.synthesis.attribute_mapping import AttributeMapping
from dynamite.synthesis.body import Body, Place, TooManyMatchesError, matches
from dynamite.synthesis.conversions import is_broken
from dynamite.synthesis.fit import Fit, Provider
from dynamite.synthesis.goal import Goal
from dynamite.synthesis.source import Source
from dynamite.values import Value, format_value, is_null, show

MOST_BODIES = 40
"""How many of the joins that were tried are compared."""


@dataclass(frozen=True)
class Nearest:
    """A body and what gives each column, with the records that it gives and those that it should.

    ``given`` counts expected records; ``missing`` is the position of the first that it does not
    give; ``beyond`` the cells of the first that it gives and should not.
    """

    body: Body
    providers: tuple[Provider | None, ...]
    given: int
    missing: int | None
    beyond: tuple[Value, ...] | None
    excess: int


def nearest(source: Source, goal: Goal, tried: Sequence[Body]) -> Nearest | None:
    """Of the bodies that were tried the one that gives most expected records and fewest others."""
    mapping = AttributeMapping(source, goal, partial=True)
    found = []
    for body in list(dict.fromkeys(tried))[:MOST_BODIES]:
        try:
            fit = Fit(source, goal, mapping, body, matches(source, body))
        except TooManyMatchesError:
            continue
        found.append(_judged(fit))
    return max(found, key=lambda each: (each.given, -each.excess), default=None)


def _judged(fit: Fit) -> Nearest:
    """The body with a provider for each column, the one that agrees best with those before it."""
    current = list(fit.pinned)
    chosen: list[Provider | None] = []
    for h in range(len(fit.goal.columns)):
        options = [(provider, fit.mask(h, provider)) for provider in fit.providers[h]]
        best = max(
            options,
            key=lambda option: _records(current, option[1]).bit_count(),
            default=None,
        )
        chosen.append(None if best is None else best[0])
        masks = [0] * len(current) if best is None else best[1]
        current = [one & other for one, other in zip(current, masks, strict=True)]
    given = _records(current, current)
    missing = next((n for n in range(len(fit.goal.expected)) if not given >> n & 1), None)
    beyond = dict.fromkeys(
        tuple(_cell(fit, row, provider) for provider in chosen)
        for row, mask in enumerate(current)
        if not mask
    )
    return Nearest(
        fit.body, tuple(chosen), given.bit_count(), missing, next(iter(beyond), None), len(beyond)
    )


def _records(masks: Sequence[int], others: Sequence[int]) -> int:
    union = 0
    for mask, other in zip(masks, others, strict=True):
        union |= mask & other
    return union


def _cell(fit: Fit, row: int, provider: Provider | None) -> Value:
    if provider is None:
        return None
    raw = None if provider.place is None else fit.raw(fit.found[row][1], provider.place)
    value = provider.value(raw)
    return None if is_broken(value) else value


def described(source: Source, goal: Goal, body: Body, providers: Sequence[Provider | None]) -> str:
    """A body in words: ``k from A.k, n from B.n, where A.b = B.id``."""
    named = _named(source, body)
    given = [
        f"{head.name} from {_origin(provider, named, source, body)}"
        for head, provider in zip(goal.columns, providers, strict=True)
    ]
    joined = [
        f"{_place(left, named, source, body)} = {_place(right, named, source, body)}"
        for left, right in sorted(body.equalities)
    ]
    tests = [
        f"{_place(c.place, named, source, body)} {c.operator} {shown(c.value)}"
        for c in body.conditions
    ]
    where = " and ".join(joined + tests)
    return ", ".join(given) + (f", where {where}" if where else "")


def _named(source: Source, body: Body) -> list[str]:
    """The name of each slot; a number tells the copies of a relation apart."""
    names = [source.relations[r].record_type.name for r in body.slots]
    return [
        name if names.count(name) == 1 else f"{name}#{names[: n + 1].count(name)}"
        for n, name in enumerate(names)
    ]


def _place(place: Place, named: Sequence[str], source: Source, body: Body) -> str:
    return f"{named[place[0]]}.{source.column(body.slots[place[0]], place[1]).name}"


def _origin(provider: Provider | None, named: Sequence[str], source: Source, body: Body) -> str:
    if provider is None:
        return "nothing"
    if provider.place is None or provider.term is None:
        return shown(provider.constant)
    place = _place(provider.place, named, source, body)
    return f"{provider.term.conversion}({place})" if provider.term.conversion else place


def shown(value: Value) -> str:
    """A value as a message shows it."""
    return show(None if is_null(value) else format_value(value))


def record_text(goal: Goal, cells: Sequence[Value], columns: Sequence[int] | None = None) -> str:
    """A record of a goal, or some columns of it, as JSON."""
    kept = range(len(goal.columns)) if columns is None else columns
    return show({goal.columns[h].name: _plain(cells[h]) for h in kept})


def _plain(value: Value) -> object:
    return None if is_null(value) else format_value(value)
