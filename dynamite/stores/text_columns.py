"""Columns of text read as typed values, as CSV and SQLite hold them: exactly, or not at all.

=========  ===========================================================================
int        ``-12``; at most 64 bits
float      ``-1.5``, ``1e9``, ``inf``, ``-inf``, ``nan``; the nearest float
decimal    ``-1.50``, ``1.5e3``; at most 38 digits
bool       ``true`` and ``false``, also ``True`` and ``TRUE``
date       ``2026-01-31``
datetime   a date, ``T`` or a space, ``HH:MM[:SS[.ffffff]]``, and a zone or none; or a date alone
bytes      base64
json       JSON text
=========  ===========================================================================
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Iterable
from decimal import Decimal, InvalidOperation
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from dynamite.columnar import arrow_type, decimal_text
from dynamite.stores.json_column import canonical_text
from dynamite.values import DataType

ZONE: Final = r"(Z|[+-][0-9]{2}(:?[0-9]{2})?)"
DATE: Final = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
TIME: Final = r"[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?"
NUMBER: Final = r"-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]{1,4})?"

_FORMS: Final = {
    DataType.INT: "-?[0-9]+",
    DataType.FLOAT: rf"{NUMBER}|-?\.[0-9]+|-?inf|nan",
    DataType.DECIMAL: NUMBER,
    DataType.BOOL: "true|false|True|False|TRUE|FALSE",
    DataType.DATE: DATE,
    DataType.DATETIME: f"{DATE}([T ]{TIME}{ZONE}?)?",
}
_MOST_DIGITS: Final = 38


class MisfitError(ValueError):
    """The text at ``position`` of a column does not fit its type."""

    def __init__(self, position: int, text: str) -> None:
        self.position = position
        self.text = text
        super().__init__(f"text {position} does not fit")


def parse_texts(texts: pa.Array, data_type: DataType) -> pa.Array:
    """The column of typed values that the texts say; nulls stay. Raises ``MisfitError``.

    >>> parse_texts(pa.array(["1.50", None]), DataType.DECIMAL).to_pylist()
    ['1.5', None]
    """
    if data_type in _FORMS:
        check_form(texts, _FORMS[data_type])
    match data_type:
        case DataType.DECIMAL:
            return _decimals(texts)
        case DataType.DATETIME:
            return _datetimes(texts)
        case DataType.BYTES:
            return _one_by_one(texts, _decode_base64, pa.binary())
        case DataType.JSON:
            return _one_by_one(texts, canonical_text, pa.string())
        case DataType.BOOL:
            texts = pc.utf8_lower(texts)
    return _cast(texts, arrow_type(data_type))


def matches(texts: pa.Array, form: str) -> pa.BooleanArray:
    """Whether each text has the form of a regular expression, as a whole."""
    return pc.match_substring_regex(texts, rf"\A({form})\z")


def check_form(texts: pa.Array, form: str) -> None:
    """Raises ``MisfitError`` for the first text that has not the form."""
    fits = matches(texts, form)
    if pc.all(fits).as_py() is False:
        position = fits.index(pa.scalar(False)).as_py()
        raise MisfitError(position, texts[position].as_py())


def canonical_decimals(values: Iterable[Any]) -> pa.Array:
    """The canonical texts of numbers and texts of numbers; a float is its shortest text."""
    texts: list[str | None] = []
    for position, value in enumerate(values):
        texts.append(None if value is None else _canonical(value, position))
    return pa.array(texts, pa.string())


def _canonical(value: int | float | str, position: int) -> str:
    try:
        number = Decimal(repr(value) if isinstance(value, float) else value)
        text = decimal_text(number) if abs(number.adjusted()) <= _MOST_DIGITS else ""
    except (InvalidOperation, ValueError):
        text = ""
    digits = text.replace("-", "").replace(".", "").lstrip("0")
    if not text or len(digits) > _MOST_DIGITS or "n" in text or "f" in text:
        raise MisfitError(position, str(value))
    return text


_PLAIN_DECIMAL: Final = r"(0|-?[1-9][0-9]{0,18})(\.[0-9]{0,18}[1-9])?|-0\.[0-9]{0,18}[1-9]"
"""A decimal that is canonical as it stands."""


def _decimals(texts: pa.Array) -> pa.Array:
    if pc.all(matches(texts, _PLAIN_DECIMAL)).as_py() is not False:
        return texts
    return canonical_decimals(texts.to_pylist())


def _datetimes(texts: pa.Array) -> pa.Array:
    has_zone = pc.match_substring_regex(texts, rf":[0-9.:]+{ZONE}\z")
    nothing = pa.scalar(None, pa.string())
    plain = _cast(pc.if_else(has_zone, nothing, texts), pa.timestamp("us"))
    if pc.any(has_zone).as_py() is not True:
        return plain
    # A datetime with an offset is held as its UTC instant, as everywhere.
    instants = _cast(pc.if_else(has_zone, texts, nothing), pa.timestamp("us", "UTC"))
    return pc.coalesce(plain, instants.cast(pa.timestamp("us")))


def _decode_base64(text: str) -> bytes:
    return base64.b64decode(text, validate=True)


def _one_by_one(texts: pa.Array, parse: Callable[[str], Any], type_: pa.DataType) -> pa.Array:
    values: list[Any] = []
    for position, text in enumerate(texts.to_pylist()):
        try:
            values.append(None if text is None else parse(text))
        except (ValueError, binascii.Error, RecursionError):
            raise MisfitError(position, text) from None
    return pa.array(values, type_)


def _cast(texts: pa.Array, type_: pa.DataType) -> pa.Array:
    try:
        return texts.cast(type_)
    except pa.ArrowInvalid:
        # Arrow does not say which value it refuses.
        for position in range(len(texts)):
            try:
                texts.slice(position, 1).cast(type_)
            except pa.ArrowInvalid:
                raise MisfitError(position, texts[position].as_py()) from None
        raise
