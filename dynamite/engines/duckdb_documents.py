"""Reading documents in DuckDB: the checks that nesting needs, and grouping in passes."""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa
from sqlglot import exp

from dynamite.datalog import variables
from dynamite.engines.duckdb_evaluation import Evaluation, Ordered
from dynamite.engines.duckdb_json import Shape
from dynamite.engines.frames import Frame
from dynamite.engines.keys import is_match_determined
from dynamite.engines.nesting import Nesting, column_named, with_names
from dynamite.engines.sql_terms import column
from dynamite.engines.sql_types import Typed, call, number
from dynamite.errors import MigrationError
from dynamite.schema import Kind, RecordType, Schema

GROUPED_SHARE = 4
"""A level is grouped in passes when its records take more than this part of the memory."""
LEAST_GROUPED = 100_000
"""Fewer records than this are grouped in one pass, whatever the memory."""
COLUMN_BYTES = 24
"""What one cell takes in a list under construction, by experience."""


class Documents:
    """The documents of the target schema of one evaluated program."""

    def __init__(self, evaluation: Evaluation, schema: Schema) -> None:
        self.evaluation = evaluation
        self.schema = schema
        self.nesting = Nesting(evaluation.compiler, evaluation, schema, self._group)
        self.least_grouped = LEAST_GROUPED
        self.column_bytes = COLUMN_BYTES
        self._tables = 0

    def batches(self, record_type: RecordType) -> Iterator[pa.RecordBatch]:
        """The documents of a collection; raises ``MigrationError`` for what cannot be nested."""
        is_first = True
        for facts in self.queries(record_type):
            batches = self.evaluation.database.stream(facts.query, is_first, facts.as_written)
            for batch in batches:
                is_first = False
                named = with_names(self.schema, record_type, batch.columns)
                yield pa.RecordBatch.from_arrays(
                    [array for _, array in named],
                    schema=pa.schema([pa.field(name, array.type) for name, array in named]),
                )

    def queries(self, record_type: RecordType) -> Iterator[Ordered]:
        """Queries of the documents, laid out as ``nesting`` does; raises as ``batches`` does."""
        self._check(record_type, self.nesting.frame(record_type))
        yield from self._ordered(record_type)

    def shape(self, record_type: RecordType) -> Shape:
        """How the documents come out of ``queries``."""
        nesting = self.nesting
        return Shape(
            self.schema,
            frozenset(nesting.ordered(record_type)),
            frozenset(nesting.lacking(record_type, nesting.frame(record_type))),
        )

    def _ordered(self, record_type: RecordType) -> Iterator[Ordered]:
        """The query of the documents in the order in which ``read`` gives the records."""
        query, frame = self.nesting.documents(record_type)
        if frame.body is None:
            is_sorted = self.nesting.relation(record_type) in self.evaluation.sorted
            if is_sorted and self.evaluation.keeps_order(query):
                yield Ordered(query, as_written=True)
            else:
                columns = (typed.copy() for typed in frame.columns)
                yield Ordered(query.order_by(*columns, copy=False))
            return
        # Grouping would be done again for each part.
        is_grouped = query.find(exp.Group) is not None
        yield from self.evaluation.in_order(frame.body, query, frame.columns, parts=not is_grouped)

    def _check(self, parent: RecordType, frame: Frame) -> None:
        for child in self.schema.children(parent):
            grafted = self.nesting.graft(child, frame, "g") if child.kind is Kind.OBJECT else None
            if grafted is None:
                self._check_parents(parent, child, frame)
                if child.kind is Kind.OBJECT:
                    self._check_single(parent, child)
            self._check(child, grafted.frame if grafted else self.nesting.frame(child))

    def _check_parents(self, parent: RecordType, child: RecordType, frame: Frame) -> None:
        if self.nesting.repeats_parent(child, frame):
            return
        of_parent, of_child = self.nesting.relation(parent), self.nesting.relation(child)
        types = self.evaluation.compiler.types
        sql_types = self.evaluation.compiler.sql_types
        own = parent.columns.index("_id")
        identity = Typed(column("p", own), types.columns(of_parent)[own])
        held = [Typed(column("r", n), kind) for n, kind in enumerate(types.columns(of_child)[:2])]
        holder = exp.select(exp.Literal.number(1)).from_(
            exp.alias_(self._facts(of_parent), "p", table=True)
        )
        holder = holder.where(sql_types.equal(held[0], identity), copy=False)
        orphans = (
            exp.select(sql_types.text(held[1]), sql_types.text(held[0]))
            .from_(exp.alias_(self._facts(of_child), "r", table=True))
            .where(exp.Not(this=exp.Exists(this=holder)))
            .order_by(exp.Literal.number(1), exp.Literal.number(2))
            .limit(1)
        )
        found = self.evaluation.database.row(orphans)
        if found is not None:
            raise MigrationError(
                f"the record {_shown(found[0])} has no parent {parent.name} {_shown(found[1])}",
                place=child.name,
            )

    def _check_single(self, parent: RecordType, child: RecordType) -> None:
        relation = self.nesting.relation(child)
        rules = self.evaluation.compiler.rules_of(relation)
        if len(rules) == 1 and is_match_determined(
            rules[0].rule, set(variables(rules[0].head.terms[0])), self.evaluation.keys
        ):
            return
        key = Typed(column("r", 0), self.evaluation.compiler.types.columns(relation)[0])
        shown = self.evaluation.compiler.sql_types.text(key)
        repeated = (
            exp.select(exp.alias_(shown, "id", quoted=True), exp.Count(this=exp.Star()))
            .from_(exp.alias_(self._facts(relation), "r", table=True))
            .group_by(key.copy())
            .having(exp.GT(this=exp.Count(this=exp.Star()), expression=number(1)))
            .order_by(exp.Literal.number(1))
            .limit(1)
        )
        found = self.evaluation.database.row(repeated)
        if found is not None:
            raise MigrationError(
                f"the {parent.name} {_shown(found[0])} has {found[1]} records of an embedded "
                "object, which holds one",
                place=child.name,
            )

    def _facts(self, relation: str) -> exp.Table:
        return self.evaluation.database.table(relation)

    def _group(self, child: RecordType, groups: exp.Select) -> exp.Expr:
        """Where the groups of a level are found: in place, or in a table filled in passes.

        DuckDB groups into lists in memory only; over parts of the parents it needs a part of it.
        """
        passes = self._passes(child)
        if passes == 1:
            return groups.subquery("g")
        self._tables += 1
        table = exp.table_(f"grouped{self._tables}")
        for part in range(passes):
            within = exp.EQ(
                this=exp.Mod(this=call("hash", column_named("r", "k")), expression=number(passes)),
                expression=number(part),
            )
            query = groups.copy().where(within, copy=False)
            if part == 0:
                self.evaluation.database.execute(
                    exp.Create(this=table, kind="TABLE", expression=query)
                )
            else:
                self.evaluation.database.insert(query, table.copy())
        return table.copy()

    def _passes(self, child: RecordType) -> int:
        memory = self.evaluation.database.options.memory
        if memory is None:
            return 1
        relation = self.nesting.relation(child)
        rows = self.evaluation.database.size(self._facts(relation))
        if rows < self.least_grouped:
            return 1
        needed = rows * self.column_bytes * (len(child.columns) + 2)
        return 1 + needed * GROUPED_SHARE // memory


def _shown(identity: object) -> str:
    return "null" if identity is None else str(identity)
