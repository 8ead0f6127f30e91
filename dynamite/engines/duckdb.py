"""The duckdb engine: every stratum as SQL, set at a time, out of core."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

import duckdb
import pyarrow as pa

from dynamite.columnar import DocumentLines, GraphLines, Lines, ParquetColumns
from dynamite.datalog import Program
from dynamite.engines.boxes import id_texts
from dynamite.engines.column_types import relations_of
from dynamite.engines.duckdb_counting import count, derivations, unreached
from dynamite.engines.duckdb_database import Database
from dynamite.engines.duckdb_errors import translated
from dynamite.engines.duckdb_evaluation import Evaluation
from dynamite.engines.interface import EngineOptions
from dynamite.engines.sql import Compiler
from dynamite.engines.sql_boxes import BOXED_TEXT
from dynamite.engines.sql_output import output_query
from dynamite.errors import InputError
from dynamite.language.check import check
from dynamite.schema import Key, Kind, Model

if TYPE_CHECKING:
    from dynamite.engines.duckdb_documents import Documents
    from dynamite.engines.duckdb_lines import Loaded


class DuckDBEngine:
    """One run of one program in an in-memory DuckDB database; see ``interface.Engine``.

    ``read`` gives source order where a relation's rule looks further facts up by key, and the order
    of all columns otherwise, so that the same facts give the same batches.
    """

    name = "duckdb"

    def __init__(self, program: Program, options: EngineOptions) -> None:
        checked = check(program)
        self.program = program = checked.program
        self._database = Database(relations_of(program), options)
        self._compiler = Compiler.of(program, checked.strata, self._database.table)
        if self._compiler.types.boxed:
            self._database.define_text_function(BOXED_TEXT, id_texts(self._compiler.types))
        self._evaluation = Evaluation(self._compiler, self._database)
        self._counts: dict[str, int] = {}
        self._counting = Lock()
        # Two at a time would need their memory at the same time.
        self._alone: AbstractContextManager[object] = (
            nullcontext() if options.memory is None else Lock()
        )

    def load(self, relation: str, batch: pa.RecordBatch) -> None:
        arity = self._compiler.relations[self._known(relation)]
        if relation not in self._compiler.inputs:
            raise InputError(f"relation {relation} is not an input")
        if batch.num_columns != arity:
            raise InputError(
                f"relation {relation} has {arity} columns, "
                f"and a batch of it has {batch.num_columns}"
            )
        with translated():
            self._evaluation.load(relation, batch)

    def load_file(self, relation: str, file: ParquetColumns) -> int:
        self._known(relation)
        try:
            return self._evaluation.load_file(relation, file)
        except duckdb.Error as error:
            reason = str(error).partition("\n")[0]
            raise InputError(f"cannot be read as Parquet: {reason}", place=file.path.name) from None

    def load_lines(
        self, files: Sequence[tuple[Lines, Mapping[Key, str]]]
    ) -> list[dict[Key, int] | None]:
        loaded = [
            (file, {key: self._loaded(relation) for key, relation in relations.items()})
            for file, relations in files
        ]
        documents = [(f, to) for f, to in loaded if isinstance(f, DocumentLines)]
        if documents:
            # Each is loaded where it is used.
            from dynamite.engines.duckdb_lines import load_documents

            counts = iter(load_documents(self._database, documents))
        else:
            counts = iter([])
        from dynamite.engines.duckdb_graph_lines import load_graph

        return [
            load_graph(self._database, file, to) if isinstance(file, GraphLines) else next(counts)
            for file, to in loaded
        ]

    def _loaded(self, relation: str) -> Loaded:
        return self._evaluation.loaded_relation(self._known(relation))

    def evaluate(self) -> None:
        with translated():
            self._evaluation.run()

    def count(self, relation: str) -> int:
        self._known(relation)
        # Threads that write tell of their progress.
        with translated(), self._counting:
            if relation not in self._counts:
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
        is_first = True
        for facts in self._evaluation.ordered_facts(relation):
            names, query = output_query(self._compiler, relation, facts.query, blank)
            for batch in self._database.stream(query, is_first, facts.as_written):
                is_first = False
                if names:
                    yield batch.rename_columns(names)
                else:
                    yield pa.RecordBatch.from_struct_array(
                        pa.array([{}] * batch.num_rows, pa.struct([]))
                    )

    def read_documents(self, relation: str) -> Iterator[pa.RecordBatch]:
        header = self.program.header
        record_type = None if header is None else header.target_by_relation.get(relation)
        if record_type is None or record_type.kind is not Kind.COLLECTION:
            raise InputError(f"relation {relation} is no collection of the target")
        with translated():
            yield from self._documents.batches(record_type)

    def write_documents(self, relation: str, path: Path) -> bool:
        header = self.program.header
        record_type = None if header is None else header.target_by_relation.get(relation)
        if record_type is None or record_type.kind is not Kind.COLLECTION:
            raise InputError(f"relation {relation} is no collection of the target")
        from dynamite.engines.duckdb_writing import write_documents

        with translated(), self._alone, self._database.beside() as own:
            return write_documents(self._documents.on(own), record_type, path)

    def write_graph(self, path: Path, without_ids: Collection[str]) -> bool:
        header = self.program.header
        if header is None or header.target.model is not Model.GRAPH:
            raise InputError("the program has no graph as its target")
        from dynamite.engines.duckdb_writing import write_graph

        with translated():
            return write_graph(self._evaluation, header.target, without_ids, path)

    def write_table(self, relation: str, path: Path) -> bool:
        header = self.program.header
        record_type = None if header is None else header.target_by_relation.get(relation)
        if record_type is None or record_type.kind is not Kind.TABLE:
            raise InputError(f"relation {relation} is no table of the target")
        from dynamite.engines.duckdb_tables import write_table

        with translated(), self._alone, self._database.beside() as own:
            return write_table(self._evaluation.on(own), record_type, path)

    def interrupt(self) -> None:
        self._database.interrupt()

    @cached_property
    def _documents(self) -> Documents:
        # Only documents are nested.
        from dynamite.engines.duckdb_documents import Documents

        assert self.program.header is not None
        return Documents(self._evaluation, self.program.header.target)

    def _known(self, relation: str) -> str:
        if relation not in self._compiler.relations:
            raise InputError(f"relation {relation} is not declared")
        return relation

    def close(self) -> None:
        self._database.close()
