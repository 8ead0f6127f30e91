"""Answers of queries, in the form in which two are compared: a bag of vectors and a shape.

The shape is the query with the terms of the vectors taken out: how they are grouped, aggregated,
ordered and cut. Equal bags and equal shapes give equal answers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from dynamite.logic import Term
from dynamite.refactor.sql import (
    Aggregate,
    Column,
    Expression,
    Literal,
    Query,
    Scalar,
    nodes,
    rewrite,
)
from dynamite.refactor.symbolic_changes import SymbolicAnswer
from dynamite.refactor.symbolic_rows import Joined
from dynamite.refactor.symbolic_state import UnsupportedError


@dataclass(frozen=True)
class Slot:
    """Where a term of the vectors stands in a shape."""

    number: int


@dataclass(frozen=True)
class Shape:
    """A query without its rows."""

    outputs: tuple[Any, ...]
    ordering: tuple[tuple[Any, bool, bool | None], ...]
    having: Any
    is_grouped: bool
    groups: int
    is_set: bool
    window: tuple[Expression | None, Expression | None]


@dataclass(frozen=True)
class Content:
    """The shape of a query and the expressions of its vectors."""

    shape: Shape
    vector: tuple[Expression, ...]


def content(query: Query) -> Content:
    """The shape and the vector of a query; raises ``UnsupportedError`` where it has none here."""
    vector: list[Expression] = []

    def slot(expression: Expression) -> Slot:
        if expression not in vector:
            vector.append(expression)
        return Slot(vector.index(expression))

    is_grouped = query.is_aggregated
    if is_grouped:
        vector += query.group_by
        if len(set(vector)) < len(vector):
            raise UnsupportedError("GROUP BY names an expression twice")

    def shape_of(expression: Expression) -> Any:
        if not is_grouped:
            vector.append(expression)
            return Slot(len(vector) - 1)
        return _without_groups(expression, query.group_by, slot)

    outputs = tuple(shape_of(output.expression) for output in query.outputs)
    ordering = tuple(
        (shape_of(order.expression), order.descending, order.nulls_first)
        for order in query.order_by
    )
    having = None
    if query.having is not None:
        having = _without_groups(query.having, query.group_by, slot)
    window = (query.limit, query.offset)
    if any(isinstance(node, Column | Scalar) for node in nodes(window)):
        raise UnsupportedError("LIMIT of an expression is not proved")
    shape = Shape(
        outputs, ordering, having, is_grouped, len(query.group_by), query.distinct, window
    )
    return Content(shape, tuple(vector))


def _without_groups(expression: Expression, groups: tuple[Expression, ...], slot: Any) -> Any:
    """The expression over slots for the groups and for the arguments of aggregates."""

    def replace(node: Any) -> Any:
        if node in groups:
            return slot(node)
        return node

    def aggregate(node: Any) -> Any:
        if isinstance(node, Aggregate) and node.argument is not None:
            return Aggregate(node.function, slot(node.argument), node.distinct)
        return node

    taken = rewrite(expression, aggregate)
    taken = rewrite(taken, replace)
    if any(isinstance(node, Column | Query) for node in nodes(taken)):
        raise UnsupportedError("an output that is neither grouped nor aggregated is not proved")
    return taken


def vector_of(
    answer: SymbolicAnswer, expressions: tuple[Expression, ...], part: Joined
) -> list[Term]:
    """The terms of a vector for a row of a part."""
    terms = []
    for expression in expressions:
        if isinstance(expression, Literal):
            terms.append(answer.evaluator.value(expression, part.rows, "literal"))
        else:
            terms.append(answer.evaluator.value(expression, part.rows))
    return terms
