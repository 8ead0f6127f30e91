"""Bodies of rules made into Python functions: nested loops over hash indexes.

A body becomes a chain of *steps*. Each step takes the environment and calls the next step once for
every way in which its literal holds; the last step is whatever the caller wants done with a match.
Facts must not be added while a chain runs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from operator import itemgetter
from typing import Any, Final, TypeAlias

from dynamite.datalog import Aggregate, Atom, Comparison, Constant, Literal, Negation, Term
from dynamite.engines.functors import COMPARISONS, mean, order_key, total
from dynamite.engines.reference_facts import Facts, Row
from dynamite.engines.reference_matching import Check, Matching
from dynamite.engines.reference_plan import Planned, plan
from dynamite.engines.reference_terms import Env, Getter, Scope, compile_term
from dynamite.language.scope import sides
from dynamite.values import ABSENT, Value, is_null

Step: TypeAlias = Callable[[Env], None]


def compile_body(
    body: Sequence[Literal],
    scope: Scope,
    last: Callable[[Scope], Step],
    delta: tuple[int, Facts] | None = None,
) -> Step:
    """The chain of steps of a body; ``last`` makes its last step once all slots are known.

    ``delta`` replaces the facts of the literal at a position, for semi-naive evaluation.
    """
    planned = plan(body, scope.slots.keys(), scope.shared, None if delta is None else delta[0])
    makers = []
    for step in planned:
        facts = delta[1] if delta is not None and step.position == delta[0] else None
        makers.append(_MAKERS[type(step.literal)](step, scope, facts))
    chain = last(scope)
    for maker in reversed(makers):
        chain = maker(chain)
    return chain


_Maker: TypeAlias = Callable[[Step], Step]


def _scan(step: Planned, scope: Scope, delta: Facts | None) -> _Maker:
    """A step that tries each fact that agrees with what is known."""
    assert isinstance(step.literal, Atom)
    facts = delta if delta is not None else scope.facts[step.literal.relation]
    matching = Matching(scope, step.bound, step.binding)
    for position, term in enumerate(step.literal.terms):
        matching.argument(position, term)
    key = matching.key(scope)
    checks = matching.checks()
    binds = tuple(matching.binds)
    if scope.rows is not None:
        row_slot = next(scope.size)
        scope.rows.append((step.literal.relation, row_slot))
        checks = (*checks, _watch(row_slot))
    if key is None:
        return lambda following: _scan_all(facts, binds, checks, following)
    index = facts.index(tuple(matching.key_positions))
    return lambda following: _scan_index(index, key, binds, checks, following)


def _watch(slot: int) -> Check:
    def remember(row: Any, env: Env) -> bool:
        env[slot] = row
        return True

    return remember


def _scan_all(
    facts: Facts, binds: Sequence[tuple[int, int]], checks: Sequence[Check], following: Step
) -> Step:
    rows = facts.rows

    def step(env: Env) -> None:
        for row in rows:
            for position, slot in binds:
                env[slot] = row[position]
            for check in checks:
                if not check(row, env):
                    break
            else:
                following(env)

    return step


def _scan_index(
    index: Mapping[Any, list[Row]],
    key: Getter,
    binds: Sequence[tuple[int, int]],
    checks: Sequence[Check],
    following: Step,
) -> Step:
    def step(env: Env) -> None:
        for row in index.get(key(env), ()):
            for position, slot in binds:
                env[slot] = row[position]
            for check in checks:
                if not check(row, env):
                    break
            else:
                following(env)

    return step


def _negate(step: Planned, scope: Scope, delta: Facts | None) -> _Maker:
    """A step that goes on where no fact agrees; an argument that is null agrees with none."""
    assert isinstance(step.literal, Negation)
    atom = step.literal.atom
    matching = Matching(scope, step.bound, step.binding)
    for position, term in enumerate(atom.terms):
        matching.argument(position, term)
    facts = scope.facts[atom.relation]
    key = matching.key(scope)
    checks = matching.checks()
    index = None if key is None else facts.index(tuple(matching.key_positions))

    def maker(following: Step) -> Step:
        def run(env: Env) -> None:
            rows = facts.rows if index is None or key is None else index.get(key(env), ())
            for row in rows:
                if all(check(row, env) for check in checks):
                    return
            following(env)

        return run

    return maker


def _compare(step: Planned, scope: Scope, delta: Facts | None) -> _Maker:
    """A step that tests a comparison, or binds by ``=``."""
    assert isinstance(step.literal, Comparison)
    if step.assigned is not None:
        return _assign(*step.assigned, step, scope)
    holds = _comparison(step.literal, scope)

    def maker(following: Step) -> Step:
        def run(env: Env) -> None:
            if holds(env):
                following(env)

        return run

    return maker


def _assign(left: Term, right: Term, step: Planned, scope: Scope) -> _Maker:
    value_of = compile_term(right, scope)
    matching = Matching(scope, step.bound, step.binding)
    matching.within(itemgetter(0), left)
    checks = matching.checks()

    def maker(following: Step) -> Step:
        def run(env: Env) -> None:
            value = value_of(env)
            # Even where it binds, = holds of no null.
            if value is None or value is ABSENT:
                return
            for check in checks:
                if not check((value,), env):
                    return
            following(env)

        return run

    return maker


def _comparison(literal: Comparison, scope: Scope) -> Getter:
    for side, other in sides(literal):
        if isinstance(side, Constant) and is_null(side.value):
            value_of, wanted = compile_term(other, scope), literal.operator == "="
            return lambda env: is_null(value_of(env)) is wanted
    left_of, right_of = compile_term(literal.left, scope), compile_term(literal.right, scope)
    holds = COMPARISONS[literal.operator]

    def compared(env: Env) -> bool:
        left, right = left_of(env), right_of(env)
        if left is None or right is None or left is ABSENT or right is ABSENT:
            return False
        return holds(left, right)

    return compared


_MAKERS: Final[Mapping[type, Callable[[Planned, Scope, Facts | None], _Maker]]] = {
    Atom: _scan,
    Negation: _negate,
    Comparison: _compare,
}


def compile_aggregate(aggregate: Aggregate, scope: Scope) -> Getter:
    """What gives an aggregate's value; null where there is none, so that ``=`` does not hold.

    Each match of the body counts once: ``_`` is a variable of its own, as everywhere.
    """
    values: list[Any] = []
    inner = scope.within(aggregate)
    chain = compile_body(aggregate.body, inner, lambda full: _collector(aggregate, full, values))
    reduce = _reduction(aggregate, scope)

    def value_of(env: Env) -> Value:
        values.clear()
        chain(env)
        return reduce(values)

    return value_of


def _collector(aggregate: Aggregate, scope: Scope, values: list[Any]) -> Step:
    if aggregate.term is None:
        return lambda env: values.append(1)
    value_of = compile_term(aggregate.term, scope)

    def collect(env: Env) -> None:
        value = value_of(env)
        if value is not None and value is not ABSENT:
            values.append(value)

    return collect


def _reduction(aggregate: Aggregate, scope: Scope) -> Callable[[list[Any]], Value]:
    match aggregate.operator:
        case "count":
            return len
        case "sum":
            zero = scope.zeros.get(aggregate, 0)
            return lambda values: total(values, zero)
        case "mean":
            return lambda values: mean(values) if values else None
        case "min":
            return lambda values: min(values, key=order_key, default=None)
        case "max":
            return lambda values: max(values, key=order_key, default=None)
