"""Which functions of a program matter to which: what makes its rows, changes them, shows them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dynamite.refactor.sql import Delete, Function, Insert, Source, Update, nodes
from dynamite.refactor.tables import Database, OnDelete


def written_tables(function: Function, database: Database) -> frozenset[str]:
    """The tables that a call may change, those that foreign keys change with them included."""
    names = set()
    for node in nodes(function.statements):
        if isinstance(node, Insert):
            names.add(node.table)
        elif isinstance(node, Update | Delete):
            targets = {s.alias: s.table for s in nodes(node) if isinstance(s, Source)}
            names |= {targets[t] for t in node.targets}
    grown = True
    while grown:
        more = {
            r.table
            for name in names
            for r in database.references_to(name)
            if r.on_delete is not OnDelete.REFUSE
        }
        grown = not more <= names
        names |= more
    return frozenset(names)


def with_parents(tables: frozenset[str], database: Database) -> frozenset[str]:
    """The tables and those that they refer to, near and far."""
    found = set(tables)
    rest = list(tables)
    while rest:
        for reference in database[rest.pop()].references:
            if reference.other not in found:
                found.add(reference.other)
                rest.append(reference.other)
    return frozenset(found)


@dataclass(frozen=True)
class Relevant:
    """The functions that matter to one function.

    ``creators`` insert rows of its tables or rows that those refer to, parents first; ``changes``
    write its tables; ``queries`` read what it writes, or, where it writes nothing, its tables.
    """

    creators: tuple[Function, ...]
    changes: tuple[Function, ...]
    queries: tuple[Function, ...]


@dataclass(frozen=True)
class _Footprint:
    """The tables of a function on both sides, each with its side."""

    used: frozenset[tuple[int, str]]
    needed: frozenset[tuple[int, str]]
    written: frozenset[tuple[int, str]]
    inserted: frozenset[tuple[int, str]]
    depth: int


def relevance(sides: Sequence[tuple[Database, Sequence[Function]]]) -> dict[str, Relevant]:
    """For each function of two programs, by name, what matters to it in either of them."""
    programs = [{f.name: f for f in functions} for _, functions in sides]
    databases = [database for database, _ in sides]
    prints = {
        f.name: _footprint([program[f.name] for program in programs], databases)
        for f in sides[0][1]
    }
    functions = tuple(sides[0][1])
    return {f.name: _relevant(f, functions, prints) for f in functions}


def _relevant(
    function: Function, functions: tuple[Function, ...], prints: dict[str, _Footprint]
) -> Relevant:
    own = prints[function.name]
    creators = [f for f in functions if prints[f.name].inserted & own.needed]
    changes = [f for f in functions if prints[f.name].written & own.used]
    shown = own.written or own.used
    queries = [f for f in functions if f.is_query and prints[f.name].used & shown]
    creators.sort(key=lambda f: prints[f.name].depth)
    return Relevant(tuple(creators), tuple(changes), tuple(queries))


def _footprint(bodies: list[Function], databases: list[Database]) -> _Footprint:
    used, needed, written, inserted = (set[tuple[int, str]]() for _ in range(4))
    depth = 0
    for side, (body, database) in enumerate(zip(bodies, databases, strict=True)):
        parents = with_parents(body.tables, database)
        used |= {(side, name) for name in body.tables}
        needed |= {(side, name) for name in parents}
        written |= {(side, name) for name in written_tables(body, database)}
        inserts = [n.table for n in nodes(body.statements) if isinstance(n, Insert)]
        inserted |= {(side, name) for name in inserts}
        for name in inserts:
            depth = max(depth, len(with_parents(frozenset({name}), database)))
    return _Footprint(
        frozenset(used), frozenset(needed), frozenset(written), frozenset(inserted), depth
    )
