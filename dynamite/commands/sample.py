"""The first records of a store, for questions in the user's own data."""

from __future__ import annotations

from pathlib import Path

from dynamite.columnar import from_batch
from dynamite.data.instance import Instance
from dynamite.data.records import Row
from dynamite.errors import InputError
from dynamite.schema import Key, Schema
from dynamite.stores import open_store

MOST_RECORDS = 500
"""How many records of each record type are looked at."""


def read_sample(url: str, schema: Schema) -> Instance:
    """The first records of each record type of a store; raises ``InputError`` where it has none."""
    store = open_store(url, schema.model, Path())
    try:
        if not store.exists():
            raise InputError(f"there is nothing at {store.url}")
        facts: dict[Key, tuple[Row, ...]] = {}
        for record_type in schema:
            rows: list[Row] = []
            for key, batch in store.read(schema, {record_type.key: record_type.columns}):
                rows.extend(from_batch(schema[key], batch.slice(0, MOST_RECORDS - len(rows))))
                if len(rows) >= MOST_RECORDS:
                    break
            facts[record_type.key] = tuple(rows)
        return Instance(schema, facts)
    finally:
        store.close()
