"""Writes a program in another language: SQL, Soufflé, Cypher, or pipelines of MongoDB."""

from __future__ import annotations

import os
from typing import Final

from dynamite.commands.program_file import read_program
from dynamite.datalog import Program
from dynamite.errors import InputError

LANGUAGES: Final = ("sql", "souffle", "cypher", "mongo")


def export(
    program: Program | str | os.PathLike[str], to: str, *, dialect: str | None = None
) -> str:
    """The program in another language, ready to be run there.

    ``program`` is a program or the path of its file; ``to`` one of ``LANGUAGES``; ``dialect`` that
    of SQL. Raises ``InputError`` for a construct that the language lacks, by its name.
    """
    parsed = read_program(program)
    if (dialect is None) is (to == "sql"):
        problem = "needs a dialect" if dialect is None else "has no dialects"
        raise InputError(f"an export to {to} {problem}", mend="--dialect goes with --to sql")
    try:
        return _exported(parsed, to, dialect or "")
    except InputError as error:
        if isinstance(program, Program):
            raise
        place = f"{os.fspath(program)}: {error.place}" if error.place else os.fspath(program)
        raise InputError(error.problem, place=place, mend=error.mend) from None


def _exported(program: Program, to: str, dialect: str) -> str:
    match to:
        case "sql":
            from dynamite.exporting.sql import export_sql

            return export_sql(program, dialect)
        case "souffle":
            from dynamite.exporting.souffle import export_souffle

            return export_souffle(program)
        case "cypher":
            from dynamite.exporting.cypher import export_cypher

            return export_cypher(program)
        case "mongo":
            from dynamite.exporting.mongo import export_mongo

            return export_mongo(program)
    raise InputError(
        f"there is no export to {to!r}", mend=f"the languages are: {', '.join(LANGUAGES)}"
    )
