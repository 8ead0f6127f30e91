"""Records out of MySQL as checked Arrow batches: the server writes each row as a line of CSV.

The driver hands over one value per row, and Arrow takes it apart: a third of the work of taking
each value from the driver.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Final

import pyarrow as pa
import pymysql
from pymysql.cursors import SSCursor

from dynamite.errors import InputError
from dynamite.schema import Attribute, RecordType
from dynamite.stores.ahead import ahead
from dynamite.stores.mysql_catalog import Table
from dynamite.stores.mysql_names import quoted
from dynamite.stores.mysql_types import can_read, field_sql
from dynamite.stores.server_rows import RowParser, blocks
from dynamite.stores.tables import record_number

_ROWS: Final = 1000

Stop = Callable[[], None]
"""Has the server stop the query of the connection that is read from, from another connection."""


def read_table(
    connection: pymysql.Connection,
    table: Table,
    record_type: RecordType,
    wanted: tuple[Attribute, ...],
    url: str,
    stop: Stop,
) -> Iterator[pa.RecordBatch]:
    """All records, laid out by the record type; unwanted columns are null.

    Raises ``InputError`` for a value that the record type's columns cannot hold. ``stop`` is called
    where the caller leaves before the end.
    """
    place = f"{url}: {record_type.name}"
    fields, sent = [], {}
    for attribute in wanted:
        stored = table.columns[attribute.name].type
        if not can_read(stored, attribute.type):
            raise InputError(
                f"column {attribute.name!r} has the type {stored.shown}, not {attribute.type}",
                place=place,
                mend=f"declare it as {stored.data_type}",
            )
        fields.append(field_sql(attribute.name, stored, attribute.type))
        sent[attribute.name] = stored.sent_as(attribute.type)
    # Where no column is wanted, the records still count.
    line = ", ',', ".join(fields) or "''"
    statement = (
        f"SELECT CAST(CONCAT({line}, '\n') AS BINARY) FROM {quoted(table.name)}{_order(table)}"
    )
    parser = RowParser(record_type, sent, place)
    for block in ahead(blocks(_rows(connection, statement, place, stop))):
        yield parser.batch(block)


def _order(table: Table) -> str:
    """InnoDB stores records by their primary key, so this costs nothing."""
    key = ", ".join(map(quoted, table.primary_key))
    return f" ORDER BY {key}" if key else ""


def _rows(
    connection: pymysql.Connection, statement: str, place: str, stop: Stop
) -> Iterator[bytes]:
    number = 0
    cursor = connection.cursor(SSCursor)
    try:
        cursor.execute(statement)
        while rows := cursor.fetchmany(_ROWS):
            for (line,) in rows:
                if line is None:
                    raise InputError(
                        f"{record_number(number)} is longer than the server's packets",
                        place=place,
                        mend="raise max_allowed_packet on the server",
                    )
                number += 1
                yield line
    except (GeneratorExit, InputError):
        # What is left of the result would be read to its end.
        stop()
        raise
    finally:
        if not connection.open:
            # Or the driver would look for the rest of the result, now and when it is collected.
            cursor._result.unbuffered_active = False
        with suppress(pymysql.err.Error):
            cursor.close()
