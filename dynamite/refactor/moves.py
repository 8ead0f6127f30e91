"""The migration of a mapping: what each new table is filled from, and what is left behind.

Keys that the new schema makes are those of the old rows where these are whole numbers, else the
numbers of the rows in the order of their keys: the migration gives the same rows wherever it runs.
The way back is the migration of the mapping read from the other side.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from dynamite.errors import InputError
from dynamite.refactor.relation import ColumnLink, Hop, Mapping, RowLink
from dynamite.refactor.sql import Literal, NextValue
from dynamite.refactor.tables import Database, Reference, TableColumn
from dynamite.values import DataType


@dataclass(frozen=True)
class Step:
    """From a row to the one of ``table`` whose columns agree, which there may not be."""

    table: str
    on: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Cell:
    """A column at the end of a path from the row that is moved; null where the path ends early."""

    path: tuple[Step, ...]
    column: str


@dataclass(frozen=True)
class Number:
    """The number of the row at the end of a path, in the order of its table's key."""

    path: tuple[Step, ...]
    key: tuple[str, ...]


@dataclass(frozen=True)
class Move:
    """A table filled with a row for each row of ``source``; ``made`` are columns of new keys."""

    table: str
    source: str
    values: tuple[tuple[str, Cell | Number], ...]
    made: tuple[str, ...] = ()


@dataclass(frozen=True)
class Migration:
    """What fills the tables of ``target`` from those of ``source``, parents first."""

    source: Database
    target: Database
    moves: tuple[Move, ...]

    @property
    def left_behind(self) -> tuple[str, ...]:
        """The columns of the source that nothing is filled from: ``("T.c", …)``."""
        used = {place for move in self.moves for place in _read(move)}
        return tuple(
            f"{table.name}.{name}"
            for table in self.source
            for name in table.names
            if (table.name, name) not in used
        )

    @property
    def left_empty(self) -> tuple[str, ...]:
        """The columns of the target that hold their default, or null: ``("T.c", …)``."""
        filled = {(move.table, name) for move in self.moves for name, _ in move.values}
        return tuple(
            f"{table.name}.{name}"
            for table in self.target
            for name in table.names
            if (table.name, name) not in filled
        )

    @property
    def made(self) -> tuple[str, ...]:
        """The columns of keys that are new."""
        return tuple(f"{move.table}.{name}" for move in self.moves for name in move.made)


def _read(move: Move) -> Iterator[tuple[str, str]]:
    """The columns of the source that a move looks at, each with its table."""
    for _, value in move.values:
        table = move.source
        for step in value.path:
            for one, other in step.on:
                yield table, one
                yield step.table, other
            table = step.table
        for name in (value.column,) if isinstance(value, Cell) else value.key:
            yield table, name


def inverse(mapping: Mapping) -> Mapping:
    """The same correspondence, read from the new side."""
    links = {link: _turned(link) for link in mapping.rows}
    return Mapping(
        tuple(links.values()),
        tuple(
            ColumnLink(links[c.rows], c.new_hops, c.new_column, c.old_hops, c.old_column)
            for c in mapping.columns
        ),
    )


def _turned(link: RowLink) -> RowLink:
    return RowLink(link.new, link.old, tuple((new, old) for old, new in link.pairs))


@dataclass
class _Made:
    """A move while its columns are gathered."""

    table: str
    source: str
    values: dict[str, Cell | Number] = field(default_factory=dict)
    made: dict[str, None] = field(default_factory=dict)


def migration(mapping: Mapping, old: Database, new: Database) -> Migration:
    """What fills the new tables; raises ``InputError`` for what the mapping does not determine."""
    return _Moves(mapping, old, new).migration()


