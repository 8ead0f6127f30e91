"""Schema inference: the schema that records show, where nobody has declared one.

Integers, floats (also where integers are among them, unless no float holds one of these), booleans
and strings are found; an integer of more than 64 bits makes a decimal, and anything irregular
``json``. Dates stay strings, as JSON has none. An attribute is nullable where it is null somewhere,
or missing from some record; where it has no value at all it is ``string?``. A field that is an
array everywhere but never has an element is ``json``: its elements' type is not known.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from dynamite.data.graphs import edge_label, id_text, items, node_labels, properties
from dynamite.data.json_text import expect_list, expect_object
from dynamite.data.place import field_at, item_at
from dynamite.errors import InputError
from dynamite.schema import Attribute, Kind, Model, RecordType, Schema
from dynamite.values import FLOAT_INTEGERS, INT_MAX, INT_MIN, DataType


def infer_schema(model: Model | None, data: Any, place: str) -> Schema:
    """The schema of one data object; of the model that ``infer_model`` finds where none is given.

    >>> schema = infer_schema(None, {"T": [{"a": 1, "b": None}, {"a": 2.5, "b": "x"}]}, "data")
    >>> [attribute.text for attribute in schema.record_types[0].attributes]
    ['float', 'string?']
    """
    fields = expect_object(data, place)
    inference = SchemaInference(model or infer_model([fields]))
    inference.add_data(fields, place)
    return inference.schema()


def infer_model(data: Iterable[Mapping[str, Any]]) -> Model:
    """The model that the shape of data objects shows, all of one store.

    ``nodes`` and ``edges`` of objects with a label make a graph; nested values, documents.
    """
    shown = [one for one in data if one]
    if shown and all(map(_is_graph, shown)):
        return Model.GRAPH
    lists = (records for one in shown for records in one.values() if isinstance(records, list))
    records = (record for records in lists for record in records if isinstance(record, dict))
    nests = any(isinstance(value, dict | list) for record in records for value in record.values())
    return Model.DOCUMENT if nests else Model.RELATIONAL


def _is_graph(data: Mapping[str, Any]) -> bool:
    return data.keys() <= {"nodes", "edges"} and all(map(_is_graph_part, data.values()))


def _is_graph_part(items: Any) -> bool:
    return isinstance(items, list) and all(
        isinstance(item, dict) and ("label" in item or "labels" in item) for item in items
    )


class SchemaInference:
    """Infers a schema from records shown one by one; the order of fields is that of first sight.

    Memory is that of the schema, however many records are shown.
    """

    def __init__(self, model: Model) -> None:
        self.model = model
        self._records: dict[str, _RecordShape] = {}
        self._edges: dict[str, _RecordShape] = {}
        self._ends: dict[str, tuple[_EndLabels, _EndLabels]] = {}

    def add_row(self, table: str, row: Mapping[str, Any]) -> None:
        """Show a row of a table; a value that is an object or an array makes ``json``."""
        self._records.setdefault(table, _RecordShape(nests=False)).add(row)

    def add_document(self, collection: str, document: Mapping[str, Any]) -> None:
        """Show a document of a collection."""
        self._records.setdefault(collection, _RecordShape(nests=True)).add(document)

    def add_node(self, labels: Iterable[str], properties: Mapping[str, Any]) -> None:
        """Show a node, once, with all of its labels."""
        for label in labels:
            self._records.setdefault(label, _RecordShape(nests=False)).add(properties)

    def add_edge(
        self,
        label: str,
        start_labels: Iterable[str] | None,
        end_labels: Iterable[str] | None,
        properties: Mapping[str, Any],
    ) -> None:
        """Show an edge with the labels of its two nodes, ``None`` where they are not known."""
        self._edges.setdefault(label, _RecordShape(nests=False)).add(properties)
        start, end = self._ends.setdefault(label, (_EndLabels(), _EndLabels()))
        start.add(start_labels)
        end.add(end_labels)

    def add_name(self, name: str) -> None:
        """Show a table or collection that has no record."""
        self._records.setdefault(name, _RecordShape(nests=self.model is Model.DOCUMENT))

    def add_data(self, data: Mapping[str, Any], place: str) -> None:
        """Show a whole data object of the examples file."""
        if self.model is Model.GRAPH:
            self._add_graph(data, place)
            return
        add = self.add_document if self.model is Model.DOCUMENT else self.add_row
        for name, raw in data.items():
            self.add_name(name)
            where = field_at(place, name)
            for index, record in enumerate(expect_list(raw, where)):
                add(name, expect_object(record, item_at(where, index)))

    def _add_graph(self, data: Mapping[str, Any], place: str) -> None:
        labels_of: dict[str, set[str]] = {}
        for where, node in items(data, "nodes", place):
            labels = node_labels(node, where)
            self.add_node(labels, properties(node, where))
            labels_of.setdefault(id_text(node["id"], field_at(where, "id")), set()).update(labels)
        for where, edge in items(data, "edges", place):
            label = edge_label(edge, where)
            start, end = (id_text(edge[key], field_at(where, key)) for key in ("start", "end"))
            self.add_edge(label, labels_of.get(start), labels_of.get(end), properties(edge, where))

    def schema(self) -> Schema:
        """The schema of everything shown so far."""
        return Schema(self.model, tuple(self._record_types()))

    def _record_types(self) -> Iterator[RecordType]:
        for name, shape in self._records.items():
            match self.model:
                case Model.RELATIONAL:
                    yield RecordType((name,), Kind.TABLE, shape.attributes())
                case Model.DOCUMENT:
                    yield from shape.record_types((name,), Kind.COLLECTION)
                case Model.GRAPH:
                    yield RecordType((name,), Kind.NODE, shape.attributes())
        for name, shape in self._edges.items():
            start, end = (ends.only() for ends in self._ends[name])
            yield RecordType((name,), Kind.EDGE, shape.attributes(), start=start, end=end)


class _EndLabels:
    """The labels that all nodes at one end of an edge type have in common."""

    def __init__(self) -> None:
        self.common: frozenset[str] | None = None

    def add(self, labels: Iterable[str] | None) -> None:
        seen = frozenset(labels or ())
        self.common = seen if self.common is None else self.common & seen

    def only(self) -> str | None:
        return next(iter(self.common)) if self.common and len(self.common) == 1 else None


class _RecordShape:
    """What the records of one type have shown."""

    def __init__(self, *, nests: bool) -> None:
        self.nests = nests
        self.count = 0
        self.fields: dict[str, _FieldShape] = {}

    def add(self, record: Mapping[str, Any]) -> None:
        self.count += 1
        for name, value in record.items():
            field = self.fields.get(name)
            if field is None:
                field = self.fields[name] = _FieldShape(self.nests)
            field.add(value)

    def attributes(self) -> tuple[Attribute, ...]:
        return tuple(
            field.attribute(name, field.count < self.count)
            for name, field in self.fields.items()
            if field.nested is None
        )

    def record_types(self, path: tuple[str, ...], kind: Kind) -> Iterator[RecordType]:
        yield RecordType(path, kind, self.attributes())
        for name, field in self.fields.items():
            yield from field.record_types((*path, name))


class _FieldShape:
    """What the values of one field, or the elements of one array, have shown."""

    def __init__(self, nests: bool) -> None:
        self.nests = nests
        self.count = 0
        self.has_null = False
        self.kinds: set[str] = set()
        self.object: _RecordShape | None = None
        self.elements: _FieldShape | None = None

    def add(self, value: Any) -> None:
        self.count += 1
        if value is None:
            self.has_null = True
            return
        kind = _kind(value)
        self.kinds.add(kind)
        if kind == "object" and self.nests:
            self.object = self.object or _RecordShape(nests=True)
            self.object.add(value)
        elif kind == "array" and self.nests:
            self.elements = self.elements or _FieldShape(nests=True)
            for element in value:
                self.elements.add(element)

    @property
    def nested(self) -> Kind | None:
        """The kind of the record type that the field is, if it is one."""
        if not self.nests or len(self.kinds) != 1:
            return None
        if self.object is not None:
            return Kind.OBJECT
        if self.elements is None or not self.elements.count:
            return None
        if self.elements.kinds == {"object"} and not self.elements.has_null:
            return Kind.ARRAY
        return None if self.elements.data_type() is DataType.JSON else Kind.SCALARS

    def data_type(self) -> DataType:
        if "long" in self.kinds and self.kinds <= {"int", "beyond floats", "long"}:
            return DataType.DECIMAL
        return _TYPES.get(frozenset(self.kinds), DataType.JSON)

    def attribute(self, name: str, is_missing: bool) -> Attribute:
        return Attribute(name, self.data_type(), self.has_null or is_missing)

    def record_types(self, path: tuple[str, ...]) -> Iterator[RecordType]:
        match self.nested:
            case Kind.OBJECT if self.object is not None:
                yield from self.object.record_types(path, Kind.OBJECT)
            case Kind.ARRAY if self.elements is not None and self.elements.object is not None:
                yield from self.elements.object.record_types(path, Kind.ARRAY)
            case Kind.SCALARS if self.elements is not None:
                yield RecordType(path, Kind.SCALARS, (self.elements.attribute("value", False),))


_TYPES = {
    frozenset[str](): DataType.STRING,
    frozenset({"bool"}): DataType.BOOL,
    frozenset({"int"}): DataType.INT,
    frozenset({"beyond floats"}): DataType.INT,
    frozenset({"int", "beyond floats"}): DataType.INT,
    frozenset({"float"}): DataType.FLOAT,
    frozenset({"int", "float"}): DataType.FLOAT,
    frozenset({"string"}): DataType.STRING,
}


def _kind(value: Any) -> str:
    match value:
        case bool():
            return "bool"
        case int():
            if not INT_MIN <= value <= INT_MAX:
                return "long"
            return "int" if abs(value) <= FLOAT_INTEGERS else "beyond floats"
        case float() | Decimal():
            return "float"
        case str():
            return "string"
        case dict():
            return "object"
        case list():
            return "array"
    raise InputError(f"a value of type {type(value).__name__} is not JSON")
