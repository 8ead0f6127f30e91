"""Aggregates for pyDatalog: the matches of a body are asked in full, then reduced by group.

What an aggregate ranges over is derived before the rule that uses it, so its matches are known. Its
groups must be bound within its body, by a column or ``=``: then they come out of the answers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from dynamite.datalog import (
    Aggregate,
    Call,
    Comparison,
    Constant,
    Construct,
    Literal,
    Negation,
    Rule,
    Term,
    Variable,
)
from dynamite.engines.body import BodyPlan, PartSource, plan_body
from dynamite.errors import InputError
from dynamite.language.scope import aggregates, groups, inner_scope, scope_variables
from dynamite.language.strata import rule_place


def planned_aggregates(rule: Rule) -> Iterator[tuple[Aggregate, Sequence[str], BodyPlan]]:
    """The aggregates of a rule, inner ones first, each with its groups and the plan of its body.

    Raises ``InputError`` naming a variable that an aggregate does not bind by itself.
    """
    parts = [*rule.body, *(term for head in rule.heads for term in head.terms)]
    scope = scope_variables(rule.heads, rule.body)
    try:
        yield from _planned(parts, scope)
    except InputError as error:
        problem = f"the pydatalog engine cannot express an aggregate's body: {error.problem}"
        raise InputError(problem, place=rule_place(rule), mend="use another engine") from None


def _planned(
    parts: Sequence[Literal | Term], scope: frozenset[str]
) -> Iterator[tuple[Aggregate, Sequence[str], BodyPlan]]:
    for part in parts:
        for aggregate in aggregates(part):
            inner = inner_scope(aggregate, scope)
            inside: list[Literal | Term] = list(aggregate.body)
            if aggregate.term is not None:
                inside.append(aggregate.term)
            yield from _planned(inside, inner)
            shared = sorted(groups(aggregate, scope))
            # An outer variable that is null agrees with nothing.
            guards = (Comparison("!=", Variable(name), Constant(None)) for name in shared)
            plan = plan_body((*aggregate.body, *guards), frozenset(), inner)
            for name in shared:
                if isinstance(plan.bound[name], PartSource):
                    raise InputError(f"variable {name} is bound only within an id")
            yield aggregate, shared, plan


def refuse_computed_negations(rule: Rule) -> None:
    """Raises ``InputError`` for a negated atom with an argument that is computed."""
    for negation in _negations([*rule.body, *(t for head in rule.heads for t in head.terms)]):
        if any(_computes(term) for term in negation.atom.terms):
            raise InputError(
                "the pydatalog engine cannot express a computed argument of a negated atom",
                place=rule_place(rule),
                mend="use another engine",
            )


def _negations(parts: Iterable[Literal | Term]) -> Iterator[Negation]:
    for part in parts:
        if isinstance(part, Negation):
            yield part
        for aggregate in aggregates(part):
            yield from _negations(aggregate.body)


def _computes(term: Term) -> bool:
    if isinstance(term, Construct):
        return any(map(_computes, term.args))
    return isinstance(term, Call | Aggregate)
