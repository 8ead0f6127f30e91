"""Records out of PostgreSQL as checked Arrow batches: COPY writes CSV, and Arrow parses it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg
import pyarrow as pa

from dynamite.errors import InputError
from dynamite.schema import Attribute, RecordType
from dynamite.stores.ahead import ahead
from dynamite.stores.postgres_catalog import Table
from dynamite.stores.postgres_types import can_read, projection
from dynamite.stores.server_rows import RowParser, blocks


def read_table(
    connection: psycopg.Connection[Any],
    table: Table,
    record_type: RecordType,
    wanted: tuple[Attribute, ...],
    url: str,
) -> Iterator[pa.RecordBatch]:
    """All records, laid out by the record type; unwanted columns are null.

    Raises ``InputError`` for a value that the record type's columns cannot hold.
    """
    place = f"{url}: {record_type.name}"
    stored = {attribute.name: table.columns[attribute.name].type for attribute in wanted}
    for attribute in wanted:
        column = stored[attribute.name]
        if not can_read(column, attribute.type):
            raise InputError(
                f"column {attribute.name!r} has the type {column.shown}, not {attribute.type}",
                place=place,
                mend=f"declare it as {column.data_type}",
            )
    # Where no column is wanted, the records still count.
    values = ", ".join(projection(name, column) for name, column in stored.items()) or "1"
    statement = f"COPY (SELECT {values} FROM {table.sql}) TO STDOUT (FORMAT csv)"
    parser = RowParser(record_type, {n: column.data_type for n, column in stored.items()}, place)
    for block in ahead(blocks(_rows(connection, statement))):
        yield parser.batch(block)


def _rows(
    connection: psycopg.Connection[Any], statement: str
) -> Iterator[bytes | bytearray | memoryview]:
    # The server sends each row as one message. The savepoint keeps the snapshot where the caller
    # leaves before the end, which is an error to the server.
    with (
        connection.transaction(),
        connection.cursor() as cursor,
        cursor.copy(statement.encode()) as copy,
    ):
        yield from copy
