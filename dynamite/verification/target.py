"""Reading a target back: laid out by the program's schema, with what it lacks and has beyond."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import pyarrow as pa

from dynamite.schema import Attribute, Key, Kind, Model, RecordType, Schema
from dynamite.stores.interface import Store
from dynamite.verification.layout import Batches, stored

_SHOWN_NAMES = 5
_TEXT = "_text"
_ID = "_id"


@dataclass(frozen=True)
class Target:
    """A store as it is compared: what of ``schema`` there is, differences of structure, notes.

    What is null where the schema has no nulls is a difference, not an error, so everything is
    read as if it could be null.
    """

    store: Store
    schema: Schema
    readable: Schema
    structure: tuple[str, ...]
    notes: tuple[str, ...]

    def batches(self) -> Batches:
        """The flat records there are; raises ``InputError`` for a value of another type."""
        columns = {record_type.key: record_type.columns for record_type in self.readable}
        for key, batch in self.store.read(self.readable, columns):
            yield key, stored(self.schema[key], self._completed(key, batch), batch.num_rows)

    def _completed(self, key: Key, batch: pa.RecordBatch) -> list[pa.Array]:
        """The columns of the schema, all null where the store has none."""
        there = dict(zip(self.readable[key].columns, batch.columns, strict=True))
        if self.schema.model is not Model.RELATIONAL:
            return list(batch.columns)
        return [
            there[name] if name in there else pa.nulls(batch.num_rows)
            for name in self.schema[key].columns
        ]


def open_target(store: Store, schema: Schema) -> Target:
    """The target as it is to be compared with what a program says of ``schema``."""
    glance = store.outline()
    # A field that one of the last records has beyond the schema is a difference too.
    outline = glance.schema if glance.is_whole else store.schema()
    structure = [*_lacking(schema, outline), *_beyond(schema, outline)]
    return Target(
        store, schema, _readable(schema, outline), tuple(structure), _notes(schema, outline)
    )


def _lacking(schema: Schema, outline: Schema) -> Iterator[str]:
    """What is not there. Documents and graphs show only what some record has, so there a lack is
    no difference by itself."""
    if schema.model is not Model.RELATIONAL:
        return
    for table in schema:
        there = outline.by_key.get(table.key)
        if there is None:
            yield f"{table.name}: there is no such table"
            continue
        names = set(there.columns)
        missing = [name for name in table.columns if name not in names]
        if missing:
            yield f"{table.name}: there is no column {_listed(missing)}"


def _beyond(schema: Schema, outline: Schema) -> Iterator[str]:
    """What the records have that the schema does not know."""
    of_nodes = {a.name for rt in schema if rt.kind is Kind.NODE for a in rt.attributes}
    for record_type in schema:
        there = outline.by_key.get(record_type.key)
        if there is None:
            continue
        known = {a.name for a in record_type.attributes}
        # What an array holds is not known where all are empty, so it may show as an attribute.
        known |= {child.path[-1] for child in schema.children(record_type)}
        # A node of several labels shows the properties of all under each.
        known |= of_nodes if record_type.kind is Kind.NODE else set()
        known |= {_ID} if record_type.kind is Kind.COLLECTION else set()
        names = [a.name for a in there.attributes if a.name not in known]
        names += [c.path[-1] for c in outline.children(there) if c.path[-1] not in known]
        if names:
            yield f"{record_type.name}: the program does not say what is there: {_listed(names)}"


def _notes(schema: Schema, outline: Schema) -> tuple[str, ...]:
    others = [rt.name for rt in outline.roots() if rt.key not in schema.by_key]
    # MongoDB gives every document an id.
    others += [
        f"{record_type.name}.{_ID}"
        for record_type in schema
        if record_type.kind is Kind.COLLECTION
        and _has_id(outline.by_key.get(record_type.key))
        and not _has_id(record_type)
    ]
    if not others:
        return ()
    return (f"not compared, as the program does not write it: {_listed(others)}",)


def _has_id(record_type: RecordType | None) -> bool:
    return record_type is not None and any(a.name == _ID for a in record_type.attributes)


def _readable(schema: Schema, outline: Schema) -> Schema:
    record_types = []
    for record_type in schema:
        attributes = record_type.attributes
        if schema.model is Model.RELATIONAL:
            there = outline.by_key.get(record_type.key)
            if there is None:
                continue
            names = set(there.columns)
            attributes = tuple(a for a in attributes if a.name in names)
            if not attributes:
                continue
        bare = RecordType(record_type.path, record_type.kind, tuple(map(_nullable, attributes)))
        record_types.append(bare)
    return Schema(schema.model, tuple(record_types))


def _nullable(attribute: Attribute) -> Attribute:
    # Whether an element without text has the empty text or none, XML's reader takes from the type.
    return attribute if attribute.name == _TEXT else replace(attribute, nullable=True)


def _listed(names: list[str]) -> str:
    return ", ".join(names[:_SHOWN_NAMES]) + (" and others" if len(names) > _SHOWN_NAMES else "")
