"""BSON values as Python values that documents are made of.

An ``ObjectId`` is the text of its 24 digits, a UUID its text, other binary values are bytes,
a ``Decimal128`` is a ``Decimal``. Within a field of type ``json``, what JSON lacks is as it is in
JSON files: dates and decimals are text, bytes base64. What is left has no counterpart: regular
expressions, code, timestamps of the server's own, the least and the greatest key.
"""

from __future__ import annotations

import base64
import uuid
from collections.abc import Callable, Iterable
from datetime import datetime, time
from decimal import Decimal
from typing import Any, Final

from bson.binary import UUID_SUBTYPE, Binary
from bson.codec_options import CodecOptions, DatetimeConversion, TypeDecoder, TypeRegistry
from bson.dbref import DBRef
from bson.decimal128 import Decimal128
from bson.int64 import Int64
from bson.objectid import ObjectId

from dynamite.schema import Attribute, Kind, RecordType, Schema
from dynamite.values import DataType


class _ObjectIds(TypeDecoder):
    bson_type = ObjectId

    def transform_bson(self, value: ObjectId) -> str:
        # What its own text is, without the calls that make it.
        return value.binary.hex()


class _Decimals(TypeDecoder):
    bson_type = Decimal128

    def transform_bson(self, value: Decimal128) -> Decimal:
        return value.to_decimal()


class _Binaries(TypeDecoder):
    bson_type = Binary

    def transform_bson(self, value: Binary) -> str | bytes:
        if value.subtype == UUID_SUBTYPE and len(value) == 16:
            return str(uuid.UUID(bytes=bytes(value)))
        return bytes(value)


class _Int64s(TypeDecoder):
    bson_type = Int64

    def transform_bson(self, value: Int64) -> int:
        return int(value)


_DECODERS: Final = [_ObjectIds(), _Decimals(), _Binaries()]

RECORDS: Final[CodecOptions[dict[str, Any]]] = CodecOptions(
    type_registry=TypeRegistry(_DECODERS), datetime_conversion=DatetimeConversion.DATETIME_AUTO
)
"""How documents are decoded that become records."""

SAMPLES: Final[CodecOptions[dict[str, Any]]] = CodecOptions(
    type_registry=TypeRegistry([*_DECODERS, _Int64s()]),
    datetime_conversion=DatetimeConversion.DATETIME_AUTO,
)
"""How documents are decoded that show a schema: their types are Python's own."""

RAW: Final[CodecOptions[dict[str, Any]]] = CodecOptions(
    datetime_conversion=DatetimeConversion.DATETIME_AUTO
)
"""How documents are decoded whose own types are told."""

Convert = Callable[[Any], Any]


class Preparation:
    """Converts, in place, the values of documents whose BSON type is not that of their attribute:
    everything within ``json``, and dates, which BSON holds as the datetime of midnight."""

    def __init__(self, schema: Schema, root: RecordType) -> None:
        self._schema = schema
        self._steps = _steps(schema, root)

    def prepare(self, documents: list[dict[str, Any]]) -> None:
        for step in self._steps:
            step(documents)


_Step = Callable[[Iterable[Any]], None]


def _steps(schema: Schema, record_type: RecordType) -> list[_Step]:
    """What is to be done to the objects of a record type; nothing where all is native."""
    steps = [
        _field_step(attribute.name, convert)
        for attribute in record_type.attributes
        if (convert := _conversion(attribute)) is not None
    ]
    for child in schema.children(record_type):
        name = child.path[-1]
        if child.kind is Kind.SCALARS:
            convert = _conversion(child.attributes[0])
            if convert is not None:
                steps.append(_elements_step(name, convert))
        elif inner := _steps(schema, child):
            steps.append(_nested_step(name, child.kind, inner))
    return steps


def _conversion(attribute: Attribute) -> Convert | None:
    return {DataType.JSON: plain_json, DataType.DATE: _date}.get(attribute.type)


def _field_step(name: str, convert: Convert) -> _Step:
    def step(objects: Iterable[Any]) -> None:
        for held in objects:
            if isinstance(held, dict) and held.get(name) is not None:
                held[name] = convert(held[name])

    return step


def _elements_step(name: str, convert: Convert) -> _Step:
    def step(objects: Iterable[Any]) -> None:
        for held in objects:
            if isinstance(held, dict) and isinstance(held.get(name), list):
                held[name] = [None if item is None else convert(item) for item in held[name]]

    return step


def _nested_step(name: str, kind: Kind, inner: list[_Step]) -> _Step:
    def step(objects: Iterable[Any]) -> None:
        held = [outer.get(name) for outer in objects if isinstance(outer, dict)]
        if kind is Kind.ARRAY:
            held = [item for items in held if isinstance(items, list) for item in items]
        for each in inner:
            each(held)

    return step


def _date(value: Any) -> Any:
    """The date of a midnight; any other value stays, and is found not to fit."""
    if isinstance(value, datetime) and value.time() == time.min:
        return value.date()
    return value


def plain_json(value: Any) -> Any:
    """A BSON value as a JSON value; one without a counterpart stays, and is found not to fit."""
    match value:
        case dict():
            return {name: plain_json(held) for name, held in value.items()}
        case list():
            return [plain_json(item) for item in value]
        case DBRef():
            return plain_json(dict(value.as_doc()))
        case datetime():
            return value.isoformat()
        case Decimal():
            return str(value)
        case bytes():
            return base64.b64encode(value).decode("ascii")
    return value
