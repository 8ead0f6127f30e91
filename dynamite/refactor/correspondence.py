"""Value correspondences: which new columns hold the values of which old ones, cheapest first.

Weighted satisfiability: a pair of columns of one type costs what their names, tables and roles
differ; an old column without an image costs by how the program uses it; a new column has one
source. Tables that are declared alike in both schemas correspond and leave the problem.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import product
from typing import Final

from dynamite.errors import InputError
from dynamite.refactor.sql import (
    Assignment,
    Column,
    Comparison,
    Function,
    Insert,
    Literal,
    Query,
    Source,
    nodes,
)
from dynamite.refactor.tables import Database, Table
from dynamite.solver import Solver
from dynamite.values import DataType

Field = tuple[str, str]
"""A column of a table: the table's name, the column's."""

LOST_OUTPUT: Final = 1000
LOST_CONDITION: Final = 300
LOST_OTHER: Final = 45
SECOND_IMAGE: Final = 30
APART: Final = 100
UNFED: Final = 150
"""A new column that may not be null, and that nothing fills, fails every INSERT."""

NAMED_AFTER: Final = 0.6
"""How alike the names are of a column and of one that is filled from it for want of another."""


@dataclass(frozen=True)
class Correspondence:
    """Pairs of an old and a new column that hold the same values, and what they cost."""

    pairs: tuple[tuple[Field, Field], ...]
    cost: int

    def images(self, old: Field) -> tuple[Field, ...]:
        return tuple(new for one, new in self.pairs if one == old)

    def source(self, new: Field) -> Field | None:
        return next((old for old, other in self.pairs if other == new), None)


def correspondences(
    old: Database,
    new: Database,
    functions: tuple[Function, ...],
    pins: Iterable[tuple[Field, Field]],
) -> Iterator[Correspondence]:
    """The correspondences of two schemas, in order of cost; ``pins`` hold in all of them."""
    alike = [table.name for table in old if table.name in new and new[table.name] == table]
    fixed = [((name, c), (name, c)) for name in alike for c in old[name].names]
    pinned = list(pins)
    olds = [(t.name, c) for t in old if t.name not in alike for c in t.names]
    news = [(t.name, c) for t in new if t.name not in alike for c in t.names]
    _check_pins(pinned, old, new)
    uses = _uses(functions)
    solver = Solver()
    variables: dict[tuple[Field, Field], int] = {}
    highest = 0
    for one in olds:
        for other in news:
            cost = _distance(one, other, old, new)
            if (one, other) in pinned:
                cost = 0
            elif cost is None or cost >= uses.get(one, LOST_OTHER):
                continue
            variables[(one, other)] = solver.variable(cost)
            highest += cost
    for one, other in product([one for one, _ in fixed], news):
        # A column that keeps its place may have a copy that has to be there.
        cost = _distance(one, other, old, new)
        if cost is not None and _has_to_be_fed(new[other[0]], other[1]):
            variables[(one, other)] = solver.variable(cost + SECOND_IMAGE)
            highest += cost + SECOND_IMAGE
    for (one, other), number in variables.items():
        # A foreign key goes where the key that it refers to goes.
        keys = _referred_field(old[one[0]], one[1]), _referred_field(new[other[0]], other[1])
        if keys[0] is not None and keys[1] is not None:
            apart = solver.variable(APART)
            highest += APART
            both = variables.get((keys[0], keys[1]))
            if (keys[0], keys[1]) not in fixed:
                solver.add([-number, apart, *([both] if both is not None else [])])
    for pair in pinned:
        if pair in variables:
            solver.add([variables[pair]])
    by_old, by_new = defaultdict(list), defaultdict(list)
    for (one, other), number in variables.items():
        by_old[one].append(number)
        by_new[other].append(number)
    for one in olds:
        # Either some image, or the loss; each image beyond the first costs more.
        weight = uses.get(one, LOST_OTHER)
        lost = solver.variable(weight)
        highest += weight
        # What a foreign key holds is not lost where the key that it refers to has an image.
        referred = _referred_field(old[one[0]], one[1])
        elsewhere = by_old[referred] if referred is not None else []
        solver.add([*by_old[one], *elsewhere, lost])
        if elsewhere:
            link = solver.variable(LOST_OTHER)
            highest += LOST_OTHER
            solver.add([*by_old[one], link])
        for number, first in enumerate(by_old[one]):
            for second in by_old[one][number + 1 :]:
                both = solver.variable(SECOND_IMAGE)
                highest += SECOND_IMAGE
                solver.add([-first, -second, both])
    for other in news:
        # Of a column of quite another name it would be an invented value.
        near = [n for (one, to), n in variables.items() if to == other and _is_named_after(one, to)]
        if near and _has_to_be_fed(new[other[0]], other[1]):
            unfed = solver.variable(UNFED)
            highest += UNFED
            solver.add([*near, unfed])
    for numbers in by_new.values():
        for number, first in enumerate(numbers):
            for second in numbers[number + 1 :]:
                solver.add([-first, -second])
    lowest = 0
    while True:
        found = solver.cheapest(lowest, highest)
        if found is None:
            return
        lowest, chosen = found
        pairs = tuple(pair for pair, number in variables.items() if number in chosen)
        yield Correspondence((*fixed, *pairs), lowest)
        # A superset of these pairs costs more; it may still come, another choice as well.
        solver.add([-number if number in chosen else number for number in variables.values()])


def _check_pins(pins: list[tuple[Field, Field]], old: Database, new: Database) -> None:
    for one, other in pins:
        for (table, column), database in ((one, old), (other, new)):
            if table not in database:
                raise InputError(f"there is no table {table!r}", place="--map")
            database[table].column(column)


def _distance(one: Field, other: Field, old: Database, new: Database) -> int | None:
    """What it costs that the new column holds the old one's values; ``None``: it cannot."""
    old_table, new_table = old[one[0]], new[other[0]]
    old_column, new_column = old_table.column(one[1]), new_table.column(other[1])
    is_wider = (old_column.type, new_column.type) == (DataType.INT, DataType.DECIMAL)
    if old_column.type is not new_column.type and not is_wider:
        return None
    cost = round(60 * (1 - _likeness(one[1], other[1])))
    if one[0].lower() != other[0].lower():
        # A column may become a table of its own name.
        cost = min(cost, 12 + round(60 * (1 - _likeness(one[1], other[0]))))
        cost += 4 + round(12 * (1 - _likeness(one[0], other[0])))
    if one[1] != other[1] and other[1] in old_table.by_name:
        cost += 15
    if _is_key(old_table, one[1]) != _is_key(new_table, other[1]):
        cost += 12
    referred = _referred(old_table, one[1]), _referred(new_table, other[1])
    if (referred[0] is None) != (referred[1] is None):
        cost += 25
    elif referred[0] is not None and referred[1] is not None:
        cost += round(20 * (1 - _likeness(referred[0], referred[1])))
    if old_column.stored_type != new_column.stored_type:
        cost += 10
    return cost


