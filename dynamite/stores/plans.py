"""What a store would create, and in what form it would hold values, told before it is written.

A store tells more of itself in a method ``plan``; what one that has none would do is told here, by
its model and by its ``held_as``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final, Protocol, runtime_checkable

from dynamite.schema import Attribute, Kind, RecordType, Schema
from dynamite.stores.interface import Store
from dynamite.values import DataType

Forms = Mapping[DataType, str]

JSON_FORMS: Final[Forms] = {
    DataType.DECIMAL: "text",
    DataType.DATE: "ISO 8601 text",
    DataType.DATETIME: "ISO 8601 text",
    DataType.BYTES: "base64 text",
}
GRAPHML_FORMS: Final[Forms] = {**JSON_FORMS, DataType.JSON: "JSON text"}
TEXT_FORMS: Final[Forms] = {
    **GRAPHML_FORMS,
    DataType.INT: "text",
    DataType.FLOAT: "text",
    DataType.BOOL: "text",
}
SQLITE_FORMS: Final[Forms] = {
    DataType.DECIMAL: "text",
    DataType.DATE: "ISO 8601 text",
    DataType.DATETIME: "ISO 8601 text",
    DataType.BOOL: "0 and 1",
    DataType.JSON: "JSON text",
}


@runtime_checkable
class Planning(Protocol):
    """A store that tells what it would create."""

    def plan(self, schema: Schema) -> tuple[str, ...]:
        """The statements that it would run, or what else it would create, a line each."""


def plan_of(store: Store, schema: Schema) -> tuple[str, ...]:
    """What a store would create for a schema, a line each, then the forms of values that it has
    no type for."""
    created = store.plan(schema) if isinstance(store, Planning) else _described(schema)
    return (*created, *_held(schema, getattr(store, "held_as", {})))


def keeps_checkpoint(store: Store) -> bool | None:
    """Whether a write that does not end leaves what it wrote, with a checkpoint to go on from.

    A store says so by its attribute ``keeps_checkpoint``; ``None`` where it does not say.
    """
    said: bool | None = getattr(store, "keeps_checkpoint", None)
    return said


def _described(schema: Schema) -> Iterator[str]:
    for record_type in schema.roots():
        ends = ""
        if record_type.kind is Kind.EDGE:
            ends = f" from {record_type.start or 'any node'} to {record_type.end or 'any node'}"
        fields = ", ".join(_fields(schema, record_type))
        described = f"{_KINDS[record_type.kind]} {record_type.name}{ends}"
        yield f"{described}: {fields}" if fields else described


_KINDS: Final = {
    Kind.TABLE: "table",
    Kind.COLLECTION: "collection",
    Kind.NODE: "label",
    Kind.EDGE: "edges",
}


def _fields(schema: Schema, record_type: RecordType) -> Iterator[str]:
    for attribute in record_type.attributes:
        yield f"{attribute.name} {attribute.text}"
    for child in schema.children(record_type):
        if child.kind is Kind.SCALARS:
            yield f"{child.path[-1]} [{child.attributes[0].text}]"
            continue
        fields = ", ".join(_fields(schema, child))
        yield f"{child.path[-1]} " + (
            f"[{{{fields}}}]" if child.kind is Kind.ARRAY else f"{{{fields}}}"
        )


def _held(schema: Schema, forms: Forms) -> Iterator[str]:
    for data_type, form in forms.items():
        names = [
            attribute_place(record_type, attribute)
            for record_type in schema
            for attribute in record_type.attributes
            if attribute.type is data_type
        ]
        if names:
            yield f"{data_type} is held as {form}: {', '.join(names)}"


def attribute_place(record_type: RecordType, attribute: Attribute) -> str:
    """How an attribute is called: by its record type and name; an array's value by the array."""
    is_scalars = record_type.kind is Kind.SCALARS
    return record_type.name if is_scalars else f"{record_type.name}.{attribute.name}"
