"""What a migration cannot keep apart, by name, as follows from the models of its two stores."""

from __future__ import annotations

from collections.abc import Iterator

from dynamite.datalog import Header
from dynamite.schema import Kind, Model, Schema
from dynamite.stores.plans import attribute_place


def losses(header: Header) -> Iterator[str]:
    """A line for each distinction of the source that the target does not make."""
    source, target = header.source.model, header.target.model
    nullable = list(_nullable(header.target))
    if target is Model.GRAPH and nullable:
        nulls = "null or absent" if source is Model.DOCUMENT else "null"
        yield f"{nulls} becomes no property: {', '.join(nullable)}"
    elif target is Model.RELATIONAL and source is Model.DOCUMENT and nullable:
        yield f"absent becomes null: {', '.join(nullable)}"
    if target is Model.DOCUMENT and source is Model.DOCUMENT:
        yield from _nested(header.target)


def _nullable(schema: Schema) -> Iterator[str]:
    for record_type in schema:
        for attribute in record_type.attributes:
            if attribute.nullable:
                yield attribute_place(record_type, attribute)


def _nested(schema: Schema) -> Iterator[str]:
    arrays = [rt.name for rt in schema if rt.kind in (Kind.ARRAY, Kind.SCALARS)]
    objects = [rt.name for rt in schema if rt.kind is Kind.OBJECT]
    if arrays:
        yield f"an array that is absent or null becomes an empty one: {', '.join(arrays)}"
    if objects:
        yield f"an embedded object that is null becomes absent: {', '.join(objects)}"
