"""Whole small stores as instances: example data that stands in a store instead of in the file."""

from __future__ import annotations

from dynamite.columnar import from_batch
from dynamite.data.instance import Instance
from dynamite.data.records import Facts
from dynamite.errors import InputError
from dynamite.schema import Schema
from dynamite.stores.interface import Store

MOST_RECORDS = 100_000
"""An example is small; a store with more records than this is refused."""


def read_instance(store: Store, schema: Schema, place: str, most: int = MOST_RECORDS) -> Instance:
    """Everything in a store, laid out by ``schema``; ``InputError`` where it is more than ``most``.

    ``most`` counts records of all record types, nested ones too.
    """
    facts: Facts = {record_type.key: [] for record_type in schema}
    left = most
    for key, batch in store.read(schema, {rt.key: rt.columns for rt in schema}):
        left -= batch.num_rows
        if left < 0:
            mend = "name a store with a few records of each kind"
            problem = f"{store.url} has more than {most:,} records, too many for an example"
            raise InputError(problem, place=place, mend=mend)
        facts[key].extend(from_batch(schema[key], batch))
    return Instance(schema, {key: tuple(rows) for key, rows in facts.items()})
