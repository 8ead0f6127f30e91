"""The conversions between types that a head column may apply to a source column."""

from __future__ import annotations

from functools import lru_cache

from dynamite.engines.functors import apply
from dynamite.errors import MigrationError
from dynamite.values import DataType, Value


class _Broken:
    def __repr__(self) -> str:
        return "BROKEN"


BROKEN = _Broken()
"""Stands for the value of a conversion that fails: equal to no expected value."""


_CONVERSIONS: dict[tuple[str, str], str] = {
    **{(t, "string"): "to_string" for t in DataType if t not in (DataType.STRING, DataType.JSON)},
    ("string", "int"): "to_number",
    ("float", "int"): "to_number",
    ("decimal", "int"): "to_number",
    ("string", "float"): "to_float",
    ("int", "float"): "to_float",
    ("decimal", "float"): "to_float",
    ("string", "decimal"): "@to_decimal",
    ("int", "decimal"): "@to_decimal",
    ("float", "decimal"): "@to_decimal",
    ("string", "bool"): "@to_bool",
    ("string", "date"): "@to_date",
    ("datetime", "date"): "@to_date",
    ("string", "datetime"): "@to_datetime",
    ("date", "datetime"): "@to_datetime",
    ("string", "bytes"): "@to_bytes",
}


def is_broken(value: object) -> bool:
    """Whether a value stands for a conversion that failed."""
    return value is BROKEN


@lru_cache(maxsize=65_536, typed=True)
def convert(conversion: str, value: Value) -> Value:
    """What a conversion makes of a value that is not null, or ``BROKEN``."""
    try:
        return apply(conversion)(value)
    except MigrationError:
        return BROKEN  # type: ignore[return-value] # equal to no value, and never leaves the search


def conversion(source_type: str, target_type: str) -> str | None:
    """The functor that turns one type into another: ``""`` for none needed, ``None`` for none.

    >>> conversion("int", "string"), conversion("int", "int"), conversion("bool", "date")
    ('to_string', '', None)
    """
    if source_type == target_type:
        return ""
    return _CONVERSIONS.get((source_type, target_type))
