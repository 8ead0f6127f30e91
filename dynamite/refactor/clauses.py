"""Clauses about the rows of two databases: the language of relations and invariants.

A clause says: for all rows of some tables where the premises hold, there are further rows where the
conclusions hold. ``x.c = y.d`` means the same value or null on both sides. Clauses are printed as
text, asked of live data as SQL, and become hypotheses and goals of proofs.
"""

from __future__ import annotations

from dataclasses import dataclass

from dynamite.refactor.classes import Side


@dataclass(frozen=True)
class RowOf:
    """A row of a table of one side, under a name."""

    name: str
    side: Side
    table: str


@dataclass(frozen=True)
class Cell:
    """A column of a named row."""

    row: str
    column: str

    @property
    def text(self) -> str:
        return f"{self.row}.{self.column}"


@dataclass(frozen=True)
class Same:
    """Both cells hold the same value, or both are null."""

    left: Cell
    right: Cell

    @property
    def text(self) -> str:
        return f"{self.left.text} = {self.right.text}"


@dataclass(frozen=True)
class Present:
    """The cell is not null."""

    cell: Cell

    @property
    def text(self) -> str:
        return f"{self.cell.text} is not null"


@dataclass(frozen=True)
class Missing:
    """The cell is null."""

    cell: Cell

    @property
    def text(self) -> str:
        return f"{self.cell.text} is null"


Fact = Same | Present | Missing


@dataclass(frozen=True)
class Clause:
    """For all ``rows`` with the ``premises`` there are ``witnesses`` with the ``conclusions``."""

    rows: tuple[RowOf, ...]
    premises: tuple[Fact, ...]
    witnesses: tuple[RowOf, ...]
    conclusions: tuple[Fact, ...]

    @property
    def tables(self) -> frozenset[tuple[Side, str]]:
        return frozenset((row.side, row.table) for row in (*self.rows, *self.witnesses))

    @property
    def text(self) -> str:
        """The clause in words, one line."""
        rows = ", ".join(f"{row.side} {row.table} {row.name}" for row in self.rows)
        text = f"for every {rows}"
        if self.premises:
            text += " where " + " and ".join(fact.text for fact in self.premises)
        text += ": "
        if self.witnesses:
            found = ", ".join(f"{row.side} {row.table} {row.name}" for row in self.witnesses)
            text += f"there is {found}" + (" where " if self.conclusions else "")
        return text + " and ".join(fact.text for fact in self.conclusions)

    def violations(self, schemas: dict[Side, str]) -> str:
        """A query for the rows that violate the clause; ``schemas`` qualify the tables of a side.

        The SQL is understood by SQLite and PostgreSQL.
        """
        conditions = [_sql(fact) for fact in self.premises]
        inner = " AND ".join(map(_sql, self.conclusions)) or "TRUE"
        if self.witnesses:
            sources = ", ".join(_source(row, schemas) for row in self.witnesses)
            inner = f"EXISTS (SELECT 1 FROM {sources} WHERE {inner})"
        conditions.append(f"NOT ({inner})")
        sources = ", ".join(_source(row, schemas) for row in self.rows)
        columns = ", ".join(f"{_quoted(row.name)}.*" for row in self.rows)
        return f"SELECT {columns} FROM {sources} WHERE {' AND '.join(conditions)}"


def _source(row: RowOf, schemas: dict[Side, str]) -> str:
    schema = schemas.get(row.side, "")
    return f"{schema}{'.' if schema else ''}{_quoted(row.table)} AS {_quoted(row.name)}"


def _sql(fact: Fact) -> str:
    match fact:
        case Same(left, right):
            return f"{_cell(left)} IS NOT DISTINCT FROM {_cell(right)}"
        case Present(cell):
            return f"{_cell(cell)} IS NOT NULL"
        case Missing(cell):
            return f"{_cell(cell)} IS NULL"


def _cell(cell: Cell) -> str:
    return f"{_quoted(cell.row)}.{_quoted(cell.column)}"


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
