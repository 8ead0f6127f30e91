"""Counting after an evaluation: matches of bodies, and loaded facts that take part in none.

Rows have no number here: a fact is found by its key, or by all of its columns where it has none.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from dynamite.datalog import Atom, Literal, Rule
from dynamite.engines.body import plan_body
from dynamite.engines.matched_bodies import bodies, takes_every_fact
from dynamite.engines.spark_evaluation import Evaluation
from dynamite.engines.sql import HeadRule, distinct, union_all
from dynamite.engines.sql_terms import column_name
from dynamite.language.scope import scope_variables


def count(evaluation: Evaluation, relation: str) -> int:
    """The number of distinct facts of a relation."""
    return _size(evaluation, evaluation.table(relation))


def derivations(evaluation: Evaluation, relation: str) -> int:
    """The number of body matches, over distinct facts, of the rules for a relation."""
    if relation in evaluation.unique:
        return count(evaluation, relation)
    return sum(_matches(evaluation, rule) for rule in evaluation.compiler.rules_of(relation))


def _matches(evaluation: Evaluation, derived: HeadRule) -> int:
    if derived.rule.is_fact:
        return 1
    body = evaluation.compiler.body(derived)
    return _number(evaluation, body.select([exp.Count(this=exp.Star())]))


def unreached(evaluation: Evaluation, relation: str) -> int:
    """The number of distinct loaded facts that are the match of no positive atom of a body."""
    rules = evaluation.compiler.types.rules
    if any(takes_every_fact(rule, relation) for rule in rules):
        return 0
    total = _size(evaluation, evaluation.loaded(relation))
    reached = [
        query
        for rule in rules
        for body in bodies(rule)
        for query in _reached(evaluation, rule, body, relation)
    ]
    if not reached or not total:
        return total
    return total - _size(evaluation, distinct(union_all(reached)).subquery("u"))


def _reached(
    evaluation: Evaluation, rule: Rule, body: tuple[Literal, ...], relation: str
) -> Iterator[exp.Query]:
    """The keys of the relation's facts that stand in a match, for each positive atom of it."""
    atoms = [literal for literal in body if isinstance(literal, Atom)]
    key = min(evaluation.keys[relation], key=len)
    if evaluation.compiler.rules_of(relation):
        key = frozenset(range(evaluation.compiler.relations[relation]))
    for number, atom in enumerate(atoms):
        if atom.relation != relation:
            continue
        plan = plan_body(body, frozenset(), scope_variables(rule.heads, rule.body))
        sql = evaluation.compiler.body_of(plan, {number: evaluation.loaded(relation)})
        columns: list[exp.Expr] = [
            exp.alias_(sql.column_sql(number, place), column_name(place), quoted=True)
            for place in sorted(key)
        ]
        yield distinct(sql.select(columns or [exp.alias_(exp.true(), "c0")]))


def _size(evaluation: Evaluation, source: exp.Expr) -> int:
    return _number(evaluation, exp.select(exp.Count(this=exp.Star())).from_(source))


def _number(evaluation: Evaluation, query: exp.Query) -> int:
    (found,) = evaluation.session.first(query) or (0,)
    return int(found)
