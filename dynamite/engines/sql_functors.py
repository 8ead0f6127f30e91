"""Functors as SQL, each computing what ``functors`` defines.

A value that a functor cannot take raises in the database, in words that ``duckdb_errors`` hands on.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlglot import exp

from dynamite.engines import sql_decimals
from dynamite.engines.column_types import ColumnType
from dynamite.engines.sql_bits import BITS
from dynamite.engines.sql_conversions import CONVERSIONS
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
    struct,
    text,
    try_cast,
)
from dynamite.errors import InputError
from dynamite.values import INT_MIN, DataType

Functor = Callable[[list[Typed], SqlTypes], Typed]


def compile_call(functor: str, args: Sequence[Typed], types: SqlTypes) -> Typed:
    """The SQL of a functor applied to compiled arguments; null where an argument is null."""
    if functor == "@omit_null":
        return _omit_null(args[0], types)
    plain = [types.value(arg) for arg in args]
    if functor == "@nullify":
        return plain[0]
    if functor in types.functors:
        return types.functors[functor](plain, types)
    if functor in _BY_NAME:
        return _BY_NAME[functor](plain, types)
    if functor in BITS:
        return BITS[functor](plain, types)
    if functor in CONVERSIONS:
        return CONVERSIONS[functor](plain, types)
    if functor in ("min", "max"):
        return _extreme(functor, plain, types)
    if functor in (*_OPERATORS, "^"):
        return arithmetic(functor, plain)
    raise InputError(f"the duckdb engine has no functor {functor}")


def order_key(typed: Typed) -> exp.Expr:
    """An expression that orders as the values do: decimals are text and order as numbers."""
    if typed.type.data is DataType.DECIMAL:
        return sql_decimals.order_key(typed.copy())
    return typed.copy()


_OPERATORS: dict[str, type[exp.Binary]] = {
    "+": exp.Add,
    "-": exp.Sub,
    "*": exp.Mul,
    "/": exp.IntDiv,
    "%": exp.Mod,
}


def arithmetic(functor: str, args: list[Typed]) -> Typed:
    """An operator on numbers, or on one."""
    column = ColumnType()
    for arg in args:
        column = column | arg.type
    if column.data is DataType.FLOAT:
        return Typed(_float_arithmetic(functor, args), column)
    if any(arg.type.data is None for arg in args):
        return Typed(cast(exp.Null(), "BIGINT"), ColumnType(DataType.INT))
    return Typed(_int_arithmetic(functor, args), column)


def _paren(arg: Typed) -> exp.Expr:
    return exp.Paren(this=arg.copy())


def _int_arithmetic(functor: str, args: list[Typed]) -> exp.Expr:
    # DuckDB raises on overflow of 64 bits; ``duckdb_errors`` translates what it says.
    if len(args) == 1:
        return _negated(functor, args[0], args)
    left, right = args
    if functor == "^":
        return _int_power(left, right)
    result = exp.Paren(this=_OPERATORS[functor](this=_paren(left), expression=_paren(right)))
    if functor not in ("/", "%"):
        return result
    # By -1 DuckDB raises in words of its own, and for the remainder too.
    by_minus_one = exp.EQ(this=right.copy(), expression=number(-1))
    zero = cast(number(0), "BIGINT")
    special = _negated(functor, left, args) if functor == "/" else zero
    return conditional([_division_by_zero(functor, args), (by_minus_one, special)], result)


def _negated(functor: str, arg: Typed, args: list[Typed]) -> exp.Expr:
    is_least = exp.EQ(this=arg.copy(), expression=cast(text(str(INT_MIN)), "BIGINT"))
    too_large = raise_sql(functor, "the result has more than 64 bits", *args)
    return conditional([(is_least, too_large)], exp.Neg(this=_paren(arg)))


def _division_by_zero(functor: str, args: list[Typed]) -> tuple[exp.Expr, exp.Expr]:
    is_zero = exp.EQ(this=args[1].copy(), expression=number(0))
    return is_zero, raise_sql(functor, "division by zero", *args)


def _int_power(base: Typed, exponent: Typed) -> exp.Expr:
    """Repeated multiplication in 128 bits, stopped once 64 are exceeded."""
    both = [base, exponent]
    # For -1, 0 and 1 only the parity of a large exponent counts.
    parity = exp.Mod(this=_paren(exponent), expression=number(2))
    times = conditional(
        [(exp.LT(this=exponent.copy(), expression=number(64)), exponent.copy())],
        exp.Add(this=number(64), expression=exp.Paren(this=parity)),
    )
    factors = call(
        "list_resize",
        cast(exp.Array(expressions=[]), "HUGEINT[]"),
        times,
        cast(base.copy(), "HUGEINT"),
    )
    product, factor = exp.column("product"), exp.column("factor")
    is_over = exp.GT(this=call("abs", product), expression=cast(text(str(2**63)), "HUGEINT"))
    step = exp.Lambda(
        this=conditional(
            [(is_over, product.copy())], exp.Mul(this=product.copy(), expression=factor)
        ),
        expressions=[exp.to_identifier("product"), exp.to_identifier("factor")],
    )
    power = call("list_reduce", factors, step, cast(number(1), "HUGEINT"))
    narrow = try_cast(power, "BIGINT")
    too_large = raise_sql("^", "the result has more than 64 bits", *both)
    over_63 = exp.And(
        this=exp.GT(this=exponent.copy(), expression=number(63)),
        expression=exp.GT(this=call("abs", cast(base.copy(), "HUGEINT")), expression=number(1)),
    )
    negative = exp.LT(this=exponent.copy(), expression=number(0))
    return conditional(
        [
            (
                exp.Or(this=is_null_sql(base.copy()), expression=is_null_sql(exponent.copy())),
                exp.Null(),
            ),
            (negative, raise_sql("^", "a negative exponent of an int", *both)),
            (over_63, too_large),
            (is_null_sql(narrow), too_large.copy()),
        ],
        narrow.copy(),
    )


def _float_arithmetic(functor: str, args: list[Typed]) -> exp.Expr:
    if len(args) == 1:
        return exp.Neg(this=_paren(args[0]))
    left, right = args
    if functor == "^":
        return _float_power(left, right)
    operator = exp.Div if functor == "/" else _OPERATORS[functor]
    result = exp.Paren(this=operator(this=_paren(left), expression=_paren(right)))
    if functor in ("/", "%"):
        return conditional([_division_by_zero(functor, args)], result)
    return result


def _float_power(left: Typed, right: Typed) -> exp.Expr:
    power = call("pow", left.copy(), right.copy())
    zero = cast(number(0), "DOUBLE")
    by_zero = exp.and_(
        exp.EQ(this=left.copy(), expression=zero), exp.LT(this=right.copy(), expression=zero.copy())
    )
    from_numbers = exp.Not(
        this=exp.Or(this=call("isnan", left.copy()), expression=call("isnan", right.copy()))
    )
    no_real = exp.and_(call("isnan", power), from_numbers)
    return conditional(
        [
            (by_zero, raise_sql("^", "division by zero", left, right)),
            (no_real, raise_sql("^", "no real number", left, right)),
        ],
        power.copy(),
    )


def _extreme(functor: str, args: list[Typed], types: SqlTypes) -> Typed:
    best = args[0]
    for arg in args[1:]:
        kind = best.type | arg.type
        left, right = (Typed(side, kind) for side in types.common(best, arg))
        operator = exp.LTE if functor == "min" else exp.GTE
        first = operator(this=order_key(left), expression=order_key(right))
        chosen = conditional(
            [
                (
                    exp.Or(this=is_null_sql(left.copy()), expression=is_null_sql(right.copy())),
                    types.null(kind),
                ),
                (first, left.copy()),
            ],
            right.copy(),
        )
        best = Typed(chosen, kind)
    return best


def _omit_null(arg: Typed, types: SqlTypes) -> Typed:
    value = types.value(arg)
    column = ColumnType(value.type.data, value.type.constructors, absent=True)
    return Typed(struct([("value", value.sql), ("absent", is_null_sql(value.copy()))]), column)


def _cat(args: list[Typed], types: SqlTypes) -> Typed:
    return Typed(exp.Paren(this=concat([arg.copy() for arg in args])), ColumnType(DataType.STRING))


def _strlen(args: list[Typed], types: SqlTypes) -> Typed:
    return Typed(call("length", args[0].copy()), ColumnType(DataType.INT))


_LONGEST = 2**32 - 2
"""DuckDB's largest offset in a string, less one; no string is as long."""


