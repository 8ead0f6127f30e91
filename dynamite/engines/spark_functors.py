"""Functors that Spark says in another way than DuckDB: what counts in 64 bits, and instants."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from sqlglot import exp

from dynamite.engines.column_types import ColumnType
from dynamite.engines.spark_sql import INT_POWER
from dynamite.engines.sql_conversions import CLOCK, MOMENT, OFFSET, has_a_year, matches, strict
from dynamite.engines.sql_functors import arithmetic
from dynamite.engines.sql_types import (
    SqlTypes,
    Typed,
    call,
    cast,
    concat,
    conditional,
    is_null_sql,
    number,
    raise_sql,
    text,
    try_cast,
)
from dynamite.values import DataType

Functor = Callable[[list[Typed], SqlTypes], Typed]

_INT = ColumnType(DataType.INT)
_TOO_LARGE = "the result has more than 64 bits"


def _exact(functor: str, tried: str) -> Functor:
    """An operator on ints that names its operands where 64 bits do not hold the result."""

    def compiled(args: list[Typed], types: SqlTypes) -> Typed:
        kinds = {arg.type.data for arg in args}
        if len(args) != 2 or kinds != {DataType.INT}:
            return arithmetic(functor, args)
        left, right = args
        result = call(tried, left.copy(), right.copy())
        return Typed(_or_too_large(functor, result, args), _INT)

    return compiled


def _or_too_large(functor: str, result: exp.Expr, args: list[Typed]) -> exp.Expr:
    known = [exp.Not(this=is_null_sql(arg.copy())) for arg in args]
    failed = exp.and_(*known, is_null_sql(result.copy()))
    return conditional([(failed, raise_sql(functor, _TOO_LARGE, *args))], result)


def _power(args: list[Typed], types: SqlTypes) -> Typed:
    if {arg.type.data for arg in args} != {DataType.INT}:
        return arithmetic("^", args)
    exponent = args[1].copy()
    negative = exp.LT(this=exponent, expression=number(0))
    problem = raise_sql("^", "a negative exponent of an int", *args)
    power = _or_too_large("^", call(INT_POWER, *(arg.copy() for arg in args)), args)
    return Typed(conditional([(negative, problem)], power), _INT)


def _shift(function: str) -> Functor:
    def compiled(args: list[Typed], types: SqlTypes) -> Typed:
        value, by = (cast(arg.copy(), "BIGINT") for arg in args)
        # Java takes the last 6 bits of what it shifts by.
        places = cast(exp.Paren(this=exp.BitwiseAnd(this=by, expression=number(63))), "INT")
        return Typed(call(function, value, places), _INT)

    return compiled


def _to_datetime(args: list[Typed], types: SqlTypes) -> Typed:
    (arg,) = args
    if arg.type.data is DataType.DATE:
        return Typed(cast(arg.copy(), "TIMESTAMP"), ColumnType(DataType.DATETIME))
    written = call("regexp_extract", arg.copy(), text(f"^{MOMENT}"), number(0))
    is_short = exp.EQ(this=call("length", written), expression=number(len("2020-01-31T10:00")))
    full = conditional([(is_short, concat([written.copy(), text(":00")]))], written.copy())
    local = try_cast(full, "TIMESTAMP")
    offset = call("regexp_extract", arg.copy(), text(f"[+-]{CLOCK}$"), number(0))
    shift = call("make_dt_interval", number(0), _part(offset, 2), _part(offset, 5), number(0))
    moment = conditional(
        [
            (call("contains", offset.copy(), text("+")), exp.Sub(this=local, expression=shift)),
            (
                call("contains", offset.copy(), text("-")),
                exp.Add(this=local.copy(), expression=shift.copy()),
            ),
        ],
        local.copy(),
    )
    first, last = text("0001-01-01 00:00:00"), text("9999-12-31 23:59:59.999999")
    within = exp.Between(this=moment, low=cast(first, "TIMESTAMP"), high=cast(last, "TIMESTAMP"))
    return strict(
        "@to_datetime",
        DataType.DATETIME,
        arg,
        moment.copy(),
        "not of the form 2020-01-31T10:00:00",
        matches(arg, f"{MOMENT}{OFFSET}?"),
        has_a_year(arg),
        within,
    )


def _part(offset: exp.Expr, start: int) -> exp.Expr:
    """The hours or minutes of an offset."""
    return cast(call("substr", offset.copy(), number(start), number(2)), "INT")


FUNCTORS: Final[dict[str, Functor]] = {
    "+": _exact("+", "try_add"),
    "-": _exact("-", "try_subtract"),
    "*": _exact("*", "try_multiply"),
    "^": _power,
    "bshl": _shift("shiftleft"),
    "bshr": _shift("shiftright"),
    "bshru": _shift("shiftrightunsigned"),
    "@to_datetime": _to_datetime,
}
