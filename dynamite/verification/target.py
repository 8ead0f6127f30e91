"""Reading a target back: laid out by the program's schema, with what it lacks and has beyond."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import pyarrow as pa

from dynamite.schema import Attribute, Key, Kind, Model, RecordType, Schema
from dynamite.stores.interface import Names, Store, TellsNames
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
    # A field that one of the last records has beyond the schema is a difference too.
    if isinstance(store, TellsNames):
        fields = store.names(schema)
        roots = [(".".join(path), path) for path in fields if len(path) == 1]
        beyond = _beyond(schema, fields)
        notes = _notes(schema, roots, fields)
        return Target(store, schema, _readable(schema, schema), tuple(beyond), notes)
    glance = store.outline()
    outline = glance.schema if glance.is_whole else store.schema()
    fields = {rt.key: _names(outline, rt) for rt in outline}
    structure = [*_lacking(schema, outline), *_beyond(schema, fields)]
    notes = _notes(schema, [(rt.name, rt.key) for rt in outline.roots()], fields)
    return Target(store, schema, _readable(schema, outline), tuple(structure), notes)


def _names(schema: Schema, record_type: RecordType) -> set[str]:
    """The names of a record type's attributes and of what is nested in it."""
    nested = {child.path[-1] for child in schema.children(record_type)}
    return {attribute.name for attribute in record_type.attributes} | nested


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


def _beyond(schema: Schema, fields: Names) -> Iterator[str]:
    """What the records have that the schema does not know."""
    of_nodes = {a.name for rt in schema if rt.kind is Kind.NODE for a in rt.attributes}
    for record_type in schema:
        # What an array holds is not known where all are empty, so it may show as an attribute.
        known = _names(schema, record_type)
        # A node of several labels shows the properties of all under each.
        known |= of_nodes if record_type.kind is Kind.NODE else set()
        known |= {_ID} if record_type.kind is Kind.COLLECTION else set()
        names = sorted(fields.get(record_type.key, set()) - known)
        if names and record_type.kind is not Kind.SCALARS:
            yield f"{record_type.name}: the program does not say what is there: {_listed(names)}"


def _notes(schema: Schema, roots: Iterable[tuple[str, Key]], fields: Names) -> tuple[str, ...]:
    others = [name for name, key in roots if key not in schema.by_key]
    # MongoDB gives every document an id.
    others += [
        f"{record_type.name}.{_ID}"
        for record_type in schema
        if record_type.kind is Kind.COLLECTION
        and _ID in fields.get(record_type.key, ())
        and _ID not in _names(schema, record_type)
    ]
    if not others:
        return ()
    return (f"not compared, as the program does not write it: {_listed(others)}",)


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
