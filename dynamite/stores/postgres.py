"""The store of a PostgreSQL database, by psycopg."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import closing
from typing import Any

import psycopg
import pyarrow as pa

from dynamite.errors import InputError
from dynamite.schema import Key, Model, Schema
from dynamite.stores.interface import Content, IfExists, Outline, Resumption
from dynamite.stores.postgres_catalog import Table, database_schema, tables
from dynamite.stores.postgres_connection import connect, postgres_errors
from dynamite.stores.postgres_names import existing, places
from dynamite.stores.postgres_read import read_table
from dynamite.stores.postgres_write import DatabaseWriter
from dynamite.stores.tables import check_source, check_target, wanted_columns


class PostgresStore:
    """A PostgreSQL database; from the first reading to ``close`` it is seen in one snapshot."""

    model = Model.RELATIONAL
    keeps_checkpoint = False

    def __init__(self, address: str, url: str) -> None:
        self.url = url
        self._address = address
        self._connection: psycopg.Connection[Any] | None = None

    def exists(self, schema: Schema | None = None) -> bool:
        if schema is None:
            return bool(self._tables())
        # A connection of its own: no snapshot of a target is held while the engine works.
        with (
            closing(connect(self._address, self.url, is_reading=True)) as connection,
            postgres_errors(InputError, "cannot be read", self.url),
        ):
            wanted = places(connection, schema, self.url)
            return bool(existing(connection, wanted.values()))

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
        wanted = list(wanted_columns(schema, columns))
        found = self._tables()
        check_source(wanted, {(name,): list(t.columns) for name, t in found.items()}, self.url)
        with postgres_errors(InputError, "cannot be read", self.url):
            for record_type, attributes in wanted:
                table = found[record_type.name]
                for batch in read_table(self._reading(), table, record_type, attributes, self.url):
                    yield record_type.key, batch

    def write(
        self,
        schema: Schema,
        content: Content,
        if_exists: IfExists,
        resumption: Resumption | None = None,
    ) -> None:
        check_target(schema, self.url, folds_case=False)
        self.close()
        with closing(connect(self._address, self.url, is_reading=False)) as connection:
            DatabaseWriter(connection, schema, self.url, if_exists).write(content)

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _tables(self) -> dict[str, Table]:
        with postgres_errors(InputError, "cannot be read", self.url):
            return tables(self._reading(), self.url)

    def _reading(self) -> psycopg.Connection[Any]:
        if self._connection is None:
            self._connection = connect(self._address, self.url, is_reading=True)
        return self._connection
