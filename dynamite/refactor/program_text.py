"""Program files: named blocks of SQL, as aiosql and sqlc keep them, with their text kept.

A block begins with a line ``-- name: getMember``; what follows the name on that line (``^``,
``:one``) is for the tool that runs the program, and stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Final

import sqlglot
from sqlglot.errors import TokenError

from dynamite.errors import InputError
from dynamite.refactor.last_key import left_to_the_database, with_sequences, without_sequences
from dynamite.refactor.printing import format_statement
from dynamite.refactor.reading import read_statement
from dynamite.refactor.sql import Function, Insert
from dynamite.refactor.tables import Database

_HEADING: Final = re.compile(r"^--[ \t]*name[ \t]*:[ \t]*(\w+)[^\n]*$", re.MULTILINE)


@dataclass(frozen=True)
class Block:
    """The text of a function: its heading, the comments below it, and its statements."""

    function: Function
    heading: str
    comments: str
    body: str

    @property
    def text(self) -> str:
        return self.heading + self.comments + self.body


@dataclass(frozen=True)
class Program:
    """A program file: what stands before the first block, and the blocks."""

    preamble: str
    blocks: tuple[Block, ...]

    @property
    def functions(self) -> tuple[Function, ...]:
        return tuple(block.function for block in self.blocks)

    @property
    def text(self) -> str:
        return self.preamble + "".join(block.text for block in self.blocks)


def read_program(text: str, database: Database, place: str, dialect: str = "postgres") -> Program:
    """The program of a file; ``place`` is the file's name in the ``InputError`` that it may raise.

    ``read_program(text, …).text == text``.
    """
    headings = list(_HEADING.finditer(text))
    preamble = text[: headings[0].start()] if headings else text
    if _statements(preamble, 1, dialect, place):
        raise InputError(
            "SQL before the first block", place=place, mend="begin a block with '-- name: f'"
        )
    blocks: dict[str, Block] = {}
    ends = [heading.start() for heading in headings[1:]] + [len(text)]
    for heading, end in zip(headings, ends, strict=True):
        line = text.count("\n", 0, heading.start()) + 1
        name = heading[1]
        if name in blocks:
            raise InputError(f"the function {name!r} is there twice", place=f"{place}:{line}")
        below = text[heading.end() : end]
        comments = re.match(r"(?:\s*--[^\n]*)*\n?", below)
        assert comments is not None
        first = line + comments[0].count("\n")
        body = below[comments.end() :]
        statements = tuple(
            read_statement(statement, database, dialect, place, number)
            for statement, number in _statements(body, first, dialect, place)
        )
        if not statements:
            raise InputError(f"the function {name!r} has no statement", place=f"{place}:{line}")
        statements = with_sequences(statements, database, f"{place}:{line}")
        function = Function(name, statements, line)
        blocks[name] = Block(function, heading[0], comments[0], body)
    return Program(preamble, tuple(blocks.values()))


def _statements(text: str, line: int, dialect: str, place: str) -> list[tuple[str, int]]:
    """The statements of a text and their first lines; the first line of the text is ``line``."""
    try:
        tokens = sqlglot.tokenize(text, read=dialect)
    except TokenError:
        problem = f"not SQL of {dialect}: a quotation or a comment does not end"
        raise InputError(problem, place=f"{place}:{line}") from None
    found = []
    for is_end, group in groupby(tokens, lambda t: t.token_type is sqlglot.TokenType.SEMICOLON):
        if not is_end:
            statement = list(group)
            found.append(
                (text[statement[0].start : statement[-1].end + 1], line + statement[0].line - 1)
            )
    return found


def _says(block: Block, function: Function, database: Database, dialect: str) -> bool:
    """Whether the text of a block is the function over these tables, too."""
    if function.statements != block.function.statements:
        return False
    try:
        (again,) = read_program(block.text, database, "", dialect).functions
    except InputError:
        return False
    return again.statements == function.statements


def rewritten(
    program: Program, functions: Mapping[str, Function], database: Database, dialect: str
) -> Program:
    """The program with functions of the same names; the text of one that did not change stays.

    The text of a function must also mean the same over the tables of ``database``: ``SELECT *`` and
    an INSERT without names of columns depend on the order of the columns. Raises ``InputError``
    where the dialect cannot say a function over these tables.
    """
    blocks = []
    for block in program.blocks:
        function = functions[block.function.name]
        if not _says(block, function, database, dialect):
            space = block.body[len(block.body.rstrip()) :] or "\n"
            statements = function.statements
            if dialect == "postgres":
                statements = tuple(
                    left_to_the_database(s, database) if isinstance(s, Insert) else s
                    for s in statements
                )
            else:
                statements = without_sequences(statements, database, dialect)
            texts = [format_statement(s, dialect, quoted=database.quoted) for s in statements]
            body = ";\n".join(texts) + ";"
            block = Block(function, block.heading, block.comments, body + space)
        blocks.append(block)
    return Program(program.preamble, tuple(blocks))