def _substr(args: list[Typed], types: SqlTypes) -> Typed:
    source, start, length = args
    first = exp.Add(this=call("least", start.copy(), number(_LONGEST)), expression=number(1))
    part = call("substr", source.copy(), first, call("least", length.copy(), number(_LONGEST)))
    is_outside = exp.Or(
        this=exp.LT(this=start.copy(), expression=number(0)),
        expression=exp.LT(this=length.copy(), expression=number(0)),
    )
    any_null = exp.or_(*(is_null_sql(arg.copy()) for arg in args))
    return Typed(
        conditional([(any_null, exp.Null()), (is_outside, text(""))], part),
        ColumnType(DataType.STRING),
    )


def _ord(args: list[Typed], types: SqlTypes) -> Typed:
    code = cast(call("ord", args[0].copy()), "BIGINT")
    is_empty = exp.EQ(this=args[0].copy(), expression=text(""))
    return Typed(
        conditional([(is_empty, cast(number(0), "BIGINT"))], code), ColumnType(DataType.INT)
    )


def _to_string(args: list[Typed], types: SqlTypes) -> Typed:
    return Typed(types.text(args[0]), ColumnType(DataType.STRING))


_BY_NAME: dict[str, Functor] = {
    "cat": _cat,
    "strlen": _strlen,
    "substr": _substr,
    "ord": _ord,
    "to_string": _to_string,
}
