"""A target that a program made, as a person writes it in an example: with opaque ids."""

from __future__ import annotations

from itertools import count

from dynamite.data.instance import Instance
from dynamite.data.records import Row
from dynamite.schema import Model
from dynamite.values import Skolem, Value


def as_written(instance: Instance) -> Instance:
    """The instance with an opaque id for each Skolem term, as the user of an example writes it."""
    is_graph = instance.schema.model is Model.GRAPH
    ids: dict[Skolem, Value] = {}
    numbers = count(1)

    def cell(value: Value) -> Value:
        if not isinstance(value, Skolem):
            return value
        if value not in ids:
            number = next(numbers)
            ids[value] = f"id-{number}" if is_graph else number
        return ids[value]

    facts: dict[tuple[str, ...], tuple[Row, ...]] = {}
    for record_type in instance.schema:
        rows = sorted(instance.rows(record_type.key), key=repr)
        facts[record_type.key] = tuple(tuple(cell(value) for value in row) for row in rows)
    return Instance(instance.schema, facts)
