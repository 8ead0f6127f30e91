"""Tables into MySQL: filled beside their places, which they take all at once.

What is added to an existing table is inserted in one transaction instead. See ``mysql_checkpoint``
for what is left where the writing is cut short.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from typing import Final

import pyarrow as pa
import pymysql

from dynamite.errors import DynamiteError, InputError, MigrationError, RefusedRecordError
from dynamite.schema import RecordType, Schema
from dynamite.stores import mysql_checkpoint as checkpoint
from dynamite.stores.ahead import ahead
from dynamite.stores.atomic import refuse_existing
from dynamite.stores.interface import Content, IfExists, Resumption
from dynamite.stores.mysql_append import check_append, check_values, refuse_references
from dynamite.stores.mysql_catalog import Table, is_mariadb, tables, there
from dynamite.stores.mysql_connection import execute, is_lost, mysql_errors, problem
from dynamite.stores.mysql_keys import (
    Target,
    add_foreign_keys,
    add_keys,
    decimal_types,
    indexes,
    refuse_orphans,
)
from dynamite.stores.mysql_names import quoted
from dynamite.stores.mysql_types import column_types
from dynamite.stores.mysql_values import insert_statements
from dynamite.stores.tables import checked_content
from dynamite.values import DataType

_LOCK_SECONDS: Final = 10
_FILLING, _KEYED, _LINKED = "filling", "keyed", ""
"""The comment of a new table: how far it has come."""

_COLLATIONS: Final = ("utf8mb4_nopad_bin", "utf8mb4_0900_bin", "utf8mb4_bin")
"""Texts compare sign by sign, without regard to nothing; the last is for old servers."""


class DatabaseWriter:
    """Writes the tables of a schema over one connection."""

    def __init__(
        self,
        connection: pymysql.Connection,
        schema: Schema,
        url: str,
        if_exists: IfExists,
        resumption: Resumption | None,
    ) -> None:
        self._connection = connection
        self._schema = schema
        self._url = url
        self._if_exists = if_exists
        self._resumption = resumption or Resumption("")
        self._existing: dict[str, Table] = {}

    def write(self, content: Content) -> None:
        """Write everything, or go on with it.

        Raises ``InputError`` for what can be refused before the content is asked for, and
        ``MigrationError`` afterwards; then the tables are as they were. Where the connection or the
        process has ended, the checkpoint stays, and else where something is wrong with the content
        it goes.
        """
        with mysql_errors(InputError, "nothing was written", self._url):
            plan = self._begin()
        if plan is None:
            return
        try:
            self._fill(plan, content)
            self._append(plan, content)
            self._link(plan)
            self._take_places(plan)
        except DynamiteError:
            with suppress(pymysql.err.MySQLError):
                self._connection.rollback()
                checkpoint.discard(self._connection)
            raise
        with suppress(pymysql.err.MySQLError):
            # All is written; the next migration removes what cannot be removed now.
            checkpoint.discard(self._connection)

    # --- what there is, and what is to be done ---

    def _begin(self) -> checkpoint.Plan | None:
        """The plan, with its new tables there; ``None`` where a resumed migration was done."""
        self._lock()
        done = checkpoint.find(self._connection, checkpoint.DONE)
        if self._resumption.resume:
            if done is not None and done.fingerprint == self._resumption.fingerprint:
                checkpoint.discard(self._connection)
                return None
            unfinished = checkpoint.find(self._connection, checkpoint.CHECKPOINT)
            if unfinished is not None:
                self._refuse_another(unfinished)
                self._existing = tables(self._connection)
                self._create(unfinished)
                return unfinished
        plan = self._plan()
        checkpoint.discard(self._connection)
        checkpoint.create(self._connection, plan)
        try:
            self._create(plan)
        except pymysql.err.MySQLError as error:
            checkpoint.discard(self._connection)
            raise InputError(f"nothing was written: {problem(error)}", place=self._url) from None
        return plan

    def _lock(self) -> None:
        statement = f"SELECT GET_LOCK(CONCAT('dynamite.', MD5(DATABASE())), {_LOCK_SECONDS})"
        if execute(self._connection, statement)[0][0] != "1":
            raise InputError(
                "another migration into this database is running",
                place=self._url,
                mend="wait for its end",
            )

    def _refuse_another(self, unfinished: checkpoint.Plan) -> None:
        names = tuple(record_type.name for record_type in self._schema)
        if (
            unfinished.fingerprint != self._resumption.fingerprint
            or unfinished.tables != names
            or unfinished.is_replacing != (self._if_exists == "replace")
        ):
            raise InputError(
                "the unfinished migration in this database is of another program, source or "
                "schema, or has another --if-exists",
                place=self._url,
                mend="resume that one, or leave out --resume to begin anew",
            )

    def _plan(self) -> checkpoint.Plan:
        names = tuple(record_type.name for record_type in self._schema)
        taken = there(self._connection, names)
        if taken and self._if_exists == "fail":
            raise refuse_existing(f"{self._url}: {', '.join(map(repr, taken))}")
        for name, is_table in taken.items():
            if not is_table:
                raise InputError(
                    "there is a view of this name",
                    place=f"{self._url}: {name}",
                    mend="rename the table in the target schema",
                )
        self._existing = tables(self._connection)
        appended = tuple(taken) if self._if_exists == "append" else ()
        for record_type in self._schema:
            place = f"{self._url}: {record_type.name}"
            if record_type.name in appended:
                check_append(record_type, self._existing[record_type.name], place)
            else:
                self._check_indexes(record_type, place)
        if self._if_exists == "replace":
            refuse_references(self._connection, tuple(taken), self._url)
        return checkpoint.Plan(
            self._resumption.fingerprint, names, appended, self._if_exists == "replace"
        )

    def _check_indexes(self, record_type: RecordType, place: str) -> None:
        types = {attribute.name: attribute.type for attribute in record_type.attributes}
        for columns in indexes(self._schema, record_type):
            for column in columns:
                if types[column] is DataType.JSON:
                    raise InputError(
                        f"the column {column!r} is json, which no key in MySQL can have",
                        place=place,
                    )

    def _create(self, plan: checkpoint.Plan) -> None:
        types = column_types(self._collation())
        for record_type in self._new(plan):
            columns = ", ".join(
                f"{quoted(a.name)} {types[a.type]}{'' if a.nullable else ' NOT NULL'}"
                for a in record_type.attributes
            )
            name = quoted(checkpoint.new_name(plan, record_type.name))
            execute(
                self._connection,
                f"CREATE TABLE IF NOT EXISTS {name} ({columns}) ENGINE = InnoDB "
                f"DEFAULT CHARACTER SET utf8mb4 COMMENT = '{_FILLING}'",
            )

    def _collation(self) -> str:
        rows = execute(self._connection, "SELECT collation_name FROM information_schema.collations")
        known = {name for (name,) in rows}
        return next(name for name in _COLLATIONS if name in known)

    def _new(self, plan: checkpoint.Plan) -> list[RecordType]:
        return [table for table in self._schema if table.name not in plan.appended]

    def _state(self, plan: checkpoint.Plan, table: RecordType) -> str:
        rows = execute(
            self._connection,
            "SELECT table_comment FROM information_schema.tables "
            "WHERE table_schema = DATABASE() AND table_name = %s",
            (checkpoint.new_name(plan, table.name),),
        )
        return str(rows[0][0])

    # --- the records ---

    def _fill(self, plan: checkpoint.Plan, content: Content) -> None:
        """Fill the new tables, a transaction for each batch, and add their keys."""
        for table in self._new(plan):
            with self._failing(table):
                if self._state(plan, table) != _FILLING:
                    continue
                written = checkpoint.written(self._connection, plan, table.name)
                name = checkpoint.new_name(plan, table.name)
                for batch in _without(written, self._checked(content, table)):
                    self._connection.begin()
                    self._insert(name, table, batch)
                    written += batch.num_rows
                    checkpoint.record(self._connection, plan, table.name, written)
                    self._connection.commit()
        target = self._target(plan)
        with mysql_errors(MigrationError, "nothing was written", self._url):
            decimals = decimal_types(target)
        for table in self._new(plan):
            with self._failing(table):
                if self._state(plan, table) == _FILLING:
                    add_keys(target, table, decimals, _KEYED)

    def _append(self, plan: checkpoint.Plan, content: Content) -> None:
        """Insert into existing tables in one transaction, and check what refers to what."""
        target = self._target(plan)
        with mysql_errors(MigrationError, "nothing was written", self._url):
            self._connection.begin()
        for name in plan.appended:
            table = self._schema[(name,)]
            with self._failing(table):
                if checkpoint.written(self._connection, plan, name):
                    continue
                records = 0
                for batch in self._checked(content, table):
                    self._insert(name, table, batch)
                    records += batch.num_rows
                checkpoint.record(self._connection, plan, name, records)
        for table in self._new(plan):
            with self._failing(table):
                refuse_orphans(target, table, checkpoint.new_name(plan, table.name))
        with self._failing_at_the_end("the commit"):
            self._connection.commit()

    def _checked(self, content: Content, table: RecordType) -> Iterator[pa.RecordBatch]:
        first = 0
        old = self._existing.get(table.name) if self._if_exists == "append" else None
        place = f"{self._url}: {table.name}"
        for batch in ahead(checked_content(content, table, self._url)):
            if old is not None:
                check_values(table, batch, old, first, place)
            first += batch.num_rows
            yield batch

    def _insert(self, name: str, table: RecordType, batch: pa.RecordBatch) -> None:
        rows = execute(self._connection, "SELECT @@max_allowed_packet")
        place = f"{self._url}: {table.name}"
        for _, statement in insert_statements(name, table, batch, int(rows[0][0]), place):
            execute(self._connection, statement)

    # --- the end ---

    def _link(self, plan: checkpoint.Plan) -> None:
        target = self._target(plan)
        for table in self._new(plan):
            with self._failing(table):
                if self._state(plan, table) != _LINKED:
                    add_foreign_keys(target, table)

    def _take_places(self, plan: checkpoint.Plan) -> None:
        moves = []
        for table in self._new(plan):
            if plan.is_replacing and table.name in self._existing:
                moves.append((table.name, checkpoint.old_name(plan, table.name)))
            moves.append((checkpoint.new_name(plan, table.name), table.name))
        moves.append((checkpoint.CHECKPOINT, checkpoint.DONE))
        renames = ", ".join(f"{quoted(old)} TO {quoted(new)}" for old, new in moves)
        with self._failing_at_the_end("the last step"):
            execute(self._connection, f"RENAME TABLE {renames}")

    def _target(self, plan: checkpoint.Plan) -> Target:
        return Target(
            connection=self._connection,
            schema=self._schema,
            names={t.name: checkpoint.new_name(plan, t.name) for t in self._new(plan)},
            collation=self._collation(),
            most_scale=38 if is_mariadb(self._connection) else 30,
            url=self._url,
        )

    def _failing(self, table: RecordType) -> AbstractContextManager[None]:
        return _refused(table.name, f"{self._url}: {table.name}")

    def _failing_at_the_end(self, step: str) -> AbstractContextManager[None]:
        return _lost_or_failed(step, self._url)


@contextmanager
def _refused(name: str, place: str) -> Iterator[None]:
    """Turns MySQL's errors into one line, which knows of a record where it is about one."""
    with mysql_errors(MigrationError, "nothing was written", place):
        try:
            yield
        except pymysql.err.IntegrityError as error:
            raise RefusedRecordError(
                f"nothing was written: {problem(error)}", record_types=(name,), place=place
            ) from None


@contextmanager
def _lost_or_failed(step: str, url: str) -> Iterator[None]:
    """Says of a connection that is lost while all is made visible that nobody knows whether."""
    try:
        yield
    except pymysql.err.MySQLError as error:
        if is_lost(error):
            raise MigrationError(
                f"the connection was lost at {step}: all or nothing was written, "
                "which cannot be told from here",
                place=url,
                mend="go on with --resume, which finds out",
            ) from None
        raise MigrationError(f"nothing was written: {problem(error)}", place=url) from None


def _without(count: int, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """The batches without the first records."""
    for batch in batches:
        rest = batch.slice(min(count, batch.num_rows))
        count -= batch.num_rows - rest.num_rows
        if rest.num_rows:
            yield rest
