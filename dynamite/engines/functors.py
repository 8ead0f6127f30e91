"""What the functors compute: the reference that every engine's own form is tested against.

Each takes values that are not null; ``apply`` gives null where an argument is null or absent. A
value that a functor cannot take is a ``MigrationError`` that names the functor and the value.
"""

from __future__ import annotations

import base64
import binascii
import math
import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any, Final

from dynamite.columnar import decimal_text
from dynamite.errors import MigrationError
from dynamite.values import ABSENT, INT_MAX, INT_MIN, Skolem, Value, format_value, show, skolem_text

NAN: Final = math.nan
"""The one not-a-number: it equals itself and comes after every other float."""

DECIMAL_DIGITS: Final = 38

_INT_TEXT: Final = re.compile(r"[+-]?[0-9]+")
_DECIMAL_TEXT: Final = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,4})?")
_FLOAT_TEXT: Final = re.compile(rf"{_DECIMAL_TEXT.pattern}|-?inf|nan")
_DATE_TEXT: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_DATETIME_TEXT: Final = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,6})?)?"
    r"(?:Z|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])?"
)


def apply(functor: str) -> Callable[..., Value]:
    """The function of a functor on values that may be null."""
    if functor == "@omit_null":
        return lambda value: ABSENT if value is None else value
    if functor == "@nullify":
        return lambda value: None if value is ABSENT else value
    function = _FUNCTIONS[functor]

    def applied(*args: Value) -> Value:
        for arg in args:
            if arg is None or arg is ABSENT:
                return None
        return function(*args)

    return applied


def conversion_error(functor: str, problem: str, *args: Any) -> MigrationError:
    """The error of a functor on values that it cannot take."""
    values = ", ".join(show(_shown(arg)) for arg in args)
    return MigrationError(f"{functor} of {values}: {problem}")


def _shown(value: Value) -> Any:
    return value if isinstance(value, (str, int, float)) else to_string(value)


# Numbers


def checked_int(functor: str, value: int, *args: Any) -> int:
    """The value where it has at most 64 bits."""
    if INT_MIN <= value <= INT_MAX:
        return value
    raise conversion_error(functor, "the result has more than 64 bits", *args)


def one_nan(value: float) -> float:
    """The value, with the one not-a-number for any."""
    return NAN if value != value else value


def _add(left: Any, right: Any) -> Value:
    if isinstance(left, int):
        return checked_int("+", left + right, left, right)
    return one_nan(left + right)


def _subtract(left: Any, right: Any = None) -> Value:
    if right is None:
        return checked_int("-", -left, left) if isinstance(left, int) else -left
    if isinstance(left, int):
        return checked_int("-", left - right, left, right)
    return one_nan(left - right)


def _multiply(left: Any, right: Any) -> Value:
    if isinstance(left, int):
        return checked_int("*", left * right, left, right)
    return one_nan(left * right)


def _divide(left: Any, right: Any) -> Value:
    if right == 0:
        raise conversion_error("/", "division by zero", left, right)
    if isinstance(left, float):
        return one_nan(left / right)
    quotient = abs(left) // abs(right)
    return checked_int("/", quotient if (left < 0) == (right < 0) else -quotient, left, right)


def _remainder(left: Any, right: Any) -> Value:
    if right == 0:
        raise conversion_error("%", "division by zero", left, right)
    if isinstance(left, float):
        return NAN if math.isinf(left) else one_nan(math.fmod(left, right))
    remainder: int = abs(left) % abs(right)
    return -remainder if left < 0 else remainder


def _power(left: Any, right: Any) -> Value:
    if isinstance(left, float):
        return _float_power(left, right)
    if right < 0:
        raise conversion_error("^", "a negative exponent of an int", left, right)
    if abs(left) > 1 and right > 63:
        raise conversion_error("^", "the result has more than 64 bits", left, right)
    # For -1, 0 and 1 only the parity of a large exponent counts.
    power: int = left ** (right if right < 64 else 64 + right % 2)
    return checked_int("^", power, left, right)


def _float_power(left: float, right: float) -> float:
    try:
        power = left**right
    except ZeroDivisionError:
        raise conversion_error("^", "division by zero", left, right) from None
    except OverflowError:
        return math.inf if left > 0 or right % 2 == 0 else -math.inf
    if isinstance(power, complex):
        raise conversion_error("^", "no real number", left, right)
    return one_nan(power)


