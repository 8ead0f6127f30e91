"""Graphs in JSON files, read as blocks of nodes and edges: section 3's layout, and APOC's.

The layout of the examples file is one object, ``{"nodes": [node, …], "edges": [edge, …]}``. APOC's
export has a node or a relationship to a line, each an object with a ``type``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from dynamite.data.graphs import edge_label, id_text, node_labels, properties
from dynamite.data.json_text import expect_keys, expect_object, expect_text, expect_texts
from dynamite.data.place import field_at
from dynamite.errors import InputError
from dynamite.schema import Kind
from dynamite.stores.documents import Documents
from dynamite.stores.graph_records import Items
from dynamite.stores.json_reading import Scan, read_data_object, read_lines

_APOC_LINE = re.compile(r'\s*\{\s*("id"\s*:\s*"[^"]*"\s*,\s*)?"type"\s*:\s*"(node|relationship)"')
_LABEL_MEND = "give every node a label"
_OBJECT_MEND = 'write {"nodes": [nodes], "edges": [edges]}'

Place = Callable[[int], str]


class Item(NamedTuple):
    """A node or an edge; ``id`` is ``None`` for an edge that has none of its own."""

    kind: Kind
    id: str | None
    labels: tuple[str, ...]
    start: str
    end: str
    properties: dict[str, Any]
    position: int


def is_apoc(path: Path) -> bool:
    """Whether a JSON file has APOC's layout: by its ending, else by how it begins."""
    if path.suffix.lower() == ".jsonl":
        return True
    with path.open(encoding="utf-8", errors="replace") as file:
        return _APOC_LINE.match(file.read(4096)) is not None


def read_graph(path: Path, url: str, scan: Scan) -> Iterator[Items]:
    """The nodes and edges of a JSON file of either layout, in the order of the file."""
    if is_apoc(path):
        yield from numbered(_apoc_blocks(path, url, scan))
    else:
        yield from numbered(_object_blocks(path, url, scan))


@dataclass
class Numbering:
    """Names the edges that have no id by their position among all edges."""

    edges: int = 0

    def blocks(self, items: Iterable[Item], place: Place) -> Iterator[Items]:
        """Some items as a block of nodes and one of edges, unless empty."""
        nodes = Items(Kind.NODE, [], [], [], [], [], [], place)
        links = Items(Kind.EDGE, [], [], [], [], [], [], place)
        for item in items:
            block = nodes if item.kind is Kind.NODE else links
            block.ids.append(f"#{self.edges + len(links.ids)}" if item.id is None else item.id)
            block.labels.append(item.labels)
            block.properties.append(item.properties)
            block.positions.append(item.position)
            if item.kind is Kind.EDGE:
                links.starts.append(item.start)
                links.ends.append(item.end)
        self.edges += len(links.ids)
        yield from (block for block in (nodes, links) if block.ids)


def numbered(blocks: Iterable[tuple[Iterable[Item], Place]]) -> Iterator[Items]:
    """The items as blocks of one kind each; an edge without an id is named by its position."""
    numbering = Numbering()
    for items, place in blocks:
        yield from numbering.blocks(items, place)


def _apoc_blocks(path: Path, url: str, scan: Scan) -> Iterator[tuple[Iterable[Item], Place]]:
    for documents in read_lines(path, url, "", scan):
        yield apoc_items(documents), documents.place


def _object_blocks(path: Path, url: str, scan: Scan) -> Iterator[tuple[Iterable[Item], Place]]:
    for documents in read_data_object(path, url, scan, _OBJECT_MEND):
        if documents.collection not in ("nodes", "edges"):
            raise InputError(
                f"unknown key {documents.collection!r}", place=url, mend="a graph has nodes, edges"
            )
        read = _node if documents.collection == "nodes" else _edge
        yield map(read, *_placed(documents)), documents.place


def _placed(documents: Documents) -> tuple[list[Any], Iterable[str], Iterable[int]]:
    return documents.values, map(documents.place, documents.positions), documents.positions


def _node(raw: Any, place: str, position: int) -> Item:
    node = expect_object(raw, place)
    labels = node_labels(node, place)
    number = id_text(node["id"], field_at(place, "id"))
    return Item(
        Kind.NODE, number, _checked(labels, place), "", "", properties(node, place), position
    )


def _edge(raw: Any, place: str, position: int) -> Item:
    edge = expect_object(raw, place)
    label = edge_label(edge, place)
    number = id_text(edge["id"], field_at(place, "id")) if "id" in edge else None
    start, end = (id_text(edge[key], field_at(place, key)) for key in ("start", "end"))
    labels = _checked((label,), place)
    return Item(Kind.EDGE, number, labels, start, end, properties(edge, place), position)


def apoc_items(documents: Documents) -> Iterator[Item]:
    """The nodes and relationships of APOC's lines."""
    for raw, place, position in zip(*_placed(documents), strict=True):
        entry = expect_object(raw, place)
        kind = entry.get("type")
        if kind == "node":
            yield _apoc_node(entry, place, position)
        elif kind == "relationship":
            yield _apoc_relationship(entry, place, position)
        else:
            raise InputError(
                'an entry has the "type" "node" or "relationship"', place=field_at(place, "type")
            )


def _apoc_node(entry: dict[str, Any], place: str, position: int) -> Item:
    expect_keys(entry, ("type", "id", "labels", "properties"), place, required=("id",))
    number = id_text(entry["id"], field_at(place, "id"))
    labels = expect_texts(entry.get("labels", []), field_at(place, "labels"))
    if not labels:
        raise InputError(f"the node {number!r} has no label", place=place, mend=_LABEL_MEND)
    labels = _checked(labels, place)
    return Item(Kind.NODE, number, labels, "", "", properties(entry, place), position)


def _apoc_relationship(entry: dict[str, Any], place: str, position: int) -> Item:
    keys = ("type", "id", "label", "start", "end", "properties")
    expect_keys(entry, keys, place, required=("label", "start", "end"))
    number = id_text(entry["id"], field_at(place, "id")) if "id" in entry else None
    label = expect_text(entry["label"], field_at(place, "label"))
    start, end = (_apoc_end(entry[key], field_at(place, key)) for key in ("start", "end"))
    labels = _checked((label,), place)
    return Item(Kind.EDGE, number, labels, start, end, properties(entry, place), position)


def _apoc_end(raw: Any, place: str) -> str:
    end = expect_object(raw, place)
    if "id" not in end:
        raise InputError("there is no id", place=place)
    return id_text(end["id"], field_at(place, "id"))


def _checked(labels: tuple[str, ...], place: str) -> tuple[str, ...]:
    """The labels, none of which may be empty or stand twice."""
    if "" in labels:
        raise InputError("a label is empty", place=place, mend=_LABEL_MEND)
    if len(set(labels)) != len(labels):
        raise InputError(f"a label stands twice: {', '.join(labels)}", place=place)
    return labels
