"""The relation between old and new databases that a rewriting is judged by, from a correspondence.

A *row link* pairs the rows of an old and a new table by columns that are a key on both sides. A
*column link* says that two columns hold the same value, each reached from the linked rows along
foreign keys. Both become clauses; what else must hold of one side alone is an invariant.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count

from dynamite.refactor.classes import Place, Side, column_place
from dynamite.refactor.clauses import Cell, Clause, Fact, Missing, Present, RowOf, Same
from dynamite.refactor.tables import Database, Reference


@dataclass(frozen=True)
class Hop:
    """A step along a foreign key: to the row that it refers to, or back to the row that refers."""

    reference: Reference
    is_forward: bool = True

    @property
    def start(self) -> str:
        return self.reference.table if self.is_forward else self.reference.other

    @property
    def end(self) -> str:
        return self.reference.other if self.is_forward else self.reference.table

    @property
    def text(self) -> str:
        names = ", ".join(self.reference.columns)
        return f"{'→' if self.is_forward else '←'}({self.reference.table}.{names}) {self.end}"


@dataclass(frozen=True)
class RowLink:
    """Rows of an old and a new table that stand for the same thing: the paired columns agree."""

    old: str
    new: str
    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class ColumnLink:
    """From linked rows, a column at the end of a path on each side holds the same value."""

    rows: RowLink
    old_hops: tuple[Hop, ...]
    old_column: str
    new_hops: tuple[Hop, ...]
    new_column: str

    @property
    def old_table(self) -> str:
        return self.old_hops[-1].end if self.old_hops else self.rows.old

    @property
    def new_table(self) -> str:
        return self.new_hops[-1].end if self.new_hops else self.rows.new

    @property
    def is_direct(self) -> bool:
        return not self.old_hops and not self.new_hops

    @property
    def text(self) -> str:
        hops = "".join(f" {hop.text}" for hop in (*self.old_hops, *self.new_hops))
        path = f" along {self.rows.old} ~ {self.rows.new}{hops}" if hops else ""
        return f"{self.old_table}.{self.old_column} = {self.new_table}.{self.new_column}{path}"


@dataclass(frozen=True)
class Mapping:
    """A value correspondence with its join chains."""

    rows: tuple[RowLink, ...]
    columns: tuple[ColumnLink, ...]

    @property
    def hops(self) -> tuple[tuple[Side, Hop], ...]:
        """Every step of a path, with its side, each once."""
        found = [(Side.OLD, hop) for link in self.columns for hop in link.old_hops]
        found += [(Side.NEW, hop) for link in self.columns for hop in link.new_hops]
        return tuple(dict.fromkeys(found))

    @property
    def same_places(self) -> list[tuple[Place, Place]]:
        """The pairs of columns that hold the same values."""
        pairs = [
            (
                column_place(Side.OLD, link.old_table, link.old_column),
                column_place(Side.NEW, link.new_table, link.new_column),
            )
            for link in self.columns
        ]
        for link in self.rows:
            for old, new in link.pairs:
                pairs.append(
                    (column_place(Side.OLD, link.old, old), column_place(Side.NEW, link.new, new))
                )
        return pairs


def row_clauses(link: RowLink) -> tuple[Clause, Clause]:
    """Every old row has its new row, and every new row its old one."""
    old, new = RowOf("x", Side.OLD, link.old), RowOf("y", Side.NEW, link.new)
    same = _linked("x", "y", link)
    return Clause((old,), (), (new,), same), Clause((new,), (), (old,), same)


def _linked(old: str, new: str, link: RowLink) -> tuple[Fact, ...]:
    return tuple(Same(Cell(old, one), Cell(new, other)) for one, other in link.pairs)


def column_clauses(link: ColumnLink) -> tuple[Clause, ...]:
    """The columns agree where both paths can be followed, and are null where one ends early."""
    names = (f"z{number}" for number in count(1))
    rows = [RowOf("x", Side.OLD, link.rows.old), RowOf("y", Side.NEW, link.rows.new)]
    premises = list(_linked("x", "y", link.rows))
    old_end = _follow("x", Side.OLD, link.old_hops, rows, premises, names)
    new_end = _follow("y", Side.NEW, link.new_hops, rows, premises, names)
    old_cell, new_cell = Cell(old_end, link.old_column), Cell(new_end, link.new_column)
    clauses = [Clause(tuple(rows), tuple(premises), (), (Same(old_cell, new_cell),))]
    for side, hops, other_side, other_hops, cell_column in (
        (Side.NEW, link.new_hops, Side.OLD, link.old_hops, link.old_column),
        (Side.OLD, link.old_hops, Side.NEW, link.new_hops, link.new_column),
    ):
        clauses += _ending(link, side, hops, other_side, other_hops, cell_column)
    return tuple(clauses)


def _ending(
    link: ColumnLink,
    side: Side,
    hops: tuple[Hop, ...],
    other_side: Side,
    other_hops: tuple[Hop, ...],
    column: str,
) -> Iterator[Clause]:
    """Where a path ends before its last row, the value on the other side is null."""
    starts = {Side.OLD: "x", Side.NEW: "y"}
    for number, hop in enumerate(hops):
        names = (f"z{n}" for n in count(1))
        rows = [RowOf("x", Side.OLD, link.rows.old), RowOf("y", Side.NEW, link.rows.new)]
        premises = list(_linked("x", "y", link.rows))
        end = _follow(starts[other_side], other_side, other_hops, rows, premises, names)
        last = _follow(starts[side], side, hops[:number], rows, premises, names)
        cell = Cell(end, column)
        if hop.is_forward:
            for name in hop.reference.columns:
                missing = (*premises, Missing(Cell(last, name)))
                yield Clause(tuple(rows), missing, (), (Missing(cell),))
        else:
            child = RowOf(next(names), side, hop.end)
            found = _refers(hop.reference, child.name, last)
            yield Clause(tuple(rows), (*premises, Present(cell)), (child,), found)


def _refers(reference: Reference, child: str, parent: str) -> tuple[Fact, ...]:
    pairs = zip(reference.columns, reference.other_columns, strict=True)
    return tuple(Same(Cell(child, own), Cell(parent, other)) for own, other in pairs)


def _follow(
    start: str,
    side: Side,
    hops: tuple[Hop, ...],
    rows: list[RowOf],
    premises: list[Fact],
    names: Iterator[str],
) -> str:
    """The name of the row at the end of a path; the rows on the way are added."""
    for hop in hops:
        row = RowOf(next(names), side, hop.end)
        rows.append(row)
        if hop.is_forward:
            premises += _refers(hop.reference, start, row.name)
        else:
            premises += _refers(hop.reference, row.name, start)
        start = row.name
    return start


def clauses(mapping: Mapping) -> tuple[Clause, ...]:
    """All that the mapping says of an old and a new database together."""
    found = [clause for link in mapping.rows for clause in row_clauses(link)]
    found += [clause for link in mapping.columns for clause in column_clauses(link)]
    return tuple(dict.fromkeys(found))


def invariant_candidates(mapping: Mapping) -> tuple[Clause, ...]:
    """What may hold of one side alone, along the foreign keys that the mapping follows.

    Not null; no two rows refer to the same one; every row is referred to.
    """
    found: list[Clause] = []
    for side, hop in mapping.hops:
        reference = hop.reference
        one = RowOf("x", side, reference.table)
        parent = RowOf("z", side, reference.other)
        for name in reference.columns:
            found.append(Clause((one,), (), (), (Present(Cell("x", name)),)))
        found.append(Clause((parent,), (), (one,), _refers(reference, "x", "z")))
    return tuple(dict.fromkeys(found))


def unused_references(mapping: Mapping, new: Database) -> tuple[Clause, ...]:
    """New foreign keys that nothing feeds may stay null."""
    fed = {(place[1], place[2]) for _, place in mapping.same_places}
    fed |= {(hop.reference.table, c) for _, hop in mapping.hops for c in hop.reference.columns}
    found = []
    for table in new:
        for reference in table.references:
            for column in reference.columns:
                if (table.name, column) not in fed and table.column(column).nullable:
                    row = RowOf("x", Side.NEW, table.name)
                    found.append(Clause((row,), (), (), (Missing(Cell("x", column)),)))
    return tuple(dict.fromkeys(found))


def declared(side: Side, database: Database) -> tuple[Clause, ...]:
    """What the declarations of a side say of its rows: NOT NULL, keys, foreign keys."""
    found: list[Clause] = []
    for table in database:
        one, other = (RowOf(name, side, table.name) for name in "xy")
        for column in table.columns:
            if not column.nullable:
                found.append(Clause((one,), (), (), (Present(Cell("x", column.name)),)))
        for names in (table.key, *table.unique):
            same = tuple(Same(Cell("x", name), Cell("y", name)) for name in names)
            known = tuple(Present(Cell("x", name)) for name in names)
            equal = tuple(Same(Cell("x", name), Cell("y", name)) for name in table.names)
            if names:
                found.append(Clause((one, other), (*same, *known), (), equal))
        for reference in table.references:
            known = tuple(Present(Cell("x", name)) for name in reference.columns)
            parent = RowOf("y", side, reference.other)
            found.append(Clause((one,), known, (parent,), _refers(reference, "x", "y")))
    return tuple(found)


def one_to_one(side: Side, reference: Reference, key: tuple[str, ...]) -> Clause:
    """No two rows of the table refer to the same row."""
    one, other = RowOf("x", side, reference.table), RowOf("y", side, reference.table)
    same = tuple(Same(Cell("x", c), Cell("y", c)) for c in reference.columns)
    known = tuple(Present(Cell("x", c)) for c in reference.columns)
    keys = tuple(Same(Cell("x", c), Cell("y", c)) for c in key)
    return Clause((one, other), (*same, *known), (), keys)


def unchanged_tables(mapping: Mapping, old: Database, new: Database) -> frozenset[tuple[str, str]]:
    """Pairs of an old and a new table that are the same but for names: all columns correspond."""
    found = set()
    for link in mapping.rows:
        direct = {(c.old_column, c.new_column) for c in mapping.columns if c.rows == link}
        indirect = [c for c in mapping.columns if c.rows == link and not c.is_direct]
        pairs = {*link.pairs, *direct}
        olds, news = {o for o, _ in pairs}, {n for _, n in pairs}
        if not indirect and olds == set(old[link.old].names) and news == set(new[link.new].names):
            found.add((link.old, link.new))
    return frozenset(found)
