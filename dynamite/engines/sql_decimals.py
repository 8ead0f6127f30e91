"""Decimals as SQL: canonical text of up to 38 digits at any scale, which no SQL type holds."""

from __future__ import annotations

from sqlglot import exp

from dynamite.engines.sql_types import (
    Typed,
    call,
    cast,
    concat,
    conditional,
    is_null_sql,
    let,
    number,
    raise_sql,
    text,
    try_cast,
)

DECIMAL_TEXT = r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,4})?"
_PARTS = r"^([+-]?)([0-9]*)[.]?([0-9]*)(?:[eE]([+-]?[0-9]+))?$"
_DIGITS = 40
_MOST_DIGITS = 38
_EXACT_SCALE = 10
_EXACT_TYPE = f"DECIMAL({_MOST_DIGITS}, {_EXACT_SCALE})"


def order_key(sql: exp.Expr) -> exp.Expr:
    """Text that orders as canonical decimal text does as a number, exact for any scale.

    A positive number is ``1``, its integer digits padded with zeros, and its fraction; a negative
    one is ``0`` and the same with each digit replaced by its complement to nine, closed by ``~``.
    """
    negative = call("starts_with", sql.copy(), text("-"))
    magnitude = call("ltrim", sql.copy(), text("-"))
    whole = call("split_part", magnitude, text("."), number(1))
    fraction = call("split_part", magnitude.copy(), text("."), number(2))
    digits = concat([call("lpad", whole, number(_DIGITS), text("0")), fraction])
    complement = call("translate", digits.copy(), text("0123456789"), text("9876543210"))
    return conditional(
        [(negative, concat([text("0"), complement, text("~")]))], concat([text("1"), digits])
    )


def exact_decimal(functor: str, value: Typed) -> exp.Expr:
    """The decimal as ``DECIMAL(38, 10)``; raises in the database where that is not exact."""
    fraction = call("split_part", value.copy(), text("."), number(2))
    is_short = exp.LTE(this=call("length", fraction), expression=number(_EXACT_SCALE))
    exact = try_cast(value.copy(), _EXACT_TYPE)
    fits = exp.And(this=is_short, expression=exp.Not(this=is_null_sql(exact)))
    problem = (
        f"the duckdb engine adds decimals of at most {_MOST_DIGITS - _EXACT_SCALE} digits before "
        f"the point and {_EXACT_SCALE} after it"
    )
    return conditional(
        [(is_null_sql(value.copy()), exp.Null()), (fits, exact.copy())],
        raise_sql(functor, problem, value),
    )


def plain_decimal(sql: exp.Expr) -> exp.Expr:
    """Canonical text from decimal text without exponent: no idle zeros, no ``+``, no ``-0``."""
    return let("plain", sql, _plain)


def _plain(sql: exp.Expr) -> exp.Expr:
    bare = call("ltrim", sql.copy(), text("+-"))
    whole = call("ltrim", call("split_part", bare, text("."), number(1)), text("0"))
    fraction = call("rtrim", call("split_part", bare.copy(), text("."), number(2)), text("0"))
    return let("whole", whole, lambda w: let("fraction", fraction, lambda f: _joined(sql, w, f)))


def _joined(sql: exp.Expr, whole: exp.Expr, fraction: exp.Expr) -> exp.Expr:
    sign = conditional([(call("starts_with", sql.copy(), text("-")), text("-"))], text(""))
    is_fraction = _is_empty(whole)
    shown_whole = conditional([(is_fraction, text("0"))], whole.copy())
    shown_fraction = conditional(
        [(_is_empty(fraction), text(""))], concat([text("."), fraction.copy()])
    )
    is_zero = exp.and_(_is_empty(whole), _is_empty(fraction))
    return conditional([(is_zero, text("0"))], concat([sign, shown_whole, shown_fraction]))


def _is_empty(sql: exp.Expr) -> exp.Expr:
    return exp.EQ(this=sql.copy(), expression=text(""))


def parse_decimal(functor: str, value: Typed, source: exp.Expr) -> exp.Expr:
    """Canonical decimal text from text that may have an exponent; raises where it is no decimal."""
    fits = call("regexp_full_match", source.copy(), text(DECIMAL_TEXT))
    moved = conditional(
        [(call("regexp_matches", source.copy(), text("[eE]")), _without_exponent(source))],
        source.copy(),
    )
    too_long = raise_sql(functor, "the result has more than 38 digits", value)
    checked = let(
        "canonical",
        plain_decimal(moved),
        lambda found: conditional([(_is_short(found), found.copy())], too_long),
    )
    return conditional(
        [
            (is_null_sql(source.copy()), exp.Null()),
            (exp.Not(this=fits), raise_sql(functor, "not a decimal", value)),
        ],
        checked,
    )


def _is_short(canonical: exp.Expr) -> exp.Expr:
    digits = call("replace", call("ltrim", canonical.copy(), text("-")), text("."), text(""))
    length = call("length", call("ltrim", digits, text("0")))
    return exp.LTE(this=length, expression=number(_MOST_DIGITS))


def _without_exponent(source: exp.Expr) -> exp.Expr:
    """The same number with the point moved by the exponent."""

    def part(group: int) -> exp.Expr:
        return call("regexp_extract", source.copy(), text(_PARTS), number(group))

    exponent = exp.Coalesce(this=try_cast(part(4), "INT"), expressions=[number(0)])
    point = exp.Add(this=call("length", part(2)), expression=exponent)
    sign = conditional([(exp.EQ(this=part(1), expression=text("-")), text("-"))], text(""))
    return let(
        "point",
        point,
        lambda at: let("digits", _padded(part(2), part(3), at), lambda d: _pointed(sign, d, at)),
    )


def _padded(whole: exp.Expr, fraction: exp.Expr, point: exp.Expr) -> exp.Expr:
    """The digits with zeros before them where the point comes further left."""
    zeros = call("repeat", text("0"), call("greatest", exp.Neg(this=point.copy()), number(0)))
    return concat([zeros, whole, fraction])


def _pointed(sign: exp.Expr, digits: exp.Expr, point: exp.Expr) -> exp.Expr:
    """The digits with the point, and zeros after them where it comes further right."""
    place = cast(call("greatest", point.copy(), number(0)), "INT")
    whole = call("rpad", call("left", digits.copy(), place), place.copy(), text("0"))
    after = exp.Add(this=place.copy(), expression=number(1))
    return concat([sign, whole, text("."), call("substr", digits.copy(), after)])
