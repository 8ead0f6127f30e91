"""What a collection's validator, ``$jsonSchema``, declares of its documents."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from dynamite.schema import Attribute, Kind, RecordType
from dynamite.values import DataType

_TYPES: Final = {
    "double": DataType.FLOAT,
    "string": DataType.STRING,
    "objectId": DataType.STRING,
    "binData": DataType.BYTES,
    "bool": DataType.BOOL,
    "boolean": DataType.BOOL,
    "date": DataType.DATETIME,
    "int": DataType.INT,
    "long": DataType.INT,
    "integer": DataType.INT,
    "decimal": DataType.DECIMAL,
    "number": DataType.FLOAT,
}
"""The types by the names that ``bsonType`` and ``type`` give them."""

_NULL: Final = "null"


def declared_types(path: tuple[str, ...], validator: dict[str, Any]) -> Iterator[RecordType]:
    """The record types that a validator declares, the collection's own first.

    A field whose type it leaves open, or gives several for, is ``json``.

    >>> rule = {"required": ["a"], "properties": {"a": {"bsonType": "int"}, "b": {}}}
    >>> [a.text for a in next(declared_types(("t",), rule)).attributes]
    ['int', 'json?']
    """
    if validator:
        yield from _objects(path, Kind.COLLECTION, validator)


def _objects(path: tuple[str, ...], kind: Kind, rule: dict[str, Any]) -> Iterator[RecordType]:
    properties: dict[str, dict[str, Any]] = rule.get("properties", {})
    required = rule.get("required", [])
    nested = {name: held for name, held in properties.items() if _nested(held) is not None}
    attributes = tuple(
        Attribute(name, _data_type(held), name not in required or _NULL in _names(held))
        for name, held in properties.items()
        if name not in nested
    )
    yield RecordType(path, kind, attributes)
    for name, held in nested.items():
        inner = (*path, name)
        match _nested(held):
            case Kind.OBJECT:
                yield from _objects(inner, Kind.OBJECT, held)
            case Kind.ARRAY:
                yield from _objects(inner, Kind.ARRAY, held["items"])
            case _:
                items = held["items"]
                value = Attribute("value", _data_type(items), _NULL in _names(items))
                yield RecordType(inner, Kind.SCALARS, (value,))


def _nested(rule: dict[str, Any]) -> Kind | None:
    """The kind of record type that a field is, if it is one."""
    names = _names(rule) - {_NULL}
    if names == {"object"} and rule.get("properties"):
        return Kind.OBJECT
    items = rule.get("items")
    if names != {"array"} or not isinstance(items, dict):
        return None
    if _names(items) == {"object"} and items.get("properties"):
        return Kind.ARRAY
    return None if _data_type(items) is DataType.JSON else Kind.SCALARS


def _names(rule: dict[str, Any]) -> set[str]:
    held = rule.get("bsonType", rule.get("type", []))
    return {held} if isinstance(held, str) else set(held)


def _data_type(rule: dict[str, Any]) -> DataType:
    types = {_TYPES.get(name, DataType.JSON) for name in _names(rule) - {_NULL}}
    if types == {DataType.INT, DataType.FLOAT}:
        return DataType.FLOAT
    return types.pop() if len(types) == 1 else DataType.JSON


def is_required(path: tuple[str, ...], validator: dict[str, Any]) -> bool:
    """Whether a validator has every object at that place hold the field, and never null."""
    rule = validator
    for name in path[1:-1]:
        rule = rule.get("properties", {}).get(name, {})
        rule = rule.get("items", rule)
        if not isinstance(rule, dict):
            return False
    held = rule.get("properties", {}).get(path[-1], {})
    names = _names(held)
    return path[-1] in rule.get("required", []) and bool(names) and _NULL not in names
