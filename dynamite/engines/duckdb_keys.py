"""Keys that the loaded facts themselves show, and the removal of facts that were loaded twice.

A table of a store may declare no key and have one all the same. Where a single column tells all
facts apart, no rule over them needs its duplicates removed, and joins follow it as a declared key.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from dynamite.engines.duckdb_database import Database
from dynamite.engines.sql_terms import column_name

SAMPLED_ROWS = 2_048
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
        if database.size(exp.select("*").from_(table).distinct().subquery("u")) == rows:
            return whole
    _remove_repeated(database, table, arity)
    return whole


def find_key(database: Database, table: exp.Table, columns: Sequence[int]) -> int | None:
    """One of the columns that is never null and tells all rows apart."""
    rows = database.size(table)
    for position in _promising(database, table, columns, rows)[:TRIED_COLUMNS]:
        if database.number(_values(table, position)) == rows:
            return position
    return None


def _promising(
    database: Database, table: exp.Table, columns: Sequence[int], rows: int
) -> list[int]:
    """The columns that tell the first rows apart."""
    if not columns:
        return []
    first = exp.select("*").from_(table).limit(SAMPLED_ROWS).subquery("f")
    counts = [exp.Count(this=exp.Distinct(expressions=[_column(n)])) for n in columns]
    found = database.row(exp.select(*counts).from_(first)) or ()
    sampled = min(rows, SAMPLED_ROWS)
    return [column for column, count in zip(columns, found, strict=True) if count == sampled]


def _values(table: exp.Table, position: int) -> exp.Select:
    count = exp.Count(this=exp.Distinct(expressions=[_column(position)]))
    return exp.select(count).from_(table)


def _remove_repeated(database: Database, table: exp.Table, arity: int) -> None:
    row_id = exp.column("rowid")
    columns = [_column(position) for position in range(max(arity, 1))]
    kept = exp.select(exp.Min(this=row_id)).from_(table).group_by(*columns)
    repeated = exp.Not(this=exp.In(this=row_id.copy(), query=exp.Subquery(this=kept)))
    database.execute(exp.delete(table, where=repeated))


def _column(position: int) -> exp.Column:
    return exp.column(column_name(position), quoted=True)
