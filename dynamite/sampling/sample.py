"""Taking a sample: seeds from the first records of each type, then all that they ask for.

The store is read in batches, which stay columns: only chosen records become values. Seeds are taken
from the types that refer to others first, so that what they refer to counts too. Each round looks
for what the records of the round before ask for, until nothing more is.
"""

from __future__ import annotations

from collections.abc import Collection, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from random import Random

import pyarrow as pa
import pyarrow.compute as pc

from dynamite.columnar import decimal_text, from_batch
from dynamite.data.instance import Instance
from dynamite.data.records import Row, row_order
from dynamite.errors import InputError
from dynamite.progress import Report
from dynamite.sampling.links import Link
from dynamite.schema import Key, Kind, Model, RecordType, Schema
from dynamite.stores.interface import Store
from dynamite.values import Value, is_null

SCANNED_RECORDS = 10_000
"""Seeds are chosen from so many records of each type, the first that the store gives."""
MOST_ROUNDS = 100
"""How long a chain of references may be."""
MOST_ELEMENTS = 10
"""How many elements of an array are taken."""

_Wanted = dict[Link, set[Row]]


@dataclass
class _Chosen:
    """The records of one type that are in the sample; ``new`` have not asked for others yet."""

    rows: dict[Row, None] = field(default_factory=dict)
    new: list[Row] = field(default_factory=list)

    def add(self, rows: Iterable[Row]) -> None:
        for row in rows:
            if row not in self.rows:
                self.rows[row] = None
                self.new.append(row)


def take_sample(
    store: Store, schema: Schema, links: Sequence[Link], size: int, seed: int, progress: Report
) -> Instance:
    """At least ``size`` records of each type that is not nested, where there are so many, and all
    that they ask for by ``links``.

    The same store, size and seed give the same sample. Raises ``InputError`` for references that
    form a chain of more than ``MOST_ROUNDS`` records.
    """
    sampling = _Sampling(store, schema, links, Random(seed), progress)
    for record_types in sampling.seed_groups():
        for record_type in record_types:
            sampling.add_seeds(record_type, size)
        sampling.close()
    facts = {
        key: tuple(sorted(chosen.rows, key=row_order)) for key, chosen in sampling.chosen.items()
    }
    return Instance(schema, facts)


