"""Values: what one cell of a record can hold, its type, and its form in JSON.

A value is a Python ``int``, ``float``, ``Decimal``, ``str``, ``bool``, ``date``, ``datetime``,
``bytes``, a ``Json`` text, a ``Skolem`` term, ``None`` for null, or ``ABSENT`` for a field that a
document does not have. Values compare *as typed values*: the type of the column decides, and a
column holds one type only, so Python's ``1 == 1.0 == True`` never mixes two types.
"""

from __future__ import annotations

import base64
import binascii
import json
import math
import re
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any, Final, NamedTuple, TypeAlias, final

INT_MIN: Final = -(2**63)
INT_MAX: Final = 2**63 - 1
FLOAT_INTEGERS: Final = 2**53
"""Up to this every integer is a float exactly."""


class DataType(StrEnum):
    """The type of an attribute; integers are of 64 bits, decimals of at most 38 digits."""

    INT = "int"
    FLOAT = "float"
    DECIMAL = "decimal"
    STRING = "string"
    BOOL = "bool"
    DATE = "date"
    DATETIME = "datetime"
    BYTES = "bytes"
    JSON = "json"


@final
class Absent:
    """The second null: a field that a document does not have. Only ``ABSENT`` is ever made."""

    _only: Absent | None = None

    def __new__(cls) -> Absent:
        if cls._only is None:
            cls._only = super().__new__(cls)
        return cls._only

    def __repr__(self) -> str:
        return "ABSENT"

    def __bool__(self) -> bool:
        return False

    def __reduce__(self) -> tuple[type[Absent], tuple[()]]:
        return (Absent, ())


ABSENT: Final = Absent()


class Json(str):
    """A value of type ``json``: canonical JSON text (sorted keys, no spaces).

    >>> Json.of({"b": 1, "a": [None]})
    '{"a":[null],"b":1}'
    """

    __slots__ = ()

    @classmethod
    def of(cls, value: Any) -> Json:
        return cls(_canonical(value))


class Skolem(NamedTuple):
    """A Skolem term ``$constructor(args)``: an invented id, equal only to the same term."""

    constructor: str
    args: tuple[Value, ...]

    def __repr__(self) -> str:
        return f"${self.constructor}({', '.join(map(repr, self.args))})"


Value: TypeAlias = (
    "int | float | Decimal | str | bool | date | datetime | bytes | Skolem | Absent | None"
)


def is_null(value: Value) -> bool:
    """Whether a value is null or absent: copied, and never joined."""
    return value is None or value is ABSENT


def _canonical(value: Any) -> str:
    """JSON text with sorted keys and no spaces; a number with a fraction is a float in it."""
    match value:
        case dict():
            fields = (f"{_canonical(str(k))}:{_canonical(value[k])}" for k in sorted(value))
            return "{" + ",".join(fields) + "}"
        case list() | tuple():
            return "[" + ",".join(map(_canonical, value)) + "]"
        case Decimal():
            return json.dumps(float(value), allow_nan=False)
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def parse_value(raw: Any, data_type: DataType) -> Value:
    """The typed value that a JSON value stands for; raises ``ValueError`` with what it is instead.

    >>> parse_value("2026-01-31", DataType.DATE)
    datetime.date(2026, 1, 31)
    >>> parse_value("x", DataType.INT)
    Traceback (most recent call last):
    ValueError: "x" is a string, not an int
    """
    if raw is None or raw is ABSENT:
        return raw
    try:
        value = _PARSERS[data_type](raw)
    except (ValueError, TypeError, InvalidOperation, binascii.Error):
        value = None
    if value is None:
        article = "an" if data_type is DataType.INT else "a"
        raise ValueError(f"{show(raw)} is {_kind(raw)}, not {article} {data_type}")
    return value


def _int(raw: Any) -> int | None:
    if isinstance(raw, bool) or not isinstance(raw, (int, Decimal)):
        return None
    if isinstance(raw, Decimal) and raw != raw.to_integral_value():
        return None
    number = int(raw)
    return number if INT_MIN <= number <= INT_MAX else None


def _float(raw: Any) -> float | None:
    if isinstance(raw, bool) or not isinstance(raw, (int, float, Decimal)):
        return None
    if isinstance(raw, int) and abs(raw) > FLOAT_INTEGERS:
        return None
    number = float(raw)
    return number if math.isfinite(number) or isinstance(raw, float) else None


def _decimal(raw: Any) -> Decimal | None:
    if isinstance(raw, bool) or not isinstance(raw, (int, float, Decimal, str)):
        return None
    number = Decimal(repr(raw) if isinstance(raw, float) else raw)
    return number if number.is_finite() else None


def _string(raw: Any) -> str | None:
    return raw if isinstance(raw, str) else None


def _bool(raw: Any) -> bool | None:
    return raw if isinstance(raw, bool) else None


def _date(raw: Any) -> date | None:
    if isinstance(raw, datetime):
        return None
    return raw if isinstance(raw, date) else date.fromisoformat(raw)


def _datetime(raw: Any) -> datetime:
    # A datetime with an offset is held as its UTC instant: one form for one instant.
    moment = raw if isinstance(raw, datetime) else datetime.fromisoformat(raw)
    return moment if moment.tzinfo is None else moment.astimezone(UTC).replace(tzinfo=None)


def _bytes(raw: Any) -> bytes | None:
    return raw if isinstance(raw, bytes) else base64.b64decode(raw, validate=True)


