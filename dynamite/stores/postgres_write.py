"""Tables into PostgreSQL, in one transaction: COPY first, then keys, foreign keys and indexes.

What replaces a table is loaded under another name beside it, and takes its place at the end, so
that the old one can be read and written until then.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any, Final

import psycopg
import pyarrow as pa
from pyarrow import csv as arrow_csv

from dynamite.columnar import arrow_schema
from dynamite.errors import InputError, MigrationError, RefusedRecordError
from dynamite.schema import Key, RecordType, Schema
from dynamite.stores.ahead import ahead
from dynamite.stores.atomic import refuse_existing
from dynamite.stores.interface import Content, IfExists
from dynamite.stores.postgres_append import check_append, check_values
from dynamite.stores.postgres_catalog import Table, tables
from dynamite.stores.postgres_connection import postgres_errors, problem, table_sql
from dynamite.stores.postgres_names import Place, existing, missing_schemas, places
from dynamite.stores.postgres_types import COLUMN_TYPES
from dynamite.stores.sql_keys import foreign_key_indexes
from dynamite.stores.sql_names import quoted, quoted_list
from dynamite.stores.tables import checked_content, has_key
from dynamite.values import DataType

_LOCK_WAIT: Final = "30s"
_TABLE_KINDS: Final = ("r", "p")


class DatabaseWriter:
    """Writes the tables of a schema over one connection, which is in a transaction."""

    def __init__(
        self, connection: psycopg.Connection[Any], schema: Schema, url: str, if_exists: IfExists
    ) -> None:
        self._connection = connection
        self._schema = schema
        self._url = url
        self._if_exists = if_exists
        self._places: dict[Key, Place] = {}
        self._old: dict[Key, Table] = {}
        self._loading: dict[Key, Place] = {}

    def write(self, content: Content) -> None:
        """Write everything and commit.

        Raises ``InputError`` for what can be refused before the content is asked for, and
        ``MigrationError`` afterwards; then the database is as it was.
        """
        with postgres_errors(InputError, "nothing was written", self._url):
            self._prepare()
        for record_type in self._schema:
            with self._failing(record_type):
                self._load(record_type, content)
        with postgres_errors(MigrationError, "nothing was written", self._url):
            self._take_place()
        self._add_keys()
        self._commit()

    def _prepare(self) -> None:
        """See that everything can be written, and create the new tables, still without keys."""
        self._connection.execute("SELECT set_config('lock_timeout', %s, true)", [_LOCK_WAIT])
        self._places = places(self._connection, self._schema, self._url)
        self._look_at_old()
        for schema in missing_schemas(self._connection, self._places):
            self._execute(f"CREATE SCHEMA {quoted(schema)}")
        self._try_to_drop()
        taken = {name for _, name in self._places.values()}
        for record_type in self._schema:
            schema, name = self._places[record_type.key]
            if record_type.key not in self._old:
                self._loading[record_type.key] = (schema, name)
            elif self._if_exists == "replace":
                fresh = _unused(f"dynamite_{len(self._loading)}", taken)
                self._loading[record_type.key] = (schema, fresh)
            else:
                table = self._old[record_type.key]
                check_append(record_type, table, f"{self._url}: {record_type.name}")
                continue
            with postgres_errors(
                InputError, "nothing was written", f"{self._url}: {record_type.name}"
            ):
                self._create(record_type)

    def _look_at_old(self) -> None:
        taken = existing(self._connection, self._places.values())
        there = [t for t in self._schema if self._places[t.key] in taken]
        if there and self._if_exists == "fail":
            names = ", ".join(repr(record_type.name) for record_type in there)
            raise refuse_existing(f"{self._url}: {names}")
        found = {table.place: table for table in tables(self._connection, self._url).values()}
        for record_type in there:
            place = self._places[record_type.key]
            if place not in found:
                raise InputError(
                    "there is something of this name that is not a table",
                    place=f"{self._url}: {record_type.name}",
                    mend="rename the table in the target schema",
                )
            self._old[record_type.key] = found[place]

    def _try_to_drop(self) -> None:
        """See whether the old tables can go: nothing else may depend on them."""
        if self._if_exists == "replace" and self._old:
            self._execute("SAVEPOINT before_drop")
            self._execute(self._drop())
            self._execute("ROLLBACK TO SAVEPOINT before_drop")

    def _drop(self) -> str:
        return "DROP TABLE " + ", ".join(table_sql(*old.place) for old in self._old.values())

    def _create(self, record_type: RecordType) -> None:
        columns = ", ".join(
            f"{quoted(a.name)} {COLUMN_TYPES[a.type]}{'' if a.nullable else ' NOT NULL'}"
            for a in record_type.attributes
        )
        self._execute(f"CREATE TABLE {self._table(record_type)} ({columns})")

    def _load(self, record_type: RecordType, content: Content) -> None:
        place = f"{self._url}: {record_type.name}"
        old = None if record_type.key in self._loading else self._old[record_type.key]
        columns = quoted_list(record_type.columns)
        statement = f"COPY {self._table(record_type)} ({columns}) FROM STDIN (FORMAT csv)"
        first = 0
        with self._connection.cursor() as cursor, cursor.copy(statement.encode()) as copy:
            for batch in ahead(checked_content(content, record_type, self._url)):
                check_values(record_type, batch, old, first, place)
                copy.write(_csv(record_type, batch))
                first += batch.num_rows

    def _take_place(self) -> None:
        if self._if_exists != "replace" or not self._old:
            return
        self._execute(self._drop())
        for key in self._old:
            loaded = self._loading[key]
            self._execute(
                f"ALTER TABLE {table_sql(*loaded)} RENAME TO {quoted(self._places[key][1])}"
            )
            self._loading[key] = self._places[key]

    def _add_keys(self) -> None:
        """Declare the keys of the new tables, then what refers to them, and index that."""
        new = [record_type for record_type in self._schema if record_type.key in self._loading]
        for record_type in new:
            with self._failing(record_type):
                self._add_unique(record_type)
        for record_type in new:
            with self._failing(record_type):
                self._add_foreign_keys(record_type)

    def _add_unique(self, record_type: RecordType) -> None:
        table = self._table(record_type)
        if record_type.primary_key:
            key = quoted_list(record_type.primary_key)
            self._execute(f"ALTER TABLE {table} ADD PRIMARY KEY ({key})")
        for columns in record_type.unique:
            self._execute(f"ALTER TABLE {table} ADD UNIQUE ({quoted_list(columns)})")

    def _add_foreign_keys(self, record_type: RecordType) -> None:
        table = self._table(record_type)
        for columns in foreign_key_indexes(self._schema, record_type):
            self._execute(f"CREATE INDEX ON {table} ({quoted_list(columns)})")
        for key in record_type.foreign_keys:
            if has_key(self._schema, key):
                other = table_sql(*self._places[(key.table,)])
                self._execute(
                    f"ALTER TABLE {table} ADD FOREIGN KEY ({quoted_list(key.columns)}) "
                    f"REFERENCES {other} ({quoted_list(key.references)})"
                )

    def _commit(self) -> None:
        try:
            self._connection.commit()
        except psycopg.OperationalError as error:
            if not self._connection.broken:
                raise MigrationError(
                    f"nothing was written: {problem(error)}", place=self._url
                ) from None
            raise MigrationError(
                "the connection was lost at the commit: all or nothing was written, "
                "which cannot be told from here",
                place=self._url,
                mend="look whether the tables are there",
            ) from None
        except psycopg.Error as error:
            raise MigrationError(
                f"nothing was written: {problem(error)}", place=self._url
            ) from None

    def _table(self, record_type: RecordType) -> str:
        """The table in SQL: the new one where there is one, under its name for now."""
        key = record_type.key
        return table_sql(*self._loading.get(key, self._places[key]))

    def _failing(self, record_type: RecordType) -> AbstractContextManager[None]:
        place = f"{self._url}: {record_type.name}"
        return _refused(record_type.name, place)

    def _execute(self, statement: str) -> None:
        self._connection.execute(statement.encode())


@contextmanager
def _refused(name: str, place: str) -> Iterator[None]:
    """Turns PostgreSQL's errors into one line, which knows of a record where it is about one."""
    with postgres_errors(MigrationError, "nothing was written", place):
        try:
            yield
        except psycopg.IntegrityError as error:
            raise RefusedRecordError(
                f"nothing was written: {problem(error)}", record_types=(name,), place=place
            ) from None


def _csv(record_type: RecordType, batch: pa.RecordBatch) -> memoryview:
    """The records as CSV: Arrow quotes every text, so that null and ``""`` differ."""
    layout = arrow_schema(record_type)
    arrays, fields = [], []
    for attribute, column, field in zip(record_type.attributes, batch.columns, layout, strict=True):
        arrays.append(_hexadecimal(column) if attribute.type is DataType.BYTES else column)
        fields.append(pa.field(field.name, arrays[-1].type))
    sink = pa.BufferOutputStream()
    arrow_csv.write_csv(
        pa.RecordBatch.from_arrays(arrays, schema=pa.schema(fields)),
        sink,
        arrow_csv.WriteOptions(include_header=False),
    )
    return memoryview(sink.getvalue())


def _hexadecimal(column: pa.Array) -> pa.Array:
    texts = (None if value is None else "\\x" + value.hex() for value in column.to_pylist())
    return pa.array(list(texts), pa.string())


def _unused(name: str, taken: Collection[str]) -> str:
    while name in taken:
        name += "_"
    return name
