"""The library's ``refactor``: the SQL program for a new schema, and the migration to it."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from dynamite.commands.equivalent import File, pin, read_program_file, read_schema
from dynamite.errors import InputError, NoProgramError
from dynamite.language.text import format
from dynamite.refactor.equivalence import Programs, broken_by_migration, make_tester
from dynamite.refactor.migration_datalog import migration_program
from dynamite.refactor.migration_sql import (
    Names,
    continued_sequences,
    migration_statements,
    notes,
    script,
)
from dynamite.refactor.moves import Migration, inverse, migration
from dynamite.refactor.program_text import rewritten
from dynamite.refactor.round_trip import lost_on_the_way_back
from dynamite.refactor.synthesis import Refactoring, refactor_functions
from dynamite.search import Limits

__all__ = ["Limits", "Refactored", "migration_text", "refactor"]


@dataclass(frozen=True)
class Refactored:
    """The text of the new program, how it was found, and what moves the data there and back.

    ``no_way_back`` is why there is no ``down``.
    """

    text: str
    found: Refactoring
    up: Migration | None = None
    down: Migration | None = None
    no_way_back: str = ""


def refactor(
    source_schema: File,
    target_schema: File,
    program: File,
    *,
    dialect: str = "postgres",
    pins: Sequence[str] = (),
    with_migration: bool = False,
    sequences: int = 1000,
    limits: Limits | None = None,
    progress: Callable[[str], None] | None = None,
) -> Refactored:
    """The program for the new schema; blocks that need no change keep their text.

    Raises ``InputError`` for files that cannot be used, ``NoProgramError`` where no program is
    found or the migration to it fails on a database that the old one reaches, ``LimitError`` at a
    limit.
    """
    old, new = read_schema(source_schema, dialect), read_schema(target_schema, dialect)
    parsed = read_program_file(program, old, dialect)
    found = refactor_functions(
        old,
        new,
        parsed.functions,
        pins=[pin(text) for text in pins],
        limits=limits,
        sequences=sequences,
        progress=progress,
    )
    functions = {function.name: function for function in found.functions}
    text = rewritten(parsed, functions, new, dialect).text
    if not with_migration:
        return Refactored(text, found)
    programs = Programs(old, new, parsed.functions, found.functions)
    up = migration(found.mapping, old, new)
    clauses = (*found.certainty.relation, *found.certainty.invariants)
    for clause in broken_by_migration(programs, migration_statements(up, "sqlite"), clauses):
        raise NoProgramError(f"the migration does not make what holds later: {clause.text}")
    try:
        down = migration(inverse(found.mapping), new, old)
    except InputError as error:
        return Refactored(text, found, up, None, str(error))
    lost = lost_on_the_way_back(make_tester(programs), up, down)
    if lost:
        return Refactored(text, found, up, None, f"other rows of {', '.join(lost)} come back")
    return Refactored(text, found, up, down)


def migration_text(
    migration: Migration, file: str | os.PathLike[str], dialect: str, *, is_down: bool = False
) -> str:
    """A migration as the text of a file: Datalog for ``.dl``, else SQL of the dialect.

    Raises ``InputError`` for what Datalog cannot say, and for another ending.
    """
    ending = Path(file).suffix
    if ending == ".sql":
        return script(migration, dialect, ("new", "old") if is_down else ("old", "new"))
    if ending != ".dl":
        raise InputError(
            "a migration is Datalog or SQL", place=str(file), mend="name a file .dl or .sql"
        )
    is_postgres = dialect == "postgres"
    lines = list(notes(migration))
    if is_postgres:
        names = Names("", dialect, migration.target.quoted)
        made = list(continued_sequences(migration.target, names))
        lines += ["run after it, so that keys go on:"] if made else []
        lines += [f"  {' '.join(statement.split())};" for statement in made]
    return format(migration_program(migration, tuple(lines), folds=is_postgres))
