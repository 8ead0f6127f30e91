"""The store of an SQLite database file."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path

import pyarrow as pa

from dynamite.errors import DynamiteError, InputError, MigrationError
from dynamite.schema import Key, Model, Schema
from dynamite.stores.atomic import new_file, refuse_existing, refuse_missing, storage_errors
from dynamite.stores.interface import Content, IfExists, Outline, Resumption
from dynamite.stores.sqlite_catalog import database_schema, tables
from dynamite.stores.sqlite_read import TableReader
from dynamite.stores.sqlite_write import write_tables
from dynamite.stores.tables import check_source, check_target, wanted_columns

_LOCK_SECONDS = 1.0
"""How long to wait for a lock that another program holds."""


class SqliteStore:
    """An SQLite database file."""

    model = Model.RELATIONAL

    def __init__(self, path: Path, url: str) -> None:
        self.url = url
        self._path = path
        self._connection: sqlite3.Connection | None = None

    def exists(self, schema: Schema | None = None) -> bool:
        # SQLite itself makes an empty file of a database that has nothing yet.
        return self._path.exists() and (not self._path.is_file() or self._path.stat().st_size > 0)

    def schema(self) -> Schema:
        with _sqlite_errors(InputError, "cannot be read", self.url):
            return database_schema(self._reading(), self.url)

    def outline(self) -> Outline:
        return Outline(self.schema())

    def read(
        self,
        schema: Schema,
        columns: Mapping[Key, Collection[str]],
        *,
        tells_absent: bool = True,
    ) -> Iterator[tuple[Key, pa.RecordBatch]]:
        wanted = list(wanted_columns(schema, columns))
        with _sqlite_errors(InputError, "cannot be read", self.url):
            connection = self._reading()
            found = tables(connection)
            own: dict[Key, list[str]] = {
                (name,): [column.name for column in table.columns] for name, table in found.items()
            }
            check_source(wanted, own, self.url)
            for record_type, attributes in wanted:
                table = found[record_type.path[0]]
                reader = TableReader(connection, table, record_type, attributes, self.url)
                for batch in reader.batches():
                    yield record_type.key, batch

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
        failed = "nothing was written"
        with storage_errors(self.url), _sqlite_errors(MigrationError, failed, self.url):
            if self.exists() and if_exists == "append":
                self._append(schema, content)
            else:
                self._create(schema, content)

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _reading(self) -> sqlite3.Connection:
        if self._connection is None:
            if not self._path.exists():
                raise refuse_missing(self._path, self.url)
            # Not ``mode=ro``: where a writer was killed, SQLite must first undo what it left.
            uri = f"{self._path.absolute().as_uri()}?mode=rw"
            # Batches may be pulled from another thread than the one that opened the store.
            self._connection = sqlite3.connect(
                uri, uri=True, timeout=_LOCK_SECONDS, check_same_thread=False
            )
            self._connection.execute("PRAGMA query_only = ON")
        return self._connection

    def _create(self, schema: Schema, content: Content) -> None:
        with new_file(self._path, self.url) as fresh:
            with closing(self._writing(fresh)) as connection:
                # A partial file is thrown away, so it needs no journal of its own.
                connection.execute("PRAGMA journal_mode = OFF")
                connection.execute("PRAGMA synchronous = OFF")
                self._fill(connection, schema, content)
            if self.exists():
                self._settle()

    def _append(self, schema: Schema, content: Content) -> None:
        with closing(self._writing(self._path)) as connection:
            self._fill(connection, schema, content)

    def _fill(self, connection: sqlite3.Connection, schema: Schema, content: Content) -> None:
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("PRAGMA defer_foreign_keys = ON")
        write_tables(connection, schema, content, tables(connection), self.url)
        try:
            connection.execute("COMMIT")
        except sqlite3.IntegrityError:
            raise self._broken_reference(connection) from None

    def _settle(self) -> None:
        """Have the old database fold its journal in: it must not fall to the new file."""
        with (
            _sqlite_errors(InputError, "cannot be replaced", self.url),
            closing(self._writing(self._path)) as connection,
        ):
            connection.execute("BEGIN EXCLUSIVE")
            connection.execute("COMMIT")
            connection.execute("PRAGMA journal_mode = DELETE")

    def _writing(self, path: Path) -> sqlite3.Connection:
        return sqlite3.connect(
            path, timeout=_LOCK_SECONDS, isolation_level=None, check_same_thread=False
        )

    def _broken_reference(self, connection: sqlite3.Connection) -> MigrationError:
        table, rowid, parent, _ = connection.execute("PRAGMA foreign_key_check").fetchone()
        return MigrationError(
            f"nothing was written: the record of rowid {rowid} refers to a record of {parent!r} "
            "that is not there",
            place=f"{self.url}: {table}",
        )


@contextmanager
def _sqlite_errors(kind: type[DynamiteError], problem: str, url: str) -> Iterator[None]:
    """Turns SQLite's errors into one line for a person."""
    try:
        yield
    except sqlite3.Error as error:
        raise kind(f"{problem}: {error}", place=url) from None
