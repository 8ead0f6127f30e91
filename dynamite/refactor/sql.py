"""Database programs as values: functions of SQL statements, every name resolved.

An expression is also a condition. Columns name the alias of their source, never a bare name; the
aliases of one statement, its subqueries included, are all different.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, fields, is_dataclass, replace
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import Any, TypeVar

Value = int | str | Decimal | bool | None


@dataclass(frozen=True)
class Column:
    """A column of the source with that alias."""

    alias: str
    name: str


@dataclass(frozen=True)
class Parameter:
    """A placeholder, ``:name``."""

    name: str


@dataclass(frozen=True)
class Literal:
    """A constant; ``None`` is NULL."""

    value: Value


@dataclass(frozen=True)
class Default:
    """``DEFAULT`` among the values of an INSERT."""


@dataclass(frozen=True)
class Call:
    """An operator or a function that is null where an argument is null: ``+``, ``lower``."""

    function: str
    arguments: tuple[Expression, ...]


@dataclass(frozen=True)
class Coalesce:
    """The first argument that is not null."""

    arguments: tuple[Expression, ...]


@dataclass(frozen=True)
class Case:
    """The result of the first branch whose condition is true, else ``otherwise``."""

    branches: tuple[tuple[Expression, Expression], ...]
    otherwise: Expression


@dataclass(frozen=True)
class NextValue:
    """``nextval('s')``, or what a counting column makes when an INSERT leaves it out."""

    sequence: str


@dataclass(frozen=True)
class CurrentValue:
    """``currval('s')``: the last value that the sequence gave."""

    sequence: str


@dataclass(frozen=True)
class LastKey:
    """The key that the last INSERT left to the database; only while text is read or printed."""


@dataclass(frozen=True)
class Aggregate:
    """``count``, ``sum``, ``min``, ``max``, ``avg``; no argument is ``count(*)``."""

    function: str
    argument: Expression | None
    distinct: bool = False


@dataclass(frozen=True)
class Scalar:
    """A subquery as a value: null where it has no row."""

    query: Query


@dataclass(frozen=True)
class Comparison:
    """``=``, ``<>``, ``<``, ``<=``, ``>``, ``>=``."""

    operator: str
    left: Expression
    right: Expression


@dataclass(frozen=True)
class And:
    operands: tuple[Expression, ...]


@dataclass(frozen=True)
class Or:
    operands: tuple[Expression, ...]


@dataclass(frozen=True)
class Not:
    operand: Expression


@dataclass(frozen=True)
class IsNull:
    operand: Expression


@dataclass(frozen=True)
class In:
    operand: Expression
    options: tuple[Expression, ...]


@dataclass(frozen=True)
class InQuery:
    operand: Expression
    query: Query


@dataclass(frozen=True)
class Exists:
    query: Query


@dataclass(frozen=True)
class Like:
    operand: Expression
    pattern: Expression


Expression = (
    Column
    | Parameter
    | Literal
    | Default
    | Call
    | Coalesce
    | Case
    | NextValue
    | CurrentValue
    | LastKey
    | Aggregate
    | Scalar
    | Comparison
    | And
    | Or
    | Not
    | IsNull
    | In
    | InQuery
    | Exists
    | Like
)


class Join(StrEnum):
    """How a source joins those before it."""

    CROSS = "cross"
    INNER = "inner"
    LEFT = "left"


@dataclass(frozen=True)
class Source:
    """A table under an alias, joined to the sources before it."""

    table: str
    alias: str
    join: Join = Join.CROSS
    on: Expression | None = None


@dataclass(frozen=True)
class Output:
    """A column of an answer."""

    expression: Expression
    name: str


@dataclass(frozen=True)
class Order:
    """A key of ORDER BY; the dialect's default places the nulls where nothing is said."""

    expression: Expression
    descending: bool = False
    nulls_first: bool | None = None


@dataclass(frozen=True)
class Query:
    """SELECT."""

    outputs: tuple[Output, ...]
    sources: tuple[Source, ...] = ()
    where: Expression | None = None
    distinct: bool = False
    group_by: tuple[Expression, ...] = ()
    having: Expression | None = None
    order_by: tuple[Order, ...] = ()
    limit: Expression | None = None
    offset: Expression | None = None

    @property
    def is_aggregated(self) -> bool:
        """Whether each row of the answer stands for a group of rows."""
        shown = (*(output.expression for output in self.outputs), *self.ordering)
        having = self.having is not None
        return bool(self.group_by) or having or any(map(has_aggregate, shown))

    @property
    def ordering(self) -> tuple[Expression, ...]:
        return tuple(order.expression for order in self.order_by)


