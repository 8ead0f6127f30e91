"""The library's ``equivalent``: whether a rewritten SQL program means what the old one does."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path

from dynamite.errors import InputError
from dynamite.refactor.declared import read_database
from dynamite.refactor.equivalence import Equivalence, Programs, compare
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
    sequences: int = 1000,
    progress: Callable[[str], None] | None = None,
) -> Equivalence:
    """What is known of a program and its rewriting for another schema, function by function.

    ``pins`` are correspondences such as ``"Old.column=New.column"``. ``sequences`` is how many
    sequences of calls are tried. Raises ``InputError`` for files that cannot be used.
    """
    old, new = read_schema(source_schema, dialect), read_schema(target_schema, dialect)
    programs = Programs(
        old,
        new,
        read_program_file(program, old, dialect).functions,
        read_program_file(target_program, new, dialect).functions,
    )
    return compare(
        programs, pins=[pin(text) for text in pins], sequences=sequences, progress=progress
    )


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
