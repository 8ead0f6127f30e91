"""The compiler: Datalog rules to SQL queries, as sqlglot's expression trees.

A relation is a table whose columns are ``c0, c1, …`` of the types that ``column_types`` infers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import reduce

from sqlglot import exp

from dynamite.datalog import Atom, Program, Rule
from dynamite.engines.body import BodyPlan
from dynamite.engines.column_types import (
    ColumnTypes,
    Scope,
    infer_column_types,
    input_relations,
    relations_of,
)
from dynamite.engines.sql_terms import BodySql, TableOf, column_name
from dynamite.engines.sql_types import SqlTypes, sql_type
from dynamite.language.strata import Stratum


@dataclass(frozen=True)
class HeadRule:
    """A rule with one head, and its number among these."""

    number: int
    rule: Rule
    head: Atom


@dataclass(frozen=True)
class Compiler:
    """The queries of one program that has passed ``check``."""

    program: Program
    strata: tuple[Stratum, ...]
    types: ColumnTypes
    sql_types: SqlTypes
    table_of: TableOf
    """Where queries find the facts of a relation, each once."""
    relations: Mapping[str, int]
    """Every relation with its number of columns."""
    inputs: frozenset[str]
    by_head: Mapping[str, tuple[HeadRule, ...]]

    @classmethod
    def of(cls, program: Program, strata: tuple[Stratum, ...], table_of: TableOf) -> Compiler:
        """Raises ``InputError`` for what the columns of SQL cannot hold."""
        types = infer_column_types(program)
        by_head: dict[str, tuple[HeadRule, ...]] = {}
        for number, rule in enumerate(types.rules):
            head = rule.heads[0]
            by_head[head.relation] = (
                *by_head.get(head.relation, ()),
                HeadRule(number, rule, head),
            )
        return cls(
            program,
            strata,
            types,
            SqlTypes(types),
            table_of,
            relations_of(program),
            input_relations(program),
            by_head,
        )

    def rules_of(self, relation: str) -> tuple[HeadRule, ...]:
        """The rules that derive a relation."""
        return self.by_head.get(relation, ())

    def body(
        self,
        derived: HeadRule,
        replaced: Mapping[int, exp.Table] | None = None,
    ) -> BodySql:
        """The SQL of a rule's body; ``replaced`` gives some of its atoms other tables."""
        return self.body_of(self.types.plans[derived.number], replaced)

    def body_of(
        self,
        plan: BodyPlan,
        replaced: Mapping[int, exp.Table] | None = None,
    ) -> BodySql:
        """The SQL of a planned body."""
        return BodySql(
            Scope(self.types, plan),
            self.sql_types,
            self.table_of,
            replaced=replaced or {},
        )

    def query(
        self, derived: HeadRule, replaced: Mapping[int, exp.Table] | None = None
    ) -> exp.Select:
        """The query of one rule: a row for every match of its body, duplicates included."""
        return self.query_of(self.body(derived, replaced), derived)

    @staticmethod
    def query_of(body: BodySql, derived: HeadRule) -> exp.Select:
        """The query of one rule over the SQL of its body."""
        projections: list[exp.Expr] = [
            exp.alias_(
                body.head_column(derived.head, position).sql, column_name(position), quoted=True
            )
            for position in range(len(derived.head.terms))
        ]
        return body.select(projections or [exp.alias_(exp.true(), column_name(0), quoted=True)])

    def column_kinds(self, relation: str) -> list[exp.DataType]:
        """The SQL types of the columns of a relation's table."""
        return [self.sql_types.physical(column) for column in self.types.columns(relation)]

    def columns_of(self, relation: str) -> list[exp.ColumnDef]:
        """The column definitions of a relation's table; one without columns has one in SQL."""
        kinds = self.column_kinds(relation)
        return [
            exp.ColumnDef(this=exp.to_identifier(column_name(position), quoted=True), kind=kind)
            for position, kind in enumerate(kinds or [sql_type("BOOLEAN")])
        ]


def union_all(queries: Iterable[exp.Query]) -> exp.Query:
    """All rows of all queries."""
    return reduce(lambda one, two: exp.union(one, two, distinct=False, copy=False), queries)


def distinct(query: exp.Query) -> exp.Query:
    """The distinct rows of a query: null equals null, and absent absent."""
    if isinstance(query, exp.Select):
        return query.distinct(copy=False)
    return exp.select(exp.Star()).from_(query.subquery("u")).distinct(copy=False)
