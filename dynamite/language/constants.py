"""Constants of the types that Soufflé lacks: ``@date("2020-01-31")`` and the like.

They are written as a user's functor on a string literal, which Soufflé's grammar allows.
"""

from __future__ import annotations

import json
import math
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from dynamite.columnar import decimal_text
from dynamite.datalog import Constant
from dynamite.errors import InputError
from dynamite.language.tokens import escape
from dynamite.values import ABSENT, DataType, Json, Value, format_value, parse_value

CONSTANT_FUNCTORS: Final = ("decimal", "float", "date", "datetime", "bool", "bytes", "json")
"""The functors that only write constants; ``float`` is for infinities and not-a-number."""

_FLOATS: Final = {"inf": math.inf, "-inf": -math.inf, "nan": math.nan}


def parse_constant(functor: str, text: str, place: str) -> Constant:
    """The constant that ``@functor("text")`` writes; raises ``InputError`` at ``place``.

    >>> parse_constant("bool", "true", "p:1:1")
    Constant(value=True)
    """
    try:
        return Constant(_value(functor, text))
    except ValueError as error:
        raise InputError(f"@{functor}: {error}", place=place) from None


def _value(functor: str, text: str) -> Value:
    match functor:
        case "float":
            if text not in _FLOATS:
                raise ValueError(f'"{text}" is none of inf, -inf, nan')
            return _FLOATS[text]
        case "bool":
            if text not in ("true", "false"):
                raise ValueError(f'"{text}" is neither true nor false')
            return text == "true"
        case "json":
            return Json.of(json.loads(text))
    return parse_value(text, DataType(functor))


def format_constant(value: Value) -> str:
    """The text of a constant.

    >>> format_constant(date(2020, 1, 31)), format_constant(1e21), format_constant(None)
    ('@date("2020-01-31")', '1000000000000000000000.0', 'nil')
    """
    match value:
        case None:
            return "nil"
        case _ if value is ABSENT:
            return "$Absent"
        case bool():
            return f"@bool({escape(str(value).lower())})"
        case int():
            return str(value)
        case float():
            return _format_float(value)
        case Decimal():
            return f"@decimal({escape(decimal_text(value))})"
        case Json():
            return f"@json({escape(value)})"
        case str():
            return escape(value)
        case datetime():
            return f"@datetime({escape(value.isoformat())})"
        case date():
            return f"@date({escape(value.isoformat())})"
        case bytes():
            return f"@bytes({escape(format_value(value))})"
    raise InputError(f"a {type(value).__name__} cannot be a constant of a program")


def _format_float(value: float) -> str:
    if not math.isfinite(value):
        return f"@float({escape(repr(value))})"
    # Soufflé's floats have no exponent.
    text = format(Decimal(repr(value)), "f")
    return text if "." in text else text + ".0"
