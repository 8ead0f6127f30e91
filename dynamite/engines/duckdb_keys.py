"""Keys that the loaded facts themselves show, and the removal of facts that were loaded twice.

A table of a store may declare no key and have one all the same. Where a single column tells all
facts apart, no rule over them needs its duplicates removed, and joins follow it as a declared key.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from dynamite.engines.duckdb_database import Database
from dynamite.engines.sql_terms import column_name

SAMPLED_ROWS = 256
"""How many rows a column must tell apart before all of its values are looked at."""
TRIED_COLUMNS = 3
"""How many columns are looked at whole."""


def make_distinct(database: Database, table: exp.Table, arity: int) -> frozenset[int]:
    """Remove all but the first of equal facts, where there are any; returns a key of what is left.

    The key is one column, else all columns.
    """
    whole = frozenset(range(arity))
    rows = database.size(table)
    if arity and rows > 1:
        key = find_key(database, table, range(arity))
        if key is not None:
            return frozenset({key})
        columns = [_column(position) for position in range(arity)]
        if database.size(exp.select(*columns).from_(table).distinct().subquery("u")) == rows:
            return whole
    _remove_repeated(database, table, arity)
    return whole


def find_key(database: Database, table: exp.Table, columns: Sequence[int]) -> int | None:
    """One of the columns that is never null and tells all rows apart."""
    if not columns:
        return None
    rows, tried = database.size(table), 0
    # Counting in the database would be a hash table for every column.
    few = exp.select(*(_column(position) for position in columns)).from_(table)
    sampled = database.rows(few.limit(SAMPLED_ROWS))
    for place, position in enumerate(columns):
        found = {repr(row[place]) for row in sampled if row[place] is not None}
        if len(found) < len(sampled):
            continue
        if database.number(_values(table, position)) == rows:
            return position
        tried += 1
        if tried == TRIED_COLUMNS:
            break
    return None


def _values(table: exp.Table, position: int) -> exp.Select:
    return exp.select(_count_distinct(position)).from_(table)


def _count_distinct(position: int) -> exp.Count:
    """The number of values of a column; a null is none."""
    return exp.Count(this=exp.Distinct(expressions=[_column(position)]))


def _remove_repeated(database: Database, table: exp.Table, arity: int) -> None:
    columns = [_column(position) for position in range(max(arity, 1))]
    first = exp.alias_(exp.Min(this=exp.column("rowid")), "first")
    once = exp.select(*columns, first).from_(table).group_by(*columns).subquery("u")
    database.replace(table, exp.select(*columns).from_(once).order_by("first"), "TABLE")


def _column(position: int) -> exp.Column:
    return exp.column(column_name(position), quoted=True)