def _shift_left(value: Any, by: Any) -> Value:
    """Shifted within 64 bits: what leaves them is lost. Only the last 6 bits of ``by`` count."""
    bits = (value << (by & 63)) & (2**64 - 1)
    return bits - 2**64 if bits >= 2**63 else bits  # type: ignore[no-any-return]  # an int


def _shift_right_unsigned(value: Any, by: Any) -> Value:
    """Shifted with zeros coming in from the left, the value taken as 64 bits."""
    shifted: int = (value & (2**64 - 1)) >> (by & 63)
    return shifted - 2**64 if shifted >= 2**63 else shifted


def _unsigned(value: Any, functor: str = "unsigned") -> Value:
    if value < 0:
        raise conversion_error(functor, "below 0", value)
    return value  # type: ignore[no-any-return]  # an int


def order_key(value: Any) -> Any:
    """What orders the value among those of its type; not-a-number comes last."""
    return (value != value, value) if isinstance(value, float) else value


def _min(*args: Any) -> Value:
    return min(args, key=order_key)  # type: ignore[no-any-return]  # one of the values


def _max(*args: Any) -> Value:
    return max(args, key=order_key)  # type: ignore[no-any-return]  # one of the values


def total(values: list[Any], zero: Value) -> Value:
    """The sum of an aggregate; ``zero``, of the values' type, where there are none."""
    if not values:
        return zero
    if isinstance(values[0], float):
        return _float_sum(values)
    if isinstance(values[0], Decimal):
        return checked_decimal("sum", _exact_decimal_sum(values))
    return checked_int("sum", sum(values), f"{len(values)} values")


def mean(values: list[Any]) -> float:
    """The mean of an aggregate over at least one value, correctly rounded."""
    if isinstance(values[0], float):
        return one_nan(_float_sum(values) / len(values))
    return float(sum(map(Fraction, values)) / len(values))


def _float_sum(values: list[float]) -> float:
    # Exact but for one rounding, so that the order of the facts does not show.
    try:
        return one_nan(math.fsum(values))
    except ValueError:  # infinities of both signs
        return NAN
    except OverflowError:
        return one_nan(sum(values))


def _exact_decimal_sum(values: list[Decimal]) -> Decimal:
    exact = sum(map(Fraction, values))
    scale = max(max(-int(value.as_tuple().exponent), 0) for value in values)
    scaled = exact * 10**scale
    assert scaled.denominator == 1
    return Decimal(f"{scaled.numerator}e-{scale}")


def checked_decimal(functor: str, value: Decimal, *args: Any) -> Decimal:
    """The value where it has at most 38 digits."""
    if len(decimal_text(value).lstrip("-").replace(".", "").lstrip("0")) > DECIMAL_DIGITS:
        raise conversion_error(functor, "the result has more than 38 digits", *args)
    return value


# Strings


def _cat(*args: Any) -> Value:
    return "".join(args)


def _substr(text: Any, start: Any, length: Any) -> Value:
    """Up to ``length`` characters from ``start``, counted from 0; empty where there are none."""
    if start < 0 or length < 0:
        return ""
    return text[start : start + length]  # type: ignore[no-any-return]  # a part of a str


def _ord(text: Any) -> Value:
    """The code point of the first character, 0 for the empty string."""
    return ord(text[0]) if text else 0


def to_string(value: Value) -> str:
    """The text of a value that is not null.

    >>> to_string(1.0), to_string(True), to_string(Decimal("1.20")), to_string(b"a")
    ('1.0', 'true', '1.2', 'YQ==')
    """
    match value:
        case str():
            return str(value)
        case bool():
            return "true" if value else "false"
        case float():
            return repr(value)
        case Decimal():
            return decimal_text(value)
        case Skolem():
            return skolem_text(value)
    return str(format_value(value))


# Conversions


def _to_number(value: Any) -> Value:
    if isinstance(value, int):
        return value
    if isinstance(value, str):
        if not _INT_TEXT.fullmatch(value):
            raise conversion_error("to_number", "not an integer", value)
        return checked_int("to_number", int(value), value)
    if not math.isfinite(value) or value != int(value):
        raise conversion_error("to_number", "not an integer", value)
    return checked_int("to_number", int(value), value)


