"""Expressions and conditions, from sqlglot's trees; whatever is not understood is refused."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Final

from sqlglot import exp

from dynamite.refactor.scope import Scope
from dynamite.refactor.sql import (
    Aggregate,
    And,
    Call,
    Case,
    Coalesce,
    Comparison,
    CurrentValue,
    Default,
    Exists,
    Expression,
    In,
    InQuery,
    IsNull,
    LastKey,
    Like,
    Literal,
    NextValue,
    Not,
    Or,
    Parameter,
    Query,
    Scalar,
)

LAST_KEY: Final = ("last_insert_id", "last_insert_rowid")

QueryReader = Callable[[exp.Expr, Scope], Query]

_COMPARISONS: Final = {
    exp.EQ: "=",
    exp.NEQ: "<>",
    exp.LT: "<",
    exp.LTE: "<=",
    exp.GT: ">",
    exp.GTE: ">=",
}
_OPERATORS: Final = {
    exp.Add: "+",
    exp.Sub: "-",
    exp.Mul: "*",
    exp.Div: "/",
    exp.Mod: "%",
    exp.DPipe: "||",
}
_FUNCTIONS: Final = {exp.Lower: "lower", exp.Upper: "upper", exp.Length: "length", exp.Abs: "abs"}
_AGGREGATES: Final[dict[type[exp.Expr], str]] = {
    exp.Count: "count",
    exp.Sum: "sum",
    exp.Min: "min",
    exp.Max: "max",
    exp.Avg: "avg",
}


class ExpressionReader:
    """Reads expressions in a scope; subqueries are read by the reader of queries."""

    def __init__(self, read_query: QueryReader) -> None:
        self.read_query = read_query

    def read(self, node: exp.Expr, scope: Scope) -> Expression:
        """The expression that a tree stands for; raises ``InputError`` with its place."""
        context = scope.context
        kind = type(node)
        if kind in (exp.Like, exp.Between, exp.In) and node.args.get("negate"):
            plain = node.copy()
            plain.set("negate", None)
            return Not(self.read(plain, scope))
        if kind in _COMPARISONS:
            if isinstance(node.this, exp.Tuple) or isinstance(node.expression, exp.Any | exp.All):
                raise context.refuse(f"{node.sql()!r} is not understood", node)
            return Comparison(_COMPARISONS[kind], *self._operands(node, scope))
        if kind in _OPERATORS:
            context.allow(node, "this", "expression", "typed", "safe")
            return Call(_OPERATORS[kind], self._operands(node, scope))
        if kind in _FUNCTIONS:
            context.allow(node, "this")
            return Call(_FUNCTIONS[kind], (self.read(node.this, scope),))
        if kind in _AGGREGATES:
            return self._aggregate(node, scope)
        match node:
            case exp.Paren():
                return self.read(node.this, scope)
            case exp.Column():
                if isinstance(node.this, exp.Star):
                    raise context.refuse("'*' is not understood here", node)
                return scope.column(node)
            case exp.Placeholder() if node.name:
                return Parameter(node.name)
            case exp.Literal() | exp.Boolean() | exp.Null() | exp.Neg():
                return self._literal(node, scope)
            case exp.Var() if node.name.upper() == "DEFAULT":
                return Default()
            case exp.And() | exp.Or():
                combine = And if isinstance(node, exp.And) else Or
                parts: list[Expression] = []
                for part in self._operands(node, scope):
                    parts += part.operands if isinstance(part, combine) else (part,)
                return combine(tuple(parts))
            case exp.Not():
                return Not(self.read(node.this, scope))
            case exp.Is(expression=exp.Null()):
                context.allow(node, "this", "expression", "negate")
                null = IsNull(self.read(node.this, scope))
                return Not(null) if node.args.get("negate") else null
            case exp.Between():
                context.allow(node, "this", "low", "high")
                value = self.read(node.this, scope)
                low, high = (self.read(node.args[name], scope) for name in ("low", "high"))
                return And((Comparison(">=", value, low), Comparison("<=", value, high)))
            case exp.In():
                return self._in(node, scope)
            case exp.Like():
                context.allow(node, "this", "expression")
                operand, pattern = self._operands(node, scope)
                return Like(operand, pattern)
            case exp.Exists():
                return Exists(self.read_query(node.this, scope))
            case exp.Subquery():
                context.allow(node, "this")
                return Scalar(self.read_query(node.this, scope))
            case exp.Coalesce():
                context.allow(node, "this", "expressions", "is_nvl", "is_null")
                return Coalesce(
                    tuple(self.read(part, scope) for part in (node.this, *node.expressions))
                )
            case exp.Case():
                return self._case(node, scope)
            case exp.CurrentTimestamp():
                return Call("now", ())
            case exp.Cast():
                context.allow(node, "this", "to")
                operand = self.read(node.this, scope)
                return Call(f"cast {node.to.sql().lower()}", (operand,))
            case exp.Anonymous() if node.name.lower() in ("nextval", "currval"):
                return self._sequence(node, scope)
            case exp.Anonymous() if node.name.lower() in LAST_KEY and not node.expressions:
                return LastKey()
        shown = " ".join(node.sql().split())
        raise context.refuse(f"{shown!r} is not understood", node)

    def _operands(self, node: exp.Expr, scope: Scope) -> tuple[Expression, Expression]:
        return self.read(node.this, scope), self.read(node.expression, scope)

    def _literal(self, node: exp.Expr, scope: Scope) -> Literal:
        match node:
            case exp.Null():
                return Literal(None)
            case exp.Boolean():
                return Literal(bool(node.this))
            case exp.Literal() if node.is_string:
                return Literal(str(node.this))
            case exp.Neg(this=exp.Literal() as number) if not number.is_string:
                return Literal(_number("-" + number.this))
            case exp.Literal():
                try:
                    return Literal(_number(str(node.this)))
                except InvalidOperation:
                    pass
        raise scope.context.refuse(f"{node.sql()!r} is not understood", node)

    def _aggregate(self, node: exp.Expr, scope: Scope) -> Aggregate:
        scope.context.allow(node, "this", "big_int")
        argument = node.this
        if isinstance(argument, exp.Star):
            return Aggregate("count", None)
        distinct = isinstance(argument, exp.Distinct)
        if distinct:
            scope.context.allow(argument, "expressions")
            if len(argument.expressions) != 1:
                raise scope.context.refuse(f"{node.sql()!r} is not understood", node)
            argument = argument.expressions[0]
        return Aggregate(_AGGREGATES[type(node)], self.read(argument, scope), distinct)

    def _in(self, node: exp.In, scope: Scope) -> Expression:
        scope.context.allow(node, "this", "expressions", "query")
        operand = self.read(node.this, scope)
        query = node.args.get("query")
        if query is not None:
            inner = query.this if isinstance(query, exp.Subquery) else query
            answer = self.read_query(inner, scope)
            if len(answer.outputs) != 1:
                raise scope.context.refuse("IN takes a query of one column", node)
            return InQuery(operand, answer)
        return In(operand, tuple(self.read(part, scope) for part in node.expressions))

    def _case(self, node: exp.Case, scope: Scope) -> Case:
        scope.context.allow(node, "this", "ifs", "default")
        subject = self.read(node.this, scope) if node.this is not None else None
        branches = []
        for branch in node.args["ifs"]:
            condition = self.read(branch.this, scope)
            if subject is not None:
                condition = Comparison("=", subject, condition)
            branches.append((condition, self.read(branch.args["true"], scope)))
        default = node.args.get("default")
        otherwise = self.read(default, scope) if default is not None else Literal(None)
        return Case(tuple(branches), otherwise)

    def _sequence(self, node: exp.Anonymous, scope: Scope) -> Expression:
        arguments = node.expressions
        if len(arguments) != 1 or not isinstance(arguments[0], exp.Literal):
            raise scope.context.refuse(f"{node.sql()!r} is not understood", node)
        kind = NextValue if node.name.lower() == "nextval" else CurrentValue
        return kind(str(arguments[0].this).lower())


def _number(text: str) -> int | Decimal:
    number = Decimal(text)
    return int(number) if number == number.to_integral_value() and "e" not in text else number