@dataclass(frozen=True)
class Insert:
    """INSERT of rows of values, or of the answer of a query."""

    table: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Expression, ...], ...] = ()
    query: Query | None = None
    returning: tuple[Output, ...] = ()


@dataclass(frozen=True)
class Assignment:
    """``column = value`` for the rows of the source with that alias."""

    alias: str
    column: str
    value: Expression


@dataclass(frozen=True)
class Update:
    """UPDATE; the rows of several sources may change at once (MySQL)."""

    sources: tuple[Source, ...]
    assignments: tuple[Assignment, ...]
    where: Expression | None = None
    returning: tuple[Output, ...] = ()

    @property
    def targets(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(assignment.alias for assignment in self.assignments))


@dataclass(frozen=True)
class Delete:
    """DELETE of the rows of the targets that take part in the join (several: MySQL)."""

    sources: tuple[Source, ...]
    targets: tuple[str, ...]
    where: Expression | None = None
    returning: tuple[Output, ...] = ()


Statement = Query | Insert | Update | Delete


@dataclass(frozen=True)
class Function:
    """A named block of statements; ``line`` is where it begins in its file."""

    name: str
    statements: tuple[Statement, ...]
    line: int = field(default=0, compare=False)

    @cached_property
    def parameters(self) -> tuple[str, ...]:
        """The names of the placeholders, in the order of their first use."""
        found = (node.name for node in nodes(self.statements) if isinstance(node, Parameter))
        return tuple(dict.fromkeys(found))

    @cached_property
    def is_query(self) -> bool:
        """Whether it changes nothing."""
        return all(isinstance(statement, Query) for statement in self.statements)

    @cached_property
    def tables(self) -> frozenset[str]:
        """The tables that it reads or writes."""
        named = nodes(self.statements)
        return frozenset(node.table for node in named if isinstance(node, Source | Insert))


def nodes(node: Any) -> Iterator[Any]:
    """Every value of this module inside a value, itself first, in the order of the text."""
    if isinstance(node, tuple):
        for part in node:
            yield from nodes(part)
    elif is_dataclass(node):
        yield node
        for part in fields(node):
            yield from nodes(getattr(node, part.name))


def own_nodes(node: Any) -> Iterator[Any]:
    """Like ``nodes``, without what is inside subqueries."""
    if isinstance(node, tuple):
        for part in node:
            yield from own_nodes(part)
    elif is_dataclass(node):
        yield node
        if not isinstance(node, Query):
            for part in fields(node):
                yield from own_nodes(getattr(node, part.name))


def has_aggregate(expression: Expression) -> bool:
    return any(isinstance(node, Aggregate) for node in own_nodes(expression))


T = TypeVar("T")


def rewrite(node: T, change: Callable[[Any], Any]) -> T:
    """The value with ``change`` applied to every part, innermost first."""
    result: Any = node
    if isinstance(node, tuple):
        return tuple(rewrite(part, change) for part in node)  # type: ignore[return-value]
    if is_dataclass(node):
        old = {part.name: getattr(node, part.name) for part in fields(node)}
        new = {name: rewrite(part, change) for name, part in old.items()}
        if any(new[name] is not old[name] and new[name] != old[name] for name in old):
            result = replace(node, **new)  # type: ignore[type-var]
        return change(result)  # type: ignore[no-any-return]
    return node


def conjuncts(condition: Expression | None) -> tuple[Expression, ...]:
    """The operands of a conjunction, nested ones taken apart.

    >>> conjuncts(None)
    ()
    """
    if condition is None:
        return ()
    if isinstance(condition, And):
        return tuple(part for operand in condition.operands for part in conjuncts(operand))
    return (condition,)


def conjunction(conditions: tuple[Expression, ...]) -> Expression | None:
    """The condition that all of these hold; ``None`` for none."""
    distinct = tuple(dict.fromkeys(conditions))
    if len(distinct) < 2:
        return distinct[0] if distinct else None
    return And(distinct)
