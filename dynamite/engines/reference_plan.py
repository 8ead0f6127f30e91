"""The order in which the literals of a body are evaluated."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

from dynamite.datalog import Atom, Comparison, Construct, Literal, Term, Variable, Wildcard
from dynamite.errors import InputError
from dynamite.language.scope import Binding, needed


@dataclass(frozen=True)
class Planned:
    """A literal in its turn, the variables bound before it, and how the body's come to be bound."""

    literal: Literal
    position: int
    bound: frozenset[str]
    binding: Binding
    assigned: tuple[Term, Term] | None = None
    """For ``=`` that binds: what it binds, and the term that it takes the value from."""


def plan(
    body: Sequence[Literal], bound: Set[str], scope: Set[str], first: int | None = None
) -> list[Planned]:
    """The literals, each as soon as it can filter or bind; atoms with most arguments known first.

    ``bound`` are the variables bound outside, ``scope`` those that aggregates can share; the
    literal at ``first`` goes first where it can.

    >>> from dynamite.language.text import parse
    >>> body = parse("p(x) :- x > 1, q(x, y), r(y).").rules[0].body
    >>> [step.position for step in plan(body, frozenset(), frozenset("xy"))]
    [1, 0, 2]
    """
    bound = frozenset(bound)
    binding = Binding(body, bound, scope)
    waiting = dict(enumerate(body))
    planned: list[Planned] = []
    while waiting:
        step = _next(waiting, bound, binding, scope, first if not planned else None)
        planned.append(step)
        del waiting[step.position]
        bound |= _bound_by(step)
    return planned


def _next(
    waiting: Mapping[int, Literal],
    bound: frozenset[str],
    binding: Binding,
    scope: Set[str],
    first: int | None,
) -> Planned:
    if first is not None and binding.needs(waiting[first]) <= bound:
        return Planned(waiting[first], first, bound, binding)
    best: tuple[int, int] | None = None
    for position, literal in waiting.items():
        if isinstance(literal, Atom):
            if binding.needs(literal) <= bound:
                known = sum(_is_known(term, bound, binding) for term in literal.terms)
                best = max(best or (-1, 0), (known, -position))
            continue
        assigned = _assignment(literal, bound, binding)
        if assigned is not None:
            return Planned(literal, position, bound, binding, assigned)
        if binding.needs(literal) <= bound:
            return Planned(literal, position, bound, binding)
    if best is None:
        names = sorted(set().union(*(needed(part, scope) for part in waiting.values())) - bound)
        raise InputError(f"variable {names[0]} is bound by nothing in the body")
    return Planned(waiting[-best[1]], -best[1], bound, binding)


def _is_known(term: Term, bound: Set[str], binding: Binding) -> bool:
    match term:
        case Wildcard():
            return False
        case Variable(name):
            return name in bound
    return not binding.is_pattern(term)


def _assignment(literal: Literal, bound: Set[str], binding: Binding) -> tuple[Term, Term] | None:
    if not isinstance(literal, Comparison) or literal.operator != "=":
        return None
    for left, right, needs in binding.ways(literal):
        if needs <= bound and not (isinstance(left, Variable) and left.name in bound):
            return left, right
    return None


def _bound_by(step: Planned) -> frozenset[str]:
    """The variables that are bound after a step, beyond those before."""
    if step.assigned is not None:
        terms: Sequence[Term] = (step.assigned[0],)
    elif isinstance(step.literal, Atom):
        terms = step.literal.terms
    else:
        return frozenset()
    return frozenset(name for term in terms for name in _binds(term, step.binding))


def _binds(term: Term, binding: Binding) -> set[str]:
    if isinstance(term, Variable):
        return {term.name}
    if isinstance(term, Construct) and binding.is_pattern(term):
        return {name for arg in term.args for name in _binds(arg, binding)}
    return set()
