"""The store of a DuckDB database file: the tables of its ``main`` schema, without views."""

from __future__ import annotations

from collections.abc import Collection, Generator, Iterator, Mapping
from pathlib import Path
from weakref import WeakSet

import duckdb
import pyarrow as pa

from dynamite.errors import InputError, MigrationError
from dynamite.schema import Key, Model, Schema
from dynamite.stores.atomic import new_file, refuse_existing, refuse_missing
from dynamite.stores.duckdb_catalog import column_types, database_schema
from dynamite.stores.duckdb_read import Relation, first_words, read_relation
from dynamite.stores.duckdb_write import TableWriter, creation_statements
from dynamite.stores.interface import Content, IfExists, Outline, Resumption
from dynamite.stores.sql_names import quoted
from dynamite.stores.tables import check_source, check_target, wanted_columns

# Extensions are downloads, and what they would add is not needed here.
CONFIGURATION: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
}


class DuckdbStore:
    """A DuckDB database file."""

    model = Model.RELATIONAL

    def __init__(self, path: Path, url: str) -> None:
        self.url = url
        self._path = path
        self._connection: duckdb.DuckDBPyConnection | None = None
        self._reads: WeakSet[Generator[tuple[Key, pa.RecordBatch], None, None]] = WeakSet()

    def exists(self, schema: Schema | None = None) -> bool:
        return self._path.exists()

    def schema(self) -> Schema:
        return database_schema(self._reading(), self.url)

    def outline(self) -> Outline:
        return Outline(self.schema())

    def plan(self, schema: Schema) -> tuple[str, ...]:
        """The statements that create the tables, as far as their types do not hinge on values."""
        return tuple(creation_statements(schema))

    def read(
        self,
        schema: Schema,
        columns: Mapping[Key, Collection[str]],
        *,
        tells_absent: bool = True,
    ) -> Iterator[tuple[Key, pa.RecordBatch]]:
        batches = self._batches(schema, columns)
        self._reads.add(batches)
        return batches

    def write(
        self,
        schema: Schema,
        content: Content,
        if_exists: IfExists,
        resumption: Resumption | None = None,
    ) -> None:
        check_target(schema, self.url, folds_case=True)
        self.close()
        if self.exists() and if_exists == "fail":
            raise refuse_existing(self.url)
        if self.exists() and if_exists == "append":
            self._write_to(self._path, schema, content)
            return
        with new_file(self._path, self.url) as fresh:
            self._write_to(fresh, schema, content)
            if self.exists():
                # Its log must not be left beside the file that takes its place.
                _connect(self._path, self.url, read_only=False).close()

    def close(self) -> None:
        # A result that is not read to its end keeps the file open, even without a connection.
        for batches in list(self._reads):
            batches.close()
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _batches(
        self, schema: Schema, columns: Mapping[Key, Collection[str]]
    ) -> Generator[tuple[Key, pa.RecordBatch], None, None]:
        connection = self._reading()
        types = column_types(connection)
        wanted = list(wanted_columns(schema, columns))
        check_source(wanted, {(table,): list(own) for table, own in types.items()}, self.url)
        for record_type, attributes in wanted:
            own = types[record_type.path[0]]
            relation = Relation(
                sql=f"main.{quoted(record_type.name)}",
                column_types=own,
                row_number="NULL" if "rowid" in map(str.lower, own) else "rowid",
                place=f"{self.url}: {record_type.name}",
            )
            for batch in read_relation(connection, relation, record_type, attributes):
                yield record_type.key, batch

    def _reading(self) -> duckdb.DuckDBPyConnection:
        if not self.exists():
            raise refuse_missing(self._path, self.url)
        if self._connection is None:
            self._connection = _connect(self._path, self.url, read_only=True)
        return self._connection

    def _write_to(self, path: Path, schema: Schema, content: Content) -> None:
        with _connect(path, self.url, read_only=False) as connection:
            try:
                connection.execute("BEGIN")
                existing = column_types(connection)
                TableWriter(connection, schema, existing, self.url).write(content)
                connection.execute("COMMIT")
                if path != self._path:
                    # A new file must be whole without its log, which does not move with it.
                    connection.execute("CHECKPOINT")
            except duckdb.Error as error:
                raise MigrationError(
                    f"nothing was written: {_reason(error, path)}", place=self.url
                ) from None


def _connect(path: Path, url: str, *, read_only: bool) -> duckdb.DuckDBPyConnection:
    try:
        return duckdb.connect(str(path), read_only=read_only, config=CONFIGURATION)
    except duckdb.Error as error:
        problem = _reason(error, path)
        if not path.exists():
            raise MigrationError(f"nothing was written: {problem}", place=url) from None
        raise InputError(f"cannot be opened: {problem}", place=url) from None


def _reason(error: duckdb.Error, path: Path) -> str:
    """What DuckDB complains of, without the path of a directory or of our own partial file."""
    words = first_words(error).replace(str(path.absolute()), path.name)
    # Could not write file ".x.duckdb.dynamite-partial.wal": No space left on device
    return words.rpartition('": ')[2] if ".dynamite-partial" in words else words
