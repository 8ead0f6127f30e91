"""Conditions that a skeleton may need: a column equal to a constant, or not null.

Any constant of the source may become a condition; there is no list of words. *Natural* conditions
come first: those that the target speaks of by its names (``role = "actor"`` for ``Actor``), by a
column that shows one value only, or by a type that has no null.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from dynamite.synthesis.body import Absence, Condition, Place
from dynamite.synthesis.fit import Fit
from dynamite.synthesis.names import overlap, says_key, words
from dynamite.synthesis.source import Column, JoinCandidate, JoinRank
from dynamite.values import DataType, Value, is_null

LONGEST = 40
"""A text longer than this is no category."""


def natural(fit: Fit) -> Iterator[Condition]:
    """The conditions that the target speaks of, the likeliest first."""
    found = []
    for place, column, values in _categories(fit):
        is_unique = fit.source.relations[column.r].is_unique_in_example(column.c)
        shown = set() if is_unique else _shown(fit, place)
        for value in values:
            likeness = _likeness(fit, value)
            if likeness > 0.5 or value in shown:
                found.append((-likeness, place, Condition(place, "=", value)))
    found.sort(key=lambda each: each[:2])
    yield from (condition for likeness, _, condition in found if likeness < 0)
    yield from _not_null(fit)
    yield from (condition for likeness, _, condition in found if likeness == 0)


def idle(fit: Fit) -> Iterator[Condition]:
    """The conditions that the target speaks of by its names, and that every match satisfies."""
    for slot, r in enumerate(fit.body.slots):
        for column in fit.source.relations[r].columns:
            if column.is_opaque or column.type != DataType.STRING or _is_reference(fit, column):
                continue
            values = {fit.raw(match, (slot, column.c)) for _, match in fit.found}
            if len(values) == 1 and all(_likeness(fit, value) > 0.5 for value in values):
                yield Condition((slot, column.c), "=", values.pop())


def missing_partners(fit: Fit) -> Iterator[Absence]:
    """Negated lookups along likely joins: the records that no other record refers to or is."""
    for join in fit.source.joins:
        if join.left == join.right or not _is_likely(fit, join):
            continue
        sides = (
            (join.left, join.right, join.on),
            (join.right, join.left, tuple((b, a) for a, b in join.on)),
        )
        for here, there, on in sides:
            for slot, r in enumerate(fit.body.slots):
                if r == here and there not in fit.body.slots:
                    yield Absence(there, tuple((b, (slot, a)) for a, b in on))


def _is_likely(fit: Fit, join: JoinCandidate) -> bool:
    # That values are unique in the example does not make them a key: the authors of three comments.
    if join.rank is not JoinRank.UNIQUE:
        return join.rank < JoinRank.UNIQUE
    relations = fit.source.relations
    return any(
        (a,) in relations[join.left].keys or (b,) in relations[join.right].keys for a, b in join.on
    )


def other(fit: Fit, operator: Literal["=", "!="]) -> Iterator[Condition]:
    """Every other condition on a category, repeated values first."""
    known = set(natural(fit))
    shown = {providers[0].place for providers in fit.providers if providers}
    found = []
    for place, column, values in _categories(fit):
        is_unique = fit.source.relations[column.r].is_unique_in_example(column.c)
        if is_unique and place in shown:
            continue  # it names a record: no category
        for value in values:
            condition = Condition(place, operator, value)
            if condition not in known:
                found.append((is_unique, place, condition))
    yield from (condition for *_, condition in sorted(found, key=lambda each: each[:2]))
    yield from _null_tests(fit, known, operator)


def _categories(fit: Fit) -> Iterator[tuple[Place, Column, list[Value]]]:
    for slot, r in enumerate(fit.body.slots):
        for column in fit.source.relations[r].columns:
            if column.is_opaque or column.type not in (
                DataType.STRING,
                DataType.BOOL,
                DataType.INT,
            ):
                continue
            if _is_reference(fit, column):
                continue
            place = (slot, column.c)
            values = dict.fromkeys(fit.raw(match, place) for _, match in fit.found)
            kept = [v for v in values if not is_null(v) and _is_short(v)]
            if len(kept) > 1 or (kept and len(values) > 1):
                yield place, column, sorted(kept, key=lambda v: (type(v).__name__, str(v)))


def _is_reference(fit: Fit, column: Column) -> bool:
    """Whether a column identifies a record, its own or another: no category."""
    record_type = fit.source.relations[column.r].record_type
    if column.name in ("_id", "_start", "_end") or says_key(column.name):
        return True
    keys = [record_type.primary_key, *(key.columns for key in record_type.foreign_keys)]
    return any(column.name in key for key in keys)


def _is_short(value: Value) -> bool:
    return not isinstance(value, str) or len(value) <= LONGEST


def _shown(fit: Fit, place: Place) -> set[Value]:
    """The constant of a head column that this place can give, where it has only one."""
    shown: set[Value] = set()
    for h, providers in enumerate(fit.providers):
        cells = {record.cells[h] for record in fit.goal.expected}
        if len(cells) == 1 and any(p.place == place for p in providers):
            shown |= cells
    return shown


def _likeness(fit: Fit, value: Value) -> float:
    if not isinstance(value, str):
        return 0.0
    spoken = words(value)
    return max((overlap(words(part), spoken) for part in fit.goal.path), default=0.0)


def _not_null(fit: Fit) -> Iterator[Condition]:
    # A head column that is never null, given by a place that sometimes is.
    seen = set()
    for h, providers in enumerate(fit.providers):
        if any(is_null(record.cells[h]) for record in fit.goal.expected):
            continue
        for provider in providers:
            place = provider.place
            if place is None or place in seen:
                continue
            if any(is_null(fit.raw(match, place)) for _, match in fit.found):
                seen.add(place)
                yield Condition(place, "!=", None)


def _null_tests(
    fit: Fit, known: set[Condition], operator: Literal["=", "!="]
) -> Iterator[Condition]:
    for slot, r in enumerate(fit.body.slots):
        for column in fit.source.relations[r].columns:
            place = (slot, column.c)
            nulls = {is_null(fit.raw(match, place)) for _, match in fit.found}
            condition = Condition(place, operator, None)
            if not column.is_opaque and len(nulls) == 2 and condition not in known:
                yield condition
