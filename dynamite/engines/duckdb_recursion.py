"""Recursive strata in the database: one recursive query where that can be, else rounds.

A relation whose rules each have at most one recursive atom, of itself, is the recursive query that
SQL has: DuckDB keeps what it has found in one table of hashes, where rounds build that anew. It is
held in memory; where memory is bounded, or runs out, rounds are gone through, which spill.
"""

from __future__ import annotations

import duckdb
from sqlglot import exp

from dynamite.datalog import Atom
from dynamite.engines.duckdb_database import Database
from dynamite.engines.sql import Compiler, HeadRule, distinct, union_all
from dynamite.engines.sql_terms import column_name

_CLOSURE = "closure"


class Recursion:
    """The evaluation of recursive strata into the tables of their relations."""

    def __init__(self, compiler: Compiler, database: Database) -> None:
        self._compiler = compiler
        self._database = database

    def evaluate(self, relations: tuple[str, ...]) -> None:
        """Derive relations that depend on each other."""
        for relation in relations:
            self._create(relation, "r")
        if len(relations) == 1 and self._database.options.memory is None:
            (relation,) = relations
            query = self._closure(relation)
            if query is not None:
                try:
                    self._database.insert(query, self._database.table(relation))
                    return
                except duckdb.OutOfMemoryException:
                    # Nothing of a statement that fails is kept.
                    pass
        self._iterate(relations)

    def _create(self, relation: str, role: str) -> None:
        table = self._database.table(relation, role)
        self._database.create_table(table, self._compiler.columns_of(relation))

    def _closure(self, relation: str) -> exp.Query | None:
        """The relation as one recursive query, where its rules are of that form."""
        rules = self._compiler.rules_of(relation)
        atoms = [_recursive_atoms(rule, (relation,)) for rule in rules]
        starts = self._starts(relation, (relation,))
        if not starts or not self._compiler.relations[relation] or max(map(len, atoms)) > 1:
            return None
        closure = exp.table_(_CLOSURE)
        steps: list[exp.Query] = [
            self._compiler.query(rule, {number: closure.copy()})
            for rule, recursive in zip(rules, atoms, strict=True)
            for number, _ in recursive
        ]
        if any(step.find(exp.Subquery, exp.Exists) for step in steps):
            return None
        first, following = (self._typed(relation, union_all(part)) for part in (starts, steps))
        names = [
            exp.to_identifier(column_name(position), quoted=True)
            for position in range(len(self._compiler.column_kinds(relation)))
        ]
        alias = exp.TableAlias(this=exp.to_identifier(_CLOSURE), columns=names)
        defined = exp.CTE(this=exp.union(first, following, copy=False), alias=alias)
        query = exp.select(exp.Star()).from_(closure)
        query.set("with_", exp.With(expressions=[defined], recursive=True))
        return query

    def _typed(self, relation: str, query: exp.Query) -> exp.Select:
        """The query with columns of the relation's types; a recursive query has its start's."""
        kinds = enumerate(self._compiler.column_kinds(relation))
        columns = [exp.cast(exp.column(column_name(n), quoted=True), kind) for n, kind in kinds]
        return exp.select(*columns).from_(query.subquery("u"))

    def _starts(self, relation: str, relations: tuple[str, ...]) -> list[exp.Query]:
        """The queries of what follows without recursion, and of what was loaded."""
        queries: list[exp.Query] = [
            self._compiler.query(rule)
            for rule in self._compiler.rules_of(relation)
            if not _recursive_atoms(rule, relations)
        ]
        if relation in self._compiler.inputs:
            loaded = self._database.table(relation, "in")
            queries.append(exp.select(exp.Star()).from_(loaded))
        return queries

    def _iterate(self, relations: tuple[str, ...]) -> None:
        """Semi-naive: rules see what the last round added in one atom, everything in the others."""
        fresh, last = "new", "delta"
        for relation in relations:
            self._create(relation, fresh)
            self._create(relation, last)
        grown = [self._start(relation, relations, last) for relation in relations]
        while any(grown):
            for relation in relations:
                added = exp.select(exp.Star()).from_(self._database.table(relation, last))
                self._database.insert(added, self._database.table(relation))
            grown = [self._derive(relation, relations, last, fresh) for relation in relations]
            for relation in relations:
                self._database.clear(self._database.table(relation, last))
            fresh, last = last, fresh

    def _start(self, relation: str, relations: tuple[str, ...], role: str) -> int:
        queries = self._starts(relation, relations)
        if not queries:
            return 0
        table = self._database.table(relation, role)
        return self._database.insert(distinct(union_all(queries)), table)

    def _derive(self, relation: str, relations: tuple[str, ...], last: str, fresh: str) -> int:
        """Put what follows from the last round and was not known into ``fresh``; its number."""
        queries: list[exp.Query] = [
            self._compiler.query(rule, {number: self._database.table(mentioned, last)})
            for rule in self._compiler.rules_of(relation)
            for number, mentioned in _recursive_atoms(rule, relations)
        ]
        if not queries:
            return 0
        known = exp.select(exp.Star()).from_(self._database.table(relation))
        unknown = exp.except_(distinct(union_all(queries)), known, copy=False)
        return self._database.insert(unknown, self._database.table(relation, fresh))


def _recursive_atoms(derived: HeadRule, relations: tuple[str, ...]) -> list[tuple[int, str]]:
    """The positive atoms of these relations: their positions among the atoms, their relations."""
    atoms = [literal for literal in derived.rule.body if isinstance(literal, Atom)]
    return [
        (number, atom.relation) for number, atom in enumerate(atoms) if atom.relation in relations
    ]
