"""How far a migration into MySQL has come, kept in the database itself.

MySQL commits at every ``CREATE TABLE``, so new tables are filled under other names, and take their
places by one ``RENAME TABLE`` at the end, which does all or nothing. The checkpoint says how many
records of each table are there; it changes in the transaction that inserts them. It is renamed in
the same ``RENAME TABLE``: while ``_dynamite_checkpoint`` is there the migration is not done, and
while ``_dynamite_done`` is there it is done but for removing what was replaced.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import pymysql

from dynamite.stores.mysql_catalog import names
from dynamite.stores.mysql_connection import execute
from dynamite.stores.mysql_names import OWN, quoted

CHECKPOINT: Final = f"{OWN}checkpoint"
DONE: Final = f"{OWN}done"
NEW: Final = f"{OWN}new_"
OLD: Final = f"{OWN}old_"

_CREATE: Final = f"""
    CREATE TABLE {CHECKPOINT} (
      position INT NOT NULL PRIMARY KEY, records BIGINT NOT NULL,
      fingerprint VARCHAR(1000) CHARACTER SET utf8mb4 NOT NULL,
      state LONGTEXT CHARACTER SET utf8mb4 NOT NULL
    ) ENGINE = InnoDB"""


@dataclass(frozen=True)
class Plan:
    """What an unfinished migration set out to do.

    ``tables`` are the names of the tables to be filled, in order; ``appended`` those of them that
    were there and get the records into themselves, in one transaction.
    """

    fingerprint: str
    tables: tuple[str, ...]
    appended: tuple[str, ...] = ()
    is_replacing: bool = False

    @property
    def as_text(self) -> str:
        state: Mapping[str, Any] = {
            "tables": self.tables,
            "appended": self.appended,
            "is_replacing": self.is_replacing,
        }
        return json.dumps(state, ensure_ascii=False)


def new_name(plan: Plan, table: str) -> str:
    """The name that a new table has while it is filled."""
    return f"{NEW}{plan.tables.index(table)}"


def old_name(plan: Plan, table: str) -> str:
    """The name that a replaced table has until it is removed."""
    return f"{OLD}{plan.tables.index(table)}"


def create(connection: pymysql.Connection, plan: Plan) -> None:
    """Begin: a row for every table, with no record written."""
    execute(connection, _CREATE)
    for position in range(len(plan.tables)):
        execute(
            connection,
            f"INSERT INTO {CHECKPOINT} VALUES (%s, 0, %s, %s)",
            (position, plan.fingerprint, plan.as_text if position == 0 else ""),
        )


def find(connection: pymysql.Connection, table: str) -> Plan | None:
    """The plan that ``CHECKPOINT`` or ``DONE`` holds; ``None`` where there is none in whole."""
    if table not in names(connection):
        return None
    rows = execute(connection, f"SELECT fingerprint, state FROM {table} ORDER BY position")
    if not rows:
        return None
    fingerprint, text = rows[0]
    state = json.loads(text)
    if len(rows) < len(state["tables"]):
        return None
    return Plan(
        fingerprint, tuple(state["tables"]), tuple(state["appended"]), state["is_replacing"]
    )


def written(connection: pymysql.Connection, plan: Plan, table: str) -> int:
    """How many records of a table are there."""
    rows = execute(
        connection,
        f"SELECT records FROM {CHECKPOINT} WHERE position = %s",
        (plan.tables.index(table),),
    )
    return int(rows[0][0])


def record(connection: pymysql.Connection, plan: Plan, table: str, records: int) -> None:
    """Note within the transaction how many records of a table are there."""
    execute(
        connection,
        f"UPDATE {CHECKPOINT} SET records = %s WHERE position = %s",
        (records, plan.tables.index(table)),
    )


def discard(connection: pymysql.Connection) -> None:
    """Remove everything that unfinished or finished migrations have left behind."""
    left = [name for name in names(connection) if name.startswith(OWN)]
    # The checkpoint goes last: while it is there, the rest is known to be nobody's.
    left.sort(key=lambda name: name in (CHECKPOINT, DONE))
    execute(connection, "SET SESSION foreign_key_checks = 0")
    for name in left:
        execute(connection, f"DROP TABLE IF EXISTS {quoted(name)}")
    execute(connection, "SET SESSION foreign_key_checks = 1")
