"""Statements without joins that add nothing.

A row joined to itself by its key is that row.

A source that a declared foreign key, never null, leads to has exactly one row for each row that
refers to it. Where only its key is used, the foreign key itself says as much.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from dynamite.refactor.sql import (
    Column,
    Comparison,
    Delete,
    Join,
    Query,
    Source,
    Statement,
    Update,
    conjunction,
    conjuncts,
    nodes,
    rewrite,
)
from dynamite.refactor.tables import Database


def simplify(statement: Statement, database: Database) -> Statement:
    """The statement with joins left out whose only use is their key, in subqueries too."""

    def change(node: Any) -> Any:
        while isinstance(node, Query | Update | Delete):
            shorter = _shorter(node, database)
            if shorter is None:
                return node
            node = shorter
        return node

    return rewrite(statement, change)


def _shorter(node: Query | Update | Delete, database: Database) -> Query | Update | Delete | None:
    """The statement with one join less."""
    targets = () if isinstance(node, Query) else node.targets
    same = _same_row(node, targets, database)
    if same is not None:
        return same
    if len(node.sources) < 2 or any(s.join is Join.LEFT for s in node.sources):
        return None
    conditions = [p for s in node.sources for p in conjuncts(s.on)] + list(conjuncts(node.where))
    for source in node.sources:
        if source.alias in targets:
            continue
        for child in node.sources:
            link = _link(source, child, conditions, database)
            if child is source or link is None:
                continue
            moved = _moved(node, source, child, link, conditions)
            if moved is not None:
                return moved
    return None


def _same_row(
    node: Query | Update | Delete, targets: tuple[str, ...], database: Database
) -> Query | Update | Delete | None:
    """The statement without a source that is the row of another one, by the whole key."""
    for number, source in enumerate(node.sources):
        key = database[source.table].key
        conditions = list(conjuncts(source.on))
        if source.join is not Join.LEFT:
            conditions += conjuncts(node.where)
        for other in node.sources[:number]:
            equal = [
                c
                for name in key
                for c in conditions
                if _equates([c], Column(source.alias, name), Column(other.alias, name))
            ]
            is_whole = bool(key) and len(equal) == len(key) and source.alias not in targets
            is_plain = source.join is not Join.LEFT or set(conditions) == set(equal)
            if other.table == source.table and is_whole and is_plain:
                if other.join is Join.LEFT and source.join is not Join.LEFT:
                    continue
                return _as_one(node, source, other, set(equal))
    return None


def _as_one(
    node: Query | Update | Delete, source: Source, other: Source, equal: set[Any]
) -> Query | Update | Delete:
    def there(part: Any) -> Any:
        if isinstance(part, Column) and part.alias == source.alias:
            return Column(other.alias, part.name)
        return part

    kept = [c for c in conjuncts(source.on) if c not in equal]
    where = [c for c in (*kept, *conjuncts(node.where)) if c not in equal]
    sources = tuple(s for s in node.sources if s is not source)
    rest = replace(node, sources=sources, where=conjunction(tuple(where)))
    return rewrite(rest, there)


def _link(
    source: Source, child: Source, conditions: list[Any], database: Database
) -> dict[str, str] | None:
    """The columns of the child for those of the source's key that it refers to, never null."""
    for reference in database[child.table].references:
        if reference.other != source.table:
            continue
        pairs = dict(zip(reference.other_columns, reference.columns, strict=True))
        if any(database[child.table].column(own).nullable for own in pairs.values()):
            continue
        if all(
            _equates(conditions, Column(source.alias, other), Column(child.alias, own))
            for other, own in pairs.items()
        ):
            return pairs
    return None


def _equates(conditions: list[Any], one: Column, other: Column) -> bool:
    return any(c in (Comparison("=", one, other), Comparison("=", other, one)) for c in conditions)


def _moved(
    node: Query | Update | Delete,
    source: Source,
    child: Source,
    link: dict[str, str],
    conditions: list[Any],
) -> Query | Update | Delete | None:
    """The statement that says of the child's columns what it said of the source's."""

    def there(part: Any) -> Any:
        if isinstance(part, Column) and part.alias == source.alias and part.name in link:
            return Column(child.alias, link[part.name])
        return part

    trivial = {
        Comparison("=", Column(child.alias, own), Column(child.alias, own)) for own in link.values()
    }
    kept = [c for part in conditions if (c := rewrite(part, there)) not in trivial]
    sources = [s for s in node.sources if s is not source]
    rest = _rebuilt(node, sources, kept)
    rest = rewrite(rest, there)
    used = any(isinstance(n, Column) and n.alias == source.alias for n in nodes(rest))
    return None if used else rest


def _rebuilt(
    node: Query | Update | Delete, sources: list[Source], conditions: list[Any]
) -> Query | Update | Delete:
    """The statement over inner joins, each condition at the first source where it can be asked."""
    order = [s.alias for s in sources]
    at: dict[str, list[Any]] = {alias: [] for alias in order}
    where: list[Any] = []
    is_query = isinstance(node, Query)
    for condition in conditions:
        named = [n.alias for n in nodes(condition) if isinstance(n, Column) and n.alias in order]
        last = max(named, key=order.index, default=order[0])
        is_join = len(set(named)) > 1 and is_query
        (at[last] if is_join and last != order[0] else where).append(condition)
    joined = []
    for number, source in enumerate(sources):
        on = conjunction(tuple(at[source.alias])) if number else None
        join = Join.INNER if on is not None else Join.CROSS
        joined.append(Source(source.table, source.alias, join, on))
    return replace(node, sources=tuple(joined), where=conjunction(tuple(where)))
