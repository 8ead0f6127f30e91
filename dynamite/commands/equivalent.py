"""The library's ``equivalent``: whether a rewritten SQL program means what the old one does."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path

from dynamite.commands import program_file
from dynamite.errors import InputError
from dynamite.exporting.sql import export_sql
from dynamite.refactor.declared import read_database
from dynamite.refactor.equivalence import Equivalence, Programs, compare
from dynamite.refactor.migration_reading import inserted_views, read_sql_migration
from dynamite.refactor.program_text import Program, read_program
from dynamite.refactor.tables import Database

__all__ = ["Equivalence", "equivalent"]

File = str | os.PathLike[str]


def equivalent(
    source_schema: File,
    target_schema: File,
    program: File,
    target_program: File,
    *,
    dialect: str = "postgres",
    pins: Sequence[str] = (),
    migration: File | None = None,
    sequences: int = 1000,
    progress: Callable[[str], None] | None = None,
) -> Equivalence:
    """What is known of a program and its rewriting for another schema, function by function.

    ``pins`` are correspondences such as ``"Old.column=New.column"``. ``sequences`` is how many
    sequences of calls are tried. With a ``migration``, Datalog or SQL, programs are equivalent if
    they are from empty databases, and after it from every database that the old one reaches.
    Raises ``InputError`` for files that cannot be used.
    """
    old, new = read_schema(source_schema, dialect), read_schema(target_schema, dialect)
    programs = Programs(
        old,
        new,
        read_program_file(program, old, dialect).functions,
        read_program_file(target_program, new, dialect).functions,
    )
    given = None if migration is None else read_migration(migration, old, new, dialect)
    return compare(
        programs,
        pins=[pin(text) for text in pins],
        migration=given,
        sequences=sequences,
        progress=progress,
    )


def read_migration(path: File, old: Database, new: Database, dialect: str) -> tuple[str, ...]:
    """A migration from a file ``.dl`` or ``.sql``, as statements that SQLite runs."""
    if Path(path).suffix == ".sql":
        return read_sql_migration(_text(path), str(path), old, new, dialect)
    if Path(path).suffix != ".dl":
        raise InputError(
            "a migration is Datalog or SQL", place=str(path), mend="name a file .dl or .sql"
        )
    program = program_file.read_program(path)
    header = program_file.header_of(program, path)
    known = {table.name.lower() for table in old}
    for record_type in header.source:
        if record_type.name.lower() not in known:
            problem = f"there is no table {record_type.name!r} in the old schema"
            raise InputError(problem, place=str(path))
    relations = {
        relation: (record_type.name, record_type.columns)
        for relation, record_type in header.target_by_relation.items()
    }
    return inserted_views(export_sql(program, "sqlite"), relations, new, str(path))


def read_schema(path: File, dialect: str) -> Database:
    """The tables that a file of DDL declares."""
    return read_database(_text(path), str(path), dialect)


def read_program_file(path: File, database: Database, dialect: str) -> Program:
    """The program of a file, over the tables of a database."""
    return read_program(_text(path), database, str(path), dialect)


def pin(text: str) -> tuple[tuple[str, str], tuple[str, str]]:
    """The columns that ``Old.column=New.column`` names.

    >>> pin("T.a=U.b")
    (('T', 'a'), ('U', 'b'))
    """
    sides = [tuple(side.split(".")) for side in text.split("=")]
    if [len(side) for side in sides] != [2, 2] or not all(part for side in sides for part in side):
        raise InputError(
            f"{text!r} is no correspondence", place="--map", mend="write Old.column=New.column"
        )
    (old_table, old_column), (new_table, new_column) = sides
    return (old_table, old_column), (new_table, new_column)


def _text(path: File) -> str:
    try:
        return Path(path).read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise InputError("this is not UTF-8 text", place=str(path)) from None
