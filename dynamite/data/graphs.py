"""Property graphs: between ``{"nodes": […], "edges": […]}`` and the facts of labels and edges."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from dynamite.data.json_text import (
    expect_keys,
    expect_list,
    expect_object,
    expect_text,
    expect_texts,
)
from dynamite.data.place import field_at, item_at
from dynamite.data.records import Facts, Row, expect_known, format_cells, ordered, parse_cells
from dynamite.errors import InputError
from dynamite.schema import Key, Kind, RecordType, Schema
from dynamite.values import Skolem, Value, format_value, show, skolem_text


def flatten_graph(schema: Schema, data: dict[str, Any], place: str, facts: Facts) -> None:
    """Add nodes and edges to the facts, with the ids as text.

    An edge without an id gets one from its position, which differs from every id that is given.
    """
    expect_keys(data, ("nodes", "edges"), place)
    reader = _Reader(schema, facts)
    for where, node in items(data, "nodes", place):
        reader.read_node(node, where)
    edges = list(items(data, "edges", place))
    prefix = _unused_prefix(str(edge["id"]) for _, edge in edges if "id" in edge)
    for index, (where, edge) in enumerate(edges):
        reader.read_edge(edge, f"{prefix}{index}", where)


def items(data: Mapping[str, Any], key: str, place: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """The objects of ``data[key]``, each with its place."""
    where = field_at(place, key)
    for index, raw in enumerate(expect_list(data.get(key, []), where)):
        yield item_at(where, index), expect_object(raw, item_at(where, index))


def node_labels(node: dict[str, Any], place: str) -> tuple[str, ...]:
    """The labels of a node of the data object: its ``label``, or its ``labels``."""
    expect_keys(node, ("id", "label", "labels", "properties"), place, required=("id",))
    if ("label" in node) is ("labels" in node):
        raise InputError("a node has either 'label' or 'labels'", place=place)
    if "label" in node:
        return (expect_text(node["label"], field_at(place, "label")),)
    labels = expect_texts(node["labels"], field_at(place, "labels"))
    if not labels or len(set(labels)) != len(labels):
        problem = f"{show(list(labels))} is not a list of one or more different labels"
        raise InputError(problem, place=field_at(place, "labels"))
    return labels


def edge_label(edge: dict[str, Any], place: str) -> str:
    """The label of an edge of the data object."""
    keys = ("id", "label", "start", "end", "properties")
    expect_keys(edge, keys, place, required=("label", "start", "end"))
    return expect_text(edge["label"], field_at(place, "label"))


def properties(record: dict[str, Any], place: str) -> dict[str, Any]:
    """The properties of a node or an edge of the data object; none where the key is left out."""
    return expect_object(record.get("properties", {}), field_at(place, "properties"))


def id_text(raw: Any, place: str) -> str:
    """The text of an id, which JSON may also hold as an integer."""
    if isinstance(raw, str):
        return raw
    if isinstance(raw, int) and not isinstance(raw, bool):
        return str(raw)
    raise InputError(f"{show(raw)} is not an id", place=place, mend="an id is text or an integer")


class _Reader:
    """Reads nodes and edges in order; an id may stand once among those of a label."""

    def __init__(self, schema: Schema, facts: Facts) -> None:
        self.nodes = {r.path[0]: r for r in schema if r.kind is Kind.NODE}
        self.edges = {r.path[0]: r for r in schema if r.kind is Kind.EDGE}
        self.facts = facts
        self.seen: set[tuple[Key, str]] = set()

    def read_node(self, node: dict[str, Any], place: str) -> None:
        key = "label" if "label" in node else "labels"
        record_types = [
            _known(self.nodes, label, field_at(place, key)) for label in node_labels(node, place)
        ]
        number = id_text(node.get("id"), field_at(place, "id"))
        fields = properties(node, place)
        where = field_at(place, "properties")
        names = dict.fromkeys(a.name for r in record_types for a in r.attributes)
        expect_known(fields, names, "property", where)
        for record_type in record_types:
            self.add(record_type, (number, *parse_cells(record_type, fields, where)), place)

    def read_edge(self, edge: dict[str, Any], id_of_position: str, place: str) -> None:
        record_type = _known(self.edges, edge_label(edge, place), field_at(place, "label"))
        number = id_text(edge.get("id", id_of_position), field_at(place, "id"))
        start, end = (id_text(edge[key], field_at(place, key)) for key in ("start", "end"))
        fields = properties(edge, place)
        where = field_at(place, "properties")
        expect_known(fields, [a.name for a in record_type.attributes], "property", where)
        cells = parse_cells(record_type, fields, where)
        self.add(record_type, (number, start, end, *cells), place)

    def add(self, record_type: RecordType, row: Row, place: str) -> None:
        identity = (record_type.key, str(row[0]))
        if identity in self.seen:
            problem = (
                f"{show(row[0])} stands twice among the {record_type.path[0]} {record_type.kind}s"
            )
            raise InputError(problem, place=field_at(place, "id"))
        self.seen.add(identity)
        self.facts[record_type.key].append(row)


def _known(record_types: Mapping[str, RecordType], label: str, place: str) -> RecordType:
    if label not in record_types:
        mend = f"the schema has: {', '.join(record_types) or 'none'}"
        raise InputError(f"unknown label {show(label)}", place=place, mend=mend)
    return record_types[label]


def _unused_prefix(ids: Iterable[str]) -> str:
    given = list(ids)
    prefix = "#"
    while any(text.startswith(prefix) for text in given):
        prefix += "#"
    return prefix


def nest_graph(schema: Schema, facts: Mapping[Key, Iterable[Row]]) -> dict[str, Any]:
    """The data object of the facts of a graph schema; records of one node id become one node."""
    nodes: dict[Value, dict[str, Any]] = {}
    edges: list[dict[str, Any]] = []
    for record_type in schema:
        for row in ordered(facts.get(record_type.key, ())):
            fields = format_cells(record_type, row)
            if record_type.kind is Kind.NODE:
                _add_label(nodes.setdefault(row[0], {}), record_type.path[0], fields, row[0])
            else:
                edge = {"id": format_id(row[0]), "label": record_type.path[0]}
                ends = {"start": format_id(row[1]), "end": format_id(row[2])}
                edges.append({**edge, **ends, "properties": fields})
    listed = [{"id": format_id(number), **node} for number, node in nodes.items()]
    return {"nodes": listed, "edges": edges}


def _add_label(node: dict[str, Any], label: str, fields: dict[str, Any], number: Value) -> None:
    if not node:
        node.update(label=label, properties=fields)
        return
    known = node["properties"]
    for name, value in fields.items():
        if name in known and known[name] != value:
            values = f"{show(known[name])} and {show(value)}"
            raise InputError(
                f"the node {show(format_id(number))} has two values, {values}",
                place=field_at(label, name),
            )
    labels = [*(node.pop("labels", None) or [node.pop("label")]), label]
    if label in labels[:-1]:
        raise InputError(f"the node {show(format_id(number))} stands twice", place=label)
    properties = node.pop("properties")
    node.update(labels=labels, properties={**properties, **fields})


def format_id(value: Value) -> str:
    """The text of a node's or an edge's id, given or invented."""
    if isinstance(value, Skolem):
        return skolem_text(value)
    return value if isinstance(value, str) else str(format_value(value))
