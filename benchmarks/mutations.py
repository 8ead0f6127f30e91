"""Single mutations of a program: each changes one place of one function."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any

from dynamite.refactor.sql import (
    Aggregate,
    And,
    Assignment,
    Column,
    Comparison,
    Exists,
    Function,
    In,
    InQuery,
    Insert,
    IsNull,
    Join,
    Like,
    Literal,
    Not,
    Or,
    Order,
    Parameter,
    Query,
    Source,
    Update,
    nodes,
)
from dynamite.refactor.tables import Database

OPERATORS = {
    "=": ("<>", "<="),
    "<>": ("=",),
    "<": ("<=", ">"),
    "<=": ("<",),
    ">": (">=",),
    ">=": (">",),
}


@dataclass(frozen=True)
class Mutant:
    """A function with one change, and what was changed."""

    function: Function
    change: str


def mutants(function: Function, database: Database) -> Iterator[Mutant]:
    """All single mutations of a function."""
    if len(function.statements) > 1:
        for number in range(len(function.statements)):
            kept = function.statements[:number] + function.statements[number + 1 :]
            yield Mutant(replace(function, statements=kept), f"drop statement {number + 1}")
    for number, statement in enumerate(function.statements):
        context = _Context(function, statement, database)
        for changed, what in _changes(statement, context):
            statements = (
                *function.statements[:number], changed, *function.statements[number + 1 :],
            )  # fmt: skip
            yield Mutant(replace(function, statements=statements), f"{number + 1}: {what}")


class _Context:
    def __init__(self, function: Function, statement: Any, database: Database) -> None:
        self.parameters = function.parameters
        self.tables = {n.alias: n.table for n in nodes(statement) if isinstance(n, Source)}
        self.database = database


def _changes(node: Any, context: _Context) -> Iterator[tuple[Any, str]]:
    """The node with one change in it, anywhere."""
    yield from _here(node, context)
    if isinstance(node, tuple):
        for number, part in enumerate(node):
            for changed, what in _changes(part, context):
                yield (*node[:number], changed, *node[number + 1 :]), what
    elif is_dataclass(node) and not isinstance(node, type):
        for part in fields(node):
            for changed, what in _changes(getattr(node, part.name), context):
                yield replace(node, **{part.name: changed}), what


def _here(node: Any, context: _Context) -> Iterator[tuple[Any, str]]:
    match node:
        case Comparison(operator, left, right):
            for other in OPERATORS[operator]:
                yield Comparison(other, left, right), f"{operator} becomes {other}"
        case And(operands):
            yield Or(operands), "AND becomes OR"
            for number in range(len(operands)):
                kept = operands[:number] + operands[number + 1 :]
                yield And(kept) if len(kept) > 1 else kept[0], f"drop conjunct {number + 1}"
        case Or(operands):
            yield And(operands), "OR becomes AND"
            yield operands[0], "drop alternatives"
        case Not(operand):
            yield operand, "drop NOT"
        case IsNull() | In() | InQuery() | Exists() | Like():
            yield Not(node), "negate"
        case Column(alias, name) if alias in context.tables:
            table = context.database[context.tables[alias]]
            for column in table.columns:
                if column.name != name and column.type == table.column(name).type:
                    yield Column(alias, column.name), f"{name} becomes {column.name}"
            for other, other_table in context.tables.items():
                if other != alias and name in context.database[other_table].names:
                    yield Column(other, name), f"{alias}.{name} becomes {other}.{name}"
        case Parameter(name):
            for other in context.parameters:
                if other != name:
                    yield Parameter(other), f":{name} becomes :{other}"
            yield Literal(None), f":{name} becomes NULL"
        case Literal(int(value)) if not isinstance(value, bool):
            yield Literal(value + 1), f"{value} becomes {value + 1}"
        case Aggregate("sum", argument):
            yield Aggregate("max", argument), "SUM becomes MAX"
        case Aggregate("count", argument, distinct) if argument is not None:
            yield Aggregate("count", argument, not distinct), "COUNT (DISTINCT)"
            yield Aggregate("count", None), "COUNT(*)"
        case Order(expression, descending, nulls_first):
            yield Order(expression, not descending, nulls_first), "order turned"
        case Source(table, alias, Join.LEFT, on):
            yield Source(table, alias, Join.INNER, on), "LEFT JOIN becomes JOIN"
        case Source(table, alias, Join.INNER, on):
            yield Source(table, alias, Join.LEFT, on), "JOIN becomes LEFT JOIN"
        case Query():
            shown = [output.expression for output in node.outputs]
            if all(key in shown for key in node.ordering):
                yield replace(node, distinct=not node.distinct), "DISTINCT"
            if node.where is not None:
                yield replace(node, where=None), "drop WHERE"
            if node.limit is not None:
                yield replace(node, limit=None), "drop LIMIT"
            if node.having is not None:
                yield replace(node, having=None), "drop HAVING"
            if node.order_by:
                yield replace(node, order_by=()), "drop ORDER BY"
        case Insert() if node.rows:
            for number, name in enumerate(node.columns):
                columns = node.columns[:number] + node.columns[number + 1 :]
                rows = tuple(row[:number] + row[number + 1 :] for row in node.rows)
                if columns:
                    yield replace(node, columns=columns, rows=rows), f"leave out {name}"
        case Update():
            for number in range(len(node.assignments)):
                kept_pairs = node.assignments[:number] + node.assignments[number + 1 :]
                if kept_pairs:
                    yield replace(node, assignments=kept_pairs), f"drop assignment {number + 1}"
            if node.where is not None:
                yield replace(node, where=None), "drop WHERE"
        case Assignment(alias, name, value):
            table = context.database[context.tables[alias]]
            for column in table.columns:
                if column.name != name and column.type == table.column(name).type:
                    yield Assignment(alias, column.name, value), f"set {column.name}, not {name}"
