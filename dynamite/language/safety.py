"""Safety: every variable of a rule is bound, so that every rule derives finitely many facts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set

from dynamite.datalog import Comparison, Literal, Negation, Rule, Term, Variable
from dynamite.errors import InputError
from dynamite.language.scope import (
    Binding,
    aggregates,
    groups,
    inner_scope,
    needed,
    scope_variables,
    unready,
)
from dynamite.language.strata import rule_place


def check_safety(rule: Rule) -> None:
    """Every variable is bound: by a positive atom, by ``=``, or by taking a Skolem term apart."""
    place = rule_place(rule)
    scope = scope_variables(rule.heads, rule.body)
    if rule.is_fact and scope:
        raise InputError(f"a fact has no variables, and this has {sorted(scope)[0]}", place=place)
    bound = _check_bound(rule.body, frozenset(), scope, place)
    for head in rule.heads:
        for term in head.terms:
            _require(needed(term, scope), bound, place, "")
            _check_aggregates(term, bound, scope, place)


def _check_bound(
    body: Sequence[Literal], outside: Set[str], scope: Set[str], place: str
) -> frozenset[str]:
    """Check a body; gives the variables bound in or outside it."""
    binding = Binding(body, outside, scope)
    for literal in body:
        _check_aggregates(literal, binding.bound, scope, place)
        # What = would bind comes last: its reason is in a variable that it is to be bound by.
        names = needed(literal, scope) - _bindable(literal)
        _require(names, binding.bound, place, _use(literal))
    for literal in body:
        _require(needed(literal, scope), binding.bound, place, "")
    _check_order(body, binding, outside, place)
    return frozenset(binding.bound)


def _bindable(literal: Literal) -> frozenset[str]:
    """The variables that ``=`` would bind, were its other side known."""
    if not isinstance(literal, Comparison) or literal.operator != "=":
        return frozenset()
    sides = (literal.left, literal.right)
    return frozenset(side.name for side in sides if isinstance(side, Variable))


def _check_order(body: Sequence[Literal], binding: Binding, outside: Set[str], place: str) -> None:
    """Atoms whose arguments compute with variables that only later atoms bind can deadlock."""
    bound = set(outside)
    waiting = list(body)
    while waiting:
        ready = [literal for literal in waiting if _is_ready(literal, binding, bound)]
        if not ready:
            names = unready(frozenset().union(*map(binding.needs, waiting)), bound)
            raise InputError(
                f"variable {names[0]} depends on itself",
                place=place,
                mend="compute with variables of other atoms, or use = in a literal of its own",
            )
        for literal in ready:
            bound |= needed(literal, frozenset()) & binding.bound
        waiting = [literal for literal in waiting if literal not in ready]


def _is_ready(literal: Literal, binding: Binding, bound: Set[str]) -> bool:
    if binding.needs(literal) <= bound:
        return True
    if not isinstance(literal, Comparison) or literal.operator != "=":
        return False
    return any(needs <= bound for _, _, needs in binding.ways(literal))


def _check_aggregates(part: Term | Literal, bound: Set[str], scope: Set[str], place: str) -> None:
    for aggregate in aggregates(part):
        shared = groups(aggregate, scope)
        _require(shared, bound, place, f" outside the {aggregate.operator} that uses it")
        inner = inner_scope(aggregate, scope)
        inside = _check_bound(aggregate.body, shared, inner, place)
        if aggregate.term is not None:
            use = f" in the body of {aggregate.operator}"
            _require(needed(aggregate.term, inner), inside, place, use)
            _check_aggregates(aggregate.term, inside, inner, place)


def _use(literal: Literal) -> str:
    match literal:
        case Negation(atom):
            return f", and !{atom.relation} does not bind it"
        case Comparison(operator) if operator != "=":
            return f", and {operator} does not bind it"
    return ""


def _require(names: Iterable[str], bound: Set[str], place: str, use: str) -> None:
    for name in unready(list(names), bound):
        raise InputError(f"variable {name} is not bound by a positive atom or ={use}", place=place)
