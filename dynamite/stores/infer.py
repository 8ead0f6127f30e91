"""The schema that the documents of a store show, inferred from blocks of them.

It is what ``dynamite.data.infer`` finds for the small data of examples, a column at a time: ints,
floats (also where ints are among them), bools and strings; an int of more than 64 bits makes a
``decimal``; a field that is an object everywhere is embedded; an array of objects or of scalars of
one type is a record type; anything irregular is ``json``, and so is an array that never has an
element, as the type of its elements is not known. Ints that no float holds exactly make ``json``
of a field that also has floats. Dates stay strings. An attribute is nullable where it is null or
missing somewhere, and ``string?`` where it has no value at all. Fields keep the order in which
they were first seen.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from itertools import chain
from typing import Any, Final

from dynamite.errors import InputError
from dynamite.schema import Attribute, Kind, Model, RecordType, Schema
from dynamite.stores.documents import Documents
from dynamite.stores.flattening import fields
from dynamite.values import ABSENT, FLOAT_INTEGERS, INT_MAX, INT_MIN, DataType, show

_MISSING: Final = frozenset({type(None), type(ABSENT)})


def infer_document_schema(blocks: Iterable[Documents]) -> Schema:
    """The schema of all collections of the blocks; raises ``InputError`` for what is no document.

    Memory is that of a block and of the schema.
    """
    collections: dict[str, _Objects] = {}
    for documents in blocks:
        if not set(map(type, documents.values)) <= {dict}:
            raise _no_document(documents)
        collections.setdefault(documents.collection, _Objects()).add(documents.values)
    record_types = [
        record_type
        for name, objects in collections.items()
        for record_type in objects.record_types((name,), Kind.COLLECTION)
    ]
    return Schema(Model.DOCUMENT, tuple(record_types))


def _no_document(documents: Documents) -> InputError:
    for position, value in zip(documents.positions, documents.values, strict=True):
        if not isinstance(value, dict):
            problem = f"{show(value)} is no document"
            return InputError(
                problem, place=documents.place(position), mend="a document is a JSON object"
            )
    raise AssertionError("every value is an object")


@dataclass
class _Objects:
    """What the objects at one place of the documents have shown."""

    count: int = 0
    by_name: dict[str, _Values] = field(default_factory=dict)

    def add(self, objects: list[dict[str, Any]]) -> None:
        present = dict.fromkeys(chain.from_iterable(objects))
        for name in present:
            if name not in self.by_name:
                self.by_name[name] = _Values(_check_name(name))
                if self.count:
                    self.by_name[name].kinds.add(type(ABSENT))
        for name, values in self.by_name.items():
            if name in present:
                values.add(fields(objects, name))
            elif objects:
                values.kinds.add(type(ABSENT))
        self.count += len(objects)

    def record_types(self, path: tuple[str, ...], kind: Kind) -> Iterator[RecordType]:
        attributes = [v.attribute() for v in self.by_name.values() if v.nested is None]
        yield RecordType(path, kind, tuple(attributes))
        for name, values in self.by_name.items():
            yield from values.record_types((*path, name))


def _check_name(name: str) -> str:
    try:
        name.encode()
    except UnicodeEncodeError:
        raise InputError(f"the name {show(name)} has half of a surrogate pair") from None
    return name


@dataclass
class _Values:
    """What the values of one field, or the elements of one array, have shown."""

    name: str
    kinds: set[type] = field(default_factory=set)
    is_long: bool = False
    is_beyond_floats: bool = False
    objects: _Objects = field(default_factory=_Objects)
    elements: _Values | None = None

    def add(self, values: list[Any]) -> None:
        kinds = set(map(type, values))
        self.kinds |= kinds
        if int in kinds:
            ints = [value for value in values if type(value) is int]
            low, high = min(ints), max(ints)
            self.is_long |= low < INT_MIN or high > INT_MAX
            self.is_beyond_floats |= low < -FLOAT_INTEGERS or high > FLOAT_INTEGERS
        if dict in kinds:
            self.objects.add([value for value in values if type(value) is dict])
        if list in kinds:
            self.elements = self.elements or _Values("value")
            lists = [value for value in values if type(value) is list]
            self.elements.add(list(chain.from_iterable(lists)))

    @property
    def nested(self) -> Kind | None:
        """The kind of the record type that the field is, if it is one."""
        kinds = self.kinds - _MISSING
        if kinds == {dict}:
            return Kind.OBJECT
        if kinds != {list} or self.elements is None or not self.elements.kinds:
            return None
        if self.elements.kinds == {dict}:
            return Kind.ARRAY
        return None if self.elements.data_type() is DataType.JSON else Kind.SCALARS

    def data_type(self) -> DataType:
        kinds = frozenset(self.kinds - _MISSING)
        if kinds == {int}:
            return DataType.DECIMAL if self.is_long else DataType.INT
        if kinds == {int, float} and self.is_beyond_floats:
            return DataType.JSON
        return _TYPES.get(kinds, DataType.JSON)

    def attribute(self) -> Attribute:
        return Attribute(self.name, self.data_type(), bool(self.kinds & _MISSING))

    def record_types(self, path: tuple[str, ...]) -> Iterator[RecordType]:
        match self.nested:
            case Kind.OBJECT:
                yield from self.objects.record_types(path, Kind.OBJECT)
            case Kind.ARRAY if self.elements is not None:
                yield from self.elements.objects.record_types(path, Kind.ARRAY)
            case Kind.SCALARS if self.elements is not None:
                yield RecordType(path, Kind.SCALARS, (self.elements.attribute(),))


_TYPES: Final = {
    frozenset[type](): DataType.STRING,
    frozenset({bool}): DataType.BOOL,
    frozenset({float}): DataType.FLOAT,
    frozenset({int, float}): DataType.FLOAT,
    frozenset({str}): DataType.STRING,
    # What documents in files do not hold, and those of a database do.
    frozenset({datetime}): DataType.DATETIME,
    frozenset({bytes}): DataType.BYTES,
    frozenset({Decimal}): DataType.DECIMAL,
    frozenset({int, Decimal}): DataType.DECIMAL,
}
