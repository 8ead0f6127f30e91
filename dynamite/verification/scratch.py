"""The database in which two sides are compared: DuckDB, out of core, in a directory of its own.

All names in its SQL are made here and by the callers, by number; none comes from data.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import Any, TypeVar

import duckdb
import pyarrow as pa

from dynamite.errors import InputError

T = TypeVar("T")


class Scratch:
    """A database that is thrown away; ``memory`` bounds it, in bytes, and the rest is on disk."""

    def __init__(self, memory: int | None = None) -> None:
        self._directory = tempfile.TemporaryDirectory(prefix="dynamite-")
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="verification")
        configuration: dict[str, str | bool | int | float | list[str]] = {
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            "temp_directory": self._directory.name,
            "preserve_insertion_order": False,
        }
        if memory is not None:
            configuration["memory_limit"] = f"{memory}B"
        self._connection = duckdb.connect(config=configuration)

    def execute(self, sql: str) -> None:
        """Run a statement; raises ``InputError`` where memory or the disk does not suffice."""
        self._run(lambda: self._connection.execute(sql))

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """The rows of a query that has few."""
        return self._run(lambda: self._connection.execute(sql).fetchall())

    def row(self, sql: str) -> tuple[Any, ...]:
        """The only row of a query."""
        (row,) = self.rows(sql)
        return row

    def insert(self, table: str, batch: pa.RecordBatch) -> None:
        """Append a batch to a table, by position."""
        names = [f"c{position}" for position in range(batch.num_columns)]
        incoming = pa.Table.from_batches([batch]).rename_columns(names)
        self._connection.register("incoming", incoming)
        try:
            self.execute(f"INSERT INTO {table} SELECT * FROM incoming")
        finally:
            self._connection.unregister("incoming")

    def close(self) -> None:
        """Throw the database away."""
        self._worker.shutdown()
        self._connection.close()
        self._directory.cleanup()

    def _run(self, work: Callable[[], T]) -> T:
        """What the work gives; at Ctrl-C its query is told to end, which Python alone cannot do."""
        running: Future[T] = self._worker.submit(work)
        try:
            return running.result()
        except KeyboardInterrupt:
            self._connection.interrupt()
            wait([running])
            raise
        except duckdb.OutOfMemoryException as error:
            problem = str(error).splitlines()[0]
            raise InputError(problem, mend="allow more with --memory") from None
        except duckdb.IOException as error:
            raise InputError(str(error).splitlines()[0]) from None
