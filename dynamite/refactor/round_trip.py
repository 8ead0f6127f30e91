"""A migration there and back, tried on databases that the old program reaches."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing

from dynamite.refactor.engine import Machine, loose_declaration
from dynamite.refactor.migration_sql import migration_statements
from dynamite.refactor.moves import Migration
from dynamite.refactor.tables import Database, Table
from dynamite.refactor.testing import Tester


def lost_on_the_way_back(
    tester: Tester, up: Migration, down: Migration, walks: int = 60
) -> list[str]:
    """The old tables whose rows do not come back: other values than new keys, or other rows.

    What the way back leaves to defaults is passed over, as the migration names it itself.
    """
    lost: dict[str, None] = {}
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        for schema, database in (("old", up.source), ("new", up.target), ("back", up.source)):
            connection.execute(f"ATTACH ':memory:' AS {schema}")
            for table in database:
                connection.execute(loose_declaration(table, schema))
        for _ in range(walks):
            tester.walk()
            _take(connection, tester.old, up.source)
            _clear(connection, "new", up.target)
            _clear(connection, "back", up.source)
            for statement in migration_statements(up, "sqlite"):
                connection.execute(statement)
            for statement in migration_statements(down, "sqlite", ("new", "back")):
                connection.execute(statement)
            lost |= dict.fromkeys(_different(connection, up.source, down))
    return list(lost)


def _take(connection: sqlite3.Connection, machine: Machine, database: Database) -> None:
    _clear(connection, "old", database)
    for table in database:
        marks = ", ".join("?" * len(table.names))
        rows = machine.rows(table.name)
        connection.executemany(f"INSERT INTO old.{_quoted(table.name)} VALUES ({marks})", rows)


def _clear(connection: sqlite3.Connection, schema: str, database: Database) -> None:
    for table in database:
        connection.execute(f"DELETE FROM {schema}.{_quoted(table.name)}")


def _different(
    connection: sqlite3.Connection, database: Database, down: Migration
) -> Iterator[str]:
    passed_over = {*down.made, *down.left_empty}
    for table in database:
        columns = [name for name in table.names if f"{table.name}.{name}" not in passed_over]
        if _rows(connection, "old", table, columns) != _rows(connection, "back", table, columns):
            yield table.name


def _rows(
    connection: sqlite3.Connection, schema: str, table: Table, columns: list[str]
) -> Counter[tuple[object, ...]]:
    shown = ", ".join(map(_quoted, columns)) or "0"
    return Counter(connection.execute(f"SELECT {shown} FROM {schema}.{_quoted(table.name)}"))


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
