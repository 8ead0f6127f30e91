"""The types of the values that functors give."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from dynamite.datalog import Term
from dynamite.language.functors import FUNCTORS

if TYPE_CHECKING:
    from dynamite.engines.column_types import ColumnType


def functor_type(
    functor: str,
    args: tuple[Term, ...],
    term_type: Callable[[Term], ColumnType],
    nothing: ColumnType,
) -> ColumnType:
    """The type of a call; ``nothing`` is the type of a column that only nulls flow into."""
    gives = FUNCTORS[functor][0].gives
    if gives is not None:
        return replace(nothing, data=gives)
    found = nothing
    for arg in args:
        found = found | term_type(arg)
    return replace(found, absent=functor == "@omit_null")
