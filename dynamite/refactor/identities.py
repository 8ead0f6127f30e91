"""The columns by which proofs tell the rows of a table apart."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice, product
from typing import Final

from dynamite.refactor.chains import Identities
from dynamite.refactor.classes import Side
from dynamite.refactor.tables import Database, Table

ALTERNATIVES: Final = 9


def identities(old: Database, new: Database) -> Iterator[Identities]:
    """Ways to identify the rows of all tables.

    A declared primary key, always; else what is unique and never null; else a foreign key, or two,
    that a proof then has to show to be one (``Effect.obligations``).
    """
    names, choices = [], []
    for side, database in ((Side.OLD, old), (Side.NEW, new)):
        for table in database:
            found = _choices(table)
            if found:
                names.append((side, table.name))
                choices.append(found)
    for combination in islice(product(*choices), ALTERNATIVES):
        yield dict(zip(names, combination, strict=True))


def _choices(table: Table) -> list[tuple[str, ...]]:
    if table.key:
        return [table.key]
    known = [u for u in table.unique if not any(table.column(c).nullable for c in u)]
    if known:
        return known[:1]
    keys = [reference.columns for reference in table.references]
    pair = [tuple(c for key in keys for c in key)] if len(keys) > 1 else []
    return [*reversed(keys), *pair]
