"""The example itself with new values: what meets by a likely join still meets, all else differs.

Columns of equal values are what an example leaves open most often. A copy in which each value is
replaced, the same by the same where references or keys tie them, looks like the example, keeps to
what it keeps to, and has no accidents.
"""

from __future__ import annotations

from collections.abc import Collection

from dynamite.certainty.samples import Column, Invention
from dynamite.data.instance import Instance, Row
from dynamite.datalog import Header
from dynamite.schema import Key
from dynamite.synthesis.source import JoinRank, Source
from dynamite.values import Value, is_null

Cell = tuple[int, int, Value]
"""A relation, a column, and a value in it."""

LARGEST = 60
"""An example of more records than this is not copied."""


def decoupled(source: Source, header: Header, invention: Invention) -> Instance | None:
    """The first example's source with values of its own; ``None`` where it is large.

    Constants of programs, nulls and truth values stay.
    """
    rows = {relation.r: _first(relation.rows) for relation in source.relations}
    if sum(map(len, rows.values())) > LARGEST:
        return None
    parents: dict[Cell, Cell] = {}

    def root(cell: Cell) -> Cell:
        while parents.setdefault(cell, cell) != cell:
            cell = parents[cell]
        return cell

    values = {
        (relation.r, column.c): {row[column.c] for row in rows[relation.r]}
        for relation in source.relations
        for column in relation.columns
    }
    for join in source.joins:
        if join.rank > JoinRank.NAMED_KEY:
            continue
        for a, b in join.on:
            for value in values[join.left, a] & values[join.right, b]:
                if not is_null(value):
                    left, right = root((join.left, a, value)), root((join.right, b, value))
                    parents[right] = left
    places: dict[Cell, list[Column]] = {}
    for relation in source.relations:
        name = header.source_relation[relation.record_type.key]
        for column in relation.columns:
            for value in values[relation.r, column.c]:
                cell = root((relation.r, column.c, value))
                places.setdefault(cell, []).append((name, column.c))
    made: dict[Cell, Value] = {}

    def renamed(cell: Cell) -> Value:
        value = cell[2]
        if is_null(value) or isinstance(value, bool) or value in invention.taken:
            return value
        found = root(cell)
        if found not in made:
            made[found] = invention.value(places[found])
        return made[found]

    facts: dict[Key, tuple[Row, ...]] = {}
    for relation in source.relations:
        index = relation.record_type.surrogates
        facts[relation.record_type.key] = tuple(
            tuple(
                value
                if c < len(index) and index[c] == "_index"
                else renamed((relation.r, c, value))
                for c, value in enumerate(row)
            )
            for row in rows[relation.r]
        )
    return Instance(source.schema, facts)


def _first(rows: list[tuple[int, Row]]) -> list[Row]:
    return [row for example, row in rows if example == 0]


def restricted(instance: Instance, keys: Collection[Key]) -> Instance:
    """The records of some record types only."""
    return Instance(instance.schema, {k: rows for k, rows in instance.facts.items() if k in keys})
