"""What two sides are compared up to, in words."""

from __future__ import annotations

from collections.abc import Iterator

from dynamite.schema import Model, Schema
from dynamite.verification.digests import GraphIds


def compared_up_to(schema: Schema, ids: GraphIds) -> Iterator[str]:
    """A line for each thing that was not told apart."""
    match schema.model:
        case Model.RELATIONAL:
            yield "compared up to the order of records"
        case Model.DOCUMENT:
            yield (
                "compared up to the order of documents; an array that is absent, null or empty is "
                "one, and so is an embedded object that is absent or null"
            )
        case Model.GRAPH:
            yield "compared up to the order of nodes and edges; a null property is none"
    if not ids.nodes:
        yield (
            "no node has an id that the program gives, so nodes were compared by their properties, "
            "and edges by those of their nodes"
        )
    if ids.own:
        names = ", ".join(record_type.name for record_type in schema if record_type.key in ids.own)
        yield (
            f"no edge has an id that the program gives, so these were compared by their nodes and "
            f"properties: {names}"
        )
