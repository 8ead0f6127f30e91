"""Small pieces of SQL as expression trees, with nothing of a program in them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cache

from sqlglot import exp


def text(value: str) -> exp.Expr:
    return exp.Literal.string(value)


def number(value: int) -> exp.Expr:
    return exp.Literal.number(value) if value >= 0 else exp.Neg(this=exp.Literal.number(-value))


@cache
def _parsed_type(type_name: str) -> exp.DataType:
    return exp.DataType.build(type_name)


def sql_type(type_name: str) -> exp.DataType:
    """The SQL type of a name of ours."""
    return _parsed_type(type_name).copy()


def cast(sql: exp.Expr, type_name: str) -> exp.Expr:
    return exp.Cast(this=sql, to=sql_type(type_name))


def float_text(sql: exp.Expr) -> exp.Expr:
    """The text of a float, marked for the dialects that write floats in another way."""
    written = cast(sql, "TEXT")
    written.meta[_FLOAT_TEXT] = True
    return written


def is_float_text(sql: exp.Expr) -> bool:
    """Whether an expression is what ``float_text`` gives."""
    return _FLOAT_TEXT in sql.meta


_FLOAT_TEXT = "float text"


def try_cast(sql: exp.Expr, type_name: str) -> exp.Expr:
    """The cast value, null where it cannot be cast."""
    return exp.TryCast(this=sql, to=sql_type(type_name))


def call(name: str, *args: exp.Expr) -> exp.Expr:
    """A call of a database function by its name, which is ours and never from data."""
    return exp.Anonymous(this=name, expressions=list(args))


def is_null_sql(sql: exp.Expr) -> exp.Expr:
    return exp.Is(this=sql, expression=exp.Null())


def not_null_sql(sql: exp.Expr) -> exp.Expr:
    return exp.Not(this=is_null_sql(sql))


def field_of(sql: exp.Expr, name: str) -> exp.Expr:
    return exp.StructExtract(this=sql, expression=text(name))


def struct(fields: Iterable[tuple[str, exp.Expr]]) -> exp.Expr:
    return exp.Struct(
        expressions=[
            exp.PropertyEQ(this=exp.to_identifier(name, quoted=True), expression=value)
            for name, value in fields
        ]
    )


def conditional(cases: Iterable[tuple[exp.Expr, exp.Expr]], default: exp.Expr) -> exp.Expr:
    """``CASE WHEN … THEN … ELSE default END``."""
    ifs = [exp.If(this=condition, true=value) for condition, value in cases]
    return exp.Case(ifs=ifs, default=default) if ifs else default


def let(name: str, value: exp.Expr, body: Callable[[exp.Expr], exp.Expr]) -> exp.Expr:
    """``body`` of a value that is computed once: SQL has no other way to name a part.

    DuckDB takes no subquery inside of a lambda; what ``body`` has of these is computed before.
    """
    inside = body(exp.column(name))
    bound = _bound(name, value, inside)
    if inside.find(exp.Subquery) is None:
        return bound
    first = f"q{sum(1 for _ in bound.find_all(exp.Lambda))}"
    found: dict[str, exp.Expr] = {}

    def named(node: exp.Expr) -> exp.Expr:
        if not isinstance(node, exp.Subquery):
            return node
        found.setdefault(node.sql(), node.copy())
        return field_of(exp.column(first), f"f{list(found).index(node.sql())}")

    whole = bound.transform(named)
    return _bound(first, struct((f"f{n}", sql) for n, sql in enumerate(found.values())), whole)


def _bound(name: str, value: exp.Expr, inside: exp.Expr) -> exp.Expr:
    function = exp.Lambda(this=inside, expressions=[exp.to_identifier(name)])
    mapped = call("list_transform", exp.Array(expressions=[value]), function)
    return call("list_extract", mapped, number(1))


def concat(parts: Sequence[exp.Expr]) -> exp.Expr:
    """The parts joined by ``||``: null where any part is."""
    whole = parts[0]
    for part in parts[1:]:
        whole = exp.DPipe(this=whole, expression=part, safe=True)
    return whole


def checked(query: exp.Select, faults: Sequence[exp.Expr]) -> exp.Select:
    """The query, which fails where any of the faults is met."""
    if not faults:
        return query
    is_faulty = exp.or_(*(fault.copy() for fault in faults))
    return query.where(conditional([(is_faulty, failure())], exp.true()), copy=False)


def failure() -> exp.Expr:
    """What ends the statement that comes to it."""
    return call("error", text("a fault"))
