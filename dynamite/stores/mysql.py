"""The store of a MySQL or MariaDB database, by PyMySQL."""

from __future__ import annotations

from collections.abc import Collection, Generator, Iterator, Mapping
from contextlib import closing, contextmanager
from weakref import WeakSet

import pyarrow as pa
import pymysql

from dynamite.errors import InputError
from dynamite.schema import Key, Model, Schema
from dynamite.stores.interface import Content, IfExists, Outline, Resumption
from dynamite.stores.mysql_catalog import Table, database_schema, tables, there
from dynamite.stores.mysql_connection import connect, execute, mysql_errors, parse_address
from dynamite.stores.mysql_names import check_names
from dynamite.stores.mysql_read import read_table
from dynamite.stores.mysql_write import DatabaseWriter
from dynamite.stores.tables import check_source, check_target, wanted_columns


class MysqlStore:
    """A MySQL or MariaDB database; from the first reading to ``close`` it is one snapshot."""

    model = Model.RELATIONAL
    keeps_checkpoint = True

    def __init__(self, address: str, url: str) -> None:
        self.url = url
        self._address = parse_address(address, url)
        self._connection: pymysql.Connection | None = None
        self._reads: WeakSet[Generator[tuple[Key, pa.RecordBatch], None, None]] = WeakSet()
        self._is_reading = False

    def exists(self, schema: Schema | None = None) -> bool:
        if schema is None:
            return bool(self._tables())
        check_names(schema, self.url)
        # A connection of its own: no snapshot of a target is held while the engine works.
        with (
            closing(connect(self._address, self.url)) as connection,
            mysql_errors(InputError, "cannot be read", self.url),
        ):
            return bool(there(connection, [record_type.name for record_type in schema]))

    def schema(self) -> Schema:
        return database_schema(self._tables())

    def outline(self) -> Outline:
        return Outline(self.schema())

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

    def _batches(
        self, schema: Schema, columns: Mapping[Key, Collection[str]]
    ) -> Generator[tuple[Key, pa.RecordBatch], None, None]:
        wanted = list(wanted_columns(schema, columns))
        found = self._tables()
        check_source(wanted, {(name,): list(t.columns) for name, t in found.items()}, self.url)
        with self._only_reading(), mysql_errors(InputError, "cannot be read", self.url):
            for record_type, attributes in wanted:
                table = found[record_type.name]
                for batch in read_table(
                    self._reading(), table, record_type, attributes, self.url, self._stop
                ):
                    yield record_type.key, batch

    def write(
        self,
        schema: Schema,
        content: Content,
        if_exists: IfExists,
        resumption: Resumption | None = None,
    ) -> None:
        check_target(schema, self.url, folds_case=True)
        check_names(schema, self.url)
        self.close()
        with closing(connect(self._address, self.url)) as connection:
            DatabaseWriter(connection, schema, self.url, if_exists, resumption).write(content)

    def close(self) -> None:
        for batches in list(self._reads):
            batches.close()
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _tables(self) -> dict[str, Table]:
        with mysql_errors(InputError, "cannot be read", self.url):
            return tables(self._reading())

    @contextmanager
    def _only_reading(self) -> Iterator[None]:
        # The rest of the other result would be lost without a word.
        assert not self._is_reading, "a connection to MySQL reads one thing at a time"
        self._is_reading = True
        try:
            yield
        finally:
            self._is_reading = False

    def _stop(self) -> None:
        """Have the server end the query that is being read, and keep the snapshot."""
        if self._connection is not None:
            with closing(connect(self._address, self.url)) as other:
                execute(other, f"KILL QUERY {self._connection.thread_id()}")

    def _reading(self) -> pymysql.Connection:
        if self._connection is None:
            self._connection = connect(self._address, self.url)
            with mysql_errors(InputError, "cannot be read", self.url):
                execute(self._connection, "SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ")
                execute(self._connection, "START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY")
        return self._connection
