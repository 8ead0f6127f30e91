"""Counting after an evaluation: matches of bodies, and loaded facts that take part in none."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from dynamite.datalog import Atom, Literal, Rule
from dynamite.engines.body import plan_body
from dynamite.engines.duckdb_evaluation import Evaluation
from dynamite.engines.keys import determined_atoms
from dynamite.engines.matched_bodies import bodies, takes_every_fact
from dynamite.engines.sql import HeadRule, union_all
from dynamite.engines.sql_terms import BodySql
from dynamite.language.scope import scope_variables
from dynamite.language.strata import rule_atoms


def derivations(evaluation: Evaluation, relation: str) -> int:
    """The number of body matches, over distinct facts, of the rules for a relation."""
    if relation in evaluation.unique:
        return count(evaluation, relation)
    return sum(_matches(evaluation, rule) for rule in evaluation.compiler.rules_of(relation))


def _matches(evaluation: Evaluation, derived: HeadRule) -> int:
    if derived.rule.is_fact:
        return 1
    body = evaluation.compiler.body(derived)
    query = body.select([exp.Count(this=exp.Star())])
    return evaluation.database.number(query)


def count(evaluation: Evaluation, relation: str) -> int:
    """The number of distinct facts of a relation."""
    return evaluation.database.size(evaluation.database.table(relation))


def unreached(evaluation: Evaluation, relation: str) -> int:
    """The number of distinct loaded facts that are the match of no positive atom of a body."""
    rules = evaluation.compiler.types.rules
    if any(takes_every_fact(rule, relation) for rule in rules):
        return 0
    if not evaluation.compiler.rules_of(relation):
        total = evaluation.database.size(evaluation.loaded(relation))
        counts = [n for rule in range(len(rules)) for n in _reached(evaluation, rule, relation)]
        if counts and max(counts) == total:
            return 0
        mentions = [a for rule in rules for a, _ in rule_atoms(rule) if a.relation == relation]
        if len(counts) == len(mentions) == 1:
            return total - counts[0]
    reached: list[exp.Query] = []
    for rule in rules:
        for body in bodies(rule):
            reached.extend(_row_ids(evaluation, rule, body, relation))
    facts = exp.select(exp.Literal.number(1)).from_(evaluation.loaded(relation))
    if reached:
        row_id = exp.column("rowid")
        facts = facts.where(
            exp.Not(this=exp.In(this=row_id, query=exp.Subquery(this=union_all(reached)))),
            copy=False,
        )
    return evaluation.database.size(facts.subquery("u"))


def _reached(evaluation: Evaluation, number: int, relation: str) -> list[int]:
    """How many facts of the relation stand in a match of a rule's body, for each atom of it.

    All atoms of the rule are counted in one query, the first time that one is asked for.
    """
    rule = evaluation.compiler.types.rules[number]
    atoms = [literal for literal in rule.body if isinstance(literal, Atom)]
    if all(atom.relation != relation for atom in atoms):
        return []
    if number not in evaluation.reached:
        only_loaded = [
            place
            for place, atom in enumerate(atoms)
            if atom.relation in evaluation.compiler.inputs
            and not evaluation.compiler.rules_of(atom.relation)
        ]
        plan = plan_body(rule.body, frozenset(), scope_variables(rule.heads, rule.body))
        sql = evaluation.compiler.body_of(plan)
        row_ids = [exp.column("rowid", table=sql.alias(n), quoted=True) for n in only_loaded]
        columns: list[exp.Expr] = [
            # A fact that determines those of the other atoms stands in one match at most.
            exp.Count(this=exp.Star())
            if determined_atoms(rule, atoms, set(), {place}, evaluation.keys) is not None
            else exp.Count(this=exp.Distinct(expressions=[row_id]))
            for place, row_id in zip(only_loaded, row_ids, strict=True)
        ]
        found = evaluation.database.row(sql.select(columns)) or ()
        evaluation.reached[number] = dict(zip(only_loaded, found, strict=True))
    counts = evaluation.reached[number]
    return [counts[place] for place in counts if atoms[place].relation == relation]


def _row_ids(
    evaluation: Evaluation, rule: Rule, body: tuple[Literal, ...], relation: str
) -> Iterator[exp.Query]:
    """The rows of the relation that stand in a match, for each positive atom of it."""
    numbers = [
        number
        for number, atom in enumerate(a for a in body if isinstance(a, Atom))
        if atom.relation == relation
    ]
    for number in numbers:
        plan = plan_body(body, frozenset(), scope_variables(rule.heads, body))
        sql: BodySql = evaluation.compiler.body_of(plan, {number: evaluation.loaded(relation)})
        rows = sql.select([exp.column("rowid", table=sql.alias(number), quoted=True)])
        yield rows if body is rule.body else _partners_once(rows, sql.alias(number))


def _partners_once(rows: exp.Select, alias: str) -> exp.Select:
    """The query with the other tables reduced to the columns that it uses, and these made distinct.

    The matches of an aggregate go with each match around it, which nothing else makes pairs of.
    """
    used: dict[str, set[str]] = {}
    for found in rows.find_all(exp.Column):
        used.setdefault(found.table, set()).add(found.name)
    for source in [rows.args["from_"], *rows.args.get("joins", [])]:
        table = source.this
        if table.alias != alias:
            names = sorted(used.get(table.alias, ()))
            wanted: list[exp.Expr] = [exp.column(name, quoted=True) for name in names]
            bare = table.copy()
            bare.set("alias", None)
            once = exp.select(*wanted or [exp.Literal.number(1)]).from_(bare).distinct()
            source.set("this", once.subquery(exp.to_identifier(table.alias, quoted=True)))
    return rows
