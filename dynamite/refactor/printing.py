"""Statements as SQL text of a dialect."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

from sqlglot import exp
from sqlglot.errors import ErrorLevel, UnsupportedError

from dynamite.errors import InputError
from dynamite.refactor.sql import (
    Aggregate,
    And,
    Call,
    Case,
    Coalesce,
    Column,
    Comparison,
    CurrentValue,
    Default,
    Delete,
    Exists,
    Expression,
    In,
    InQuery,
    Insert,
    IsNull,
    Join,
    LastKey,
    Like,
    Literal,
    NextValue,
    Not,
    Or,
    Order,
    Output,
    Parameter,
    Query,
    Scalar,
    Source,
    Statement,
    Update,
    nodes,
)


def format_statement(
    statement: Statement,
    dialect: str,
    pretty: bool = True,
    quoted: frozenset[str] = frozenset(),
) -> str:
    """The statement in the SQL of a dialect; raises ``InputError`` where the dialect lacks it.

    ``quoted`` are names of tables and columns that are quoted even where they look plain.
    """
    tree = statement_tree(statement, dialect)
    for name in tree.find_all(exp.Identifier) if quoted else ():
        if name.this in quoted and not isinstance(name.parent, exp.Alias):
            name.set("quoted", True)
    try:
        line = tree.sql(dialect=dialect, unsupported_level=ErrorLevel.RAISE)
        if not pretty or len(line) <= LINE:
            return line
        return tree.sql(dialect=dialect, pretty=True, max_text_width=LINE)
    except UnsupportedError as error:
        raise InputError(f"{dialect} cannot say it: {error}") from None


def identifier(name: str, dialect: str, quoted: frozenset[str] = frozenset()) -> str:
    """The name in a dialect's SQL; in quotes where it is one of ``quoted``, or not plain."""
    tree = _identifier(name)
    if name in quoted:
        tree.set("quoted", True)
    return tree.sql(dialect=dialect)


FUNCTIONS: Final = {"mysql": "LAST_INSERT_ID", "sqlite": "last_insert_rowid"}
"""What a dialect without sequences calls the last key that it made."""

LINE: Final = 88
"""Statements up to this length are printed on one line."""

_COMPARISONS: Final = {
    "=": exp.EQ,
    "<>": exp.NEQ,
    "<": exp.LT,
    "<=": exp.LTE,
    ">": exp.GT,
    ">=": exp.GTE,
}
_OPERATORS: Final = {
    "+": exp.Add,
    "-": exp.Sub,
    "*": exp.Mul,
    "/": exp.Div,
    "%": exp.Mod,
    "||": exp.DPipe,
}
_FUNCTIONS: Final = {"lower": exp.Lower, "upper": exp.Upper, "length": exp.Length, "abs": exp.Abs}
_AGGREGATES: Final = {
    "count": exp.Count,
    "sum": exp.Sum,
    "min": exp.Min,
    "max": exp.Max,
    "avg": exp.Avg,
}


def _identifier(name: str) -> exp.Identifier:
    plain = re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", name) and name.upper() not in _RESERVED
    return exp.Identifier(this=name, quoted=not plain)


# fmt: off
_RESERVED: Final = frozenset({
    "ALL", "AND", "AS", "ASC", "BETWEEN", "BY", "CASE", "CHECK", "COLUMN", "CREATE", "CROSS",
    "DEFAULT", "DELETE", "DESC", "DISTINCT", "DROP", "ELSE", "END", "EXISTS", "FALSE", "FOR",
    "FOREIGN", "FROM", "FULL", "GROUP", "HAVING", "IN", "INDEX", "INNER", "INSERT", "INTO", "IS",
    "JOIN", "KEY", "KEYS", "LEFT", "LIKE", "LIMIT", "NOT", "NULL", "OFFSET", "ON", "OR", "ORDER",
    "OUTER", "PRIMARY", "RANGE", "REFERENCES", "RIGHT", "SELECT", "SET", "TABLE", "THEN", "TO",
    "TRUE", "UNION", "UNIQUE", "UPDATE", "USER", "USING", "VALUES", "WHEN", "WHERE", "WITH",
})
# fmt: on


