"""The refactorings under ``tests/cases/refactor``: schemas, a program, and a right rewriting."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from dynamite.refactor.declared import read_database
from dynamite.refactor.equivalence import Programs
from dynamite.refactor.program_text import read_program

CASES = Path(__file__).parent / "cases" / "refactor"
NAMES = tuple(sorted(path.name for path in CASES.iterdir()))


@cache
def case(name: str) -> Programs:
    """The old and the new program of a case."""
    directory = CASES / name
    old, new = (read_database((directory / f"{s}.sql").read_text(), s) for s in ("old", "new"))
    functions = [
        read_program((directory / f"{file}.sql").read_text(), database, f"{file}.sql").functions
        for file, database in (("program", old), ("rewritten", new))
    ]
    return Programs(old, new, functions[0], functions[1])


def with_function(programs: Programs, text: str) -> Programs:
    """The programs with one function of the new program replaced by a block of SQL."""
    (changed,) = read_program(text, programs.new, "changed.sql").functions
    functions = tuple(changed if f.name == changed.name else f for f in programs.new_functions)
    return Programs(programs.old, programs.new, programs.old_functions, functions)
