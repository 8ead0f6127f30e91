"""Values as XML holds them: the text of a value, and which types a text shows."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import Any, Final

from dynamite.values import INT_MAX, INT_MIN, DataType

_INT: Final = re.compile(r"[+-]?\d+", re.ASCII)
_NUMBER: Final = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_CANONICAL_INT: Final = re.compile(r"0|-?[1-9]\d{0,18}", re.ASCII)
_BOOLS: Final = {"true": True, "false": False, "1": True, "0": False}
_SPACES: Final = " \t\r\n"


def value_of_text(text: str, data_type: DataType) -> Any:
    """The JSON value that a text stands for; the text itself where it does not fit the type.

    White space around anything but strings does not count, as XML files are often wrapped.

    >>> value_of_text(" 7 ", DataType.INT), value_of_text("x", DataType.INT)
    (7, 'x')
    """
    if data_type is DataType.STRING:
        return text
    bare = text.strip(_SPACES)
    match data_type:
        case DataType.INT if _INT.fullmatch(bare) and len(bare) < 40:
            return int(bare)
        case DataType.FLOAT if _NUMBER.fullmatch(bare):
            return float(bare)
        case DataType.DECIMAL if _NUMBER.fullmatch(bare):
            return Decimal(bare)
        case DataType.BOOL:
            return _BOOLS.get(bare.lower(), text)  # networkx writes True
        case DataType.JSON:
            return json_of_text(text)
    return bare


class NotJson:
    """A text that should have been JSON and is not; it fits no attribute."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __str__(self) -> str:
        return self.text


def json_of_text(text: str) -> Any:
    """The value of JSON text, or ``NotJson``."""
    try:
        return json.loads(text, parse_constant=NotJson)
    except (ValueError, RecursionError):
        return NotJson(text)


def shown_type(text: str) -> DataType:
    """The narrowest of int, float and string of which the text is the canonical form.

    >>> [shown_type(text).value for text in ("7", "007", "0.5", "0.50", "")]
    ['int', 'string', 'float', 'string', 'string']
    """
    if _CANONICAL_INT.fullmatch(text):
        return DataType.INT if INT_MIN <= int(text) <= INT_MAX else DataType.STRING
    if _NUMBER.fullmatch(text) and repr(float(text)) == text:
        return DataType.FLOAT
    return DataType.STRING
