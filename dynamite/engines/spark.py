"""The spark engine: the compiler's SQL in Spark's dialect, for what one machine does not hold."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

import pyarrow as pa
from sqlglot import exp

from dynamite.columnar import BATCH_ROWS, Lines, ParquetColumns
from dynamite.datalog import Program
from dynamite.engines.boxes import id_texts
from dynamite.engines.column_types import relations_of
from dynamite.engines.interface import EngineOptions
from dynamite.engines.spark_counting import count, derivations, unreached
from dynamite.engines.spark_documents import Documents
from dynamite.engines.spark_evaluation import Evaluation
from dynamite.engines.spark_functors import FUNCTORS
from dynamite.engines.spark_session import Session, translated
from dynamite.engines.spark_sql import in_spark
from dynamite.engines.sql import Compiler
from dynamite.engines.sql_output import output_query
from dynamite.engines.sql_terms import column_name
from dynamite.errors import InputError
from dynamite.language.check import check
from dynamite.schema import Key, Kind, RecordType

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession


class SparkEngine:
    """One run of one program in a Spark session; see ``interface.Engine``.

    A session that is active is used and left as it is; else one is begun, and stopped by ``close``.
    ``read`` gives the order of all columns, so that the same facts give the same batches.
    """

    name = "spark"

    def __init__(self, program: Program, options: EngineOptions) -> None:
        checked = check(program)
        self.program = program = checked.program
        self._numbers = {relation: n for n, relation in enumerate(relations_of(program))}
        compiler = Compiler.of(program, checked.strata, self._table)
        types = replace(compiler.sql_types, functors=FUNCTORS)
        self._compiler = replace(compiler, sql_types=types)
        _refuse_what_spark_lacks(replace(self._compiler, table_of=exp.to_table))
        with translated():
            self._session = Session(options)
        if compiler.types.boxed:
            self._session.define_text_function(id_texts(compiler.types))
        self._evaluation = Evaluation(self._compiler, self._session, self._numbers)
        self._counts: dict[str, int] = {}

    @property
    def session(self) -> SparkSession:
        """The session, for who reads a source or writes a target by its executors."""
        return self._session.spark

    def _table(self, relation: str) -> exp.Table:
        return self._session.table(f"r{self._numbers[relation]}")

    def load(self, relation: str, batch: pa.RecordBatch) -> None:
        self._check_input(relation, batch.num_columns)
        with translated():
            self._evaluation.load(relation, batch)

    def load_file(self, relation: str, file: ParquetColumns) -> int:
        kinds = self._compiler.column_kinds(self._known(relation))
        with translated():
            stored = self.session.read.parquet(str(file.path.absolute()))
            columns = [
                exp.cast(exp.null() if name is None else exp.column(name, quoted=True), kind)
                for name, kind in zip(file.names, kinds, strict=True)
            ]
            self._session.define("file", stored)
            named = (
                exp.alias_(column, column_name(position), quoted=True)
                for position, column in enumerate(columns)
            )
            query = exp.select(*named).from_(self._session.table("file"))
            frame = self._session.query(query)
            self._evaluation.load_frame(relation, frame)
            return int(frame.count())

    def load_lines(self, files: Sequence[tuple[Lines, Mapping[Key, str]]]) -> list[None]:
        """Nothing: lines are read by their store, on the driver or on executors."""
        return [None] * len(files)

    def load_frame(self, relation: str, frame: DataFrame) -> int:
        """Add the facts of a frame that the executors read, by position; gives their number."""
        self._check_input(relation, len(frame.columns))
        with translated():
            named = frame.toDF(*(column_name(n) for n in range(len(frame.columns))))
            # Counted and evaluated: what is read once is not read again.
            named = self._session.kept(named)
            self._evaluation.load_frame(relation, named)
            return int(named.count())

    def _check_input(self, relation: str, columns: int) -> None:
        arity = self._compiler.relations[self._known(relation)]
        if relation not in self._compiler.inputs:
            raise InputError(f"relation {relation} is not an input")
        if columns != arity:
            raise InputError(
                f"relation {relation} has {arity} columns, and a batch of it has {columns}"
            )

    def evaluate(self) -> None:
        with translated():
            self._evaluation.run()

    def count(self, relation: str) -> int:
        if self._known(relation) not in self._counts:
            with translated():
                self._counts[relation] = count(self._evaluation, relation)
        return self._counts[relation]

    def derivations(self, relation: str) -> int:
        if self._known(relation) in self._evaluation.unique:
            return self.count(relation)
        with translated():
            return derivations(self._evaluation, relation)

    def unreached(self, relation: str) -> int:
        if self._known(relation) not in self._compiler.inputs:
            return 0
        with translated():
            return unreached(self._evaluation, relation)

    def read(self, relation: str, blank: Collection[int] = ()) -> Iterator[pa.RecordBatch]:
        with translated():
            yield from self._batches(self._known(relation), blank)

    def _batches(self, relation: str, blank: Collection[int]) -> Iterator[pa.RecordBatch]:
        """At least one batch, which may be empty."""
        names, frame = self.output(relation, blank)
        order = [frame[name].asc_nulls_last() for name in frame.columns]
        is_few = self.count(relation) <= BATCH_ROWS
        for batch in self._session.ordered(frame, order, is_few):
            yield _named(batch, names)

    def output(self, relation: str, blank: Collection[int] = ()) -> tuple[list[str], DataFrame]:
        """The names of a relation's columns, and a frame of its facts as they are read."""
        facts = self._evaluation.facts(relation)
        names, query = output_query(self._compiler, relation, facts, blank)
        return names, self._session.query(query)

    def documents(self, relation: str) -> DataFrame:
        """A frame of the documents of a target collection, a column for each field, in no order."""
        with translated():
            frame, order = self._documents.frame(self._collection(relation))
            return frame.drop(*order)

    def read_documents(self, relation: str) -> Iterator[pa.RecordBatch]:
        with translated():
            is_few = self.count(relation) <= BATCH_ROWS
            yield from self._documents.batches(self._collection(relation), is_few)

    def _collection(self, relation: str) -> RecordType:
        header = self.program.header
        record_type = None if header is None else header.target_by_relation.get(relation)
        if record_type is None or record_type.kind is not Kind.COLLECTION:
            raise InputError(f"relation {relation} is no collection of the target")
        return record_type

    @cached_property
    def _documents(self) -> Documents:
        assert self.program.header is not None
        return Documents(self._evaluation, self.program.header.target)

    def _known(self, relation: str) -> str:
        if relation not in self._compiler.relations:
            raise InputError(f"relation {relation} is not declared")
        return relation

    def close(self) -> None:
        self._session.close()


def _refuse_what_spark_lacks(compiler: Compiler) -> None:
    """Raises ``InputError`` before Spark is begun."""
    for rules in compiler.by_head.values():
        for rule in rules:
            in_spark(compiler.query(rule))


def _named(batch: pa.RecordBatch, names: list[str]) -> pa.RecordBatch:
    if names:
        return batch.rename_columns(names)
    return pa.RecordBatch.from_struct_array(pa.array([{}] * batch.num_rows, pa.struct([])))
