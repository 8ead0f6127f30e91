"""Rows that several owners share: looked up by what they say, and made where there is none.

A moved column goes into a lookup table where the new schema declares it unique there: one row says
it for all of its owners. An owner that comes to say something else refers to another row; the old
one stays for the others.
"""

from __future__ import annotations

from dynamite.refactor.locations import Locations
from dynamite.refactor.relation import Hop, RowLink
from dynamite.refactor.rewriting_rows import NoRewritingError
from dynamite.refactor.sql import (
    And,
    Column,
    Comparison,
    Exists,
    Expression,
    Insert,
    IsNull,
    Literal,
    NextValue,
    Not,
    Output,
    Parameter,
    Query,
    Scalar,
    Source,
    nodes,
)


def is_lookup(locations: Locations, link: RowLink, hops: tuple[Hop, ...]) -> bool:
    """Whether linked rows share the rows at the end of a path: the column there is unique."""
    if len(hops) != 1 or not hops[0].is_forward or len(hops[0].reference.columns) != 1:
        return False
    linked = {row.new for row in locations.mapping.rows}
    fed = {
        one.new_column
        for one in locations.columns()
        if (one.rows, one.new_hops) == (link, hops) and not one.old_hops
    }
    table = locations.new[hops[0].end]
    return table.name not in linked and len(fed) == 1 and tuple(fed) in table.unique


def insert_or_reuse(hop: Hop, column: str, value: Expression) -> tuple[Insert, ...]:
    """The statement that makes the row that says a value, unless there is one; none for NULL.

    Raises ``NoRewritingError`` for a value that depends on a row.
    """
    if value == Literal(None):
        return ()
    if any(isinstance(node, Column | Query | NextValue) for node in nodes(value)):
        raise NoRewritingError(f"what {hop.end}.{column} is to say is computed from rows")
    query = Query((Output(Literal(1), ""),), (Source(hop.end, hop.end),), _says(hop, column, value))
    is_missing: Expression = Not(Exists(query))
    if any(isinstance(node, Parameter) for node in nodes(value)):
        is_missing = And((Not(IsNull(value)), is_missing))
    return (Insert(hop.end, (column,), (), Query((Output(value, column),), (), is_missing)),)


def key_of(hop: Hop, column: str, value: Expression) -> Expression:
    """The key of the row that says a value; null for NULL."""
    if value == Literal(None):
        return value
    (key,) = hop.reference.other_columns
    source = Source(hop.end, hop.end)
    return Scalar(Query((Output(Column(hop.end, key), key),), (source,), _says(hop, column, value)))


def _says(hop: Hop, column: str, value: Expression) -> Comparison:
    return Comparison("=", Column(hop.end, column), value)
