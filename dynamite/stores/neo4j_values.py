"""Values as Neo4j holds them in properties, and back.

Dates, local datetimes, bytes, integers, floats, booleans and strings are Neo4j's own. A decimal is
its text. A ``json`` value is a property where Neo4j can hold it: a scalar, or a list of scalars of
one type; else its text. Coming back, a text is taken for JSON where it is that of an object or an
array, so a *string* with such a text cannot be written.

Coming from others, a datetime with a zone is the instant in UTC, a time of day its text, a list
``json``. Durations and points have no counterpart.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any, Final

import neo4j.spatial
import neo4j.time
import pyarrow as pa

from dynamite.errors import MigrationError
from dynamite.schema import Attribute
from dynamite.values import INT_MAX, INT_MIN, DataType, show

_ELEMENTS: Final = (str, bool, int, float)


def property_values(column: pa.Array, attribute: Attribute, place: str) -> list[Any]:
    """The values of a column as parameters of a query; ``MigrationError`` where one has no form."""
    values: list[Any] = column.to_pylist()
    if attribute.type is not DataType.JSON:
        return values
    try:
        return [None if text is None else _json_property(text) for text in values]
    except ValueError as error:
        raise MigrationError(str(error), place=f"{place}.{attribute.name}") from None


def _json_property(text: str) -> Any:
    value = json.loads(text)
    match value:
        case str():
            if _is_structure(value):
                raise ValueError(
                    f"{show(value)} is a JSON string, and would come back as what its text says"
                )
            return value
        case bool() | float() | None:
            return value
        case int() if INT_MIN <= value <= INT_MAX:
            return value
        case int():
            raise ValueError(f"{value} has more than the 64 bits of Neo4j's integers")
        case list() if _is_uniform(value):
            return value
    return text


def _is_uniform(values: list[Any]) -> bool:
    """Whether Neo4j holds the list, and gives it back as it was."""
    kinds = set(map(type, values))
    if len(kinds) > 1 or not kinds <= set(_ELEMENTS):
        return False
    return kinds != {int} or all(INT_MIN <= value <= INT_MAX for value in values)


def _is_structure(text: str) -> bool:
    """Whether a text is that of a JSON object or array."""
    if not text.startswith(("{", "[")):
        return False
    try:
        json.loads(text)
    except ValueError:
        return False
    return True


def attribute_values(attribute: Attribute, values: list[Any]) -> list[Any]:
    """The values of a property, as records have them; one without a counterpart stays."""
    if attribute.type is DataType.JSON:
        return [_json_value(value) for value in values]
    kinds = set(map(type, values))
    if kinds & _FOREIGN:
        return [_native(value) for value in values]
    return values


@dataclass(frozen=True)
class _Stranger:
    """A value without a counterpart; no type of attribute takes it."""

    text: str

    def __str__(self) -> str:
        return self.text


def _json_value(value: Any) -> Any:
    if isinstance(value, str) and _is_structure(value):
        return json.loads(value)
    if isinstance(value, list):
        return [_json_value(item) if not isinstance(item, str) else item for item in value]
    match _native(value):
        case neo4j.time.Duration() | neo4j.spatial.Point():
            # They are tuples to Python, and would pass for arrays.
            return _Stranger(str(value))
        case bytes() as raw:
            return base64.b64encode(raw).decode("ascii")
        case date() as moment:
            return moment.isoformat()
        case other:
            return other


_FOREIGN: Final = frozenset(
    {neo4j.time.Date, neo4j.time.DateTime, neo4j.time.Time, bytearray, datetime, time}
)


def _native(value: Any) -> Any:
    match value:
        case neo4j.time.DateTime() if value.nanosecond % 1000 == 0:
            return _utc(value.to_native())
        case neo4j.time.Date():
            return value.to_native()
        case neo4j.time.Time():
            return value.iso_format()
        case bytearray():
            return bytes(value)
    return value


def _utc(moment: datetime) -> datetime:
    return moment if moment.tzinfo is None else moment.astimezone(UTC).replace(tzinfo=None)


def data_type(names: Iterable[str]) -> DataType:
    """The type of a property whose values have these types, in the words of Neo4j's catalog."""
    types = {_TYPES.get(name, DataType.JSON) for name in names}
    if types == {DataType.INT, DataType.FLOAT}:
        return DataType.FLOAT
    return types.pop() if len(types) == 1 else DataType.JSON


_TYPES: Final = {
    "Long": DataType.INT,
    "Double": DataType.FLOAT,
    "String": DataType.STRING,
    "Boolean": DataType.BOOL,
    "Date": DataType.DATE,
    "LocalDateTime": DataType.DATETIME,
    "DateTime": DataType.DATETIME,
    "LocalTime": DataType.STRING,
    "Time": DataType.STRING,
    "ByteArray": DataType.BYTES,
}
