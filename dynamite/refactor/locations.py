"""Where the values of an old table are in the new one, by a mapping."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dynamite.refactor.relation import ColumnLink, Hop, Mapping, RowLink
from dynamite.refactor.tables import Database, Reference


@dataclass(frozen=True)
class Location:
    """A column at the end of a path from a linked row of the new database."""

    rows: RowLink
    hops: tuple[Hop, ...]
    column: str

    @property
    def table(self) -> str:
        return self.hops[-1].end if self.hops else self.rows.new


@dataclass(frozen=True)
class Locations:
    """A mapping, asked from the old side."""

    mapping: Mapping
    old: Database
    new: Database

    def anchors(self, table: str) -> tuple[RowLink, ...]:
        """The links of an old table's rows; its anchor is the first."""
        return tuple(link for link in self.mapping.rows if link.old == table)

    def owner(self, table: str) -> ColumnLink | None:
        """For an old table whose rows are linked to none: how it is reached from one that is."""
        if self.anchors(table):
            return None
        found = [c for c in self.mapping.columns if c.old_table == table and c.old_hops]
        return min(found, key=lambda c: len(c.old_hops), default=None)

    def locations(
        self, table: str, column: str, hops: tuple[Hop, ...] = ()
    ) -> tuple[Location, ...]:
        """Where the value is that an old row has in a column, or that a path from it leads to."""
        found = []
        if not hops:
            for link in self.anchors(table):
                found += [Location(link, (), new) for old, new in link.pairs if old == column]
        for one in self.mapping.columns:
            if (one.rows.old, one.old_hops, one.old_column) == (table, hops, column):
                found.append(Location(one.rows, one.new_hops, one.new_column))
        return tuple(found)

    def satellites(self, table: str) -> tuple[tuple[RowLink, tuple[Hop, ...]], ...]:
        """The paths from an old table's linked rows to other new tables that hold its values."""
        found = [
            (one.rows, one.new_hops)
            for one in self.mapping.columns
            if one.rows.old == table and not one.old_hops and one.new_hops
        ]
        return tuple(dict.fromkeys(found))

    def columns(self) -> Iterator[ColumnLink]:
        yield from self.mapping.columns


def reference_between(
    database: Database, child: tuple[str, str], parent: tuple[str, str]
) -> Reference | None:
    """The foreign key of one column that leads from the first column to the second."""
    for reference in database[child[0]].references:
        if (
            reference.columns == (child[1],)
            and (reference.other, *reference.other_columns) == parent
        ):
            return reference
    return None
