"""DuckDB's errors as one line that names the functor and the value."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

import duckdb

from dynamite.engines.sql_types import ERROR_MARK
from dynamite.errors import MigrationError

_OVERFLOW = re.compile(r"Overflow in (addition|subtraction|multiplication) of \w+ \(([^)]*)\)")
_OPERATORS = {
    "addition": "+",
    "subtraction": "-",
    "multiplication": "*",
}


@contextmanager
def translated() -> Iterator[None]:
    """Raises ``MigrationError`` for what the database says of data, memory or disk."""
    try:
        yield
    except duckdb.Error as error:
        raise MigrationError(_problem(str(error))) from None


def _problem(message: str) -> str:
    if ERROR_MARK in message:
        return message.split(ERROR_MARK, 1)[1]
    if found := _OVERFLOW.search(message):
        operator = _OPERATORS[found[1]]
        values = ", ".join(found[2].split(f" {operator} "))
        return f"{operator} of {values}: the result has more than 64 bits"
    if message.startswith("Out of Memory Error"):
        return f"{message.splitlines()[0]}; allow more with --memory"
    return message.splitlines()[0]
