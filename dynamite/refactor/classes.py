"""Classes of connected values: columns and parameters between which a value can travel.

Two programs of the same functions are read together: their parameters and answers are the same.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import Any

from dynamite.refactor.sql import (
    Aggregate,
    Call,
    Case,
    Coalesce,
    Column,
    Comparison,
    CurrentValue,
    Expression,
    Function,
    In,
    InQuery,
    Insert,
    Like,
    Literal,
    NextValue,
    Parameter,
    Query,
    Scalar,
    Source,
    Statement,
    Update,
    nodes,
)
from dynamite.refactor.tables import Database
from dynamite.values import DataType


class Side(StrEnum):
    """Which of the two programs."""

    OLD = "old"
    NEW = "new"


Place = tuple[str, ...]
"""Where values are: ``("old", table, column)``, ``("parameter", function, name)``, others."""

Constant = int | str | Decimal | bool


def column_place(side: Side, table: str, column: str) -> Place:
    return (side, table, column)


def parameter_place(function: str, name: str) -> Place:
    return ("parameter", function, name)


def result_place(function: str) -> Place:
    """Where the results of an operator or a function are, of all its uses together."""
    return ("result", function)


@dataclass(frozen=True)
class Scope:
    """What names in a statement stand for: the tables of its aliases, the function around it."""

    side: Side
    function: str
    tables: Mapping[str, str]

    def place(self, expression: Expression) -> Place | None:
        """Where the value of an expression comes from; ``None`` for a literal or a condition."""
        match expression:
            case Column(alias, name):
                return column_place(self.side, self.tables[alias], name)
            case Parameter(name):
                return parameter_place(self.function, name)
            case NextValue(sequence) | CurrentValue(sequence):
                return ("sequence", self.side, sequence)
            case Call(function):
                return result_place(function)
            case Coalesce(arguments):
                return self.first_place(arguments)
            case Case(branches, otherwise):
                return self.first_place((*(value for _, value in branches), otherwise))
            case Aggregate("min" | "max", argument) if argument is not None:
                return self.place(argument)
            case Aggregate(function):
                return result_place(function)
            case Scalar(query):
                return self.place(query.outputs[0].expression)
        return None

    def first_place(self, expressions: Iterable[Expression]) -> Place | None:
        return next((p for e in expressions if (p := self.place(e)) is not None), None)


def scope_of(side: Side, function: str, tree: Any) -> Scope:
    """The scope of a statement: its aliases are all different, so one table of them will do."""
    tables = {node.alias: node.table for node in nodes(tree) if isinstance(node, Source)}
    tables |= {node.table: node.table for node in nodes(tree) if isinstance(node, Insert)}
    return Scope(side, function, tables)


@dataclass
class _Union:
    parents: dict[Place, Place] = field(default_factory=dict)

    def find(self, place: Place) -> Place:
        self.parents.setdefault(place, place)
        while self.parents[place] != place:
            self.parents[place] = self.parents[self.parents[place]]
            place = self.parents[place]
        return place

    def join(self, one: Place | None, other: Place | None) -> None:
        if one is not None and other is not None:
            first, second = sorted((self.find(one), self.find(other)))
            self.parents[second] = first


@dataclass(frozen=True)
class Classes:
    """The class of every column and parameter, with the literals and types met in each."""

    representatives: Mapping[Place, Place]
    literals: Mapping[Place, frozenset[Constant]]
    types: Mapping[Place, frozenset[DataType]]
    sql_types: Mapping[Place, frozenset[str]]

    def of(self, place: Place) -> Place:
        """The representative of the class; a place of its own where nothing is known of it."""
        return self.representatives.get(place, place)

    @cached_property
    def members(self) -> Mapping[Place, tuple[Place, ...]]:
        found = defaultdict(list)
        for place, representative in self.representatives.items():
            found[representative].append(place)
        return {key: tuple(sorted(value)) for key, value in found.items()}


Programs = Iterable[tuple[Side, Database, tuple[Function, ...]]]


def connected_classes(programs: Programs, same: Iterable[tuple[Place, Place]] = ()) -> Classes:
    """The classes of two programs; ``same`` are places that are connected besides."""
    reader = _Reader()
    for side, database, functions in programs:
        reader.read_tables(side, database)
        for function in functions:
            reader.read_function(side, database, function)
    for one, other in same:
        reader.union.join(one, other)
    return reader.classes()


class _Reader:
    def __init__(self) -> None:
        self.union = _Union()
        self.found: list[tuple[Place, Constant]] = []
        self.types: list[tuple[Place, DataType, str]] = []

    def classes(self) -> Classes:
        literals: dict[Place, set[Constant]] = defaultdict(set)
        for place, value in self.found:
            literals[self.union.find(place)].add(value)
        types: dict[Place, set[DataType]] = defaultdict(set)
        sql_types: dict[Place, set[str]] = defaultdict(set)
        for place, data_type, sql_type in self.types:
            types[self.union.find(place)].add(data_type)
            sql_types[self.union.find(place)].add(sql_type)
        return Classes(
            {place: self.union.find(place) for place in sorted(self.union.parents)},
            {place: frozenset(values) for place, values in literals.items()},
            {place: frozenset(values) for place, values in types.items()},
            {place: frozenset(values) for place, values in sql_types.items()},
        )

    def read_tables(self, side: Side, database: Database) -> None:
        for table in database:
            own = Scope(side, "", {table.name: table.name})
            for column in table.columns:
                place = column_place(side, table.name, column.name)
                self.types.append((place, column.type, column.stored_type))
                self.connect(own, Column(table.name, column.name), column.default)
            for reference in table.references:
                pairs = zip(reference.columns, reference.other_columns, strict=True)
                for name, other in pairs:
                    self.union.join(
                        column_place(side, table.name, name),
                        column_place(side, reference.other, other),
                    )
            for check in table.checks:
                self.read(own, check)

    def read_function(self, side: Side, database: Database, function: Function) -> None:
        number = 0
        for statement in function.statements:
            scope = scope_of(side, function.name, statement)
            self.read(scope, statement)
            # The answers of namesakes in both programs are the same values.
            outputs = answered(statement)
            for position, output in enumerate(outputs):
                place = ("output", function.name, str(number), str(position))
                self.union.join(place, scope.place(output))
            number += bool(outputs)

    def connect(self, scope: Scope, *expressions: Expression) -> None:
        places = [p for e in expressions if (p := scope.place(e)) is not None]
        for place in places:
            self.union.join(places[0], place)
        for expression in expressions:
            if isinstance(expression, Literal) and places and expression.value is not None:
                self.found.append((places[0], expression.value))

    def read(self, scope: Scope, tree: Any) -> None:
        """Connect what an expression or a statement compares, assigns or chooses among."""
        for node in nodes(tree):
            match node:
                case Insert(table, columns, rows, query):
                    contents = list(rows)
                    if query is not None:
                        contents.append(tuple(output.expression for output in query.outputs))
                    for row in contents:
                        for name, value in zip(columns, row, strict=True):
                            self.connect(scope, Column(table, name), value)
                case Update():
                    for pair in node.assignments:
                        self.connect(scope, Column(pair.alias, pair.column), pair.value)
                case Comparison(_, left, right) | Like(left, right):
                    self.connect(scope, left, right)
                case In(operand, options):
                    self.connect(scope, operand, *options)
                case InQuery(operand, query):
                    self.connect(scope, operand, query.outputs[0].expression)
                case Coalesce(arguments):
                    self.connect(scope, *arguments)
                case Case(branches, otherwise):
                    self.connect(scope, otherwise, *(value for _, value in branches))
                case Parameter(name):
                    self.union.find(parameter_place(scope.function, name))


def answered(statement: Statement) -> tuple[Expression, ...]:
    """The expressions that a statement answers with; none for a change without RETURNING."""
    outputs = statement.outputs if isinstance(statement, Query) else statement.returning
    return tuple(output.expression for output in outputs)
