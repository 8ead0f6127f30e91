"""What Python computes beside Spark's executors: one value at a time, as the reference does."""

from __future__ import annotations

import math
from collections.abc import Sequence

from dynamite.engines.functors import COMPARISONS
from dynamite.engines.sql_types import ERROR_MARK
from dynamite.errors import MigrationError
from dynamite.values import INT_MAX, INT_MIN

_JAVA = {"Infinity": "inf", "-Infinity": "-inf", "NaN": "nan"}


def float_text(java: str | None) -> str | None:
    """The shortest text of a float, from any text that is exact.

    >>> float_text("1.0E10"), float_text("-Infinity"), float_text(None)
    ('10000000000.0', '-inf', None)
    """
    return None if java is None else _JAVA.get(java) or repr(float(java))


def matches(text: str | None, pattern: str | None) -> bool | None:
    """Whether a text matches a pattern as a whole; null where either is."""
    if text is None or pattern is None:
        return None
    try:
        return COMPARISONS["match"](pattern, text)
    except MigrationError as error:
        raise ValueError(f"{ERROR_MARK}{error.problem}") from None


def exact_sum(numbers: Sequence[float] | None) -> float | None:
    """The sum of floats, rounded once, so that their order does not count; null of none.

    >>> exact_sum([1e100, 1.0, -1e100]), exact_sum([])
    (1.0, None)
    """
    if not numbers:
        return None
    try:
        return math.fsum(numbers)
    except (OverflowError, ValueError):
        # Beyond the range, and of opposite infinities, as addition has it.
        return sum(numbers)


def int_power(base: int | None, exponent: int | None) -> int | None:
    """The power of an int, null where 64 bits do not hold it or the exponent is below 0.

    >>> int_power(2, 62), int_power(2, 63), int_power(-1, 10**18)
    (4611686018427387904, None, 1)
    """
    if base is None or exponent is None or exponent < 0:
        return None
    if abs(base) > 1 and exponent > 63:
        return None
    power = base**exponent if abs(base) > 1 else base ** min(exponent, 2 + exponent % 2)
    return int(power) if INT_MIN <= power <= INT_MAX else None
