"""Rules and choices in the words of the user's own schemas."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from dynamite.synthesis.body import Body, Place
from dynamite.synthesis.fit import Provider
from dynamite.synthesis.source import Source
from dynamite.synthesis.target_rule import TargetRule
from dynamite.values import format_value, show


def provider_text(source: Source, provider: Provider) -> str:
    """What gives a column: ``Game.delay``, or a constant.

    A conversion stands around the column, as in the rule.
    """
    if provider.term is None:
        return f"the constant {_constant(provider.constant)}"
    relation = source.relations[provider.term.r]
    column = relation.columns[provider.term.c].name
    text = f"{relation.record_type.name}.{column}"
    if provider.term.conversion:
        text = f"{provider.term.conversion}({text})"
    return f"{provider.term.nulls}({text})" if provider.term.nulls else text


def rules_text(source: Source, rules: Sequence[TargetRule]) -> list[Counter[str]]:
    """For each rule what its body demands, a phrase each."""
    return [Counter(_phrases(source, rule.rule.body)) for rule in rules]


def _phrases(source: Source, body: Body) -> Iterator[str]:
    joined = {slot for pair in body.equalities for slot, _ in pair}
    for slot, r in enumerate(body.slots):
        if slot not in joined:
            yield source.relations[r].record_type.name
    for left, right in sorted(body.equalities):
        yield " = ".join(sorted((_place(source, body, left), _place(source, body, right))))
    for condition in body.conditions:
        place = _place(source, body, condition.place)
        yield f"{place} {condition.operator} {_constant(condition.value)}"
    for absence in body.absences:
        on = ", ".join(_place(source, body, place) for _, place in absence.on)
        yield f"no {source.relations[absence.r].record_type.name} for {on}"


def difference(source: Source, own: Sequence[TargetRule], other: Sequence[TargetRule]) -> str:
    """What the rules of another program demand that those found do not, and the reverse."""
    mine, theirs = rules_text(source, own), rules_text(source, other)
    lost = [rule for rule in mine if rule not in theirs]
    new = [rule for rule in theirs if rule not in mine]
    if not lost and not new:
        return "other columns"
    if not lost:
        return "also records from " + "; ".join(map(_joined, new))
    if not new:
        return "without the records from " + "; ".join(map(_joined, lost))
    more, less = new[0] - lost[0], lost[0] - new[0]
    # A relation alone is named by its joins where it has some.
    less = Counter({p: n for p, n in less.items() if not any(_is_of(p, other) for other in more)})
    more = Counter({p: n for p, n in more.items() if not any(_is_of(p, other) for other in less)})
    if more and less:
        return f"{_joined(more)} instead of {_joined(less)}"
    return f"only with {_joined(more)}" if more else f"also without {_joined(less)}"


def _is_of(relation: str, join: str) -> bool:
    return " = " in join and f"{relation}." in join and " " not in relation


def identity_text(source: Source, rules: Sequence[TargetRule]) -> str:
    """What the ids of some rules are made from: ``one for each Article.journal``."""
    rule = rules[0]
    assert rule.id is not None
    places = [_place(source, rule.rule.body, place) for place in rule.id.args]
    return "one for each " + ", ".join(places[:4]) + (", …" if len(places) > 4 else "")


def _joined(phrases: Counter[str]) -> str:
    return " and ".join(phrases)


def _place(source: Source, body: Body, place: Place) -> str:
    relation = source.relations[body.slots[place[0]]]
    return f"{relation.record_type.name}.{relation.columns[place[1]].name}"


def _constant(value: object) -> str:
    return "null" if value is None else show(format_value(value))  # type: ignore[arg-type]