def _has_to_be_fed(table: Table, column: str) -> bool:
    """Whether only a value of the old database can stand in a column."""
    declared = table.column(column)
    is_linked = any(column in reference.columns for reference in table.references)
    is_filled = declared.default != Literal(None)
    return not (declared.nullable or is_filled or is_linked or column in table.key)


def _is_named_after(one: Field, other: Field) -> bool:
    """Whether the new column's name says that it holds the old one's values."""
    names = (one[1], f"{one[0]}_{one[1]}")
    return max(_likeness(name, other[1]) for name in names) >= NAMED_AFTER


def _is_key(table: Table, column: str) -> bool:
    return column in table.key or (column,) in table.unique


def _likeness(one: str, other: str) -> float:
    """From 0 to 1: how alike two names are."""
    left, right = one.lower(), other.lower()
    return 1.0 if left == right else SequenceMatcher(None, left, right, autojunk=False).ratio()


def _referred(table: Table, column: str) -> str | None:
    return next((r.other for r in table.references if column in r.columns), None)


def _referred_field(table: Table, column: str) -> Field | None:
    for reference in table.references:
        if reference.columns == (column,):
            return reference.other, reference.other_columns[0]
    return None


def _uses(functions: tuple[Function, ...]) -> dict[Field, int]:
    """What it costs to lose a column, by its most important use in the program."""
    found: dict[Field, int] = {}

    def note(expression: object, tables: dict[str, str], cost: int) -> None:
        for node in nodes(expression):
            if isinstance(node, Column):
                place = (tables[node.alias], node.name)
                found[place] = max(found.get(place, 0), cost)

    for statement in (s for function in functions for s in function.statements):
        tables = {node.alias: node.table for node in nodes(statement) if isinstance(node, Source)}
        tables |= {node.table: node.table for node in nodes(statement) if isinstance(node, Insert)}
        for node in nodes(statement):
            if isinstance(node, Comparison):
                both = isinstance(node.left, Column) and isinstance(node.right, Column)
                note(node, tables, LOST_OTHER if both else LOST_CONDITION)
            elif isinstance(node, Assignment):
                note(node.value, tables, LOST_CONDITION)
        if isinstance(statement, Query):
            note(tuple(output.expression for output in statement.outputs), tables, LOST_OUTPUT)
    return found
