"""Documents in Spark: the nesting's queries, grouped per level by the executors."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pyarrow as pa
from sqlglot import exp

from dynamite.engines.document_checks import DocumentChecks
from dynamite.engines.nesting import Nesting, with_names
from dynamite.engines.spark_evaluation import Evaluation
from dynamite.schema import RecordType, Schema

if TYPE_CHECKING:
    from pyspark.sql import DataFrame


class Documents:
    """The documents of the target schema of one evaluated program."""

    def __init__(self, evaluation: Evaluation, schema: Schema) -> None:
        self.evaluation = evaluation
        self.schema = schema
        self.nesting = Nesting(evaluation.compiler, evaluation, schema, _in_place)
        self._checks = DocumentChecks(self.nesting, evaluation.keys, evaluation.session.first)

    def frame(self, record_type: RecordType) -> tuple[DataFrame, list[str]]:
        """The documents of a collection, a column ``f<n>`` per field, and what orders them.

        Raises ``MigrationError`` for what cannot be nested.
        """
        self._checks.check(record_type, self.nesting.frame(record_type))
        query, frame = self.nesting.documents(record_type)
        own = [frame.columns[frame.id_column], *frame.columns]
        places = [typed.copy() for typed in own if typed.sql.find(exp.Column)]
        names = [f"o{number}" for number in range(len(places))]
        for name, place in zip(names, places, strict=True):
            query = query.select(exp.alias_(place, name, quoted=True), copy=False)
        return self.evaluation.session.query(query), names

    def batches(self, record_type: RecordType, is_few: bool) -> Iterator[pa.RecordBatch]:
        """The documents of a collection in the order of their ids; at least one batch."""
        frame, names = self.frame(record_type)
        order = [frame[name].asc_nulls_last() for name in names]
        for batch in self.evaluation.session.ordered(frame, order, is_few):
            fields = batch.select(range(batch.num_columns - len(names)))
            yield self._named(record_type, fields)

    def _named(self, record_type: RecordType, batch: pa.RecordBatch) -> pa.RecordBatch:
        named = with_names(self.schema, record_type, batch.columns)
        return pa.RecordBatch.from_arrays(
            [array for _, array in named],
            schema=pa.schema([pa.field(name, array.type) for name, array in named]),
        )


def _in_place(_: RecordType, groups: exp.Select) -> exp.Expr:
    return groups.subquery("g")