class _Printer:
    def __init__(self, bare: frozenset[str], dialect: str) -> None:
        self.dialect = dialect
        self.bare = bare  # aliases that the statement's syntax has no place for

    def expression(self, node: Expression) -> exp.Expr:
        match node:
            case Column(alias, name):
                table = None if alias in self.bare else _identifier(alias)
                return exp.Column(this=_identifier(name), table=table)
            case Parameter(name):
                return exp.Var(this=f":{name}")  # the mark of the file, not the dialect's
            case Literal(value):
                return _literal(value)
            case Default():
                return exp.Var(this="DEFAULT")
            case Call("now", ()):
                return exp.CurrentTimestamp()
            case Call(function, (left, right)):
                return _OPERATORS[function](this=self.operand(left), expression=self.operand(right))
            case Call(function, (argument,)):
                if function.startswith("cast "):
                    return exp.cast(self.expression(argument), function.removeprefix("cast "))
                return _FUNCTIONS[function](this=self.expression(argument))
            case Coalesce(arguments):
                first, *rest = (self.expression(argument) for argument in arguments)
                return exp.Coalesce(this=first, expressions=rest)
            case Case(branches, otherwise):
                ifs = [
                    exp.If(this=self.expression(test), true=self.expression(value))
                    for test, value in branches
                ]
                return exp.Case(ifs=ifs, default=self.expression(otherwise))
            case NextValue(sequence):
                return _sequence("nextval", sequence)
            case CurrentValue(sequence):
                return _sequence("currval", sequence)
            case LastKey():
                return exp.Anonymous(this=FUNCTIONS[self.dialect])
            case Aggregate(function, argument, distinct):
                inner = exp.Star() if argument is None else self.expression(argument)
                if distinct:
                    inner = exp.Distinct(expressions=[inner])
                return _AGGREGATES[function](this=inner)
            case Scalar(query):
                return exp.Subquery(this=self.query(query))
            case Comparison(operator, left, right):
                return _COMPARISONS[operator](
                    this=self.operand(left), expression=self.operand(right)
                )
            case And(operands):
                return exp.and_(*map(self.expression, operands), copy=False)
            case Or(operands):
                return exp.or_(*map(self.expression, operands), copy=False)
            case Not(IsNull(operand)):
                return exp.Is(this=self.operand(operand), expression=exp.Null(), negate=True)
            case Not(operand):
                return exp.not_(self.expression(operand), copy=False)
            case IsNull(operand):
                return exp.Is(this=self.operand(operand), expression=exp.Null())
            case In(operand, options):
                return exp.In(
                    this=self.operand(operand), expressions=[self.expression(o) for o in options]
                )
            case InQuery(operand, query):
                return exp.In(
                    this=self.operand(operand), query=exp.Subquery(this=self.query(query))
                )
            case Exists(query):
                return exp.Exists(this=self.query(query))
            case Like(operand, pattern):
                return exp.Like(this=self.operand(operand), expression=self.operand(pattern))
        raise AssertionError(node)

    def operand(self, node: Expression) -> exp.Expr:
        tree = self.expression(node)
        plain = exp.Column | exp.Var | exp.Literal | exp.Subquery | exp.Func | exp.Null
        return tree if isinstance(tree, plain) else exp.Paren(this=tree)

    def query(self, query: Query) -> exp.Select:
        tree = exp.Select(expressions=[self.output(output) for output in query.outputs])
        if query.distinct:
            tree.set("distinct", exp.Distinct())
        if query.sources:
            first, *rest = query.sources
            tree.set("from_", exp.From(this=_table(first)))
            tree.set("joins", [self.join(source) for source in rest])
        self.add_where(tree, query.where)
        if query.group_by:
            tree.set("group", exp.Group(expressions=[self.expression(e) for e in query.group_by]))
        if query.having is not None:
            tree.set("having", exp.Having(this=self.expression(query.having)))
        if query.order_by:
            tree.set("order", exp.Order(expressions=[self.order(o) for o in query.order_by]))
        if query.limit is not None:
            tree.set("limit", exp.Limit(expression=self.expression(query.limit)))
        if query.offset is not None:
            tree.set("offset", exp.Offset(expression=self.expression(query.offset)))
        return tree

    def add_where(self, tree: exp.Expr, condition: Expression | None) -> None:
        if condition is not None:
            tree.set("where", exp.Where(this=self.expression(condition)))

    def join(self, source: Source) -> exp.Join:
        if source.join is Join.CROSS:
            return exp.Join(this=_table(source), kind="CROSS")
        on = source.on
        assert on is not None
        side = "LEFT" if source.join is Join.LEFT else None
        return exp.Join(this=_table(source), side=side, on=self.expression(on))

    def output(self, output: Output) -> exp.Expr:
        tree = self.expression(output.expression)
        if isinstance(output.expression, Column) and output.expression.name == output.name:
            return tree
        if not output.name:
            return tree
        return exp.alias_(tree, _identifier(output.name), copy=False)

    def order(self, order: Order) -> exp.Ordered:
        tree = self.expression(order.expression)
        return exp.Ordered(this=tree, desc=order.descending, nulls_first=order.nulls_first)

    def returning(self, tree: exp.Expr, outputs: tuple[Output, ...]) -> None:
        if outputs:
            tree.set("returning", exp.Returning(expressions=[self.output(o) for o in outputs]))

    def insert(self, insert: Insert) -> exp.Insert:
        names = [_identifier(name) for name in insert.columns]
        target = exp.Schema(this=exp.Table(this=_identifier(insert.table)), expressions=names)
        content: exp.Expr
        if insert.query is not None:
            content = self.query(insert.query)
        else:
            content = exp.Values(
                expressions=[
                    exp.Tuple(expressions=[self.expression(value) for value in row])
                    for row in insert.rows
                ]
            )
        tree = exp.Insert(this=target, expression=content)
        self.returning(tree, insert.returning)
        return tree

    def update(self, update: Update, dialect: str) -> exp.Update:
        first, *rest = update.sources
        is_mysql = dialect == "mysql"
        pairs = [
            exp.EQ(
                this=exp.Column(
                    this=_identifier(a.column),
                    table=_identifier(a.alias) if is_mysql and rest else None,
                ),
                expression=self.expression(a.value),
            )
            for a in update.assignments
        ]
        tree = exp.Update(this=_table(first), expressions=pairs)
        if rest and is_mysql:
            tree.this.set("joins", [self.join(source) for source in rest])
        elif rest:
            if update.targets != (first.alias,):
                raise InputError(f"{dialect} updates one table in one statement")
            second, *others = rest
            if any(source.join is Join.LEFT for source in rest):
                raise InputError(f"{dialect} has no LEFT JOIN of the table that it updates")
            table = _table(second)
            table.set("joins", [self.join(source) for source in others])
            tree.set("from_", exp.From(this=table))
            on = (second.on,) if second.on is not None else ()
            update = Update(
                update.sources, update.assignments, _all(*on, update.where), update.returning
            )
        self.add_where(tree, update.where)
        self.returning(tree, update.returning)
        return tree

    def delete(self, delete: Delete, dialect: str) -> exp.Delete:
        first, *rest = delete.sources
        tree = exp.Delete(this=_table(first))
        where = delete.where
        if dialect == "mysql" and (rest or first.alias != first.table):
            # An alias has a place in the form for several tables only.
            tree.set("tables", [exp.Table(this=_identifier(name)) for name in delete.targets])
            tree.this.set("joins", [self.join(source) for source in rest])
        elif rest:
            if delete.targets != (first.alias,):
                raise InputError(f"{dialect} deletes from one table in one statement")
            if any(source.join is Join.LEFT for source in rest):
                raise InputError(f"{dialect} has no LEFT JOIN of the table that it deletes from")
            tree.set("using", [_table(source) for source in rest])
            where = _all(*(source.on for source in rest), where)
        self.add_where(tree, where)
        self.returning(tree, delete.returning)
        return tree


