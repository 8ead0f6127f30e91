"""Aggregates as correlated subqueries over the matches of their bodies.

Each match counts once, and ``_`` is a variable of its own: so what counts are combinations of
distinct facts, and relations that hold no fact twice need no removal of duplicates here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlglot import exp

from dynamite.datalog import Aggregate
from dynamite.engines.column_types import ColumnType
from dynamite.engines.sql_decimals import exact_decimal, plain_decimal
from dynamite.engines.sql_functors import order_key
from dynamite.engines.sql_types import (
    Typed,
    call,
    cast,
    conditional,
    is_null_sql,
    raise_sql,
    try_cast,
)
from dynamite.errors import InputError
from dynamite.values import DataType

if TYPE_CHECKING:
    from dynamite.engines.sql_terms import BodySql


def compile_aggregate(term: Aggregate, around: BodySql) -> Typed:
    """The aggregate's value as a scalar subquery; null where there is none (min, max, mean)."""
    body = around.within(term)
    if term.operator == "count":
        count = body.select([exp.Count(this=exp.Star())])
        return Typed(exp.Subquery(this=count), ColumnType(DataType.INT))
    if term.term is None:
        raise InputError(f"{term.operator} needs a term")
    value = body.types.value(body.term(term.term))
    # Through a subquery, since SQL takes an aggregate of outer columns alone for the outer query's.
    matches = body.select([exp.alias_(value.sql, "v", quoted=True)]).subquery("m")
    value = Typed(exp.column("v", table="m", quoted=True), value.type)
    match term.operator:
        case "sum":
            reduced = _sum(value)
        case "mean":
            reduced = _mean(value)
        case _:
            reduced = Typed(_extreme(term.operator, value), value.type)
    return Typed(exp.Subquery(this=exp.select(reduced.sql).from_(matches)), reduced.type)


def _sum(value: Typed) -> Typed:
    match value.type.data:
        case DataType.FLOAT:
            total = exp.Coalesce(
                this=call("fsum", value.copy()), expressions=[cast(exp.Literal.number(0), "DOUBLE")]
            )
            return Typed(total, value.type)
        case DataType.DECIMAL:
            exact = exp.Sum(this=exact_decimal("sum", value))
            text = plain_decimal(cast(exact, "TEXT"))
            zero = exp.Literal.string("0")
            return Typed(exp.Coalesce(this=text, expressions=[zero]), value.type)
    total = exp.Coalesce(
        this=exp.Sum(this=cast(value.copy(), "HUGEINT")), expressions=[exp.Literal.number(0)]
    )
    narrow = try_cast(total, "BIGINT")
    problem = raise_sql("sum", "the result has more than 64 bits", Typed(total.copy(), value.type))
    return Typed(
        conditional([(is_null_sql(narrow), problem)], narrow.copy()), ColumnType(DataType.INT)
    )


def _mean(value: Typed) -> Typed:
    count = exp.Count(this=value.copy())
    match value.type.data:
        case DataType.FLOAT:
            total: exp.Expr = call("fsum", value.copy())
        case DataType.DECIMAL:
            total = exp.Sum(this=exact_decimal("mean", value))
        case _:
            total = exp.Sum(this=cast(value.copy(), "HUGEINT"))
    mean = exp.Div(this=cast(total, "DOUBLE"), expression=cast(count, "DOUBLE"))
    some = exp.GT(this=count.copy(), expression=exp.Literal.number(0))
    return Typed(conditional([(some, mean)], exp.Null()), ColumnType(DataType.FLOAT))


def _extreme(operator: str, value: Typed) -> exp.Expr:
    if value.type.data is DataType.DECIMAL:
        name = "arg_min" if operator == "min" else "arg_max"
        return call(name, value.copy(), order_key(value))
    return (exp.Min if operator == "min" else exp.Max)(this=value.copy())
