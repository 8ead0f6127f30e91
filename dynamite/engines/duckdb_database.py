"""The database of one run: its settings, its tables by relation, and what runs on it.

Relations are numbered, so that no name of theirs is in the SQL. A relation has a table (or view)
``r<n>`` of its facts; a relation that is loaded and also derived has ``in<n>`` of what was loaded.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from copy import copy
from pathlib import Path
from threading import Lock
from typing import Any, Literal, TypeVar

import duckdb
import pyarrow as pa
from sqlglot import exp

from dynamite.columnar import BATCH_ROWS
from dynamite.engines.interface import EngineOptions
from dynamite.engines.sql_text import duckdb_text

T = TypeVar("T")

_REORDERING = "join_order,build_side_probe_side"
"""What of DuckDB's optimizer decides which side of a join is gone through."""


class FailedError(Exception):
    """What was begun was undone; the text says why."""


class _Shared:
    """What all connections to one database have in common."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.as_written = 0
        """How many queries are planned to join as they are written."""
        self.in_order = 0
        """How many queries with joins are being read in order."""
        self.beside: list[duckdb.DuckDBPyConnection] = []


class Database:
    """An in-memory DuckDB database that spills to a temporary directory."""

    def __init__(self, relations: Iterable[str], options: EngineOptions) -> None:
        self.options = options
        self._number = {relation: number for number, relation in enumerate(relations)}
        self._directory = tempfile.TemporaryDirectory(
            prefix="dynamite-", dir=options.temporary_directory
        )
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="duckdb")
        self._connection = duckdb.connect(config=_configuration(options, self._directory.name))
        settings = self._connection.execute("SELECT current_setting('threads')")
        ((self._threads,),) = settings.fetchall()
        self._shared = _Shared()
        self._is_closed = False

    @contextmanager
    def beside(self) -> Iterator[Database]:
        """The same database by a connection and a thread of its own, for what runs meanwhile."""
        other = copy(self)
        other._connection = self._connection.cursor()
        other._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="duckdb")
        self._shared.beside.append(other._connection)
        try:
            yield other
        finally:
            self._shared.beside.remove(other._connection)
            other._worker.shutdown()
            other._connection.close()

    def interrupt(self) -> None:
        """End the statements that run beside this connection, or on it."""
        for connection in (self._connection, *self._shared.beside):
            connection.interrupt()

    def table(self, relation: str, role: str = "r") -> exp.Table:
        """The table that holds a relation's facts in a role."""
        return exp.table_(f"{role}{self._number[relation]}")

    def create_table(self, table: exp.Table, columns: list[exp.ColumnDef]) -> None:
        schema = exp.Schema(this=table, expressions=columns)
        self.execute(exp.Create(this=schema, kind="TABLE"))

    def create_view(self, table: exp.Table, query: exp.Query) -> None:
        self.execute(exp.Create(this=table, kind="VIEW", expression=query))

    def replace(self, table: exp.Table, query: exp.Query, kind: Literal["TABLE", "VIEW"]) -> None:
        """Put a table or view in the place of another, which the query may look at."""
        fresh = exp.table_(f"{table.name}_fresh")
        self.execute(exp.Create(this=fresh, kind=kind, expression=query))
        (old_kind,) = self._first(
            exp.select(exp.column("table_type"))
            .from_(exp.table_("tables", db="information_schema"))
            .where(exp.column("table_name").eq(exp.Literal.string(table.name)))
        ) or ("",)
        self.execute(exp.Drop(tables=[table], kind="VIEW" if old_kind == "VIEW" else "TABLE"))
        rename = exp.AlterRename(this=exp.table_(table.name))
        self.execute(exp.Alter(this=fresh, kind=kind, actions=[rename]))

    def create_as(self, table: exp.Table, query: exp.Query) -> None:
        self.execute(exp.Create(this=table, kind="TABLE", expression=query))

    @contextmanager
    def undone_on_failure(self, fresh: exp.Table, filled: Sequence[exp.Table]) -> Iterator[None]:
        """Raises ``FailedError`` where a statement is refused; ``fresh`` is then dropped, where it
        was created, and ``filled`` hold nothing.

        Within a transaction the rows that it adds would have other numbers than afterwards.
        """
        try:
            yield
        except (duckdb.Error, FailedError) as error:
            self.execute(exp.Drop(tables=[fresh.copy()], kind="TABLE", exists=True))
            for table in filled:
                self.clear(table.copy())
            raise FailedError(str(error)) from error

    def define_text_function(self, name: str, text_of: Callable[[str, bool], str]) -> None:
        """Make ``name(text, flag)`` a function of the database that Python computes."""

        def computed(texts: pa.Array, flags: pa.Array) -> pa.Array:
            pairs = zip(texts.to_pylist(), flags.to_pylist(), strict=True)
            return pa.array([None if t is None else text_of(t, f) for t, f in pairs], pa.string())

        parameters = [duckdb.sqltype("VARCHAR"), duckdb.sqltype("BOOLEAN")]
        result = duckdb.sqltype("VARCHAR")
        self._connection.create_function(
            name, computed, parameters, result, type="arrow", null_handling="special"
        )

    def insert(self, query: exp.Query, table: exp.Table) -> int:
        """Add the rows of a query to a table; gives how many these are."""
        (count,) = self._first(exp.insert(query, table, copy=False)) or (0,)
        return int(count)

    def insert_batches(self, batches: Sequence[pa.RecordBatch], table: exp.Table) -> None:
        """Append record batches, by position; Arrow is read in place."""
        names = [f"c{position}" for position in range(batches[0].num_columns)]
        facts = pa.Table.from_batches([batch.rename_columns(names) for batch in batches])
        self._connection.register("batch", facts)
        try:
            self.insert(exp.select(exp.Star()).from_(exp.table_("batch")), table)
        finally:
            self._connection.unregister("batch")

    def clear(self, table: exp.Table) -> None:
        self.execute(exp.Delete(this=table))

    def size(self, source: exp.Expr) -> int:
        """The number of rows of a table or subquery."""
        return self.number(exp.select(exp.Count(this=exp.Star())).from_(source))

    def number(self, query: exp.Query) -> int:
        """The integer that a query of one row and column gives."""
        (found,) = self.row(query) or (0,)
        assert isinstance(found, int)
        return found

    def row(self, query: exp.Query) -> tuple[Any, ...] | None:
        """The first row of a query that has few."""
        return self._first(query)

    def rows(self, query: exp.Query) -> list[tuple[Any, ...]]:
        """The rows of a query that has few."""
        return self._all(query)

    def _all(self, sql: exp.Expr) -> list[tuple[Any, ...]]:
        # All rows are fetched: no other work is let in before a result is at its end.
        rows: list[tuple[Any, ...]] = self.execute(sql).fetchall()
        return rows

    def _first(self, sql: exp.Expr) -> tuple[Any, ...] | None:
        rows = self._all(sql)
        return rows[0] if rows else None

    def execute(self, sql: exp.Expr) -> duckdb.DuckDBPyConnection:
        text = duckdb_text(sql)
        return self._interruptibly(self._connection, lambda: self._connection.execute(text))

    def write_lines(self, query: exp.Query, path: Path, as_written: bool = False) -> None:
        """The texts of a query of one column to a new file, a line for each, in its order."""
        # No text of JSON has that character in it.
        options = "FORMAT csv, HEADER false, QUOTE '', ESCAPE '', DELIMITER E'\\x01'"
        self._copy(query, path, options, as_written)

    def write_parquet(self, query: exp.Query, path: Path, as_written: bool = False) -> None:
        """The rows of a query to a new Parquet file, in its order."""
        self._copy(query, path, "FORMAT parquet", as_written)

    def _copy(self, query: exp.Query, path: Path, options: str, as_written: bool) -> None:
        place = exp.Literal.string(str(path)).sql()
        # Without being asked for, the order is lost where there is a join.
        text = f"COPY ({duckdb_text(query)}) TO {place} ({options}, PRESERVE_ORDER true)"
        with self._joining(as_written):
            self._interruptibly(self._connection, lambda: self._connection.execute(text))

    @contextmanager
    def _joining(self, as_written: bool) -> Iterator[None]:
        """Queries planned within join in the order of their text, where that is asked for."""
        # The setting is the database's, for all connections: it stands while any of them needs it.
        if as_written:
            with self._shared.lock:
                self._shared.as_written += 1
                self._connection.execute(f"SET disabled_optimizers = '{_REORDERING}'")
        try:
            yield
        finally:
            if as_written:
                with self._shared.lock:
                    self._shared.as_written -= 1
                    if not self._shared.as_written:
                        self._connection.execute("RESET disabled_optimizers")

    def stream(
        self, query: exp.Query, even_empty: bool = False, as_written: bool = False
    ) -> Iterator[pa.RecordBatch]:
        """The batches of a query as they are computed, on a cursor of their own.

        The next batch is computed while the caller works on one. With ``even_empty`` there is one
        batch without rows where there is no row. ``as_written`` joins in the order of the text, so
        that the rows of the first table come in their order.
        """
        cursor = self._connection.cursor()
        is_mixed = as_written and query.find(exp.Join) is not None
        text = duckdb_text(query)
        following: Future[pa.RecordBatch | None] | None = None
        if is_mixed:
            self._in_order(1)
        try:
            reader = self._interruptibly(cursor, lambda: self._reader(cursor, text, as_written))
            is_empty = True
            following = self._worker.submit(next, reader, None)
            while (batch := _result(cursor, following)) is not None:
                following = self._worker.submit(next, reader, None)
                is_empty = False
                yield batch
            if is_empty and even_empty:
                yield pa.RecordBatch.from_pylist([], schema=reader.schema)
        finally:
            if following is not None:
                wait([following])
            cursor.close()
            if is_mixed:
                self._in_order(-1)

    def _in_order(self, more: int) -> None:
        """One more or one fewer query with joins is read in order, which several threads lose."""
        if self._is_closed:
            return
        with self._shared.lock:
            self._shared.in_order += more
            threads = 1 if self._shared.in_order else self._threads
            self._connection.execute(f"SET threads = {threads}")

    def _reader(
        self, cursor: duckdb.DuckDBPyConnection, text: str, as_written: bool
    ) -> pa.RecordBatchReader:
        with self._joining(as_written):
            return cursor.sql(text).to_arrow_reader(BATCH_ROWS)

    def _interruptibly(self, connection: duckdb.DuckDBPyConnection, work: Callable[[], T]) -> T:
        return _result(connection, self._worker.submit(work))

    def close(self) -> None:
        self._is_closed = True
        self._worker.shutdown()
        self._connection.close()
        self._directory.cleanup()


def _result(connection: duckdb.DuckDBPyConnection, running: Future[T]) -> T:
    """What running work gives; at Ctrl-C its query is told to end, which Python alone cannot do."""
    try:
        return running.result()
    except KeyboardInterrupt:
        connection.interrupt()
        wait([running])
        raise


def _configuration(options: EngineOptions, directory: str) -> dict[str, str | bool | int]:
    configuration: dict[str, str | bool | int] = {
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        "temp_directory": directory,
        "preserve_insertion_order": True,
    }
    if options.memory is not None:
        configuration["memory_limit"] = f"{options.memory}B"
    if options.threads:
        configuration["threads"] = options.threads
    return configuration