def _to_float(value: Any) -> Value:
    if isinstance(value, str) and not _FLOAT_TEXT.fullmatch(value):
        raise conversion_error("to_float", "not a number", value)
    return one_nan(float(value))


def _to_decimal(value: Any) -> Value:
    text = repr(value) if isinstance(value, float) else str(value)
    if not _DECIMAL_TEXT.fullmatch(text):
        raise conversion_error("@to_decimal", "not a decimal", value)
    try:
        return checked_decimal("@to_decimal", Decimal(text), value)
    except InvalidOperation:
        raise conversion_error("@to_decimal", "not a decimal", value) from None


def _to_bool(value: Any) -> Value:
    if value not in ("true", "false"):
        raise conversion_error("@to_bool", "neither true nor false", value)
    return bool(value == "true")


def _to_date(value: Any) -> Value:
    if isinstance(value, datetime):
        return value.date()
    try:
        if _DATE_TEXT.fullmatch(value):
            return date.fromisoformat(value)
    except ValueError:
        pass
    raise conversion_error("@to_date", "not a date of the form 2020-01-31", value)


def _to_datetime(value: Any) -> Value:
    if isinstance(value, date):
        return datetime.combine(value, time())
    try:
        if _DATETIME_TEXT.fullmatch(value):
            moment = datetime.fromisoformat(value)
            # One form for one instant: an offset is taken off.
            return moment if moment.tzinfo is None else moment.astimezone(UTC).replace(tzinfo=None)
    except (ValueError, OverflowError):
        pass
    raise conversion_error("@to_datetime", "not of the form 2020-01-31T10:00:00", value)


def _to_bytes(value: Any) -> Value:
    try:
        return base64.b64decode(value, validate=True)
    except (ValueError, binascii.Error):
        raise conversion_error("@to_bytes", "not base64", value) from None


_FUNCTIONS: Final[Mapping[str, Callable[..., Value]]] = {
    "+": _add,
    "-": _subtract,
    "*": _multiply,
    "/": _divide,
    "%": _remainder,
    "^": _power,
    "band": lambda left, right: left & right,
    "bor": lambda left, right: left | right,
    "bxor": lambda left, right: left ^ right,
    "bnot": lambda value: ~value,
    "bshl": _shift_left,
    "bshr": lambda value, by: value >> (by & 63),
    "bshru": _shift_right_unsigned,
    "land": lambda left, right: int(left != 0 and right != 0),
    "lor": lambda left, right: int(left != 0 or right != 0),
    "lxor": lambda left, right: int((left != 0) != (right != 0)),
    "lnot": lambda value: int(value == 0),
    "@unsigned": _unsigned,
    "min": _min,
    "max": _max,
    "cat": _cat,
    "strlen": len,
    "substr": _substr,
    "ord": _ord,
    "to_string": to_string,
    "to_number": _to_number,
    "to_unsigned": lambda value: _unsigned(_to_number(value), "to_unsigned"),
    "to_float": _to_float,
    "@to_decimal": _to_decimal,
    "@to_bool": _to_bool,
    "@to_date": _to_date,
    "@to_datetime": _to_datetime,
    "@to_bytes": _to_bytes,
}


# Comparisons


def _equal(left: Any, right: Any) -> bool:
    return left is right or left == right


def _contains(part: Any, whole: Any) -> bool:
    return part in whole


def _match(pattern: Any, text: Any) -> bool:
    try:
        return re.fullmatch(pattern, text, re.ASCII) is not None
    except re.error as error:
        raise conversion_error("match", f"not a regular expression: {error.msg}", pattern) from None


COMPARISONS: Final[Mapping[str, Callable[[Any, Any], bool]]] = {
    "=": _equal,
    "!=": lambda left, right: not _equal(left, right),
    "<": lambda left, right: order_key(left) < order_key(right),
    "<=": lambda left, right: order_key(left) <= order_key(right),
    ">": lambda left, right: order_key(left) > order_key(right),
    ">=": lambda left, right: order_key(left) >= order_key(right),
    "contains": _contains,
    "match": _match,
    "!contains": lambda part, whole: not _contains(part, whole),
    "!match": lambda pattern, text: not _match(pattern, text),
}
"""The comparisons of two values that are not null."""
