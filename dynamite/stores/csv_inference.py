"""The types of a CSV file's columns, from all of its values, decided with care.

A type is taken only where every value of the column says it and would come back as it was: a
leading zero makes a string, an integer of more than 64 bits a decimal, and a number is a float only
where the float's own text says the same number, else a decimal. A column without values is a
string.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal

import pyarrow as pa
import pyarrow.compute as pc

from dynamite.schema import Attribute
from dynamite.stores.text_columns import (
    DATE,
    TIME,
    ZONE,
    MisfitError,
    canonical_decimals,
    check_form,
    parse_texts,
)
from dynamite.values import DataType

_INTEGER = "0|-?[1-9][0-9]*"
_WIDE_INTEGER = "0|-?[1-9][0-9]{0,37}"
_NUMBER = r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]{1,3})?"
_SURE_DIGITS = 15
"""A decimal of so many digits, written plainly, is what its nearest float prints."""

_MOST_DIGITS = 38


def infer_attributes(
    names: Sequence[str], batches: Iterable[pa.RecordBatch]
) -> tuple[Attribute, ...]:
    """The attributes that columns of text are; ``batches`` have the columns by position."""
    columns = [_Column() for _ in names]
    for batch in batches:
        for column, texts in zip(columns, batch.columns, strict=True):
            column.narrow(texts)
    return tuple(
        Attribute(name, column.type, column.is_nullable)
        for name, column in zip(names, columns, strict=True)
    )


class _Column:
    """What is known of a column: which forms all values so far have."""

    def __init__(self) -> None:
        self._forms = list(_FORMS)
        self._has_values = False
        self._has_nulls = False

    @property
    def type(self) -> DataType:
        is_known = self._has_values and self._forms
        return self._forms[0][0] if is_known else DataType.STRING

    @property
    def is_nullable(self) -> bool:
        return self._has_nulls or not self._has_values

    def narrow(self, texts: pa.Array) -> None:
        self._has_nulls |= texts.null_count > 0
        values = texts.drop_null()
        if len(values):
            self._has_values = True
            self._forms = [form for form in self._forms if _has_form(values, form[1])]


def _has_form(values: pa.Array, check: Callable[[pa.Array], None]) -> bool:
    try:
        check(values)
    except MisfitError:
        return False
    return True


def _check_bool(values: pa.Array) -> None:
    parse_texts(values, DataType.BOOL)


def _check_int(values: pa.Array) -> None:
    check_form(values, _INTEGER)
    parse_texts(values, DataType.INT)


def _check_wide_int(values: pa.Array) -> None:
    check_form(values, _WIDE_INTEGER)


def _check_float(values: pa.Array) -> None:
    check_form(values, _NUMBER)
    is_sure = pc.and_(pc.less_equal(_digits(values), _SURE_DIGITS), _is_plain(values))
    for text in values.filter(pc.invert(is_sure)).to_pylist():
        if not _is_exact(text):
            raise MisfitError(0, text)


def _digits(values: pa.Array) -> pa.Array:
    """How many digits each number has from its first that is not zero."""
    return pc.utf8_length(pc.replace_substring_regex(values, r"^-?[0.]*|\.", ""))


def _is_plain(values: pa.Array) -> pa.BooleanArray:
    """Whether each number has no exponent and no long run of zeros after the point."""
    long_or_exponent = rf"[eE]|\.0{{{_MOST_DIGITS - _SURE_DIGITS}}}"
    return pc.invert(pc.match_substring_regex(values, long_or_exponent))


def _is_exact(text: str) -> bool:
    """Whether the shortest text of the nearest float is the same number."""
    printed = repr(float(text))
    return printed == text or Decimal(printed) == Decimal(text)


def _check_decimal(values: pa.Array) -> None:
    check_form(values, _NUMBER)
    is_sure = pc.and_(pc.less_equal(_digits(values), _MOST_DIGITS), _is_plain(values))
    canonical_decimals(values.filter(pc.invert(is_sure)).to_pylist())


def _check_date(values: pa.Array) -> None:
    check_form(values, DATE)
    _check_years(values)
    parse_texts(values, DataType.DATE)


def _check_local(values: pa.Array) -> None:
    check_form(values, f"{DATE}[T ]{TIME}")
    _check_years(values)
    parse_texts(values, DataType.DATETIME)


def _check_instant(values: pa.Array) -> None:
    check_form(values, f"{DATE}[T ]{TIME}{ZONE}")
    _check_years(values)
    parse_texts(values, DataType.DATETIME)


def _check_years(values: pa.Array) -> None:
    if pc.any(pc.starts_with(values, "0000")).as_py():
        raise MisfitError(0, "0000")


_FORMS = (
    (DataType.BOOL, _check_bool),
    (DataType.INT, _check_int),
    (DataType.DECIMAL, _check_wide_int),
    (DataType.FLOAT, _check_float),
    (DataType.DECIMAL, _check_decimal),
    (DataType.DATE, _check_date),
    (DataType.DATETIME, _check_local),
    (DataType.DATETIME, _check_instant),
)
"""The forms that a column may have, narrowest first; a column that mixes zones has none."""
