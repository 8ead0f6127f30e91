"""How often the fields of documents occur, and with which types of BSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from bson.binary import Binary
from bson.datetime_ms import DatetimeMS
from bson.dbref import DBRef
from bson.decimal128 import Decimal128
from bson.int64 import Int64
from bson.objectid import ObjectId
from bson.regex import Regex
from bson.timestamp import Timestamp

from dynamite.stores.interface import Occurrence

_TYPES: Final[dict[type, str]] = {
    type(None): "null",
    bool: "bool",
    int: "int",
    Int64: "long",
    float: "double",
    Decimal128: "decimal",
    str: "string",
    bytes: "binData",
    Binary: "binData",
    datetime: "date",
    DatetimeMS: "date",
    ObjectId: "objectId",
    Timestamp: "timestamp",
    Regex: "regex",
    DBRef: "object",
    dict: "object",
    list: "array",
}
"""The names that MongoDB itself gives the types of values as its driver reads them."""


def field_occurrences(name: str, documents: list[dict[str, Any]]) -> Iterator[Occurrence]:
    """The fields of a collection's documents, in the order in which they were first seen.

    A share is of the objects that could have the field: of the elements for those of an array.

    >>> [(o.name, o.share) for o in field_occurrences("t", [{"a": 1}, {"a": {"b": 2}}])]
    [('t.a', 1.0), ('t.a.b', 1.0)]
    """
    objects = _Objects()
    for document in documents:
        objects.add(document)
    yield from objects.occurrences(name)


@dataclass
class _Objects:
    """What the objects at one place have shown."""

    count: int = 0
    fields: dict[str, _Field] = field(default_factory=dict)

    def add(self, held: dict[str, Any]) -> None:
        self.count += 1
        for name, value in held.items():
            self.fields.setdefault(name, _Field()).add(value)

    def occurrences(self, place: str) -> Iterator[Occurrence]:
        for name, held in self.fields.items():
            path = f"{place}.{name}"
            yield Occurrence(path, held.count / self.count, tuple(sorted(held.types)))
            yield from held.objects.occurrences(path)


@dataclass
class _Field:
    count: int = 0
    types: Counter[str] = field(default_factory=Counter)
    objects: _Objects = field(default_factory=_Objects)

    def add(self, value: Any) -> None:
        self.count += 1
        self.types[_TYPES.get(type(value), type(value).__name__)] += 1
        for held in value if isinstance(value, list) else [value]:
            if isinstance(held, dict):
                self.objects.add(held)
