"""Reading documents in DuckDB: their order, and grouping in passes."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

import pyarrow as pa
from sqlglot import exp

from dynamite.engines.document_checks import DocumentChecks
from dynamite.engines.duckdb_database import Database
from dynamite.engines.duckdb_evaluation import Evaluation, Ordered
from dynamite.engines.duckdb_json import Shape
from dynamite.engines.nesting import Nesting, column_named, with_names
from dynamite.engines.sql_types import call, number
from dynamite.schema import RecordType, Schema

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
        self.checks = DocumentChecks(self.nesting, evaluation.keys, evaluation.database.row)
        self.least_grouped = LEAST_GROUPED
        self.column_bytes = COLUMN_BYTES
        self._numbers = count(1)

    def on(self, database: Database) -> Documents:
        """The same documents, by another connection to their database."""
        other = Documents(self.evaluation.on(database), self.schema)
        other._numbers = self._numbers
        other.least_grouped, other.column_bytes = self.least_grouped, self.column_bytes
        return other

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
        self.checks.check(record_type, self.nesting.frame(record_type))
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

    def _facts(self, relation: str) -> exp.Table:
        return self.evaluation.database.table(relation)

    def _group(self, child: RecordType, groups: exp.Select) -> exp.Expr:
        """Where the groups of a level are found: in place, or in a table filled in passes.

        DuckDB groups into lists in memory only; over parts of the parents it needs a part of it.
        """
        passes = self._passes(child)
        if passes == 1:
            return groups.subquery("g")
        table = exp.table_(f"grouped{next(self._numbers)}")
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
