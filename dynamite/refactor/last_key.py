"""The last key that the database made, for dialects without sequences.

MySQL's ``LAST_INSERT_ID()`` and SQLite's ``last_insert_rowid()`` name the key that the last INSERT
of the block has left to the database; PostgreSQL's ``CURRVAL`` names its sequence.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

from dynamite.errors import InputError
from dynamite.refactor.sql import (
    CurrentValue,
    Insert,
    LastKey,
    NextValue,
    Statement,
    nodes,
    rewrite,
)
from dynamite.refactor.tables import Database


def with_sequences(
    statements: tuple[Statement, ...], database: Database, place: str
) -> tuple[Statement, ...]:
    """The statements with each last key as the value of the sequence that made it."""
    found: list[Statement] = []
    last: str | None = None
    for statement in statements:
        if last is None and any(isinstance(node, LastKey) for node in nodes(statement)):
            raise InputError("no INSERT before it leaves a key to the database", place=place)
        found.append(rewrite(statement, partial(_named, last)))
        if isinstance(statement, Insert):
            last = _made_by(statement, database)
    return tuple(found)


def _named(sequence: str | None, node: Any) -> Any:
    return CurrentValue(sequence) if isinstance(node, LastKey) and sequence else node


def _made_by(insert: Insert, database: Database) -> str | None:
    """The sequence of the only key that an INSERT of one row leaves to the database."""
    left = [c.default for c in database[insert.table].columns if c.name not in insert.columns]
    made = [default.sequence for default in left if isinstance(default, NextValue)]
    return made[0] if len(made) == 1 and len(insert.rows) == 1 else None


def without_sequences(
    statements: tuple[Statement, ...], database: Database, dialect: str
) -> tuple[Statement, ...]:
    """The statements in a dialect without sequences; raises ``InputError`` where it cannot say it.

    A key can be named only until the next INSERT.
    """
    found: list[Statement] = []
    last: str | None = None
    for statement in statements:
        if isinstance(statement, Insert):
            statement = left_to_the_database(statement, database)
        named = {node.sequence for node in nodes(statement) if isinstance(node, CurrentValue)}
        if named - {last} or any(isinstance(node, NextValue) for node in nodes(statement)):
            raise InputError(
                f"{dialect} names only the last key that it made, and this needs another one",
                mend="write the program in the dialect postgres, or make the keys yourself",
            )
        found.append(rewrite(statement, _last))
        if isinstance(statement, Insert):
            last = _made_by(statement, database)
    return tuple(found)


def _last(node: Any) -> Any:
    return LastKey() if isinstance(node, CurrentValue) else node


def left_to_the_database(insert: Insert, database: Database) -> Insert:
    """The INSERT without the keys that the database makes by itself.

    So it holds for a key that is always generated, too, which takes no value.
    """
    table = database[insert.table]
    kept = [
        at
        for at, name in enumerate(insert.columns)
        if not insert.rows or any(row[at] != table.column(name).default for row in insert.rows)
        or not isinstance(table.column(name).default, NextValue)
    ]  # fmt: skip
    if not insert.rows or not kept or len(kept) == len(insert.columns):
        return insert
    rows = tuple(tuple(row[at] for at in kept) for row in insert.rows)
    return replace(insert, columns=tuple(insert.columns[at] for at in kept), rows=rows)
