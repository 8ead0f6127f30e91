"""Nodes and relationships of Neo4j on their way to records."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from itertools import islice
from typing import Any, Final

import neo4j
import pyarrow as pa

from dynamite.schema import Key, Kind, Schema
from dynamite.stores.flattening import gathered
from dynamite.stores.graph_records import GraphFlattener, Items
from dynamite.stores.neo4j_catalog import Catalog
from dynamite.stores.neo4j_connection import run
from dynamite.stores.neo4j_names import CHECKPOINT, ID, quoted, stored_name
from dynamite.stores.neo4j_values import attribute_values

_BLOCK: Final = 10_000


def read_graph(
    session: neo4j.Session,
    catalog: Catalog,
    schema: Schema,
    columns: Mapping[Key, Collection[str]],
    url: str,
) -> Iterator[tuple[Key, pa.RecordBatch]]:
    """Batches of the wanted labels and edge types; ``InputError`` for what does not fit."""
    flattener = GraphFlattener(schema, columns, non_finite=True, convert=attribute_values)
    items = _items(session, catalog, schema, columns, url)
    yield from gathered(flattener.flatten(items))


def _items(
    session: neo4j.Session,
    catalog: Catalog,
    schema: Schema,
    columns: Mapping[Key, Collection[str]],
    url: str,
) -> Iterator[Items]:
    # All nodes are read, with no properties where their labels are not wanted: edges need them.
    wanted = [rt for rt in schema if rt.kind is Kind.NODE and rt.key in columns]
    names = sorted({a.name for rt in wanted for a in rt.attributes if a.name in columns[rt.key]})
    has_ids = catalog.nodes_have_ids
    query = (
        f"MATCH (n) WHERE NOT n:{quoted(CHECKPOINT)} "
        f"RETURN {_id('n', has_ids)}, labels(n){_properties('n', names, has_ids)}"
    )
    for ids, labels, *values in _blocks(session, query):
        tuples = [tuple(each) for each in labels]
        yield _block(Kind.NODE, ids, tuples, [], [], _objects(names, values, len(ids)), url)
    for record_type in schema:
        if record_type.kind is Kind.EDGE and record_type.key in columns:
            attributes = record_type.attributes
            names = [a.name for a in attributes if a.name in columns[record_type.key]]
            yield from _edges(session, catalog, record_type.path[0], names, url)


def _edges(
    session: neo4j.Session, catalog: Catalog, label: str, names: list[str], url: str
) -> Iterator[Items]:
    has_ids = catalog.edges_have_ids(label)
    ends = catalog.nodes_have_ids
    query = (
        f"MATCH (a)-[r:{quoted(label)}]->(b) "
        f"RETURN {_id('r', has_ids)}, {_id('a', ends)}, {_id('b', ends)}"
        f"{_properties('r', names, has_ids)}"
    )
    for ids, starts, stops, *values in _blocks(session, query):
        labels: list[tuple[str, ...]] = [(label,)] * len(ids)
        objects = _objects(names, values, len(ids))
        yield _block(Kind.EDGE, ids, labels, starts, stops, objects, url)


def _id(variable: str, has_ids: bool) -> str:
    own = f"elementId({variable})"
    return f"coalesce({variable}.{quoted(ID)}, {own})" if has_ids else own


def _properties(variable: str, names: list[str], has_ids: bool) -> str:
    """The properties as further columns."""
    stored = (stored_name(name) if has_ids else name for name in names)
    return "".join(f", {variable}.{quoted(name)}" for name in stored)


def _blocks(session: neo4j.Session, query: str) -> Iterator[list[list[Any]]]:
    """The columns of some thousands of rows at a time."""
    rows = run(session, query)
    while block := list(islice(rows, _BLOCK)):
        # A record of the driver is a tuple of its values.
        yield [list(column) for column in zip(*block, strict=True)]


def _objects(names: list[str], columns: list[list[Any]], rows: int) -> list[dict[str, Any]]:
    if not names:
        return [{} for _ in range(rows)]
    return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]


def _block(
    kind: Kind,
    ids: list[str],
    labels: list[tuple[str, ...]],
    starts: list[str],
    ends: list[str],
    properties: list[dict[str, Any]],
    url: str,
) -> Items:
    what = "node" if kind is Kind.NODE else "relationship"

    def place(position: int) -> str:
        return f"{url}: {what} {ids[position]!r}"

    return Items(kind, ids, labels, starts, ends, properties, list(range(len(ids))), place)
