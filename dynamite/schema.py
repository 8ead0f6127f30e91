"""Schemas: the record types of a relational, document or graph store, as flat relations.

One data model serves all stores (Wang et al., VLDB 2020, section 3, made flat). Each record type is
one relation whose columns are its surrogate columns, fixed by its kind, then its attributes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Any

from dynamite.errors import InputError
from dynamite.values import DataType


class Model(StrEnum):
    """The kind of store that a schema describes."""

    RELATIONAL = "relational"
    DOCUMENT = "document"
    GRAPH = "graph"


class Kind(StrEnum):
    """What a record type is in its store; it fixes the surrogate columns of the relation."""

    TABLE = "table"
    COLLECTION = "collection"
    OBJECT = "object"
    ARRAY = "array"
    SCALARS = "scalars"
    NODE = "node"
    EDGE = "edge"

    @property
    def model(self) -> Model:
        if self is Kind.TABLE:
            return Model.RELATIONAL
        return Model.GRAPH if self in (Kind.NODE, Kind.EDGE) else Model.DOCUMENT

    @property
    def surrogates(self) -> tuple[str, ...]:
        """The surrogate columns that come before the attributes."""
        return _SURROGATES[self]


_SURROGATES: dict[Kind, tuple[str, ...]] = {
    Kind.TABLE: (),
    Kind.COLLECTION: ("_id",),
    Kind.OBJECT: ("_parent", "_id"),
    Kind.ARRAY: ("_parent", "_id", "_index"),
    Kind.SCALARS: ("_parent", "_id", "_index"),
    Kind.NODE: ("_id",),
    Kind.EDGE: ("_id", "_start", "_end"),
}

Key = tuple[str, ...]
"""Identifies a record type within its schema: its path, and ``("->", type)`` for an edge type."""


@dataclass(frozen=True)
class Attribute:
    """A named, typed attribute of a record type.

    A nullable attribute of a document may also be absent.
    """

    name: str
    type: DataType
    nullable: bool = False

    @property
    def text(self) -> str:
        """The type as the schema's JSON form writes it.

        >>> Attribute("event", DataType.STRING, nullable=True).text
        'string?'
        """
        return f"{self.type}{'?' if self.nullable else ''}"


@dataclass(frozen=True)
class ForeignKey:
    """Columns that refer to columns of another table."""

    columns: tuple[str, ...]
    table: str
    references: tuple[str, ...]

    def __post_init__(self) -> None:
        if not self.columns or len(self.columns) != len(self.references):
            raise InputError(
                f"a foreign key to {self.table} pairs {len(self.columns)} columns "
                f"with {len(self.references)}"
            )


@dataclass(frozen=True)
class RecordType:
    """A table, collection, nested object or array, node label or edge type.

    ``path`` is the name, from the top-level collection down: ``("movie", "cast")``. Array of
    scalars: one attribute, ``value``. ``start`` and ``end`` are an edge's node labels, where known.

    >>> RecordType(("movie", "tags"), Kind.SCALARS, (Attribute("value", DataType.STRING),)).columns
    ('_parent', '_id', '_index', 'value')
    """

    path: tuple[str, ...]
    kind: Kind
    attributes: tuple[Attribute, ...]
    primary_key: tuple[str, ...] = ()
    unique: tuple[tuple[str, ...], ...] = ()
    foreign_keys: tuple[ForeignKey, ...] = ()
    start: str | None = None
    end: str | None = None
    _by_name: dict[str, Attribute] = field(init=False, repr=False, compare=False, hash=False)

    def __post_init__(self) -> None:
        by_name = {attribute.name: attribute for attribute in self.attributes}
        if len(by_name) != len(self.attributes):
            names = [attribute.name for attribute in self.attributes]
            repeated = next(name for name in names if names.count(name) > 1)
            raise InputError(f"attribute {repeated!r} is declared twice", place=self.name)
        object.__setattr__(self, "_by_name", by_name)
        for columns in (self.primary_key, *self.unique, *(k.columns for k in self.foreign_keys)):
            for column in columns:
                self.attribute(column)

    @property
    def name(self) -> str:
        """The path for display only; nobody takes it apart."""
        return ".".join(self.path)

    @property
    def key(self) -> Key:
        return ("->", *self.path) if self.kind is Kind.EDGE else self.path

    @property
    def parent(self) -> Key | None:
        """The key of the record type that holds this one."""
        return self.path[:-1] if self.is_nested else None

    @property
    def is_nested(self) -> bool:
        return self.kind in (Kind.OBJECT, Kind.ARRAY, Kind.SCALARS)

    @property
    def surrogates(self) -> tuple[str, ...]:
        return self.kind.surrogates

    @property
    def columns(self) -> tuple[str, ...]:
        """All columns of the relation, by position; an attribute may be named like a surrogate."""
        return self.surrogates + tuple(attribute.name for attribute in self.attributes)

    def attribute(self, name: str) -> Attribute:
        """The attribute of that name; raises ``InputError`` with the names that exist."""
        try:
            return self._by_name[name]
        except KeyError:
            names = ", ".join(self._by_name) or "none"
            raise InputError(
                f"no attribute {name!r}", place=self.name, mend=f"its attributes are: {names}"
            ) from None


@dataclass(frozen=True)
class Schema:
    """The record types of one store, each parent before its children."""

    model: Model
    record_types: tuple[RecordType, ...]

    def __post_init__(self) -> None:
        seen: set[Key] = set()
        for record_type in self.record_types:
            if record_type.kind.model is not self.model:
                raise InputError(
                    f"a {record_type.kind} in a {self.model} schema", place=record_type.name
                )
            if record_type.key in seen:
                raise InputError("declared twice", place=record_type.name)
            if record_type.parent is not None and record_type.parent not in seen:
                raise InputError("declared before its parent", place=record_type.name)
            seen.add(record_type.key)
        for record_type in self.record_types:
            self._check_references(record_type)

    def _check_references(self, record_type: RecordType) -> None:
        for foreign_key in record_type.foreign_keys:
            if (foreign_key.table,) not in self.by_key:
                raise InputError(
                    f"a foreign key refers to table {foreign_key.table!r}, which is not there",
                    place=record_type.name,
                )
            for column in foreign_key.references:
                self.by_key[(foreign_key.table,)].attribute(column)
        for label in (record_type.start, record_type.end):
            if label is not None and (label,) not in self.by_key:
                raise InputError(f"no node label {label!r}", place=record_type.name)

    @cached_property
    def by_key(self) -> dict[Key, RecordType]:
        return {record_type.key: record_type for record_type in self.record_types}

    def __getitem__(self, key: Key) -> RecordType:
        return self.by_key[key]

    def __iter__(self) -> Iterator[RecordType]:
        return iter(self.record_types)

    def children(self, record_type: RecordType) -> tuple[RecordType, ...]:
        """The record types nested directly in this one, in declared order."""
        return tuple(child for child in self.record_types if child.parent == record_type.key)

    def roots(self) -> tuple[RecordType, ...]:
        """The record types that are nested in none."""
        return tuple(rt for rt in self.record_types if not rt.is_nested)


def parse_type(name: str, raw: Any, place: str) -> Attribute:
    """The attribute that ``"string?"`` declares; ``place`` is named in the error."""
    if isinstance(raw, str):
        base = raw.removesuffix("?")
        if base in DataType.__members__.values():
            return Attribute(name, DataType(base), raw.endswith("?"))
    types = ", ".join(DataType)
    raise InputError(f"{raw!r} is not a type", place=place, mend=f"the types are: {types}")
