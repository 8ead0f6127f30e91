"""What a Neo4j database holds: labels, relationship types, their properties, and what ids are.

Where every node has a text property ``_id`` and no two the same, as in what this program writes,
these are the ids; else the server's own are, and ``_id`` is a property like any other. In a graph
of ours, a relationship may have an ``_id`` too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import neo4j

from dynamite.schema import Attribute, Kind, Model, RecordType, Schema
from dynamite.stores.neo4j_connection import run
from dynamite.stores.neo4j_names import CHECKPOINT, ID, quoted, user_name
from dynamite.stores.neo4j_values import data_type

_NODE_TYPES = (
    "CALL db.schema.nodeTypeProperties() YIELD nodeLabels, propertyName, propertyTypes, mandatory "
    "RETURN nodeLabels, propertyName, propertyTypes, mandatory"
)
_EDGE_TYPES = (
    "CALL db.schema.relTypeProperties() YIELD relType, propertyName, propertyTypes, mandatory "
    "RETURN relType, propertyName, propertyTypes, mandatory"
)


@dataclass(frozen=True)
class _Property:
    types: tuple[str, ...]
    is_everywhere: bool


_Shape = dict[str, _Property]
"""The properties of the nodes with the same labels, or of the relationships of a type."""


@dataclass(frozen=True)
class Catalog:
    """``nodes`` by their sets of labels, ``edges`` by type."""

    nodes: dict[frozenset[str], _Shape]
    edges: dict[str, _Shape]
    nodes_have_ids: bool

    def edges_have_ids(self, label: str) -> bool:
        """Whether the relationships of a type are ours: ``_id`` is their id where there is one."""
        held = self.edges.get(label, {}).get(ID)
        return self.nodes_have_ids and (held is None or held.types == ("String",))

    @property
    def labels(self) -> list[str]:
        return sorted({label for labels in self.nodes for label in labels})

    def label_shape(self, label: str) -> _Shape:
        """The properties of all nodes with a label."""
        return _merged([shape for labels, shape in self.nodes.items() if label in labels])


def read_catalog(session: neo4j.Session) -> Catalog:
    """The catalog; the server looks at every node and relationship."""
    nodes: dict[frozenset[str], _Shape] = {}
    for labels, name, types, mandatory in run(session, _NODE_TYPES).values():
        if CHECKPOINT not in labels:
            _add(nodes.setdefault(frozenset(labels), {}), name, types, mandatory)
    edges: dict[str, _Shape] = {}
    for label, name, types, mandatory in run(session, _EDGE_TYPES).values():
        _add(edges.setdefault(_unquoted(label), {}), name, types, mandatory)
    return Catalog(nodes, edges, _are_distinct(session, nodes))


def _add(shape: _Shape, name: str | None, types: list[str] | None, mandatory: bool) -> None:
    if name is not None:
        shape[name] = _Property(tuple(types or ()), mandatory)


def _unquoted(label: str) -> str:
    """The type that the catalog writes as ``:`KNOWS```."""
    return label.removeprefix(":`").removesuffix("`")


def _has_ids(shape: _Shape) -> bool:
    return shape.get(ID) == _Property(("String",), is_everywhere=True)


def _are_distinct(session: neo4j.Session, nodes: dict[frozenset[str], _Shape]) -> bool:
    if not nodes or not all(map(_has_ids, nodes.values())):
        return False
    query = (
        f"MATCH (n) WHERE NOT n:{quoted(CHECKPOINT)} "
        f"RETURN count(n), count(DISTINCT n.{quoted(ID)})"
    )
    ((count, ids),) = run(session, query).values()
    return bool(count == ids)


def _merged(shapes: list[_Shape]) -> _Shape:
    names = sorted({name for shape in shapes for name in shape})
    merged: _Shape = {}
    for name in names:
        there = [shape[name] for shape in shapes if name in shape]
        types = sorted({kind for one in there for kind in one.types})
        everywhere = len(there) == len(shapes) and all(one.is_everywhere for one in there)
        merged[name] = _Property(tuple(types), everywhere)
    return merged


def graph_schema(session: neo4j.Session, catalog: Catalog) -> Schema:
    """The schema: an edge type begins at a label where all its edges' nodes share only that."""
    nodes = [
        RecordType((label,), Kind.NODE, _attributes(catalog.label_shape(label), catalog))
        for label in catalog.labels
    ]
    return Schema(Model.GRAPH, (*nodes, *_edge_types(session, catalog)))


def _edge_types(session: neo4j.Session, catalog: Catalog) -> Iterator[RecordType]:
    for label, shape in sorted(catalog.edges.items()):
        query = f"MATCH (a)-[:{quoted(label)}]->(b) RETURN DISTINCT labels(a), labels(b)"
        ends = run(session, query).values()
        has_ids = catalog.edges_have_ids(label)
        yield RecordType(
            (label,),
            Kind.EDGE,
            tuple(_properties(shape, has_ids=has_ids)),
            start=_only(start for start, _ in ends),
            end=_only(end for _, end in ends),
        )


def _only(labels: Iterable[list[str]]) -> str | None:
    """The label that all nodes have, if it is one alone."""
    sets: list[set[str]] = [set(each) for each in labels]
    common = set.intersection(*sets) if sets else set()
    return common.pop() if len(common) == 1 else None


def _attributes(shape: _Shape, catalog: Catalog) -> tuple[Attribute, ...]:
    return tuple(_properties(shape, has_ids=catalog.nodes_have_ids))


def _properties(shape: _Shape, *, has_ids: bool) -> Iterator[Attribute]:
    for name, held in shape.items():
        if name != ID or not has_ids:
            shown = user_name(name) if has_ids else name
            yield Attribute(shown, data_type(held.types), not held.is_everywhere)
