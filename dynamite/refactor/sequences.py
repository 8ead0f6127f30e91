"""Which sequence makes the keys of which table, in both programs."""

from __future__ import annotations

from collections.abc import Iterator

from dynamite.refactor.classes import Side
from dynamite.refactor.sql import CurrentValue, Expression, Function, Insert, NextValue, nodes
from dynamite.refactor.symbolic_changes import Sequences
from dynamite.refactor.symbolic_state import Frame
from dynamite.refactor.tables import Database


def sequence_owners(
    old: Database,
    new: Database,
    old_functions: tuple[Function, ...],
    new_functions: tuple[Function, ...],
    frame: Frame,
) -> Sequences:
    """The table of each sequence; tables whose rows are linked by key go by the old name.

    Both programs make the same new key for linked rows: answers are equal up to a renaming of
    generated keys, and this renames them.
    """
    owners: dict[tuple[Side, str], str] = {}
    for side, database, functions in (
        (Side.OLD, old, old_functions),
        (Side.NEW, new, new_functions),
    ):
        for table, column, value in _stored(database, functions):
            if not isinstance(value, NextValue | CurrentValue):
                continue
            if frame.identities.get((side, table)) == (column,):
                other = frame.shared.get((side, table, ""), (side, table, ""))
                owners[(side, value.sequence)] = f"{other[0]}.{other[1]}"
    return Sequences(owners)


def _stored(
    database: Database, functions: tuple[Function, ...]
) -> Iterator[tuple[str, str, Expression]]:
    """Every expression that an INSERT stores in a column, and every default."""
    for table in database:
        for column in table.columns:
            yield table.name, column.name, column.default
    for node in nodes(tuple(function.statements for function in functions)):
        if isinstance(node, Insert):
            contents = list(node.rows)
            if node.query is not None:
                contents.append(tuple(output.expression for output in node.query.outputs))
            for row in contents:
                for name, value in zip(node.columns, row, strict=True):
                    yield node.table, name, value
