"""Two sides compared: what a program says, and what a store holds.

Both sides are loaded into the scratch database, digests are made of both, and only where the
digests of a relation differ is it looked for which records do.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pyarrow as pa

from dynamite.progress import Report
from dynamite.schema import Attribute, Key, Kind, Model, RecordType, Schema
from dynamite.verification.digests import (
    SIDES,
    GraphIds,
    Naming,
    digest_order,
    digest_statement,
    shown_digest,
    total_query,
    value_text,
)
from dynamite.verification.layout import table_columns
from dynamite.verification.report import DifferentRecord, RelationResult, Side
from dynamite.verification.scratch import Scratch
from dynamite.verification.showing import Showing

SAID, FOUND = SIDES
SHOWN_RECORDS = 3
"""How many records of each kind of difference are shown, of each relation."""


@dataclass(frozen=True)
class Compared:
    """The results by record type, in the schema's order, and how a graph's ids were taken."""

    relations: tuple[RelationResult, ...]
    ids: GraphIds


def compare(
    scratch: Scratch,
    schema: Schema,
    said: Iterable[tuple[Key, pa.RecordBatch]],
    found: Iterable[tuple[Key, pa.RecordBatch]],
    progress: Report,
) -> Compared:
    """The comparison of two sides, each given as batches of ``layout.stored``."""
    comparison = _Comparison(scratch, schema, Naming(schema))
    comparison.load(SAID, said, "deriving", progress)
    comparison.load(FOUND, found, "reading back", progress)
    ids = comparison.graph_ids()
    for record_type in digest_order(schema):
        progress(f"comparing {record_type.name}", 0, None)
        comparison.digest(record_type, ids)
    return Compared(tuple(comparison.result(rt, ids) for rt in schema), ids)


@dataclass(frozen=True)
class _Comparison:
    scratch: Scratch
    schema: Schema
    naming: Naming

    def load(
        self,
        side: int,
        batches: Iterable[tuple[Key, pa.RecordBatch]],
        stage: str,
        progress: Report,
    ) -> None:
        for record_type in self.schema:
            table = self.naming.records(side, record_type)
            self.scratch.execute(f"CREATE TABLE {table} ({table_columns(record_type)})")
        done = dict.fromkeys(self.schema.by_key, 0)
        for key, batch in batches:
            record_type = self.schema[key]
            self.scratch.insert(self.naming.records(side, record_type), batch)
            done[key] += batch.num_rows
            progress(f"{stage} {record_type.name}", done[key], None)

    def graph_ids(self) -> GraphIds:
        """Ids are compared unless both sides have some and not one in common: then the store has
        ids of its own. An edge that the program gives no id is not compared by any."""
        if self.schema.model is not Model.GRAPH:
            return GraphIds()
        edges = [record_type for record_type in self.schema if record_type.kind is Kind.EDGE]
        given = [record_type for record_type in edges if self._distinct_ids(SAID, [record_type])]
        kept = frozenset(edge.key for edge in given if self._share_ids([edge]))
        own = frozenset(edge.key for edge in given) - kept
        nodes = [record_type for record_type in self.schema if record_type.kind is Kind.NODE]
        return GraphIds(self._share_ids(nodes), kept, own)

    def _share_ids(self, record_types: Sequence[RecordType]) -> bool:
        """Whether both sides have ids in common, or one has none at all."""
        if not all(self._distinct_ids(side, record_types) for side in SIDES):
            return True
        said, found = (self._ids(side, record_types) for side in SIDES)
        return bool(self.scratch.row(f"SELECT count(*) FROM ({said} INTERSECT {found})")[0])

    def _distinct_ids(self, side: int, record_types: Sequence[RecordType]) -> int:
        if not record_types:
            return 0
        return int(self.scratch.row(f"SELECT count(*) FROM ({self._ids(side, record_types)})")[0])

    def _ids(self, side: int, record_types: Sequence[RecordType]) -> str:
        tables = (self.naming.records(side, record_type) for record_type in record_types)
        every = " UNION ALL ".join(f"SELECT s0 FROM {table}" for table in tables)
        return f"SELECT DISTINCT s0 FROM ({every}) WHERE s0 IS NOT NULL"

    def digest(self, record_type: RecordType, ids: GraphIds) -> None:
        for side in SIDES:
            self.scratch.execute(digest_statement(self.naming, side, record_type, ids))

    def result(self, record_type: RecordType, ids: GraphIds) -> RelationResult:
        sides = [self._side(side, record_type) for side in SIDES]
        result = RelationResult(record_type.name, sides[SAID], sides[FOUND])
        if result.is_equal or record_type.is_nested:
            return result
        return self._with_differences(record_type, result, ids)

    def _side(self, side: int, record_type: RecordType) -> Side:
        query = total_query(self.naming.digests(side, record_type))
        records, low, high = self.scratch.row(query)
        return Side(records, shown_digest(low, high))

    def _with_differences(
        self, record_type: RecordType, result: RelationResult, ids: GraphIds
    ) -> RelationResult:
        differing = _Differing(self.scratch, self.naming, record_type)
        missing, unexpected = differing.find()
        key = differing.key()
        showing = Showing(self.scratch, self.naming, ids)
        first: list[DifferentRecord] = []
        changed = 0
        if key:
            changed = differing.pair(key)
            for row, other in differing.pairs(SHOWN_RECORDS):
                said = showing.record(SAID, record_type, row)
                first.append(DifferentRecord(said, showing.record(FOUND, record_type, other)))
        for row in differing.alone(SAID, SHOWN_RECORDS):
            first.append(DifferentRecord(showing.record(SAID, record_type, row), None))
        for row in differing.alone(FOUND, SHOWN_RECORDS):
            first.append(DifferentRecord(None, showing.record(FOUND, record_type, row)))
        return replace(
            result,
            missing=missing - changed,
            unexpected=unexpected - changed,
            changed=changed,
            key=tuple(record_type.columns[column] for column in key),
            first=tuple(first),
        )


class _Differing:
    """The records of one type that differ: those of which one side has more than the other."""

    def __init__(self, scratch: Scratch, naming: Naming, record_type: RecordType) -> None:
        self._scratch = scratch
        self._naming = naming
        self._record_type = record_type
        self._table = naming.differing(record_type)
        self._paired = False

    def find(self) -> tuple[int, int]:
        """How many records are missing, and how many unexpected.

        Their table has a row for each record that differs, in its side: ``r`` the record's row,
        ``n`` how many of its like are too many.
        """
        said, found = (self._naming.digests(side, self._record_type) for side in SIDES)
        self._scratch.execute(
            f"CREATE TABLE {self._table} AS "
            "SELECT CASE WHEN n0 > n1 THEN 0 ELSE 1 END AS side, abs(n0 - n1) AS n, "
            "CASE WHEN n0 > n1 THEN r0 ELSE r1 END AS r "
            "FROM (SELECT lo, hi, sum(1 - side) AS n0, sum(side) AS n1, "
            "min(r) FILTER (side = 0) AS r0, min(r) FILTER (side = 1) AS r1 "
            f"FROM (SELECT 0 AS side, r, lo, hi FROM {said} "
            f"UNION ALL SELECT 1 AS side, r, lo, hi FROM {found}) GROUP BY lo, hi) WHERE n0 <> n1"
        )
        missing, unexpected = self._scratch.row(
            "SELECT coalesce(sum(n) FILTER (side = 0), 0), coalesce(sum(n) FILTER (side = 1), 0) "
            f"FROM {self._table}"
        )
        return int(missing), int(unexpected)

    def key(self) -> Sequence[int]:
        """The columns by which records pair: the declared key, a graph's id, else the attribute
        that tells all differing records of each side apart and pairs the most of them."""
        record_type = self._record_type
        if record_type.primary_key:
            return [record_type.columns.index(name) for name in record_type.primary_key]
        first = len(record_type.surrogates)
        candidates = list(range(first, len(record_type.columns)))
        if record_type.kind.model is Model.GRAPH:
            candidates.insert(0, 0)
        best: tuple[int, ...] = ()
        most = 0
        for column in candidates:
            pairs = self._pairs_by(column)
            if pairs > most:
                best, most = (column,), pairs
        return best

    def _pairs_by(self, column: int) -> int:
        """How many records pair by a column; none where it does not tell the records apart."""
        value = self._value("t", column)
        said, found = (f"(SELECT {value} AS v FROM {self._records(side)} AS t)" for side in SIDES)
        for side in (said, found):
            records, values = self._scratch.row(f"SELECT count(*), count(DISTINCT v) FROM {side}")
            if records != values:
                return 0
        return int(
            self._scratch.row(f"SELECT count(*) FROM {said} AS a JOIN {found} AS b USING (v)")[0]
        )

    def pair(self, key: Sequence[int]) -> int:
        """Pair the records by the columns; how many pairs there are."""
        equal = " AND ".join(f"{self._value('a', c)} = {self._value('b', c)}" for c in key)
        order = ", ".join(f"v{n}" for n in range(len(key)))
        values = ", ".join(f"{self._value('a', c)} AS v{n}" for n, c in enumerate(key))
        self._scratch.execute(
            f"CREATE TABLE p{self._table} AS SELECT a.r AS r0, b.r AS r1, "
            f"row_number() OVER (ORDER BY {order}) AS position "
            f"FROM (SELECT *, {values} FROM {self._records(SAID)} AS a) AS a "
            f"JOIN {self._records(FOUND)} AS b ON {equal}"
        )
        self._paired = True
        return int(self._scratch.row(f"SELECT count(DISTINCT r0) FROM p{self._table}")[0])

    def pairs(self, most: int) -> list[tuple[Any, ...]]:
        """The rows of the first pairs."""
        return self._scratch.rows(
            f"SELECT r0, r1 FROM p{self._table} ORDER BY position, r1 LIMIT {most}"
        )

    def alone(self, side: int, most: int) -> list[int]:
        """The rows of the first records of a side that have no pair."""
        order = ", ".join(f"t.c{n}" for n in range(len(self._record_type.attributes)))
        unpaired = f"WHERE t.r NOT IN (SELECT r{side} FROM p{self._table}) " if self._paired else ""
        rows = self._scratch.rows(
            f"SELECT t.r FROM {self._records(side)} AS t {unpaired}"
            f"ORDER BY {order + ', ' if order else ''}t.r LIMIT {most}"
        )
        return [row for (row,) in rows]

    def _records(self, side: int) -> str:
        """The differing records of a side, with their columns and row."""
        records = self._naming.records(side, self._record_type)
        return (
            f"(SELECT t.*, x.r FROM {self._table} AS x JOIN {records} AS t ON t.rowid = x.r "
            f"WHERE x.side = {side})"
        )

    def _value(self, alias: str, column: int) -> str:
        first = len(self._record_type.surrogates)
        if column < first:
            return f"{alias}.s{column}"
        attribute: Attribute = self._record_type.attributes[column - first]
        return value_text(attribute, f"{alias}.c{column - first}")
