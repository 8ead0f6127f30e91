"""Cases of the command line in a text file: files, a command line, what it answers.

A file of cases is separated by lines ``======``. What stands before the first are files that each
of its cases has; a case is a line that claims, its own files, and the command with its answer::

    an examples file that is cut off
    -- ex.json --
    {"source": {
    $ dynamite synth --examples ex.json
    dynamite: ex.json:2:1: not JSON: …
    exit 2

A file ``x.db`` or ``x.duckdb`` is given as the SQL that makes it, ``x.parquet`` as a query, and
``x/`` is an empty directory. ``(raw)`` after a name means just the text; ``(bytes)`` means one with
Python's escapes (``\\xff``, ``\\r``) and without the end of its last line.
"""

from __future__ import annotations

import re
import shlex
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import duckdb

SEPARATOR = "======\n"

Answer = tuple[int, str]
"""The exit status, and what stands on stderr."""


@dataclass(frozen=True)
class GivenFile:
    """A file of a case: its name, how its text is meant, and the text."""

    name: str
    form: str
    text: str

    def write(self, directory: Path) -> None:
        path = directory / self.name
        path.parent.mkdir(parents=True, exist_ok=True)
        if self.name.endswith("/"):
            path.mkdir()
            return
        match self.form or path.suffix:
            case "bytes":
                path.write_bytes(
                    self.text.rstrip("\n").encode().decode("unicode_escape").encode("latin-1")
                )
            case ".db":
                with closing(sqlite3.connect(path)) as connection:
                    connection.executescript(self.text)
            case ".duckdb":
                with duckdb.connect(str(path)) as database:
                    database.execute(self.text)
            case ".parquet":
                duckdb.sql(self.text).write_parquet(str(path))
            case _:
                path.write_text(self.text)


@dataclass(frozen=True)
class CommandCase:
    """One command line with its files and its answer; ``number`` counts from 0 in its file."""

    file: Path
    number: int
    claim: str
    files: tuple[GivenFile, ...]
    arguments: tuple[str, ...]
    answer: Answer

    def text(self, answer: Answer) -> str:
        """The end of the case, from its command, as its file gives it."""
        status, err = answer
        return f"$ {shlex.join(('dynamite', *self.arguments))}\n{err}exit {status}\n"


def read_cases(file: Path) -> Iterator[CommandCase]:
    """The cases of a file, in its order."""
    shared, *cases = file.read_text().split(SEPARATOR)
    common = tuple(_files(shared))
    for number, text in enumerate(cases):
        given, command, answer = re.split(r"^\$ (.*)\n", text, flags=re.M)
        claim, _, files = given.partition("\n")
        *err, end = answer.splitlines(keepends=True)
        arguments = tuple(shlex.split(command)[1:])
        status = int(end.removeprefix("exit "))
        own = (*common, *_files(files))
        yield CommandCase(file, number, claim, own, arguments, (status, "".join(err)))


def _files(text: str) -> Iterator[GivenFile]:
    """The files that a text gives: a line ``-- NAME --``, then what is in it."""
    _, *parts = re.split(r"^-- (.+?)(?: \((\w+)\))? --\n", text, flags=re.M)
    for name, form, content in zip(parts[::3], parts[1::3], parts[2::3], strict=True):
        yield GivenFile(name, form or "", content)


def rewrite(case: CommandCase, answer: Answer) -> None:
    """Puts another answer into the file of a case."""
    parts = case.file.read_text().split(SEPARATOR)
    text = parts[case.number + 1]
    parts[case.number + 1] = text[: text.index("\n$ ") + 1] + case.text(answer)
    case.file.write_text(SEPARATOR.join(parts))
