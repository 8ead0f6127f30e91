"""What preference decided rather than the example: rivals that fit it as well."""

from __future__ import annotations

from collections.abc import Iterator

from dynamite.schema import Key
from dynamite.synthesis.fit import Provider
from dynamite.synthesis.source import Source
from dynamite.synthesis.targets import TargetRule


def preferences(source: Source, rules: dict[Key, list[TargetRule]]) -> Iterator[str]:
    """A line for each target attribute that another source column fits the example for.

    A rival that no names speak for less than the chosen column is named first.
    """
    for found in rules.values():
        for rule in found:
            yield from _of_rule(source, rule)


def _of_rule(source: Source, target: TargetRule) -> Iterator[str]:
    goal = target.rule.goal
    if target.rule.selections:
        taken, *others = target.rule.selections
        fits = f"; {' and '.join(others)} would select the same" if others else ""
        yield f"{goal.name}: records selected by {taken}, by preference{fits}"
    for h, provider in enumerate(target.rule.providers[: len(target.record_type.attributes)]):
        chosen = _shown(source, provider)
        rivals = dict.fromkeys(_shown(source, rival) for rival in target.rule.rivals[h])
        rivals.pop(chosen, None)
        if rivals:
            names = " and ".join(list(rivals)[:3]) + (" and others" if len(rivals) > 3 else "")
            fits = "fits" if len(rivals) == 1 else "fit"
            yield (
                f"{goal.name}.{goal.columns[h].name}: {chosen} by preference; "
                f"{names} {fits} the example too"
            )


def _shown(source: Source, provider: Provider) -> str:
    if provider.term is None:
        return "a constant"
    relation = source.relations[provider.term.r]
    return f"{relation.record_type.name}.{relation.columns[provider.term.c].name}"
