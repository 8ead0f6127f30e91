"""Digests of records as SQL: equal exactly where records are equal, ids of no meaning aside.

A record's digest is the MD5 of its attributes, each with its length, so that no two records give
one text; of a nested record also of its place in its array; of a document also of the digests of
all that is nested in it, summed up by parent. The digest of a relation is the number of its
records and the sums of both halves of their digests: it does not depend on any order, and takes one
pass. Zero and minus zero are one; so are null and absent, but in documents.

Legend: side 0 is what the program says, side 1 what is there; ``t`` a table of records, ``d`` one
of digests with ``r`` the record's row, ``p`` its parent, ``i`` its id, ``lo`` and ``hi``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dynamite.schema import Attribute, Key, Kind, Model, RecordType, Schema
from dynamite.values import DataType

SIDES = (0, 1)
_HALF = f"{2**64 - 1}::UHUGEINT"


@dataclass(frozen=True)
class GraphIds:
    """Whether the ids of a graph's nodes are compared, or stand for content; and of which types of
    edges. ``own`` are those whose ids the store has made itself, although the program gives some.
    """

    nodes: bool = True
    edges: frozenset[Key] = frozenset()
    own: frozenset[Key] = frozenset()


@dataclass(frozen=True)
class Naming:
    """The tables of a schema's record types, by number."""

    schema: Schema

    def records(self, side: int, record_type: RecordType) -> str:
        return f"t{side}_{self.schema.record_types.index(record_type)}"

    def digests(self, side: int, record_type: RecordType) -> str:
        return f"d{side}_{self.schema.record_types.index(record_type)}"

    def differing(self, record_type: RecordType) -> str:
        return f"x{self.schema.record_types.index(record_type)}"


def digest_order(schema: Schema) -> tuple[RecordType, ...]:
    """The record types, each after those whose digests it needs: children and nodes first."""
    edges = [rt for rt in schema if rt.kind is Kind.EDGE]
    others = [rt for rt in schema if rt.kind is not Kind.EDGE]
    return (*reversed(others), *edges)


def digest_statement(naming: Naming, side: int, record_type: RecordType, ids: GraphIds) -> str:
    """The statement that makes the table of a record type's digests."""
    parts = list(_parts(record_type, ids))
    joins: list[str] = []
    for child in naming.schema.children(record_type):
        own = f"s{record_type.columns.index('_id')}"
        parts.append(_joined(joins, _summed(naming.digests(side, child), "p"), own))
    if record_type.kind is Kind.EDGE and not ids.nodes:
        nodes = " UNION ALL ".join(
            f"SELECT i, lo, hi FROM {naming.digests(side, node)}"
            for node in naming.schema
            if node.kind is Kind.NODE
        )
        for end in ("s1", "s2") if nodes else ():
            parts.append(_joined(joins, _summed(f"({nodes})", "i"), end))
    text = f"concat({', '.join(parts)})" if parts else "''"
    parent = "t.s0" if record_type.is_nested else "NULL"
    own = f"t.s{record_type.columns.index('_id')}" if record_type.surrogates else "NULL"
    return (
        f"CREATE TABLE {naming.digests(side, record_type)} AS "
        f"SELECT r, p, i, CAST(h >> 64 AS UBIGINT) AS lo, CAST(h & {_HALF} AS UBIGINT) AS hi "
        f"FROM (SELECT t.rowid AS r, {parent} AS p, {own} AS i, md5_number({text}) AS h "
        f"FROM {naming.records(side, record_type)} AS t {' '.join(joins)})"
    )


def _parts(record_type: RecordType, ids: GraphIds) -> Iterator[str]:
    """What a record's digest is made of, of the record alone: text, never null."""
    match record_type.kind:
        case Kind.NODE if ids.nodes:
            yield _part("t.s0")
        case Kind.EDGE:
            if record_type.key in ids.edges:
                yield _part("t.s0")
            if ids.nodes:
                yield _part("t.s1")
                yield _part("t.s2")
        case Kind.ARRAY | Kind.SCALARS:
            yield _part("t.s2")
    for number, attribute in enumerate(record_type.attributes):
        text = value_text(attribute, f"t.c{number}")
        # The text of an element of XML that has none is null or absent, which is not known.
        tells = record_type.kind.model is Model.DOCUMENT and attribute.name != "_text"
        absent = f"t.a{number}" if tells else None
        yield _part(text, absent)


def _part(value: str, absent: str | None = None) -> str:
    """A value with its length before it: no two lists of values give the same text."""
    text = f"CAST({value} AS VARCHAR)"
    there = f"concat(length({text}), ':', {text})"
    marks = f"WHEN {absent} THEN 'a' " if absent else ""
    return f"CASE {marks}WHEN {value} IS NULL THEN 'n' ELSE {there} END"


def value_text(attribute: Attribute, column: str) -> str:
    """An expression that is equal for equal values of the attribute, and for no others."""
    match attribute.type:
        case DataType.FLOAT:
            return f"CASE WHEN {column} = 0 THEN 0 ELSE {column} END"
        case DataType.BYTES:
            return f"hex({column})"
    return column


def _joined(joins: list[str], grouped: str, key: str) -> str:
    alias = f"k{len(joins)}"
    joins.append(f"LEFT JOIN {grouped} AS {alias} ON {alias}.k = t.{key}")
    return f"concat('(', coalesce({alias}.n, 0), ',', {alias}.lo, ',', {alias}.hi, ')')"


def _summed(digests: str, key: str) -> str:
    """The digests summed up by a key: the same for the same records in any order."""
    sums = "count(*) AS n, sum(lo) AS lo, sum(hi) AS hi"
    return f"(SELECT {key} AS k, {sums} FROM {digests} GROUP BY {key})"


def total_query(digests: str) -> str:
    """A query of the number of a relation's records, and of both sums of their digests."""
    return f"SELECT count(*), coalesce(sum(lo), 0), coalesce(sum(hi), 0) FROM {digests}"


def shown_digest(low: int, high: int) -> str:
    """The sums as 32 hexadecimal digits.

    >>> shown_digest(1, 255)
    '00000000000000ff0000000000000001'
    """
    return f"{high % 2**64:016x}{low % 2**64:016x}"
