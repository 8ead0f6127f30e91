"""From a value correspondence to mappings: which rows are linked, along which foreign keys.

Rows are linked by keys: an old key whose columns correspond to a new key, a new key that is also a
foreign key to such a one (a child that shares its parent's key), a new key that old columns feed (a
natural key). Other columns are reached from linked rows along foreign keys, shortest first; where
several paths are as short, each is a mapping of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping as Map
from itertools import islice, product
from typing import Final

from dynamite.refactor.classes import Side
from dynamite.refactor.correspondence import Correspondence, Field
from dynamite.refactor.relation import ColumnLink, Hop, Mapping, RowLink
from dynamite.refactor.tables import Database

Identities = Map[tuple[Side, str], tuple[str, ...]]

HOPS: Final = 2
"""At most so many foreign keys from a linked row to a column, on each side."""

ALTERNATIVES: Final = 12


def mappings(
    found: Correspondence, old: Database, new: Database, identities: Identities
) -> Iterator[Mapping]:
    """The mappings of a correspondence, those with the shortest paths first."""
    links = tuple(row_links(found, old, new, identities))
    columns = []
    for one, other in found.pairs:
        choices = _choices(one, other, links, old, new)
        if choices:
            columns.append(choices)
    columns += _implied(found, links, old, new)
    for combination in islice(product(*columns), ALTERNATIVES):
        yield Mapping(links, combination)


def _implied(
    found: Correspondence, links: tuple[RowLink, ...], old: Database, new: Database
) -> Iterator[list[ColumnLink]]:
    """The sources of new foreign keys that have none of their own.

    Such a column holds the key of a row that the old row leads to, by a value that corresponds.
    """
    for link in links:
        for reference in new[link.new].references:
            if len(reference.columns) != 1:
                continue
            (column,), (referred,) = reference.columns, reference.other_columns
            source = found.source((reference.other, referred))
            is_known = found.source((link.new, column)) or column in dict(map(_swap, link.pairs))
            if source is None or is_known:
                continue
            steps = [path for path in paths(old, link.old, source[0]) if _is_lookup(path)]
            shortest = min(map(len, steps), default=0)
            choices = [
                _shortened(ColumnLink(link, path, source[1], (), column))
                for path in steps
                if len(path) == shortest
            ]
            if choices:
                yield choices


def _swap(pair: tuple[str, str]) -> tuple[str, str]:
    return pair[1], pair[0]


def _is_lookup(path: tuple[Hop, ...]) -> bool:
    return bool(path) and all(hop.is_forward for hop in path)


def _shortened(link: ColumnLink) -> ColumnLink:
    """The link without a last step to a column that the foreign key itself holds."""
    *before, last = link.old_hops
    reference = last.reference
    if link.old_column in reference.other_columns:
        own = reference.columns[reference.other_columns.index(link.old_column)]
        return ColumnLink(link.rows, tuple(before), own, (), link.new_column)
    return link


def row_links(
    found: Correspondence, old: Database, new: Database, identities: Identities
) -> Iterator[RowLink]:
    """The pairs of tables whose rows stand for the same things."""
    linked: list[RowLink] = []
    for table in old:
        key = identities.get((Side.OLD, table.name), ())
        for other in new:
            new_key = identities.get((Side.NEW, other.name), ())
            if not new_key:
                continue
            pairs = _pairs(found, table.name, other.name, new_key, old, new)
            if len(pairs) == len(new_key) and {one for one, _ in pairs} == set(key):
                linked.append(RowLink(table.name, other.name, tuple(sorted(pairs))))
    yield from linked
    for table in old:
        for other in new:
            new_key = identities.get((Side.NEW, other.name), ())
            pairs = [
                (source[1], column)
                for column in new_key
                if (source := found.source((other.name, column))) and source[0] == table.name
            ]
            taken = {(link.old, link.new) for link in linked}
            if new_key and len(pairs) == len(new_key) and (table.name, other.name) not in taken:
                yield RowLink(table.name, other.name, tuple(sorted(pairs)))


def _pairs(
    found: Correspondence,
    table: str,
    other: str,
    new_key: tuple[str, ...],
    old: Database,
    new: Database,
) -> list[tuple[str, str]]:
    """The columns of the old table that feed the new key.

    Directly, or through what the new key refers to, or the old one.
    """
    pairs = []
    for column in new_key:
        source = found.source((other, column))
        if source is None:
            source = _source_through(found, other, column, new)
        if source is None:
            continue
        if source[0] == table:
            pairs.append((source[1], column))
            continue
        for reference in old[table].references:
            if (reference.other, *reference.other_columns) == source:
                pairs.append((reference.columns[0], column))
    return pairs


def _source_through(found: Correspondence, table: str, column: str, new: Database) -> Field | None:
    for reference in new[table].references:
        if reference.columns == (column,):
            return found.source((reference.other, reference.other_columns[0]))
    return None


def _choices(
    one: Field, other: Field, links: tuple[RowLink, ...], old: Database, new: Database
) -> list[ColumnLink]:
    """The shortest ways in which linked rows reach both columns."""
    found: list[ColumnLink] = []
    for link in links:
        if (one[1], other[1]) in link.pairs and (one[0], other[0]) == (link.old, link.new):
            return []
        for old_hops in paths(old, link.old, one[0]):
            for new_hops in paths(new, link.new, other[0]):
                found.append(ColumnLink(link, old_hops, one[1], new_hops, other[1]))
    shortest = min((len(c.old_hops) + len(c.new_hops) for c in found), default=0)
    return [c for c in found if len(c.old_hops) + len(c.new_hops) == shortest]


def paths(database: Database, start: str, end: str) -> list[tuple[Hop, ...]]:
    """The paths of at most ``HOPS`` foreign keys between two tables, shortest first."""
    found: list[tuple[Hop, ...]] = [()] if start == end else []
    current: list[tuple[Hop, ...]] = [()]
    for _ in range(HOPS):
        following = []
        for path in current:
            at = path[-1].end if path else start
            steps = [Hop(reference, True) for reference in database[at].references]
            steps += [Hop(reference, False) for reference in database.references_to(at)]
            for step in steps:
                visited = {start, *(hop.end for hop in path)}
                if step.end not in visited:
                    following.append((*path, step))
        found += [path for path in following if path[-1].end == end]
        current = following
    return found
