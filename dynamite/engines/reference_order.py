"""One order of all values, so that what the reference engine gives does not depend on chance."""

from __future__ import annotations

from typing import Any

from dynamite.engines.functors import order_key
from dynamite.engines.reference_facts import Row
from dynamite.values import ABSENT, Skolem, Value


def value_order(value: Value) -> Any:
    """What a value sorts by: null, then absent, then the values of its type; ids by constructor.

    >>> sorted([Skolem("A", (10,)), None, Skolem("A", (9,))], key=value_order)
    [None, $A(9), $A(10)]
    """
    if value is None:
        return (0,)
    if value is ABSENT:
        return (1,)
    if isinstance(value, Skolem):
        return (3, value.constructor, [value_order(arg) for arg in value.args])
    return (2, order_key(value))


def row_order(row: Row) -> Any:
    """What a row sorts by: its values, from the first on."""
    return [value_order(value) for value in row]
