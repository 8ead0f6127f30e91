"""Values of a source that are not of the type that the program's header declares.

A store stops at its first such value. Only when it has, each column is read again by itself; and
where a store can give a column as text, as CSV can, all values of it are told apart.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pyarrow as pa

from dynamite.errors import InputError
from dynamite.preflight.finding import MOST_SHOWN, Finding, FindingKind
from dynamite.schema import Attribute, RecordType, Schema
from dynamite.stores.interface import Store
from dynamite.stores.text_columns import MisfitError, parse_texts
from dynamite.values import DataType

_EFFECT = "migrate stops there and writes nothing"


def misfits(
    store: Store, schema: Schema, record_type: RecordType, error: InputError
) -> list[Finding]:
    """The findings of a record type whose reading ended in an error, one for each column."""
    found = [
        finding
        for attribute in record_type.attributes
        if (finding := _misfit(store, schema, record_type, attribute)) is not None
    ]
    unique = list({finding.problem: finding for finding in found}.values())
    return unique or [_finding(record_type.name, 1, error)]


def _misfit(
    store: Store, schema: Schema, record_type: RecordType, attribute: Attribute
) -> Finding | None:
    where = f"{record_type.name}.{attribute.name}"
    try:
        for _ in store.read(schema, {record_type.key: {attribute.name}}):
            pass
    except InputError as error:
        try:
            count, records = _texts(store, schema, record_type, attribute)
        except InputError:
            return _finding(where, 1, error)
        return replace(_finding(where, max(count, 1), error), records=tuple(records))
    return None


def _finding(where: str, count: int, error: InputError) -> Finding:
    problem = f"{error.place}: {error.problem}" if error.place else error.problem
    effect = f"{_EFFECT}; {error.mend}" if error.mend else _EFFECT
    return Finding(FindingKind.TYPE, where, count, f"the first at {problem}", effect)


def _texts(
    store: Store, schema: Schema, record_type: RecordType, attribute: Attribute
) -> tuple[int, list[dict[str, Any]]]:
    """How many records hold a text in a column that is not of its type, and the first values.

    Raises ``InputError`` where the store does not give the column as text.
    """
    as_text = Attribute(attribute.name, DataType.STRING, nullable=True)
    columns = tuple(as_text if a is attribute else a for a in record_type.attributes)
    other = replace(record_type, attributes=columns)
    types = tuple(other if each is record_type else each for each in schema)
    position = record_type.columns.index(attribute.name)
    fits: dict[str | None, bool] = {None: attribute.nullable}
    count = 0
    first: list[str | None] = []
    for _, batch in store.read(
        replace(schema, record_types=types), {record_type.key: {attribute.name}}
    ):
        for text in batch.column(position).to_pylist():
            if text not in fits:
                fits[text] = _fits(text, attribute.type)
            if not fits[text]:
                count += 1
                if len(first) < MOST_SHOWN:
                    first.append(text)
    return count, [{attribute.name: text} for text in first]


def _fits(text: str, data_type: DataType) -> bool:
    try:
        parse_texts(pa.array([text]), data_type)
    except MisfitError:
        return False
    return True
