"""Strict conversions as SQL: a text converts only as a whole, and only where nothing is lost."""

from __future__ import annotations

from collections.abc import Callable

from sqlglot import exp

from dynamite.engines.column_types import ColumnType
from dynamite.engines.sql_bits import guard_unsigned
from dynamite.engines.sql_decimals import DECIMAL_TEXT, parse_decimal
from dynamite.engines.sql_types import (
    SqlTypes,
    Typed,
    call,
    cast,
    concat,
    conditional,
    is_null_sql,
    not_null_sql,
    number,
    plain_text,
    raise_sql,
    text,
    try_cast,
)
from dynamite.values import DataType

CLOCK = "(?:[01][0-9]|2[0-3]):[0-5][0-9]"
_DAY = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
MOMENT = rf"{_DAY}[T ]{CLOCK}(?::[0-5][0-9](?:\.[0-9]{{1,6}})?)?"
OFFSET = f"(?:Z|[+-]{CLOCK})"
_BASE64 = "(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?"


def strict(
    functor: str,
    data: DataType,
    arg: Typed,
    parsed: exp.Expr,
    problem: str,
    *conditions: exp.Expr,
) -> Typed:
    """``parsed`` where it is not null and all conditions hold; null of null; else it raises."""
    fits = exp.and_(*conditions, not_null_sql(parsed))
    return Typed(
        conditional(
            [(is_null_sql(arg.copy()), exp.Null()), (fits, parsed.copy())],
            raise_sql(functor, problem, arg),
        ),
        ColumnType(data),
    )


def matches(arg: Typed, pattern: str) -> exp.Expr:
    """Whether a text matches a pattern as a whole."""
    return call("regexp_full_match", arg.copy(), text(pattern))


def _to_number(args: list[Typed], types: SqlTypes) -> Typed:
    (arg,) = args
    problem = "not an integer of at most 64 bits"
    match arg.type.data:
        case DataType.STRING:
            parsed = try_cast(arg.copy(), "BIGINT")
            return strict(
                "to_number", DataType.INT, arg, parsed, problem, matches(arg, "[+-]?[0-9]+")
            )
        case DataType.DECIMAL:
            parsed = try_cast(arg.copy(), "BIGINT")
            return strict("to_number", DataType.INT, arg, parsed, problem, matches(arg, "-?[0-9]+"))
        case DataType.FLOAT:
            whole = exp.EQ(this=call("trunc", arg.copy()), expression=arg.copy())
            parsed = try_cast(arg.copy(), "BIGINT")
            return strict("to_number", DataType.INT, arg, parsed, problem, whole)
        case DataType.INT:
            return arg
    return Typed(types.null(ColumnType(DataType.INT)), ColumnType(DataType.INT))


def _to_unsigned(args: list[Typed], types: SqlTypes) -> Typed:
    converted = _to_number(args, types)
    return Typed(guard_unsigned("to_unsigned", converted), converted.type)


def _to_float(args: list[Typed], types: SqlTypes) -> Typed:
    (arg,) = args
    parsed = try_cast(arg.copy(), "DOUBLE")
    if arg.type.data is not DataType.STRING:
        return Typed(parsed, ColumnType(DataType.FLOAT))
    fits = matches(arg, f"{DECIMAL_TEXT}|-?inf|nan")
    return strict("to_float", DataType.FLOAT, arg, parsed, "not a number", fits)


def _to_decimal(args: list[Typed], types: SqlTypes) -> Typed:
    (arg,) = args
    parsed = parse_decimal("@to_decimal", arg, plain_text(arg))
    return Typed(parsed, ColumnType(DataType.DECIMAL))


def _to_bool(args: list[Typed], types: SqlTypes) -> Typed:
    (arg,) = args
    return strict(
        "@to_bool",
        DataType.BOOL,
        arg,
        exp.EQ(this=arg.copy(), expression=text("true")),
        "neither true nor false",
        matches(arg, "true|false"),
    )


def _to_date(args: list[Typed], types: SqlTypes) -> Typed:
    (arg,) = args
    if arg.type.data is DataType.DATETIME:
        return Typed(cast(arg.copy(), "DATE"), ColumnType(DataType.DATE))
    return strict(
        "@to_date",
        DataType.DATE,
        arg,
        try_cast(arg.copy(), "DATE"),
        "not a date of the form 2020-01-31",
        matches(arg, _DAY),
        has_a_year(arg),
    )


def has_a_year(arg: Typed) -> exp.Expr:
    """Whether the text of a date is not of the year 0, which no calendar has."""
    return exp.Not(this=call("starts_with", arg.copy(), text("0000")))


def _to_datetime(args: list[Typed], types: SqlTypes) -> Typed:
    (arg,) = args
    if arg.type.data is DataType.DATE:
        return Typed(cast(arg.copy(), "TIMESTAMP"), ColumnType(DataType.DATETIME))
    # One form for one instant: an offset is taken off.
    local = try_cast(call("regexp_extract", arg.copy(), text(f"^{MOMENT}")), "TIMESTAMP")
    offset = call("regexp_extract", arg.copy(), text(f"[+-]{CLOCK}$"))
    shift = try_cast(concat([call("right", offset, number(5)), text(":00")]), "INTERVAL")
    ahead = call("contains", offset.copy(), text("+"))
    behind = call("contains", offset.copy(), text("-"))
    moment = conditional(
        [
            (ahead, exp.Sub(this=local, expression=shift)),
            (behind, exp.Add(this=local.copy(), expression=shift.copy())),
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


def _to_bytes(args: list[Typed], types: SqlTypes) -> Typed:
    (arg,) = args
    parsed = exp.Try(this=call("from_base64", arg.copy()))
    return strict("@to_bytes", DataType.BYTES, arg, parsed, "not base64", matches(arg, _BASE64))


CONVERSIONS: dict[str, Callable[[list[Typed], SqlTypes], Typed]] = {
    "to_number": _to_number,
    "to_unsigned": _to_unsigned,
    "to_float": _to_float,
    "@to_decimal": _to_decimal,
    "@to_bool": _to_bool,
    "@to_date": _to_date,
    "@to_datetime": _to_datetime,
    "@to_bytes": _to_bytes,
}
