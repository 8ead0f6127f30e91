"""The library's ``refactor``: the SQL program for a new schema, and the migration to it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from dynamite.commands.equivalent import File, pin, read_program_file, read_schema
from dynamite.errors import NoProgramError
from dynamite.refactor.equivalence import Programs, broken_by_migration
from dynamite.refactor.migration_sql import migration_statements, script
from dynamite.refactor.printing import translated
from dynamite.refactor.program_text import rewritten
from dynamite.refactor.synthesis import Refactoring, refactor_functions
from dynamite.search import Limits

__all__ = ["Limits", "Refactored", "refactor"]


@dataclass(frozen=True)
class Refactored:
    """The text of the new program, and how it was found."""

    text: str
    found: Refactoring
    migration: str | None


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
    migration = None
    if with_migration:
        statements = migration_statements(found.mapping, old, new)
        programs = Programs(old, new, parsed.functions, found.functions)
        clauses = (*found.certainty.relation, *found.certainty.invariants)
        for clause in broken_by_migration(programs, statements, clauses):
            raise NoProgramError(f"the migration does not make what holds later: {clause.text}")
        if dialect != "postgres":
            statements = tuple(translated(statement, dialect) for statement in statements)
        migration = script(statements)
    return Refactored(rewritten(parsed, functions, new, dialect).text, found, migration)
