"""A migration that a person or another tool wrote, as statements that SQLite runs.

They read tables of the schema ``old`` and write tables of ``new``.
"""

from __future__ import annotations

import re
from typing import Final

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from dynamite.errors import InputError
from dynamite.refactor.tables import Database

_OVERRIDING: Final = re.compile(r"\bOVERRIDING\s+(SYSTEM|USER)\s+VALUE\b", re.IGNORECASE)


def read_sql_migration(
    text: str, place: str, old: Database, new: Database, dialect: str
) -> tuple[str, ...]:
    """The INSERT statements of a file; settings of sequences are passed over.

    Raises ``InputError`` for other statements, and for tables that are not there.
    """
    try:
        trees = sqlglot.parse(_OVERRIDING.sub("", text), read=dialect)
    except SqlglotError as error:
        problem = str(error).splitlines()[0]
        raise InputError(f"not SQL of {dialect}: {problem}", place=place) from None
    found = []
    for tree in trees:
        if tree is None or isinstance(tree, exp.Select):
            continue
        if not isinstance(tree, exp.Insert):
            shown = " ".join(tree.sql(dialect=dialect).split())[:40]
            raise InputError(f"{shown!r} is no INSERT", place=place)
        for table in tree.find_all(exp.Table):
            _check(table, tree, place, old, new)
        found.append(tree.sql(dialect="sqlite"))
    return tuple(found)


def _check(
    table: exp.Table, statement: exp.Insert, place: str, old: Database, new: Database
) -> None:
    target = statement.this.this if isinstance(statement.this, exp.Schema) else statement.this
    side, database = ("new", new) if table is target else ("old", old)
    if table.db.lower() != side and (table is target or table.db.lower() != "new"):
        raise InputError(
            f"{table.sql()} is in no schema of the migration",
            place=place,
            mend="read tables of the schema old, write tables of the schema new",
        )
    database = new if table.db.lower() == "new" else database
    if table.name.lower() not in {known.name.lower() for known in database}:
        raise InputError(f"there is no table {table.name!r} in the schema {side}", place=place)


def inserted_views(
    views: str, relations: dict[str, tuple[str, tuple[str, ...]]], new: Database, place: str
) -> tuple[str, ...]:
    """The statements for views over the old tables.

    ``relations`` are the view, the table and the columns that each view fills.
    """
    known = {table.name.lower(): table for table in new}
    found = [
        f"CREATE TEMP VIEW IF NOT EXISTS {statement.strip().removeprefix('CREATE VIEW ')}"
        for statement in views.split(";\n")
        if statement.strip()
    ]
    for view, (name, columns) in relations.items():
        if name.lower() not in known:
            raise InputError(f"there is no table {name!r} in the new schema", place=place)
        table = known[name.lower()]
        present = {column.lower() for column in table.names}
        for column in columns:
            if column.lower() not in present:
                raise InputError(f"the table {name!r} has no column {column!r}", place=place)
        names = ", ".join(map(_quoted, columns))
        found.append(
            f"INSERT INTO new.{_quoted(table.name)} ({names})\nSELECT {names} FROM {_quoted(view)}"
        )
    return tuple(found)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