class _Moves:
    def __init__(self, mapping: Mapping, old: Database, new: Database) -> None:
        self.mapping, self.old, self.new = mapping, old, new
        self.made: dict[str, _Made] = {}
        self.bases: dict[str, RowLink] = {}

    def migration(self) -> Migration:
        for table in self.new:
            links = [link for link in self.mapping.rows if link.new == table.name]
            if links:
                self._begin(links)
        for column in self.mapping.columns:
            if not column.new_hops:
                path = (*self._to(column.rows), *map(_step, column.old_hops))
                self.made[column.rows.new].values[column.new_column] = Cell(path, column.old_column)
        for column in self.mapping.columns:
            if column.new_hops:
                self._satellite(column)
        for made in self.made.values():
            self._complete(made)
        order = [name for name in parents_first(self.new) if name in self.made]
        return Migration(
            self.old,
            self.new,
            tuple(
                Move(name, m.source, tuple(m.values.items()), tuple(m.made))
                for name in order
                for m in [self.made[name]]
            ),
        )

    def _begin(self, links: list[RowLink]) -> None:
        """A table whose rows are linked; of several old tables, children join their parent."""
        base = next((b for b in links if self._is_parent(b, links)), links[0])
        self.bases[base.new] = base
        made = self.made[base.new] = _Made(base.new, base.old)
        for one, other in base.pairs:
            made.values[other] = Cell((), one)

    def _is_parent(self, base: RowLink, links: list[RowLink]) -> bool:
        return all(
            other is base or any(r.other == base.old for r in self.old[other.old].references)
            for other in links
        )

    def _to(self, link: RowLink) -> tuple[Step, ...]:
        """From the rows that a new table is filled from to those of another link of it."""
        base = self.bases[link.new]
        if link == base:
            return ()
        own = {new: old for old, new in base.pairs}
        on = tuple((own[new], old) for old, new in link.pairs if new in own)
        if len(on) != len(link.pairs):
            raise InputError(f"the rows of {link.new!r} come from several old tables")
        return (Step(link.old, on),)

    def _satellite(self, column: ColumnLink) -> None:
        """A column of a table that the linked row leads to: it has a row for each old row."""
        end = column.new_hops[-1].end
        if end in self.bases:
            self._into_linked(column, self.bases[end])
            return
        if len(column.new_hops) != 1:
            steps = len(column.new_hops)
            raise InputError(f"the rows of {end!r} are {steps} steps from any old row")
        source = column.rows.old
        made = self.made.setdefault(end, _Made(end, source))
        if made.source != source:
            raise InputError(f"the rows of {end!r} come from several old tables")
        (hop,) = column.new_hops
        self._connect(hop, column.rows, made)
        path = tuple(map(_step, column.old_hops))
        made.values[column.new_column] = Cell(path, column.old_column)

    def _connect(self, hop: Hop, link: RowLink, made: _Made) -> None:
        reference = hop.reference
        if hop.is_forward:
            owner = self.made[link.new]
            for own, other in zip(reference.columns, reference.other_columns, strict=True):
                if own not in owner.values:
                    owner.values[own] = self._number(link.old, self._to(link))
                    owner.made[own] = None
                if other not in made.values:
                    made.values[other] = self._number(link.old, ())
                    made.made[other] = None
            return
        pairs = {new: old for old, new in link.pairs}
        for own, other in zip(reference.columns, reference.other_columns, strict=True):
            made.values[own] = Cell((), pairs[other])

    def _into_linked(self, column: ColumnLink, linked: RowLink) -> None:
        """A column of a table whose rows are linked to those of another old table."""
        hop, *further = column.new_hops
        keys = {new: old for old, new in linked.pairs}
        if hop.is_forward and not further and set(keys) == {column.new_column}:
            self._refer(hop, column, linked, keys[column.new_column])
            return
        if column.new_column in self.made[linked.new].values:
            return  # a copy: what it is copied from is moved
        found: list[Reference] = [
            reference
            for reference in self.old[linked.old].references
            if reference.other == column.rows.old and not further
        ]
        if len(found) != 1:
            raise InputError(f"no one foreign key leads from {linked.old!r} to {column.rows.old!r}")
        path = (_step(Hop(found[0])), *map(_step, column.old_hops))
        self.made[linked.new].values[column.new_column] = Cell(path, column.old_column)

    def _refer(self, hop: Hop, column: ColumnLink, linked: RowLink, key: str) -> None:
        """A foreign key to the row whose key, in the old tables, the column holds."""
        (own,), (other,) = hop.reference.columns, hop.reference.other_columns
        owner = self.made[column.rows.new]
        if own in owner.values:
            return
        before = (*self._to(column.rows), *map(_step, column.old_hops))
        path = (*before, Step(linked.old, ((column.old_column, key),)))
        fed = self.made[linked.new].values.get(other)
        if isinstance(fed, Cell):
            owner.values[own] = Cell((*path, *fed.path), fed.column)
        else:
            owner.values[own] = self._number(linked.old, path)
            owner.made[own] = None

    def _complete(self, made: _Made) -> None:
        """Number what counts by itself; what may not be null must have a value."""
        for column in self.new[made.table].columns:
            if column.name in made.values:
                continue
            if column.name in self._followed(made.table):
                raise InputError(f"nothing says what {made.table}.{column.name} refers to")
            if isinstance(column.default, NextValue) or self._is_surrogate(made.table, column):
                made.values[column.name] = self._number(made.source, ())
                made.made[column.name] = None
            elif not column.nullable and column.default == Literal(None):
                raise InputError(
                    f"{made.table}.{column.name} may not be null, and nothing corresponds to it",
                    mend="give the column a default",
                )

    def _is_surrogate(self, table: str, column: TableColumn) -> bool:
        """Whether it is a whole key of numbers, which nothing feeds: any new numbers will do."""
        return self.new[table].key == (column.name,) and column.type is DataType.INT

    def _followed(self, table: str) -> set[str]:
        """The columns of the foreign keys that lead from a table to corresponding columns."""
        hops = [c.new_hops[0] for c in self.mapping.columns if c.new_hops and c.rows.new == table]
        return {name for hop in hops if hop.is_forward for name in hop.reference.columns}

    def _number(self, table: str, path: tuple[Step, ...]) -> Cell | Number:
        key = self.old[table].key
        if not key:
            raise InputError(f"the table {table!r} has no key to number its rows by")
        if len(key) == 1 and self.old[table].column(key[0]).type is DataType.INT:
            return Cell(path, key[0])
        return Number(path, key)


def _step(hop: Hop) -> Step:
    pairs = zip(hop.reference.columns, hop.reference.other_columns, strict=True)
    if hop.is_forward:
        return Step(hop.end, tuple(pairs))
    return Step(hop.end, tuple((other, own) for own, other in pairs))


def parents_first(database: Database) -> list[str]:
    """The tables, each after those that it refers to (where there is no cycle)."""
    order: list[str] = []

    def visit(name: str, path: tuple[str, ...]) -> None:
        if name in order or name in path:
            return
        for reference in database[name].references:
            visit(reference.other, (*path, name))
        order.append(name)

    for table in database:
        visit(table.name, ())
    return order
