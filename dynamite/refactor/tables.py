"""Tables as statements meet them: keys, checks, defaults, and what happens on deletion."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Final

from dynamite.errors import InputError
from dynamite.refactor.sql import Default, Expression, NextValue
from dynamite.values import DataType


class OnDelete(StrEnum):
    """What becomes of a row when the row that its foreign key refers to is deleted."""

    REFUSE = "NO ACTION"
    CASCADE = "CASCADE"
    SET_NULL = "SET NULL"


_STORED: Final = {
    "integer": "int",
    "serial": "int",
    "bigserial": "bigint",
    "varchar": "text",
    "boolean": "bool",
}


@dataclass(frozen=True)
class TableColumn:
    """A column; ``default`` is what an INSERT that leaves it out writes (NULL by default)."""

    name: str
    type: DataType
    sql_type: str
    nullable: bool
    default: Expression

    @property
    def stored_type(self) -> str:
        """The type of SQL by what it can hold: ``serial`` holds what ``int`` holds."""
        return _STORED.get(self.sql_type, self.sql_type)

    @property
    def is_counting(self) -> bool:
        """Whether the database makes its values: serial, identity."""
        return isinstance(self.default, NextValue)


@dataclass(frozen=True)
class Reference:
    """A foreign key of ``table``: its columns hold a key of ``other``, or a null."""

    table: str
    columns: tuple[str, ...]
    other: str
    other_columns: tuple[str, ...]
    on_delete: OnDelete = OnDelete.REFUSE


@dataclass(frozen=True)
class Table:
    """A table; ``checks`` are conditions over its columns under the alias of its own name."""

    name: str
    columns: tuple[TableColumn, ...]
    key: tuple[str, ...] = ()
    unique: tuple[tuple[str, ...], ...] = ()
    references: tuple[Reference, ...] = ()
    checks: tuple[Expression, ...] = ()

    def __post_init__(self) -> None:
        for names in (self.key, *self.unique, *(r.columns for r in self.references)):
            for name in names:
                self.column(name)

    @cached_property
    def by_name(self) -> dict[str, TableColumn]:
        return {column.name: column for column in self.columns}

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)

    def column(self, name: str) -> TableColumn:
        """The column of that name; raises ``InputError`` with the names that exist."""
        if name not in self.by_name:
            raise InputError(
                f"the table {self.name!r} has no column {name!r}",
                mend=f"its columns are: {', '.join(self.by_name)}",
            )
        return self.by_name[name]

    def value_left_out(self, name: str) -> Expression:
        """What an INSERT writes to a column that it leaves out."""
        default = self.column(name).default
        assert not isinstance(default, Default)
        return default


@dataclass(frozen=True)
class Database:
    """The tables of one schema, by name.

    ``quoted`` are the names that SQL has to quote, as the case of their letters counts.
    """

    tables: tuple[Table, ...]
    quoted: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        for table in self.tables:
            for reference in table.references:
                other = self[reference.other]
                if reference.other_columns not in (other.key, *other.unique):
                    columns = ", ".join(reference.other_columns)
                    raise InputError(
                        f"a foreign key of {table.name!r} refers to {other.name}({columns}), "
                        "which is no key",
                        mend="declare it PRIMARY KEY or UNIQUE",
                    )

    @cached_property
    def by_name(self) -> dict[str, Table]:
        return {table.name: table for table in self.tables}

    def __getitem__(self, name: str) -> Table:
        return self.by_name[name]

    def __contains__(self, name: str) -> bool:
        return name in self.by_name

    def __iter__(self) -> Iterator[Table]:
        return iter(self.tables)

    def references_to(self, name: str) -> tuple[Reference, ...]:
        """The foreign keys of all tables that refer to this one."""
        found = (r for table in self.tables for r in table.references if r.other == name)
        return tuple(found)