class _Sampling:
    def __init__(
        self, store: Store, schema: Schema, links: Sequence[Link], random: Random, progress: Report
    ) -> None:
        self._store = store
        self._schema = schema
        self._links = links
        self._random = random
        self._progress = progress
        self.chosen = {record_type.key: _Chosen() for record_type in schema}
        self._sought: dict[Link, set[Row]] = {link: set() for link in links}

    def seed_groups(self) -> Iterator[list[RecordType]]:
        """The types that are not nested, those that refer to others first, in as few groups as can
        be: each costs a pass over a file."""
        roots = list(self._schema.roots())
        match self._schema.model:
            case Model.RELATIONAL:
                yield from ([table] for table in self._referring_first(roots))
            case Model.DOCUMENT:
                yield roots
            case Model.GRAPH:
                yield [record_type for record_type in roots if record_type.kind is Kind.EDGE]
                yield [record_type for record_type in roots if record_type.kind is Kind.NODE]

    def _referring_first(self, waiting: list[RecordType]) -> Iterator[RecordType]:
        """The tables, each before those it refers to, as far as that goes."""
        while waiting:
            targets = {
                link.target
                for link in self._links
                for record_type in waiting
                if link.source == record_type.key != link.target
            }
            free = [record_type for record_type in waiting if record_type.key not in targets]
            first = (free or waiting)[0]
            waiting.remove(first)
            yield first

    def add_seeds(self, record_type: RecordType, size: int) -> None:
        """Choose records of a type until there are ``size``."""
        chosen = self.chosen[record_type.key]
        if len(chosen.rows) >= size:
            return
        self._progress(f"sampling {record_type.name}", 0, None)
        scanned = self._first_batches(record_type)
        if not sum(batch.num_rows for batch in scanned):
            return
        table = pa.Table.from_batches(scanned).slice(0, SCANNED_RECORDS).combine_chunks()
        (batch,) = table.to_batches()
        # So many that enough of them are not chosen already.
        most = min(batch.num_rows, size + len(chosen.rows))
        positions = self._random.sample(range(batch.num_rows), most)
        alike = self._alike(record_type, batch, positions[0])
        # Every second record shares a reference with the first, so that the sample shows groups.
        picked = dict.fromkeys([positions[0], *alike[: size // 2], *positions])
        rows = from_batch(record_type, batch.take(pa.array(list(picked), pa.int64())))
        new = [row for row in map(tuple, rows) if row not in chosen.rows]
        chosen.add(new[: size - len(chosen.rows)])

    def _first_batches(self, record_type: RecordType) -> list[pa.RecordBatch]:
        batches: list[pa.RecordBatch] = []
        columns = {record_type.key: record_type.columns}
        with self._reading(columns) as read:
            for _, batch in read:
                batches.append(batch)
                if sum(batch.num_rows for batch in batches) >= SCANNED_RECORDS:
                    break
        return batches

    @contextmanager
    def _reading(
        self, columns: Mapping[Key, Collection[str]]
    ) -> Iterator[Iterator[tuple[Key, pa.RecordBatch]]]:
        """The batches of the store, which may be left before their end."""
        read = self._store.read(self._schema, columns)
        try:
            yield read
        finally:
            if isinstance(read, Generator):
                read.close()

    def _alike(self, record_type: RecordType, batch: pa.RecordBatch, position: int) -> list[int]:
        """Positions of records that share the first reference with the one at ``position``."""
        references = [
            link.columns[0]
            for link in self._links
            if link.source == record_type.key and record_type.kind in (Kind.TABLE, Kind.EDGE)
        ]
        if not references:
            return []
        column = batch.column(references[0])
        equal = pc.fill_null(pc.equal(column, column[position]), False)
        found: list[int] = pc.indices_nonzero(equal).to_pylist()
        return [other for other in found if other != position]

    def close(self) -> None:
        """Add what the chosen records ask for, and what these ask for, to the end."""
        for _ in range(MOST_ROUNDS):
            wanted = self._wanted()
            if not wanted:
                return
            for keys in self._reads(wanted):
                self._look_up({link: wanted[link] for link in wanted if link.target in keys}, keys)
        names = ", ".join(sorted({self._schema[link.source].name for link in self._wanted()}))
        raise InputError(
            f"the references of {names} form a chain of more than {MOST_ROUNDS} records",
            place=self._store.url,
            mend="take the sample by hand",
        )

    def _wanted(self) -> _Wanted:
        """The values that new records ask for, by link, without those that were sought already."""
        wanted: _Wanted = {}
        for link in self._links:
            rows = self.chosen[link.source].new
            values = {tuple(row[column] for column in link.columns) for row in rows}
            values = {value for value in values if not any(map(is_null, value))}
            values -= self._sought[link]
            if values:
                wanted[link] = values
                self._sought[link] |= values
        for chosen in self.chosen.values():
            chosen.new = []
        return wanted

    def _reads(self, wanted: _Wanted) -> list[set[Key]]:
        """What is read together: each table by itself, all of a file of documents or a graph."""
        keys = {link.target: None for link in wanted}
        if self._schema.model is Model.RELATIONAL:
            return [{key} for key in keys]
        return [set(keys)]

    def _look_up(self, wanted: _Wanted, keys: set[Key]) -> None:
        columns = {key: self._schema[key].columns for key in self._schema.by_key if key in keys}
        left = {link: set(values) for link, values in wanted.items() if link.is_unique}
        with self._reading(columns) as read:
            for key, batch in read:
                record_type = self._schema[key]
                self._progress(f"sampling {record_type.name}", 0, None)
                for link, values in wanted.items():
                    if link.target != key:
                        continue
                    for row in self._add(record_type, _matching(record_type, batch, link, values)):
                        if link in left:
                            left[link].discard(tuple(row[column] for column in link.references))
                if len(left) == len(wanted) and not any(left.values()):
                    return

    def _add(self, record_type: RecordType, batch: pa.RecordBatch) -> list[Row]:
        rows = [tuple(row) for row in from_batch(record_type, batch)]
        self.chosen[record_type.key].add(rows)
        return rows


def _matching(
    record_type: RecordType, batch: pa.RecordBatch, link: Link, values: set[Row]
) -> pa.RecordBatch:
    """The records of a batch that a link asks for."""
    for place, column in enumerate(link.references):
        array = batch.column(column)
        of_column: list[Value] = sorted({value[place] for value in values}, key=repr)
        batch = batch.filter(pc.is_in(array, pa.array(_encoded(of_column), array.type)))
    if record_type.kind in (Kind.ARRAY, Kind.SCALARS):
        batch = batch.filter(pc.less(batch.column(2), MOST_ELEMENTS))
    if len(link.references) > 1:
        # Each column may agree with another of the values.
        rows = from_batch(record_type, batch)
        agree = [tuple(row[column] for column in link.references) in values for row in rows]
        batch = batch.filter(pa.array(agree, pa.bool_()))
    return batch


def _encoded(values: list[Value]) -> list[Value | str]:
    return [decimal_text(value) if isinstance(value, Decimal) else value for value in values]
