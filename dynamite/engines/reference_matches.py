"""Counting after an evaluation: how often each rule's body holds, and which facts take part."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from dynamite.datalog import Aggregate, Literal, Rule, Term
from dynamite.engines.reference_bodies import Step, compile_body
from dynamite.engines.reference_evaluation import Evaluation
from dynamite.engines.reference_facts import Row
from dynamite.engines.reference_terms import Env, Scope
from dynamite.language.scope import aggregates


@dataclass
class Matches:
    """``derivations`` of each relation, and the facts ``reached`` by a body that holds."""

    derivations: Counter[str] = field(default_factory=Counter)
    reached: dict[str, set[Row]] = field(default_factory=dict)


def count_matches(evaluation: Evaluation) -> Matches:
    """Match every body once more, with all facts derived."""
    matches = Matches()
    for rule in evaluation.program.rules:
        count = _match(rule, evaluation, matches)
        for head in rule.heads:
            matches.derivations[head.relation] += count
    return matches


def _match(rule: Rule, evaluation: Evaluation, matches: Matches) -> int:
    scope = evaluation.scope(rule, watched=True)
    count = 0

    def last(full: Scope) -> Step:
        mark = _marker([*rule.body, *(t for head in rule.heads for t in head.terms)], full, matches)

        def matched(env: Env) -> None:
            nonlocal count
            count += 1
            mark(env)

        return matched

    chain = compile_body(rule.body, scope, last)
    chain([None] * next(scope.size))
    return count


def _marker(parts: Sequence[Literal | Term], scope: Scope, matches: Matches) -> Step:
    """What marks the rows that a match holds, and those of the aggregates within it."""
    watched = list(scope.rows or ())
    inner = [
        _aggregate_marker(aggregate, scope, matches)
        for part in parts
        for aggregate in aggregates(part)
    ]

    def mark(env: Env) -> None:
        for relation, slot in watched:
            matches.reached.setdefault(relation, set()).add(env[slot])
        for step in inner:
            step(env)

    return mark


def _aggregate_marker(aggregate: Aggregate, scope: Scope, matches: Matches) -> Step:
    parts: list[Literal | Term] = list(aggregate.body)
    if aggregate.term is not None:
        parts.append(aggregate.term)
    return compile_body(
        aggregate.body, scope.within(aggregate), lambda full: _marker(parts, full, matches)
    )
