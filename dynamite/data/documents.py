"""Documents: between nested JSON and the flat facts of collections, objects and arrays."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from itertools import count
from typing import Any

from dynamite.data.json_text import expect_list, expect_object
from dynamite.data.place import field_at, item_at
from dynamite.data.records import (
    Facts,
    Row,
    expect_known,
    format_cells,
    ordered,
    parse_cell,
    parse_cells,
    shown_record,
    value_order,
)
from dynamite.errors import InputError
from dynamite.schema import Key, Kind, RecordType, Schema
from dynamite.values import Value, format_value


def flatten_documents(schema: Schema, data: dict[str, Any], place: str, facts: Facts) -> None:
    """Add the documents of ``{collection: [document, …]}`` to the facts."""
    reader = _Reader(schema, facts)
    expect_known(data, (root.path[0] for root in schema.roots()), "collection", place)
    for collection in schema.roots():
        where = field_at(place, collection.path[0])
        documents = expect_list(data.get(collection.path[0], []), where)
        for index, document in enumerate(documents):
            reader.read(collection, document, (), None, item_at(where, index))


class _Reader:
    """Reads documents in order; each record gets the next number as its ``_id``."""

    def __init__(self, schema: Schema, facts: Facts) -> None:
        self.children = {record_type.key: schema.children(record_type) for record_type in schema}
        self.facts = facts
        self.ids = count(1)

    def read(
        self,
        record_type: RecordType,
        raw: Any,
        parent: tuple[int, ...],
        index: int | None,
        place: str,
    ) -> None:
        number = next(self.ids)
        surrogates: Row = (*parent, number) if index is None else (*parent, number, index)
        rows = self.facts[record_type.key]
        if record_type.kind is Kind.SCALARS:
            rows.append((*surrogates, self.scalar(record_type, raw, place)))
            return
        fields = expect_object(raw, place)
        children = self.children[record_type.key]
        names = [attribute.name for attribute in record_type.attributes]
        expect_known(fields, [*names, *(child.path[-1] for child in children)], "field", place)
        rows.append((*surrogates, *parse_cells(record_type, fields, place)))
        for child in children:
            self.read_field(child, fields.get(child.path[-1]), number, place)

    def read_field(self, child: RecordType, raw: Any, parent: int, place: str) -> None:
        """A missing or null object is no record; a missing or null array has no elements."""
        if raw is None:
            return
        where = field_at(place, child.path[-1])
        if child.kind is Kind.OBJECT:
            self.read(child, raw, (parent,), None, where)
            return
        for index, element in enumerate(expect_list(raw, where)):
            self.read(child, element, (parent,), index, item_at(where, index))

    def scalar(self, record_type: RecordType, raw: Any, place: str) -> Value:
        attribute = record_type.attributes[0]
        try:
            return parse_cell(attribute, raw, record_type, "")
        except InputError as error:
            raise InputError(str(error).partition(": ")[2], place=place) from None


def nest_documents(schema: Schema, facts: Mapping[Key, Iterable[Row]]) -> dict[str, Any]:
    """The data object of the facts of a document schema; children join their parents by id."""
    writer = _Writer(schema, facts)
    return {
        collection.path[0]: [
            writer.document(collection, row) for row in ordered(facts.get(collection.key, ()))
        ]
        for collection in schema.roots()
    }


class _Writer:
    def __init__(self, schema: Schema, facts: Mapping[Key, Iterable[Row]]) -> None:
        self.children = {record_type.key: schema.children(record_type) for record_type in schema}
        self.by_parent: dict[Key, dict[Value, list[Row]]] = {}
        ids: dict[Key, set[Value]] = {}
        for record_type in schema:
            rows = list(ordered(facts.get(record_type.key, ())))
            ids[record_type.key] = {row[1 if record_type.is_nested else 0] for row in rows}
            if record_type.parent is not None:
                grouped = _grouped(record_type, rows, ids[record_type.parent])
                self.by_parent[record_type.key] = grouped

    def document(self, record_type: RecordType, row: Row) -> Any:
        if record_type.kind is Kind.SCALARS:
            return format_value(row[3])
        fields = format_cells(record_type, row)
        number = row[1 if record_type.is_nested else 0]
        for child in self.children[record_type.key]:
            rows = self.by_parent[child.key].get(number, [])
            name = child.path[-1]
            if child.kind is not Kind.OBJECT:
                fields[name] = [self.document(child, element) for element in rows]
            elif rows:
                fields[name] = self.document(child, rows[0])
        return fields


def _grouped(
    record_type: RecordType, rows: Iterable[Row], parents: set[Value]
) -> dict[Value, list[Row]]:
    grouped: dict[Value, list[Row]] = defaultdict(list)
    for row in rows:
        if row[0] not in parents:
            shown = shown_record(record_type, row)
            raise InputError(f"{shown} has no parent", place=record_type.name)
        grouped[row[0]].append(row)
        if record_type.kind is Kind.OBJECT and len(grouped[row[0]]) > 1:
            first, second = (shown_record(record_type, r) for r in grouped[row[0]][:2])
            raise InputError(
                f"one parent has two embedded objects, {first} and {second}",
                place=record_type.name,
            )
    if record_type.kind is not Kind.OBJECT:
        for elements in grouped.values():
            elements.sort(key=lambda row: (value_order(row[2]), value_order(row[1])))
    return grouped
