"""The verdict on a migration's checks: the first fault that an engine derived, with its record."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from dynamite.engines.interface import Engine
from dynamite.errors import MigrationError
from dynamite.migration.content import record_json
from dynamite.migration.demands import Check, MustBeEmpty, MustBeUnique
from dynamite.schema import RecordType
from dynamite.values import show

Record = dict[str, Any]


def refuse_faults(engine: Engine, checks: Sequence[Check]) -> None:
    """Raises ``MigrationError`` for the first check that fails, with one record that fails it."""
    for check in checks:
        match check:
            case MustBeEmpty():
                _refuse_facts(engine, check)
            case MustBeUnique():
                _refuse_repeated(engine, check)


def _refuse_facts(engine: Engine, check: MustBeEmpty) -> None:
    faults = engine.count(check.relation)
    if not faults:
        return
    record = min(_records(engine, check.relation, check.record_type), key=record_text)
    problem = f"the record {record_text(record)} {check.problem}"
    if faults > 1:
        problem += f", and so {faults - 1:,} more"
    raise MigrationError(problem, place=check.record_type.name)


def _refuse_repeated(engine: Engine, check: MustBeUnique) -> None:
    excess = engine.count(check.projected) - engine.count(check.projection)
    if not excess:
        return
    first: dict[tuple[str, ...], Record] = {}
    for record in _records(engine, check.projected, check.record_type):
        names = [check.record_type.columns[column] for column in check.columns]
        key = tuple(show(record[name]) for name in names)
        if key in first:
            pair = " and ".join(sorted((record_text(first[key]), record_text(record))))
            raise MigrationError(
                f"the records {pair} {check.problem} {', '.join(key)}",
                place=check.record_type.name,
            )
        first[key] = record
    raise MigrationError(f"{excess:,} records {check.problem} others", place=check.record_type.name)


def _records(engine: Engine, relation: str, record_type: RecordType) -> Iterator[Record]:
    for batch in engine.read(relation):
        cells = [column.to_pylist() for column in batch.columns]
        yield from (record_json(record_type, row) for row in zip(*cells, strict=True))


def record_text(record: Record) -> str:
    """A record as a message shows it: JSON without the place in an array, cut at 200 signs."""
    shown = {name: cell for name, cell in record.items() if name != "_index"}
    text = json.dumps(shown, ensure_ascii=False)
    return text if len(text) <= 200 else text[:197] + "..."
