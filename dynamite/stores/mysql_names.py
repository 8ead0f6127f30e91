"""Names in MySQL: how they are quoted, and which it cannot hold."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from dynamite.errors import InputError
from dynamite.schema import Schema

MOST_CHARACTERS: Final = 64

OWN: Final = "_dynamite_"
"""How the names of tables begin that a migration has while it is not done."""


def quoted(name: str) -> str:
    """A name as an SQL identifier; every sign of it is kept.

    >>> quoted('a`b;')
    '`a``b;`'
    """
    return "`" + name.replace("`", "``") + "`"


def quoted_list(names: Iterable[str]) -> str:
    """Names as a list of SQL identifiers."""
    return ", ".join(quoted(name) for name in names)


def check_names(schema: Schema, url: str) -> None:
    """Raises ``InputError`` for a name of a table or a column that MySQL cannot hold."""
    for record_type in schema:
        _check("table", record_type.name, url)
        if record_type.name.lower().startswith(OWN):
            raise InputError(
                f"names that begin with {OWN!r} are for unfinished migrations",
                place=f"{url}: {record_type.name}",
                mend="rename the table in the target schema",
            )
        for column in record_type.columns:
            _check("column", column, f"{url}: {record_type.name}")


def _check(kind: str, name: str, place: str) -> None:
    problem = _problem(name)
    if problem:
        raise InputError(
            f"the name {name!r} {problem}, which that of a {kind} in MySQL cannot be",
            place=place,
            mend="rename it in the target schema",
        )


def _problem(name: str) -> str:
    if not name:
        return "is empty"
    if len(name) > MOST_CHARACTERS:
        return f"has more than {MOST_CHARACTERS} characters"
    if name[-1].isspace():
        return "ends with a space"
    if "\0" in name or max(name) > "\uffff":
        return "has a character beyond U+0001 to U+FFFF"
    return ""
