"""Where the tables of a schema stand in a PostgreSQL database, and which names it cannot hold.

``sales.orders`` is the table ``orders`` of the schema ``sales``, which is made where it is not
there; unless the default schema already has a table of the whole name.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

import psycopg

from dynamite.errors import InputError
from dynamite.schema import Key, Schema
from dynamite.stores.postgres_catalog import default_schema

MOST_BYTES: Final = 63
"""PostgreSQL cuts longer names off."""

_SYSTEM_COLUMNS: Final = frozenset(("tableoid", "xmin", "cmin", "xmax", "cmax", "ctid"))

Place = tuple[str, str]
"""A schema and a name within it."""

_RELATIONS: Final = """
    SELECT n.nspname, c.relname, c.relkind::text
    FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
    WHERE (n.nspname, c.relname) IN (SELECT * FROM unnest(%s::text[], %s::text[]))"""


def places(connection: psycopg.Connection[Any], schema: Schema, url: str) -> dict[Key, Place]:
    """Where each table stands or is to stand; ``InputError`` for a name that cannot be held."""
    default = default_schema(connection, url)
    whole = [(default, record_type.name) for record_type in schema]
    there = existing(connection, whole)
    found: dict[Key, Place] = {}
    for record_type in schema:
        name = record_type.name
        _check_columns(record_type.columns, f"{url}: {name}")
        place = (default, name) if (default, name) in there else _place(name, default)
        if place[0] == default and place[1] != name:
            raise InputError(
                f"{default!r} is the default schema of the database",
                place=f"{url}: {name}",
                mend=f"name the table {place[1]!r}",
            )
        for part in place:
            _check(part, f"{url}: {name}", "table")
        found[record_type.key] = place
    return found


def existing(connection: psycopg.Connection[Any], wanted: Iterable[Place]) -> dict[Place, str]:
    """Which of these places are taken, with the kind of what is there, as ``pg_class`` has it."""
    pairs = [pair for pair in wanted if "\0" not in "".join(pair)]
    schemas, names = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    rows = connection.execute(_RELATIONS, (schemas, names)).fetchall()
    return {(schema, name): kind for schema, name, kind in rows}


def missing_schemas(
    connection: psycopg.Connection[Any], wanted: Mapping[Key, Place]
) -> dict[str, None]:
    """The schemas that are to be made, in order."""
    rows = connection.execute("SELECT nspname FROM pg_namespace").fetchall()
    there = {schema for (schema,) in rows}
    return dict.fromkeys(schema for schema, _ in wanted.values() if schema not in there)


def _place(name: str, default: str) -> Place:
    schema, _, table = name.partition(".")
    is_reserved = schema.startswith("pg_") or schema == "information_schema"
    return (schema, table) if schema and table and not is_reserved else (default, name)


def _check_columns(names: Iterable[str], place: str) -> None:
    for name in names:
        _check(name, place, "column")
        if name in _SYSTEM_COLUMNS:
            raise InputError(
                f"{name!r} is a column that every table of PostgreSQL has of itself",
                place=place,
                mend="rename it in the target schema",
            )


def _check(name: str, place: str, kind: str) -> None:
    if not name or "\0" in name:
        shown = "an empty name" if not name else f"the name {name!r}, with the character U+0000,"
        raise InputError(f"{shown} cannot be that of a {kind} in PostgreSQL", place=place)
    if len(name.encode()) > MOST_BYTES:
        raise InputError(
            f"the name {name!r} has {len(name.encode())} bytes, "
            f"of which PostgreSQL keeps {MOST_BYTES}",
            place=place,
            mend="shorten it in the target schema",
        )
