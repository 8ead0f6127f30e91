"""The operators on bits and truth as SQL, over integers of 64 bits."""

from __future__ import annotations

from collections.abc import Callable

from sqlglot import exp

from dynamite.engines.column_types import ColumnType
from dynamite.engines.sql_types import (
    SqlTypes,
    Typed,
    call,
    cast,
    conditional,
    number,
    raise_sql,
    text,
)
from dynamite.values import INT_MAX, DataType

_INT = ColumnType(DataType.INT)


def _paren(sql: exp.Expr) -> exp.Expr:
    return exp.Paren(this=sql)


def _wide(value: int) -> exp.Expr:
    return cast(text(str(value)), "HUGEINT")


def _bitwise(operator: type[exp.Binary]) -> Callable[[list[Typed], SqlTypes], Typed]:
    def compiled(args: list[Typed], types: SqlTypes) -> Typed:
        left, right = (_paren(_int(arg)) for arg in args)
        return Typed(_paren(operator(this=left, expression=right)), _INT)

    return compiled


def _int(arg: Typed) -> exp.Expr:
    return cast(arg.copy(), "BIGINT")


def _xor(args: list[Typed], types: SqlTypes) -> Typed:
    return Typed(call("xor", *map(_int, args)), _INT)


def _not(args: list[Typed], types: SqlTypes) -> Typed:
    return Typed(_paren(exp.Sub(this=number(-1), expression=_paren(_int(args[0])))), _INT)


def _places(by: Typed) -> exp.Expr:
    """How many places to shift: the last 6 bits."""
    return _paren(exp.BitwiseAnd(this=_int(by), expression=number(63)))


def _power_of_two(exponent: exp.Expr) -> exp.Expr:
    return exp.BitwiseLeftShift(this=_wide(1), expression=cast(exponent, "HUGEINT"))


def _shift_left(args: list[Typed], types: SqlTypes) -> Typed:
    """What stays within 64 bits, times a power of two; the highest bit is the sign."""
    value, places = _int(args[0]), _places(args[1])
    kept = exp.Sub(
        this=_power_of_two(exp.Sub(this=number(64), expression=places)), expression=_wide(1)
    )
    low = exp.BitwiseAnd(this=cast(value, "HUGEINT"), expression=_paren(kept))
    bits = exp.Mul(this=_paren(low), expression=_paren(_power_of_two(places.copy())))
    is_negative = exp.GT(this=_paren(bits), expression=_wide(INT_MAX))
    less = exp.Sub(this=_paren(bits.copy()), expression=_wide(2**64))
    signed = conditional([(is_negative, less)], bits.copy())
    return Typed(cast(signed, "BIGINT"), _INT)


def _shift_right(args: list[Typed], types: SqlTypes) -> Typed:
    shifted = exp.BitwiseRightShift(this=_int(args[0]), expression=_places(args[1]))
    return Typed(_paren(shifted), _INT)


def _shift_right_unsigned(args: list[Typed], types: SqlTypes) -> Typed:
    value, places = _int(args[0]), _places(args[1])
    half = exp.BitwiseAnd(
        this=_paren(exp.BitwiseRightShift(this=value, expression=number(1))),
        expression=_int(Typed(text(str(INT_MAX)), _INT)),
    )
    rest = exp.Sub(this=places, expression=number(1))
    shifted = exp.BitwiseRightShift(this=_paren(half), expression=_paren(rest))
    is_still = exp.EQ(this=places.copy(), expression=number(0))
    return Typed(conditional([(is_still, value.copy())], shifted), _INT)


def _is_true(arg: Typed) -> exp.Expr:
    return _paren(exp.NEQ(this=_int(arg), expression=number(0)))


def _logical(functor: str) -> Callable[[list[Typed], SqlTypes], Typed]:
    def compiled(args: list[Typed], types: SqlTypes) -> Typed:
        left, *rest = map(_is_true, args)
        match functor:
            case "land":
                truth: exp.Expr = exp.And(this=left, expression=rest[0])
            case "lor":
                truth = exp.Or(this=left, expression=rest[0])
            case "lxor":
                truth = exp.NEQ(this=left, expression=rest[0])
            case _:
                truth = exp.Not(this=left)
        # Null where any is null, also where the others decide.
        known = [exp.Not(this=exp.Is(this=_int(arg), expression=exp.Null())) for arg in args]
        value = cast(cast(_paren(truth), "INT"), "BIGINT")
        return Typed(conditional([(exp.and_(*known), value)], exp.Null()), _INT)

    return compiled


def _unsigned(args: list[Typed], types: SqlTypes) -> Typed:
    return Typed(guard_unsigned("unsigned", args[0]), _INT)


def guard_unsigned(functor: str, value: Typed) -> exp.Expr:
    """The value; raises where it is below 0."""
    is_below = exp.LT(this=value.copy(), expression=number(0))
    return conditional([(is_below, raise_sql(functor, "below 0", value))], value.copy())


BITS: dict[str, Callable[[list[Typed], SqlTypes], Typed]] = {
    "band": _bitwise(exp.BitwiseAnd),
    "bor": _bitwise(exp.BitwiseOr),
    "bxor": _xor,
    "bnot": _not,
    "bshl": _shift_left,
    "bshr": _shift_right,
    "bshru": _shift_right_unsigned,
    **{functor: _logical(functor) for functor in ("land", "lor", "lxor", "lnot")},
    "@unsigned": _unsigned,
}
