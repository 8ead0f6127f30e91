"""GraphML as blocks of nodes and edges: APOC's layout, read element by element.

A node's labels are its XML attribute ``labels``, or its data of that name, as ``:A:B`` or a single
label; an edge's type is its attribute ``label``, or its data of that name. Other data are
properties, typed as their keys say; a key's default stands where the data are left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from dynamite.data.place import field_at
from dynamite.errors import InputError
from dynamite.schema import Kind, Schema
from dynamite.stores.flattening import has_decimals
from dynamite.stores.graph_reading import Item, Place, numbered
from dynamite.stores.graph_records import Items
from dynamite.stores.xml_elements import Element, read_elements
from dynamite.stores.xml_values import json_of_text, value_of_text
from dynamite.values import DataType, show

_TYPES: Final = {
    "boolean": DataType.BOOL,
    "int": DataType.INT,
    "long": DataType.INT,
    "float": DataType.FLOAT,
    "double": DataType.FLOAT,
    "string": DataType.STRING,
}
_BLOCK_ITEMS: Final = 4096
_NAMESPACE: Final = "{http://graphml.graphdrawing.org/xmlns}"
_LABEL_NAMES: Final = {Kind.NODE: "labels", Kind.EDGE: "label"}


@dataclass(frozen=True)
class _DataKey:
    """What ``<key>`` declares: whose data it describes, their name and type, and their default."""

    id: str
    domain: str
    name: str
    type: DataType
    default: str | None


@dataclass
class _GraphmlReader:
    url: str
    json_properties: frozenset[tuple[Kind, str, str]]
    exact_decimals: bool
    keys: dict[str, _DataKey] = field(default_factory=dict)

    def place(self, line: int) -> str:
        return f"{self.url}:{line}"

    def is_container(self, depth: int, element: Element) -> bool:
        name = element.name.removeprefix(_NAMESPACE)
        if depth == 0 and name != "graphml":
            place = self.place(element.line)
            raise InputError(f"the root is <{element.name}>, not <graphml>", place=place)
        return depth == 0 or (depth == 1 and name == "graph")

    def item(self, element: Element, container: Element) -> Item | None:
        """The node or edge that an element is; keys are kept, descriptions passed over."""
        match element.name.removeprefix(_NAMESPACE):
            case "key":
                key = self._key(element)
                self.keys[key.id] = key
            case "node":
                return self._node(element)
            case "edge":
                return self._edge(element, container)
            case "data" | "desc" | "default":
                pass
            case name:
                raise InputError(
                    f"<{name}> is not supported",
                    place=self.place(element.line),
                    mend="a graph is made of nodes and edges",
                )
        return None

    def _key(self, element: Element) -> _DataKey:
        given = element.attributes
        type_name = given.get("attr.type", "string")
        if "id" not in given or type_name not in _TYPES:
            raise InputError(
                f"a key has an id and one of the types: {', '.join(_TYPES)}",
                place=self.place(element.line),
            )
        defaults = [c.text for c in element.children if c.name.endswith("default")]
        return _DataKey(
            given["id"],
            given.get("for", "all"),
            given.get("attr.name", given["id"]),
            _TYPES[type_name],
            defaults[0] if defaults else None,
        )

    def _node(self, element: Element) -> Item:
        number = self._required(element, "id")
        text, data = self._data(element, Kind.NODE)
        labels = tuple(text[1:].split(":")) if text.startswith(":") else (text,)
        if not all(labels):
            raise InputError(
                f"the node {number!r} has no label",
                place=self.place(element.line),
                mend='give every node data named "labels", such as ":Person"',
            )
        if len(set(labels)) != len(labels):
            raise InputError(f"a label stands twice: {text}", place=self.place(element.line))
        properties = self._properties(Kind.NODE, labels, data, element)
        return Item(Kind.NODE, number, labels, "", "", properties, element.line)

    def _edge(self, element: Element, container: Element) -> Item:
        start, end = self._required(element, "source"), self._required(element, "target")
        directed = element.attributes.get("directed", "")
        default = container.attributes.get("edgedefault", "directed")
        if directed == "false" or (directed != "true" and default == "undirected"):
            raise InputError(
                f"the edge from {start!r} to {end!r} has no direction",
                place=self.place(element.line),
                mend="make the graph directed",
            )
        label, data = self._data(element, Kind.EDGE)
        if not label:
            raise InputError(
                f"the edge from {start!r} to {end!r} has no label",
                place=self.place(element.line),
                mend='give every edge data named "label"',
            )
        number = element.attributes.get("id")
        properties = self._properties(Kind.EDGE, (label,), data, element)
        return Item(Kind.EDGE, number, (label,), start, end, properties, element.line)

    def _required(self, element: Element, name: str) -> str:
        if name not in element.attributes:
            raise InputError(f"there is no {name!r}", place=self.place(element.line))
        return element.attributes[name]

    def _data(self, element: Element, kind: Kind) -> tuple[str, list[tuple[_DataKey, str]]]:
        """The text of the labels, and the texts of the properties."""
        texts: dict[str, str] = {}
        for child in element.children:
            if child.name.removeprefix(_NAMESPACE) == "data":
                self._add(texts, child)
            elif child.name.removeprefix(_NAMESPACE) != "desc":
                raise InputError(f"<{child.name}> is not supported", place=self.place(child.line))
        for key in self.keys.values():
            if key.default is not None and key.domain in (kind, "all"):
                texts.setdefault(key.id, key.default)
        label_name = _LABEL_NAMES[kind]
        label = element.attributes.get(label_name)
        data: list[tuple[_DataKey, str]] = []
        for key_id, text in texts.items():
            # With the XML attribute, the data of the key with that id repeat it, as in APOC's
            # files; a property that is merely named so has another id.
            if label is not None and key_id == label_name:
                continue
            if label is None and self.keys[key_id].name == label_name:
                label = text
            else:
                data.append((self.keys[key_id], text))
        return label or "", data

    def _properties(
        self,
        kind: Kind,
        labels: tuple[str, ...],
        data: list[tuple[_DataKey, str]],
        element: Element,
    ) -> dict[str, Any]:
        properties: dict[str, Any] = {}
        for key, text in data:
            if key.name in properties:
                place = self.place(element.line)
                raise InputError(f"the property {key.name!r} stands twice", place=place)
            if any((kind, label, key.name) in self.json_properties for label in labels):
                properties[key.name] = json_of_text(text)
            else:
                properties[key.name] = self._value(key, text, element)
        return properties

    def _add(self, texts: dict[str, str], data: Element) -> None:
        key_id = data.attributes.get("key", "")
        if key_id not in self.keys:
            raise InputError(f"the key {key_id!r} is not declared", place=self.place(data.line))
        if key_id in texts:
            raise InputError(f"the data of key {key_id!r} stand twice", place=self.place(data.line))
        texts[key_id] = data.text

    def _value(self, key: _DataKey, text: str, element: Element) -> Any:
        value = value_of_text(text, key.type)
        if isinstance(value, str) and key.type is not DataType.STRING:
            raise InputError(
                f"{show(text)} is not of the key's type, {key.type}",
                place=field_at(self.place(element.line), key.name),
            )
        if self.exact_decimals and isinstance(value, float):
            return Decimal(text.strip())
        return value


def read_graphml(path: Path, url: str, schema: Schema | None) -> Iterator[Items]:
    """The nodes and edges of a GraphML file; text under a ``json`` attribute is JSON text."""
    json_properties = frozenset(
        (record_type.kind, record_type.path[0], attribute.name)
        for record_type in schema or ()
        for attribute in record_type.attributes
        if attribute.type is DataType.JSON
    )
    exact_decimals = schema is not None and has_decimals(schema)
    reader = _GraphmlReader(url, json_properties, exact_decimals)
    yield from numbered(_blocks(_items(path, reader), reader.place))


def _items(path: Path, reader: _GraphmlReader) -> Iterator[Item]:
    for element, container in read_elements(path, reader.url, reader.is_container):
        item = reader.item(element, container)
        if item is not None:
            yield item


def _blocks(items: Iterator[Item], place: Place) -> Iterator[tuple[Iterable[Item], Place]]:
    block: list[Item] = []
    for item in items:
        block.append(item)
        if len(block) == _BLOCK_ITEMS:
            yield block, place
            block = []
    if block:
        yield block, place
