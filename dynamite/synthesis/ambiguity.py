"""What preference decided rather than the example: rivals that fit it as well."""

from __future__ import annotations

from collections.abc import Iterator

from dynamite.schema import Key
from dynamite.synthesis.fit import Provider
from dynamite.synthesis.source import Source
from dynamite.synthesis.target_rule import TargetRule


def preferences(source: Source, rules: dict[Key, list[TargetRule]]) -> Iterator[str]:
    """A line for each choice that the example leaves open.

    Where the chosen column's name agrees and no rival's does, a line for all of them together.
    """
    by_name: list[str] = []
    for found in rules.values():
        for rule in found:
            yield from _selection(rule)
            yield from _columns(source, rule, by_name)
    if by_name:
        names = ", ".join(by_name[:3]) + (", …" if len(by_name) > 3 else "")
        yield (
            f"{len(by_name)} attributes ({names}) take the source column of their own name, "
            "though other columns fit the example too"
            if len(by_name) > 1
            else f"{names} takes the source column of its own name, though another fits too"
        )


def _selection(target: TargetRule) -> Iterator[str]:
    if target.rule.selections:
        taken, *others = target.rule.selections
        fits = f"; {' and '.join(others)} would select the same" if others else ""
        yield f"{target.rule.goal.name}: records selected by {taken}, by preference{fits}"


def _columns(source: Source, target: TargetRule, by_name: list[str]) -> Iterator[str]:
    goal = target.rule.goal
    for h, provider in enumerate(target.rule.providers[: len(target.record_type.attributes)]):
        chosen = _shown(source, provider)
        others = [r for r in target.rule.rivals[h] if _shown(source, r) != chosen]
        if not others:
            continue
        name = f"{goal.name}.{goal.columns[h].name}"
        if provider.penalty == 0 and all(rival.penalty > 0 for rival in others):
            by_name.append(name)
            continue
        rivals = list(dict.fromkeys(_shown(source, rival) for rival in others))
        names = " and ".join(rivals[:3]) + (" and others" if len(rivals) > 3 else "")
        fits = "fits" if len(rivals) == 1 else "fit"
        yield f"{name}: {chosen} by preference; {names} {fits} the example too"


def _shown(source: Source, provider: Provider) -> str:
    if provider.term is None:
        return "a constant"
    relation = source.relations[provider.term.r]
    return f"{relation.record_type.name}.{relation.columns[provider.term.c].name}"
