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

    A declared primary key, or the part of it that is a foreign key; else what is unique and never
    null; else a foreign key, or two, that a proof then has to show to be one
    (``Effect.obligations``).
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
    keys = [reference.columns for reference in table.references]
    if table.key:
        # Of a junction whose rows have one partner each, one side alone may be the key.
        sides = [names for names in keys if set(names) < set(table.key)]
        return [table.key, *reversed(sides)]
    known = [u for u in table.unique if not any(table.column(c).nullable for c in u)]
    if known:
        return known[:1]
    pair = [tuple(c for key in keys for c in key)] if len(keys) > 1 else []
    return [*reversed(keys), *pair]
