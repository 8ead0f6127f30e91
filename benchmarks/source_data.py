"""Generated source data: a record batch for each record type, and what is made of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pyarrow as pa

from dynamite.columnar import from_batch
from dynamite.data.instance import Instance
from dynamite.schema import Key, Schema


@dataclass(frozen=True)
class SourceData:
    """Source records in columns, laid out as ``dynamite.columnar`` says."""

    schema: Schema
    batches: Mapping[Key, pa.RecordBatch]

    @property
    def records(self) -> int:
        """How many records there are, nested ones with their parents."""
        return sum(batch.num_rows for batch in self.batches.values())

    def instance(self) -> Instance:
        """The records as Python values."""
        return Instance(
            self.schema,
            {
                key: tuple(from_batch(self.schema[key], batch))
                for key, batch in self.batches.items()
            },
        )