def _all(*conditions: Expression | None) -> Expression | None:
    present = tuple(condition for condition in conditions if condition is not None)
    return And(present) if len(present) > 1 else (present[0] if present else None)


def statement_tree(statement: Statement, dialect: str) -> exp.Expr:
    """The statement as sqlglot's tree, in the shape that the dialect gives to joins of changes."""
    sources = [node for node in nodes(statement) if isinstance(node, Source)]
    bare = {source.alias for source in sources} if len(sources) == 1 else set()
    match statement:
        case Query():
            return _Printer(frozenset(bare), dialect).query(statement)
        case Insert():
            return _Printer(frozenset({*bare, statement.table}), dialect).insert(statement)
        case Update():
            return _Printer(frozenset(bare), dialect).update(statement, dialect)
        case Delete():
            return _Printer(frozenset(bare), dialect).delete(statement, dialect)


def _table(source: Source) -> exp.Table:
    tree = exp.Table(this=_identifier(source.table))
    if source.alias != source.table:
        tree.set("alias", exp.TableAlias(this=_identifier(source.alias)))
    return tree


def _sequence(function: str, sequence: str) -> exp.Anonymous:
    return exp.Anonymous(this=function, expressions=[exp.Literal.string(sequence)])


def _literal(value: int | str | Decimal | bool | None) -> exp.Expr:
    if value is None:
        return exp.Null()
    if isinstance(value, bool):
        return exp.Boolean(this=value)
    if isinstance(value, str):
        return exp.Literal.string(value)
    if value < 0:
        return exp.Neg(this=exp.Literal.number(str(-value)))
    return exp.Literal.number(str(value))
