"""The bodies whose matches reach a loaded fact: those of rules, and of aggregates within them."""

from __future__ import annotations

from collections.abc import Iterator

from dynamite.datalog import (
    Aggregate,
    Atom,
    Literal,
    Rule,
    Variable,
    Wildcard,
    substitute,
    variables,
)
from dynamite.language.scope import aggregates, groups, scope_variables


def takes_every_fact(rule: Rule, relation: str) -> bool:
    """Whether the body is one atom of the relation that every fact matches."""
    if len(rule.body) != 1 or not isinstance(rule.body[0], Atom):
        return False
    atom = rule.body[0]
    names = [term.name for term in atom.terms if isinstance(term, Variable)]
    return (
        atom.relation == relation
        and all(isinstance(term, Variable | Wildcard) for term in atom.terms)
        and len(set(names)) == len(names)
    )


def bodies(rule: Rule) -> Iterator[tuple[Literal, ...]]:
    """The body, and with it the body of each aggregate, whose facts take part where it holds."""
    yield rule.body
    scope = scope_variables(rule.heads, rule.body)
    parts = [*rule.body, *(term for head in rule.heads for term in head.terms)]
    for part in parts:
        for aggregate in aggregates(part):
            yield from _with_aggregate(rule.body, aggregate, scope)


def _with_aggregate(
    body: tuple[Literal, ...], aggregate: Aggregate, scope: frozenset[str]
) -> Iterator[tuple[Literal, ...]]:
    shared = groups(aggregate, scope)
    own = {name for name in variables(aggregate) if name not in shared}
    # Its own variables are given names that no program can write.
    apart = {name: Variable(f"{name} of aggregate") for name in sorted(own)}
    inner = tuple(substitute(literal, apart) for literal in aggregate.body)
    whole = (*body, *inner)
    yield whole
    for literal in inner:
        for nested in aggregates(literal):
            yield from _with_aggregate(whole, nested, scope_variables((), whole))
