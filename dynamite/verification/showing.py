"""Records of the scratch database as JSON objects, documents with all that is nested in them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from dynamite.migration.content import cell_json
from dynamite.schema import Kind, RecordType
from dynamite.verification.digests import GraphIds, Naming
from dynamite.verification.layout import tells_absence
from dynamite.verification.scratch import Scratch


@dataclass(frozen=True)
class Showing:
    """Looks records up, a few at a time."""

    scratch: Scratch
    naming: Naming
    ids: GraphIds

    def record(self, side: int, record_type: RecordType, row: int) -> dict[str, Any]:
        """The record in a row of its table."""
        (record,) = self._records(side, record_type, f"rowid = {int(row)}")
        return record  # type: ignore[no-any-return]

    def _records(self, side: int, record_type: RecordType, condition: str) -> list[Any]:
        table = self.naming.records(side, record_type)
        order = "s2" if record_type.kind in (Kind.ARRAY, Kind.SCALARS) else "rowid"
        rows = self.scratch.rows(f"SELECT * FROM {table} WHERE {condition} ORDER BY {order}")
        return [self._json(side, record_type, row) for row in rows]

    def _json(self, side: int, record_type: RecordType, row: tuple[Any, ...]) -> Any:
        first = len(record_type.surrogates)
        step = 2 if tells_absence(record_type) else 1
        cells = row[first::step]
        absent = row[first + 1 :: 2] if step == 2 else (False,) * len(cells)
        if record_type.kind is Kind.SCALARS:
            return cell_json(record_type.attributes[0], cells[0])
        fields: dict[str, Any] = {}
        if record_type.kind in (Kind.NODE, Kind.EDGE):
            fields = dict(zip(record_type.surrogates, row, strict=False))
            is_node = record_type.kind is Kind.NODE
            if not (self.ids.nodes if is_node else record_type.key in self.ids.edges):
                # It is the store's own, and no part of the record.
                del fields["_id"]
        for attribute, cell, is_absent in zip(record_type.attributes, cells, absent, strict=False):
            if not is_absent:
                fields[attribute.name] = cell_json(attribute, cell)
        for child in self.naming.schema.children(record_type):
            own = row[record_type.columns.index("_id")]
            records = self._records(side, child, f"s0 = {int(own)}")
            if child.kind is not Kind.OBJECT:
                fields[child.path[-1]] = records
            elif records:
                fields[child.path[-1]] = records[0]
        return fields
