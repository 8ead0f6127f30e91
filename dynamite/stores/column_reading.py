"""Columns of JSON values into Arrow columns, exactly or not at all.

Where a value does not fit, ``MisfitError`` says no more than that; ``misfit`` then finds which one.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from dynamite.columnar import arrow_type, decimal_text
from dynamite.schema import Attribute
from dynamite.values import ABSENT, DataType, Json, parse_value, show

DECIMAL_DIGITS: Final = 38

# The days from 1970 back to the first day of year 1: Arrow's parser knows a year 0, Python none.
_FIRST_DAY: Final = -719_162
_FIRST_MICROSECOND: Final = _FIRST_DAY * 86_400 * 1_000_000


class MisfitError(ValueError):
    """Some value of a block does not fit its attribute."""


def document_column(attribute: Attribute, values: list[Any], *, non_finite: bool) -> pa.Array:
    """The column of a document's attribute, as ``columnar`` lays it out; ``ABSENT`` is absent."""
    kinds = set(map(type, values))
    is_absent = type(ABSENT) in kinds
    if is_absent and not attribute.nullable:
        raise MisfitError
    if is_absent:
        plain = [None if value is ABSENT else value for value in values]
        absent = pa.array([value is ABSENT for value in values], pa.bool_())
    else:
        plain, absent = values, pa.repeat(pa.scalar(False), len(values))
    column = plain_column(attribute, plain, non_finite=non_finite)
    if not attribute.nullable:
        return column
    return pa.StructArray.from_arrays([column, absent], ["value", "absent"])


def plain_column(attribute: Attribute, values: list[Any], *, non_finite: bool) -> pa.Array:
    """The column of values of one attribute, where ``None`` is null."""
    kinds = set(map(type, values)) - {type(None), type(ABSENT)}
    if type(None) in set(map(type, values)) and not attribute.nullable:
        raise MisfitError
    data_type = attribute.type
    try:
        match data_type:
            case DataType.INT | DataType.STRING | DataType.BOOL:
                return _native(values, kinds, data_type)
            case DataType.FLOAT:
                return _floats(values, kinds, non_finite)
            case DataType.DATE | DataType.DATETIME:
                return _times(values, kinds, data_type)
            case DataType.DECIMAL:
                return _each(values, decimal_value_text, data_type)
            case DataType.JSON:
                return _each(values, json_text, data_type)
            case _:
                return _each(values, lambda value: parse_value(value, data_type), data_type)
    except (ValueError, OverflowError, pa.ArrowInvalid):
        raise MisfitError from None


_NATIVE: Final = {DataType.INT: int, DataType.STRING: str, DataType.BOOL: bool}


def _native(values: list[Any], kinds: set[type], data_type: DataType) -> pa.Array:
    expected = _NATIVE[data_type]
    # Drivers have integers and strings of their own, which are subclasses.
    if not all(
        kind is expected or (kind is not bool and issubclass(kind, expected)) for kind in kinds
    ):
        raise MisfitError
    return pa.array(values, arrow_type(data_type))


def _floats(values: list[Any], kinds: set[type], non_finite: bool) -> pa.Array:
    if not kinds <= {float, int, Decimal}:
        raise MisfitError
    if Decimal in kinds:
        values = [float(value) if type(value) is Decimal else value for value in values]
    # Arrow refuses an integer that a float does not hold exactly.
    column = pa.array(values, pa.float64())
    if not non_finite and pc.all(pc.is_finite(column)).as_py() is False:
        raise MisfitError
    return column


def _times(values: list[Any], kinds: set[type], data_type: DataType) -> pa.Array:
    if kinds == {str}:
        column = exact_times(pa.array(values, pa.string()), data_type)
        if column is not None:
            return column
    if data_type is DataType.DATETIME and kinds == {datetime} and _have_no_zone(values):
        return pa.array(values, arrow_type(data_type))
    # Python takes more forms of ISO 8601, such as offsets.
    return _each(values, lambda value: time_value(value, data_type), data_type)


def _have_no_zone(values: list[datetime | None]) -> bool:
    return all(value is None or value.tzinfo is None for value in values)


def exact_times(texts: pa.Array, data_type: DataType) -> pa.Array | None:
    """The dates or datetimes of texts that all have the plain form; ``None`` where some has not.

    Raises ``MisfitError`` for a moment before the year 1.
    """
    try:
        column = texts.cast(arrow_type(data_type))
    except pa.ArrowInvalid:
        return None
    first = _FIRST_DAY if data_type is DataType.DATE else _FIRST_MICROSECOND
    integers = column.cast(pa.int32() if data_type is DataType.DATE else pa.int64())
    if pc.any(pc.less(integers, first)).as_py():
        raise MisfitError
    return column


def _each(values: list[Any], convert: Callable[[Any], Any], data_type: DataType) -> pa.Array:
    converted = [None if value is None else convert(value) for value in values]
    return pa.array(converted, arrow_type(data_type))


def time_value(raw: Any, data_type: DataType) -> date | datetime:
    """The date or datetime of a JSON value, refused where microseconds do not hold it."""
    if isinstance(raw, str) and data_type is DataType.DATETIME:
        fraction = raw.partition(".")[2]
        digits = fraction[: len(fraction) - len(fraction.lstrip("0123456789"))]
        if digits[6:].strip("0"):
            raise ValueError(f'"{raw}" is finer than a microsecond')
    value = parse_value(raw, data_type)
    assert isinstance(value, date)
    return value


def decimal_value_text(raw: Any) -> str:
    """The canonical text of a decimal; raises ``ValueError`` where it has more than 38 digits."""
    value = parse_value(raw, DataType.DECIMAL)
    assert isinstance(value, Decimal)
    exponent = value.as_tuple().exponent
    assert isinstance(exponent, int)
    if value and (abs(value.adjusted()) > DECIMAL_DIGITS or abs(exponent) > 2 * DECIMAL_DIGITS):
        raise ValueError(f"a decimal of more than {DECIMAL_DIGITS} digits")
    text = decimal_text(value) if value else "0"
    if len(text.lstrip("-").replace(".", "")) > DECIMAL_DIGITS:
        raise ValueError(f"a decimal of more than {DECIMAL_DIGITS} digits")
    return text


def json_text(raw: Any) -> Json:
    """The canonical text of a JSON value; raises ``ValueError`` where a number has no JSON form."""
    try:
        return Json.of(_with_floats(raw))
    except TypeError:
        raise ValueError(f"{show(raw)} is not JSON") from None


def _with_floats(raw: Any) -> Any:
    # Numbers with a fraction are floats within json, whether or not some column needs decimals.
    match raw:
        case dict():
            return {name: _with_floats(value) for name, value in raw.items()}
        case list():
            return [_with_floats(value) for value in raw]
        case Decimal() | float():
            number = float(raw)
            if not math.isfinite(number):
                raise ValueError("a number beyond the range of floats")
            return number
    return raw
