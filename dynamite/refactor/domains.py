"""The values that tests give to parameters: few of each class, so that they meet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from dynamite.refactor.classes import Classes, Place, Side, column_place, parameter_place
from dynamite.refactor.sql import Function, Like, Parameter, Query, nodes
from dynamite.values import DataType

SIZE: Final = 3
"""At least so many values of each class: fewer, and different rows look alike."""

_VALUES: Final[Mapping[DataType, tuple[Any, ...]]] = {
    DataType.INT: (1, 2, 3),
    DataType.FLOAT: (1.5, 2.5, 3.5),
    DataType.DECIMAL: (1, 2, 3),
    DataType.STRING: ("a", "b", "c"),
    DataType.BOOL: (0, 1),
    DataType.DATE: ("2001-01-01", "2002-02-02", "2003-03-03"),
    DataType.DATETIME: ("2001-01-01 00:00:00", "2002-02-02 00:00:00", "2003-03-03 00:00:00"),
    DataType.BYTES: (b"a", b"b", b"c"),
    DataType.JSON: ("1", "2", "3"),
}


@dataclass(frozen=True)
class Domains:
    """The values of each parameter of each function."""

    values: Mapping[tuple[str, str], tuple[Any, ...]]
    classes: Mapping[tuple[str, str], Place]
    columns: Classes

    def class_of(self, function: str, parameter: str) -> Place:
        """Parameters of one class meet the same values."""
        return self.classes[(function, parameter)]

    def of_column(self, table: str, column: str, data_type: DataType) -> tuple[Any, ...]:
        """Values of a column of an old table: those that meet it in calls."""
        place = self.columns.of(column_place(Side.OLD, table, column))
        if not self.columns.types.get(place):
            return _VALUES[data_type]
        return _values(self.columns, place)

    def of(self, function: str, parameter: str) -> tuple[Any, ...]:
        return self.values[(function, parameter)]


def domains(functions: tuple[Function, ...], classes: Classes) -> Domains:
    """Values for the parameters: a few of the type, and the literals that they are compared with.

    A parameter that bounds LIMIT is a small number; a pattern of LIKE also matches anything.
    """
    found = {}
    places = {}
    for function in functions:
        bounds = {
            bound.name
            for query in nodes(function.statements)
            if isinstance(query, Query)
            for bound in (query.limit, query.offset)
            if isinstance(bound, Parameter)
        }
        patterns = {
            node.pattern.name
            for node in nodes(function.statements)
            if isinstance(node, Like) and isinstance(node.pattern, Parameter)
        }
        for name in function.parameters:
            place = classes.of(parameter_place(function.name, name))
            places[(function.name, name)] = place
            values = _values(classes, place)
            if name in bounds:
                values = (1, 2, 3)
            if name in patterns:
                values = (*values, "%")
            found[(function.name, name)] = values
    return Domains(found, places, classes)


def _values(classes: Classes, place: Place) -> tuple[Any, ...]:
    types = classes.types.get(place, frozenset())
    kind = min(types) if types else DataType.INT
    literals = sorted(
        (int(v) if isinstance(v, bool) else v for v in classes.literals.get(place, ())), key=repr
    )
    texts = [v.replace("%", "").replace("_", "") if isinstance(v, str) else v for v in literals]
    near = [v + d for v in literals if isinstance(v, int) for d in (-1, 1)]
    wanted = [_sqlite(v) for v in (*texts, *near[:2])]
    if kind is DataType.BOOL:
        wanted = []
    return tuple(dict.fromkeys((*wanted, *_VALUES[kind])))


def _sqlite(value: Any) -> Any:
    return value if isinstance(value, int | str) else float(value)
