"""The migration of a mapping as SQL: new tables filled from old ones.

The old tables are in the schema ``old``, the new ones in ``new`` (databases of MySQL, attached
files of SQLite). Keys that the new schema makes are numbered in the order of the old key, so the
statements give the same rows wherever they run.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from dynamite.errors import InputError
from dynamite.refactor.relation import ColumnLink, Hop, Mapping, RowLink
from dynamite.refactor.sql import NextValue
from dynamite.refactor.tables import Database


@dataclass
class _Select:
    """A SELECT from an old table, while its columns and joins are gathered."""

    table: str
    columns: dict[str, str] = field(default_factory=dict)
    joins: dict[tuple[Hop, ...], str] = field(default_factory=dict)
    texts: list[str] = field(default_factory=list)

    def at(self, hops: tuple[Hop, ...]) -> str:
        """The alias of the row at the end of an old path."""
        if not hops:
            return "x"
        if hops not in self.joins:
            before, hop = self.at(hops[:-1]), hops[-1]
            alias = f"x{len(self.joins) + 1}"
            reference = hop.reference
            child, parent = (before, alias) if hop.is_forward else (alias, before)
            on = " AND ".join(
                f"{parent}.{_quoted(other)} = {child}.{_quoted(own)}"
                for own, other in zip(reference.columns, reference.other_columns, strict=True)
            )
            self.texts.append(f"LEFT JOIN old.{_quoted(hop.end)} AS {alias} ON {on}")
            self.joins[hops] = alias
        return self.joins[hops]


def migration_statements(mapping: Mapping, old: Database, new: Database) -> tuple[str, ...]:
    """The INSERT statements, parents first; raises ``InputError`` where a table has two sources."""
    selects: dict[str, _Select] = {}
    for link in mapping.rows:
        _add_rows(selects, link, mapping, old, new)
    for one in mapping.columns:
        if one.new_hops:
            _add_satellite(selects, one, mapping, old, new)
    return tuple(_text(name, selects[name]) for name in _parents_first(new) if name in selects)


def _add_rows(
    selects: dict[str, _Select], link: RowLink, mapping: Mapping, old: Database, new: Database
) -> None:
    """The rows that are linked to old ones, with the columns that need no path of the new side."""
    if link.new in selects:
        raise InputError(f"the rows of {link.new!r} come from several old tables")
    select = selects[link.new] = _Select(link.old)
    for one, other in link.pairs:
        select.columns[other] = f"x.{_quoted(one)}"
    for column in mapping.columns:
        if column.rows == link and not column.new_hops:
            alias = select.at(column.old_hops)
            select.columns[column.new_column] = f"{alias}.{_quoted(column.old_column)}"
        elif column.rows == link and column.new_hops[0].is_forward:
            for own in column.new_hops[0].reference.columns:
                select.columns.setdefault(own, _number(old, link.old))


def _add_satellite(
    selects: dict[str, _Select], one: ColumnLink, mapping: Mapping, old: Database, new: Database
) -> None:
    """A column in a table that the linked row leads to: a row of it for each old row."""
    end = one.new_hops[-1].end
    linked = next((link for link in mapping.rows if link.new == end), None)
    if linked is not None:
        _add_from_linked(selects[end], one, linked, old)
        return
    if len(one.new_hops) != 1:
        raise InputError(f"the rows of {end!r} are {len(one.new_hops)} steps from any old row")
    select = selects.setdefault(end, _Select(one.rows.old))
    if select.table != one.rows.old:
        raise InputError(f"the rows of {end!r} come from several old tables")
    (hop,) = one.new_hops
    reference = hop.reference
    if hop.is_forward:
        for other in reference.other_columns:
            select.columns[other] = _number(old, one.rows.old)
    else:
        pairs = {new_column: old_column for old_column, new_column in one.rows.pairs}
        for own, other in zip(reference.columns, reference.other_columns, strict=True):
            select.columns[own] = f"x.{_quoted(pairs[other])}"
        for name in new[end].key:
            if isinstance(new[end].column(name).default, NextValue):
                select.columns.setdefault(name, _number(old, one.rows.old))
    alias = select.at(one.old_hops)
    select.columns[one.new_column] = f"{alias}.{_quoted(one.old_column)}"


def _add_from_linked(select: _Select, one: ColumnLink, linked: RowLink, old: Database) -> None:
    """A column of a table whose rows are linked to those of another old table: seen from there."""
    for reference in old[linked.old].references:
        if reference.other == one.rows.old and len(one.new_hops) == 1:
            alias = select.at((Hop(reference),))
            select.columns[one.new_column] = f"{alias}.{_quoted(one.old_column)}"
            return
    raise InputError(f"no old foreign key leads from {linked.old!r} to {one.rows.old!r}")


def _number(old: Database, table: str) -> str:
    key = ", ".join(f"x.{_quoted(name)}" for name in old[table].key)
    if not key:
        raise InputError(f"the table {table!r} has no key to number its rows by")
    return f"ROW_NUMBER() OVER (ORDER BY {key})"


def _text(name: str, select: _Select) -> str:
    names = ", ".join(_quoted(column) for column in select.columns)
    values = ", ".join(select.columns.values())
    joins = "".join(f"\n{text}" for text in select.texts)
    return (
        f"INSERT INTO new.{_quoted(name)} ({names})\nSELECT {values}\n"
        f"FROM old.{_quoted(select.table)} AS x{joins}"
    )


def _parents_first(database: Database) -> list[str]:
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


def script(statements: tuple[str, ...]) -> str:
    """The statements as a file."""
    return "".join(f"{statement};\n\n" for statement in statements).rstrip("\n") + "\n"


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
