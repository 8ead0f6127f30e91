"""Reading a program from its file."""

from __future__ import annotations

import os
from pathlib import Path

from dynamite.datalog import Header, Program
from dynamite.errors import InputError
from dynamite.language.check import check
from dynamite.language.text import parse


def read_program(program: Program | str | os.PathLike[str]) -> Program:
    """The program, or the program in the file of that path, checked.

    Raises ``InputError`` where the file cannot be read, or where the program is wrong.
    """
    if isinstance(program, Program):
        check(program)
        return program
    name = os.fspath(program)
    parsed = parse(read_text(Path(name)), name)
    try:
        check(parsed)
    except InputError as error:
        raise InputError(str(error), place=name) from None
    return parsed


def header_of(parsed: Program, program: Program | str | os.PathLike[str]) -> Header:
    """The header of a program that maps one store to another; raises ``InputError`` without one."""
    place = "" if isinstance(program, Program) else os.fspath(program)
    if parsed.header is None:
        raise InputError(
            "the program has no header with the two schemas",
            place=place,
            mend="write one as synth does, or use run for programs over fact files",
        )
    for relation in parsed.header.target_by_relation:
        if relation not in parsed.declarations:
            problem = f"relation {relation} of the header is not declared"
            raise InputError(problem, place=place, mend=f"add .decl {relation}(…)")
    return parsed.header


def read_text(path: Path) -> str:
    """The text of a file; raises ``InputError`` where it cannot be read as UTF-8."""
    try:
        # Editors of some systems put a byte order mark first.
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise InputError(f"cannot read it: {error.strerror}", place=str(path)) from None
    except UnicodeDecodeError as error:
        raise InputError(f"byte {error.start} is not UTF-8", place=str(path)) from None
