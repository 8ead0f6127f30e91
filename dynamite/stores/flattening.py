"""Documents made flat: blocks of JSON values into record batches, a whole column at a time.

The rules are those of the data model: a collection's documents, embedded objects, and the elements
of arrays are records of a record type each, linked by ``_parent`` to the record that holds them.
An absent or null embedded object is no record; an absent, null or empty array is no records, so
all three come back as an empty array.

Checks work on columns too: the set of Python types in a column is compared with the types that the
attribute takes. A block that fails is walked again, value by value, to find the first misfit and
name its place (``misfit``); so checking costs next to nothing where all is well.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, compress, repeat
from operator import itemgetter
from typing import Any

import pyarrow as pa

from dynamite.columnar import BATCH_ROWS, arrow_schema, arrow_type
from dynamite.schema import Attribute, Key, Kind, RecordType, Schema
from dynamite.stores.column_reading import MisfitError, document_column
from dynamite.stores.documents import Documents
from dynamite.stores.misfit import first_misfit
from dynamite.values import ABSENT, DataType

_MISSING = frozenset({type(None), type(ABSENT)})


@dataclass
class Plan:
    """How the records of one record type are made; ``count`` is how many there were so far.

    ``wanted`` are the columns that are read; ``None`` where no record of the type is asked for.
    """

    record_type: RecordType
    layout: pa.Schema
    wanted: frozenset[str] | None
    children: list[Plan]
    ordinal: int
    count: int = 0

    @property
    def is_wanted(self) -> bool:
        """Whether anything of the type, or of what is nested in it, is read."""
        return self.wanted is not None or any(child.is_wanted for child in self.children)


class Flattener:
    """Turns blocks of documents into the record batches that ``columns`` asks for.

    Surrogate ids are numbers unique in the store. The id of a record depends on its place and the
    schema only, not on what else is asked for. Columns that are not wanted are all null, and their
    values are not checked; the structure of the documents always is. Wanted floats must be finite
    unless ``non_finite`` says that the store has others. Without ``tells_absent`` what is absent
    may come as null.
    """

    def __init__(
        self,
        schema: Schema,
        columns: Mapping[Key, Collection[str]],
        *,
        non_finite: bool = False,
        tells_absent: bool = True,
    ) -> None:
        self._schema = schema
        self.tells_absent = tells_absent
        self._non_finite = non_finite
        self._stride = len(schema.record_types)
        self._ordinals = {rt.key: n for n, rt in enumerate(schema.record_types)}
        self._plans = {root.key: self._plan(root, columns) for root in schema.roots()}

    def _plan(self, record_type: RecordType, columns: Mapping[Key, Collection[str]]) -> Plan:
        wanted = columns.get(record_type.key)
        nested = self._schema.children(record_type)
        return Plan(
            record_type,
            arrow_schema(record_type),
            None if wanted is None else frozenset(wanted),
            [self._plan(child, columns) for child in nested],
            self._ordinals[record_type.key],
        )

    def flatten(self, documents: Documents) -> Iterator[tuple[Key, pa.RecordBatch]]:
        """The batches of a block; raises ``InputError`` where a document does not fit.

        Collections and fields that the schema does not have are not read.
        """
        plan = self._plans.get((documents.collection,))
        if plan is None:
            return
        try:
            batches = list(self._records(plan, documents.values, None, None))
        except MisfitError as misfit:
            raise first_misfit(
                self._schema, plan.record_type, documents, self._non_finite
            ) from misfit
        yield from batches

    def plan(self, collection: str) -> Plan | None:
        """How the documents of a collection are read; ``None`` where the schema has none such."""
        return self._plans.get((collection,))

    def ids(self, plan: Plan, first: int, count: int) -> range:
        """The ids of so many records of a type, from the one that is ``first`` among them."""
        begin = plan.ordinal + self._stride * first
        return range(begin, begin + self._stride * count, self._stride)

    def add_counts(self, counts: Mapping[Key, int]) -> None:
        """Count records that were read in another way."""
        waiting = list(self._plans.values())
        while waiting:
            plan = waiting.pop()
            plan.count += counts.get(plan.record_type.key, 0)
            waiting += plan.children

    def _records(
        self, plan: Plan, values: list[Any], parents: list[int] | None, index: list[int] | None
    ) -> Iterator[tuple[Key, pa.RecordBatch]]:
        ids = self.ids(plan, plan.count, len(values))
        plan.count += len(values)
        is_scalars = plan.record_type.kind is Kind.SCALARS
        if not is_scalars:
            _check_objects(values)
        if plan.wanted is not None and values:
            surrogates = [column for column in (parents, ids, index) if column is not None]
            yield plan.record_type.key, self._batch(plan, surrogates, values, is_scalars)
        for child in plan.children:
            if child.is_wanted:
                yield from self._nested(child, values, ids)
            else:
                _check_kinds(fields(values, child.record_type.path[-1]), child.record_type.kind)

    def _batch(
        self, plan: Plan, surrogates: list[Any], values: list[Any], is_scalars: bool
    ) -> pa.RecordBatch:
        arrays = [pa.array(column, pa.int64()) for column in surrogates]
        for attribute in plan.record_type.attributes:
            if plan.wanted is not None and attribute.name not in plan.wanted:
                arrays.append(nothing(attribute, len(values)))
                continue
            column = values if is_scalars else fields(values, attribute.name)
            arrays.append(document_column(attribute, column, non_finite=self._non_finite))
        return pa.RecordBatch.from_arrays(arrays, schema=plan.layout)

    def _nested(
        self, child: Plan, values: list[Any], ids: range
    ) -> Iterator[tuple[Key, pa.RecordBatch]]:
        held = fields(values, child.record_type.path[-1])
        _check_kinds(held, child.record_type.kind)
        there = [value is not None and value is not ABSENT for value in held]
        held, parents = list(compress(held, there)), compress(ids, there)
        if child.record_type.kind is Kind.OBJECT:
            yield from self._records(child, held, list(parents), None)
            return
        lengths = list(map(len, held))
        yield from self._records(
            child,
            list(chain.from_iterable(held)),
            list(chain.from_iterable(map(repeat, parents, lengths))),
            list(chain.from_iterable(map(range, lengths))),
        )


def fields(values: list[Any], name: str) -> list[Any]:
    """The field of each object, ``ABSENT`` where it has none."""
    try:
        return list(map(itemgetter(name), values))
    except KeyError:
        return [value.get(name, ABSENT) for value in values]


def _check_objects(values: list[Any]) -> None:
    if not set(map(type, values)) <= {dict}:
        raise MisfitError


def _check_kinds(held: list[Any], kind: Kind) -> None:
    expected = dict if kind is Kind.OBJECT else list
    if not set(map(type, held)) - _MISSING <= {expected}:
        raise MisfitError


def nothing(attribute: Attribute, rows: int) -> pa.Array:
    """The column of an attribute that is not read."""
    column = pa.nulls(rows, arrow_type(attribute.type))
    if not attribute.nullable:
        return column
    absent = pa.repeat(pa.scalar(False), rows)
    return pa.StructArray.from_arrays([column, absent], ["value", "absent"])


def gathered(
    batches: Iterable[tuple[Key, pa.RecordBatch]], rows: int = BATCH_ROWS
) -> Iterator[tuple[Key, pa.RecordBatch]]:
    """The same records in fewer batches, of at least so many rows save the last of each type."""
    waiting: dict[Key, list[pa.RecordBatch]] = {}
    counts: Counter[Key] = Counter()
    for key, batch in batches:
        waiting.setdefault(key, []).append(batch)
        counts[key] += batch.num_rows
        if counts[key] >= rows:
            yield key, _together(waiting.pop(key))
            del counts[key]
    for key, rest in waiting.items():
        yield key, _together(rest)


def _together(batches: list[pa.RecordBatch]) -> pa.RecordBatch:
    if len(batches) == 1:
        return batches[0]
    return pa.Table.from_batches(batches).combine_chunks().to_batches()[0]


def has_decimals(schema: Schema) -> bool:
    """Whether numbers with a fraction must keep their text, as some attribute is a decimal."""
    return any(
        attribute.type is DataType.DECIMAL
        for record_type in schema
        for attribute in record_type.attributes
    )
