"""Symbolic databases: a table is a presence predicate over its keys and a function per column.

A row is identified by its primary key, or, where a table has none, by columns that are shown to be
one (``Identities``). A change makes a new state from an old one; both stay usable.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Final

from dynamite.errors import InputError
from dynamite.logic import BOOL, TRUE, Term, any_of, apply, distinct, equal, variable
from dynamite.refactor.classes import Classes, Place, Side, column_place
from dynamite.refactor.tables import Database, Table
from dynamite.values import DataType

Key = tuple[Term, ...]

Finder = Callable[[Key], Key]
"""From the values of unique columns to the key of their row."""


class UnsupportedError(InputError):
    """The proof has no account of this; the statement may still be tested."""


@dataclass(frozen=True)
class Sorts:
    """The sort of each class of values, with its null."""

    classes: Classes
    known: dict[Place, str] = field(default_factory=dict, compare=False, repr=False)

    def of(self, place: Place) -> str:
        """The sort of a place; raises ``UnsupportedError`` where its values are of several types.

        Equality of an integer with a text, or with a float, is not sameness of values.
        """
        if place in self.known:
            return self.known[place]
        representative = self.classes.of(place)
        types = self.classes.types.get(representative, frozenset())
        if len(types - {DataType.DECIMAL, DataType.INT}) + bool(types & _EXACT) > 1:
            names = " and ".join(sorted(types))
            shown = ".".join(str(part) for part in place)
            raise UnsupportedError(f"values of the types {names} meet at {shown}")
        self.known[place] = "/".join(str(part) for part in representative)
        return self.known[place]


WIDENING: Final = ("smallint", "int", "bigint", "decimal")
"""Types of whole numbers, each holding all values of those before it."""

_EXACT = frozenset({DataType.DECIMAL, DataType.INT})


def null(sort: str) -> Term:
    return distinct("null", sort)


@dataclass(frozen=True)
class TableState:
    """The rows of a table: which keys are present, and what their other columns hold."""

    present: Callable[[Key], Term]
    columns: Mapping[str, Callable[[Key], Term]]


@dataclass(frozen=True)
class Frame:
    """What stays fixed for the proofs of two programs.

    ``shared`` names, for a table of the new side, the symbols of the old table that its presence
    and its columns are identified with: the relation says that they agree on every row.
    """

    databases: Mapping[Side, Database]
    sorts: Sorts
    identities: Mapping[tuple[Side, str], tuple[str, ...]]
    shared: Mapping[tuple[Side, str, str], tuple[Side, str, str]] = field(default_factory=dict)
    numbers: count[int] = field(default_factory=count)
    known: dict[tuple[Side, str], TableState] = field(default_factory=dict)

    def table(self, side: Side, name: str) -> Table:
        return self.databases[side][name]

    def identity(self, side: Side, table: str) -> tuple[str, ...]:
        """The columns that identify a row; raises ``UnsupportedError`` for a table without any."""
        found = self.identities.get((side, table))
        if not found:
            raise UnsupportedError(f"no key of the table {table!r} is known")
        return found

    def has_declared_identity(self, side: Side, table: str) -> bool:
        """Whether the database itself keeps two rows from having one identity, or none."""
        declared = self.table(side, table)
        found = sorted(self.identities.get((side, table), ()))
        is_unique = any(sorted(names) == found for names in declared.unique)
        known = all(not declared.column(name).nullable for name in found)
        return found == sorted(declared.key) or (is_unique and known)

    def sort(self, side: Side, table: str, column: str) -> str:
        return self.sorts.of(column_place(side, table, column))

    def fits(self, side: Side, table: str, column: str, value: Term) -> Term:
        """Whether a column can hold a value: any column of a type of SQL holds the same values.

        Values of one class, where all its columns are of one type without a length, are held.
        """
        declared = self.table(side, table).column(column)
        place = self.sorts.classes.of(column_place(side, table, column))
        if self._is_wide(declared.stored_type, place):
            return TRUE
        if "(" not in declared.sql_type and len(self.sorts.classes.sql_types[place]) == 1:
            return TRUE
        held = apply(f"fits {declared.stored_type}", (value,), BOOL)
        return any_of(equal(value, null(value.sort)), held)

    def _is_wide(self, stored_type: str, place: Place) -> bool:
        """Whether numbers of all old types of a class fit: arguments are assumed to be such."""
        members = self.sorts.classes.members.get(place, ())
        olds = [self.table(Side.OLD, m[1]).column(m[2]) for m in members if m[0] is Side.OLD]
        if stored_type not in WIDENING or any(c.stored_type not in WIDENING for c in olds):
            return False
        narrowest = WIDENING.index(stored_type)
        return all(WIDENING.index(c.stored_type) <= narrowest for c in olds) and bool(olds)

    def key_sorts(self, side: Side, table: str) -> tuple[str, ...]:
        return tuple(self.sort(side, table, c) for c in self.identity(side, table))

    def new_key(self, side: Side, table: str) -> Key:
        """Fresh variables for a key of a table."""
        return tuple(self.new_variable(sort) for sort in self.key_sorts(side, table))

    def new_variable(self, sort: str) -> Term:
        return variable(f"?{next(self.numbers)}", sort)

    def unique_row(self, side: Side, table: str, names: tuple[str, ...], values: Key) -> Key:
        """The key of the only row before a call that has these values in unique columns."""
        symbol = "/".join(("row", side, table, *names))
        return tuple(
            apply(f"{symbol}/{column}", values, self.sort(side, table, column))
            for column in self.identity(side, table)
        )

    def initial(self, side: Side, table: str) -> TableState:
        """The rows of a table before a call: nothing is known of them."""
        found = self.known.get((side, table))
        if found is None:
            found = self.known[(side, table)] = self._initial(side, table)
        return found

    def _initial(self, side: Side, table: str) -> TableState:
        identity = self.identity(side, table)

        def present(key: Key) -> Term:
            return apply("/".join(self._symbol(side, table, "")), key, BOOL)

        def column(name: str) -> Callable[[Key], Term]:
            if name in identity:
                position = identity.index(name)
                return lambda key: key[position]
            symbol = "/".join(self._symbol(side, table, name))
            sort = self.sort(side, table, name)
            return lambda key: apply(symbol, key, sort)

        names = self.table(side, table).names
        return TableState(present, {name: column(name) for name in names})

    def _symbol(self, side: Side, table: str, column: str) -> tuple[str, str, str]:
        return self.shared.get((side, table, column), (side, table, column))


@dataclass(frozen=True)
class State:
    """A database: the tables that were changed, over those before the call."""

    frame: Frame
    side: Side
    changed: Mapping[str, TableState] = field(default_factory=dict)
    named: Mapping[tuple[str, tuple[str, ...]], Finder | None] = field(default_factory=dict)
    """By a table and unique columns: the key of the only row with some values there.

    What is not in it is as before the call; ``None``: it is not known any more.
    """

    def table(self, name: str) -> TableState:
        return self.changed.get(name) or self.frame.initial(self.side, name)

    def present(self, table: str, key: Key) -> Term:
        return self.table(table).present(key)

    def value(self, table: str, column: str, key: Key) -> Term:
        return self.table(table).columns[column](key)

    def unique_row(self, table: str, names: tuple[str, ...], values: Key) -> Key | None:
        """The key that any row with these values in unique columns has; ``None``: not known."""
        if (table, names) in self.named:
            found = self.named[(table, names)]
            return found(values) if found is not None else None
        return self.frame.unique_row(self.side, table, names, values)

    def with_names(self, table: str, found: Mapping[tuple[str, ...], Finder | None]) -> State:
        """The state with other ways to find rows by unique columns."""
        more = {(table, names): finder for names, finder in found.items()}
        return replace(self, named={**self.named, **more})

    def with_table(self, name: str, table: TableState) -> State:
        return replace(self, changed={**self.changed, name: table})
