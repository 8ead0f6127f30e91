"""The order in which the literals of a body are tried, from what is known to the next."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from dynamite.datalog import Atom, Comparison, Constant, Literal, Term, Variable, variables
from dynamite.explanation.whole_rule import WholeRule
from dynamite.language.scope import Binding, scope_variables


@dataclass(frozen=True)
class Step:
    """One literal of a body, with the demands on the variables that it is the first to bind."""

    literal: Literal
    demands: tuple[Comparison, ...] = ()


def steps(whole: WholeRule) -> Iterator[Step]:
    """The literals of a body in an order in which each can be evaluated, the most bound first."""
    body = (*whole.body, *whole.tests)
    scope = scope_variables((whole.head,), body)
    binding = Binding(body, set(), scope)
    left: list[Literal] = list(whole.body)
    demands = [test for test in whole.tests if isinstance(test, Comparison)]
    plain: dict[str, list[Comparison]] = {}
    for demand in demands:
        if isinstance(demand.left, Variable):
            plain.setdefault(demand.left.name, []).append(demand)
    left += [demand for demand in demands if not isinstance(demand.left, Variable)]
    bound: set[str] = set()
    while left:
        ready = [literal for literal in left if _is_ready(literal, binding, bound)]
        tests = [literal for literal in ready if not isinstance(literal, Atom)]
        chosen = tests[0] if tests else max(ready, key=lambda a: _bound_terms(a, bound, plain))
        left.remove(chosen)
        new = [name for name in dict.fromkeys(_binds(chosen, binding, bound)) if name not in bound]
        bound.update(new)
        yield Step(chosen, tuple(demand for name in new for demand in plain.pop(name, ())))


def _is_ready(literal: Literal, binding: Binding, bound: set[str]) -> bool:
    if binding.needs(literal) <= bound:
        return True
    return isinstance(literal, Comparison) and any(
        needs <= bound for _, _, needs in _ways(literal, binding)
    )


def _ways(literal: Comparison, binding: Binding) -> list[tuple[Term, Term, frozenset[str]]]:
    return list(binding.ways(literal)) if literal.operator == "=" else []


def _binds(literal: Literal, binding: Binding, bound: set[str]) -> list[str]:
    """The variables that are known after a literal."""
    match literal:
        case Atom():
            return list(variables(literal))
        case Comparison():
            for left, _, needs in _ways(literal, binding):
                if needs <= bound:
                    return list(variables(left))
    return []


def _bound_terms(literal: Literal, bound: set[str], plain: Collection[str]) -> int:
    assert isinstance(literal, Atom)
    return sum(
        isinstance(term, Constant)
        or (isinstance(term, Variable) and (term.name in bound or term.name in plain))
        for term in literal.terms
    )