_PARSERS: Final = {
    DataType.INT: _int,
    DataType.FLOAT: _float,
    DataType.DECIMAL: _decimal,
    DataType.STRING: _string,
    DataType.BOOL: _bool,
    DataType.DATE: _date,
    DataType.DATETIME: _datetime,
    DataType.BYTES: _bytes,
    DataType.JSON: Json.of,
}


def format_value(value: Value) -> Any:
    """The JSON value (of Python's ``json``) for a typed value; ``ABSENT`` has none.

    >>> format_value(Decimal("1.20"))
    '1.20'
    """
    match value:
        case Json():
            return json.loads(value)
        case Decimal():
            return str(value)
        case datetime() | date():
            return value.isoformat()
        case bytes():
            return base64.b64encode(value).decode("ascii")
        case Skolem():
            return skolem_text(value)
        case Absent():
            raise ValueError("an absent field has no JSON value")
    return value


def skolem_text(term: Skolem) -> str:
    """The text of an invented id where a store needs one: injective, as every part is escaped.

    >>> skolem_text(Skolem("Person", (7, "a:b")))
    'Person:7:a\\\\:b'
    """
    return ":".join([_part(term.constructor), *(_part(arg) for arg in term.args)])


def _part(value: Value) -> str:
    if value is None:
        return "\\N"
    if value is ABSENT:
        return "\\A"
    if isinstance(value, Skolem):
        value = skolem_text(value)
    elif isinstance(value, bool):
        value = "true" if value else "false"
    elif isinstance(value, Decimal):
        # Equal decimals are one value, so they have one text: no exponent, no idle zeros.
        value = format(value, "f")
        value = value.rstrip("0").rstrip(".") if "." in value else value
    elif not isinstance(value, str):
        value = str(format_value(value))
    return value.replace("\\", "\\\\").replace(":", "\\:")


_OUT: Final = r"\"\\,()\[\]$\x7f-\xa0"
SAFE_PATTERN: Final = rf"[^\s{_OUT}\x00-\x20]([^{_OUT}\x00-\x1f]*[^\s{_OUT}\x00-\x20])?"
"""A text that needs no quotes within an id."""
RESERVED_WORDS: Final = ("nil", "null", "absent")
"""Texts that do need them, as they stand for something there."""
QUOTED_ESCAPES: Final = (("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n"), ("\t", "\\t"), ("\r", "\\r"))
"""What stands for a character within quotes, in the order of the replacements."""
RECORD_MARK: Final = "["
"""Begins the constructors of records; after it comes the name of their type."""
NIL_MARK: Final = "nil "
"""Begins the constructors of the ``nil`` of record types."""


def term_text(term: Value) -> str:
    """An id as Soufflé writes it: ``$A(1, x)``, a record as ``[1, x]``; a text in quotes where it
    could be taken for something else.

    >>> term_text(Skolem("A", (7, "a b", "a,b", None, Skolem("B", ()))))
    '$A(7, a b, "a,b", null, $B)'
    """
    pieces: list[str] = []
    work: list[Value | _Piece] = [term]
    while work:
        one = work.pop()
        if isinstance(one, _Piece):
            pieces.append(one.text)
        elif isinstance(one, Skolem):
            opening, closing = term_marks(one.constructor, bool(one.args))
            pieces.append(opening)
            work.append(_Piece(closing))
            for position in range(len(one.args) - 1, -1, -1):
                work.append(one.args[position])
                if position:
                    work.append(_Piece(", "))
        else:
            pieces.append(_term_part(one))
    return "".join(pieces)


class _Piece(NamedTuple):
    text: str


def term_marks(constructor: str, has_args: bool) -> tuple[str, str]:
    """What stands before and after the arguments of an id as Soufflé writes it."""
    if constructor.startswith(NIL_MARK):
        return "nil", ""
    if constructor.startswith(RECORD_MARK):
        return "[", "]"
    return (f"${constructor}(", ")") if has_args else (f"${constructor}", "")


def _term_part(value: Value) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return str(value).lower()
        case str():
            return quoted_text(value)
        case Decimal():
            return _part(value)
    return "absent" if value is ABSENT else str(format_value(value))


def quoted_text(text: str) -> str:
    """A text within an id as Soufflé writes it, in quotes where it needs them."""
    if re.fullmatch(SAFE_PATTERN, text, re.ASCII) and text not in RESERVED_WORDS:
        return text
    for mark, escape in QUOTED_ESCAPES:
        text = text.replace(mark, escape)
    return f'"{text}"'


def show(raw: Any) -> str:
    """A value as a message shows it: JSON, cut at 60 characters."""
    if raw is ABSENT:
        return "absent"
    is_number = isinstance(raw, Decimal)
    text = str(raw) if is_number else json.dumps(raw, ensure_ascii=False, default=str)
    return text if len(text) <= 60 else text[:57] + "..."


def _kind(raw: Any) -> str:
    match raw:
        case bool():
            return "a bool"
        case int():
            return "an int" if INT_MIN <= raw <= INT_MAX else "an int of more than 64 bits"
        case Decimal() if math.isinf(float(raw)):
            return "beyond the range of floats"
        case float() | Decimal():
            return "a number"
        case str():
            return "a string"
        case list():
            return "an array"
        case dict():
            return "an object"
    return f"a {type(raw).__name__}"
