"""Where a cell of an expected record stands in the examples file."""

from __future__ import annotations

from collections.abc import Sequence

from dynamite.data.instance import Row
from dynamite.data.place import field_at, item_at
from dynamite.schema import Key, Kind, Schema
from dynamite.synthesis.goal import Expected, Goal
from dynamite.values import format_value

_FILE = "file: "
"""A place in a file is joined by dots after its name, which is not known here."""


def cell_place(
    schema: Schema,
    rows: dict[Key, list[tuple[int, Row]]],
    key: Key,
    goal: Goal,
    expected: Expected,
    h: int,
) -> str:
    """The place of a cell, as ``target.data.Bat[1].batter``; empty where no record shows it.

    ``rows`` are the target's records with the numbers of their examples, in their order.
    """
    record_type = schema[key]
    first = len(record_type.surrogates)
    width = len(record_type.attributes)
    found = [
        row
        for example, row in rows[key]
        if example == expected.example and row[first:] == expected.cells[:width]
    ]
    if not found:
        return ""
    examples = {example for each in rows.values() for example, _ in each}
    start = "target.data"
    if len(examples) > 1:
        start = f"examples[{expected.example}].target"
    place = _record(schema, rows, key, found[0], expected.example, f"{_FILE}{start}")
    if h < width and record_type.kind is not Kind.SCALARS:
        place = field_at(place, record_type.attributes[h].name)
    return place.removeprefix(_FILE)


def _record(
    schema: Schema,
    rows: dict[Key, list[tuple[int, Row]]],
    key: Key,
    row: Row,
    example: int,
    start: str,
) -> str:
    record_type = schema[key]
    if record_type.kind in (Kind.NODE, Kind.EDGE):
        return f"{start}: {record_type.name} {format_value(row[0])}"
    if record_type.parent is None:
        own = [other for number, other in rows[key] if number == example]
        return item_at(field_at(start, record_type.name), own.index(row))
    parent = schema[record_type.parent]
    at = parent.columns.index("_id")
    above = next(
        (r for number, r in rows[record_type.parent] if number == example and r[at] == row[0]), None
    )
    if above is None:
        return start
    place = field_at(
        _record(schema, rows, record_type.parent, above, example, start), record_type.path[-1]
    )
    return place if record_type.kind is Kind.OBJECT else item_at(place, _index(row))


def _index(row: Sequence[object]) -> int:
    return row[2] if isinstance(row[2], int) else 0
