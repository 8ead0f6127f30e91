"""The record that is asked for: ``Movie {"title": "Alien"}``."""

from __future__ import annotations

import json
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from dynamite.datalog import Header
from dynamite.errors import InputError
from dynamite.schema import RecordType
from dynamite.values import Value, parse_value, show

FORM = 'write TYPE {"attribute": value, …}, as in Movie {"title": "Alien"}'


@dataclass(frozen=True)
class Question:
    """A record type of the target, and what is known of the record: a value by column.

    ``None`` asks for null (or absent); columns that are not named may hold anything. Ids are
    their texts.
    """

    relation: str
    record_type: RecordType
    wanted: dict[int, Value]
    asked: dict[str, Any]


def parse_question(text: str, header: Header) -> Question:
    """The question that a text asks; raises ``InputError`` with the form.

    A record type is named by its path, as reports name it (``movie.cast``), or by its relation
    (``out_movie_cast``). Attributes that are not given may have any value.
    """
    name, brace, rest = text.partition("{")
    relation = _relation(name.strip(), header)
    record_type = header.target_by_relation[relation]
    fields = _fields(brace + rest) if brace else {}
    wanted = {}
    for key, raw in fields.items():
        column = _column(record_type, key, header)
        wanted[column] = _value(record_type, column, raw)
    return Question(relation, record_type, wanted, fields)


def _relation(name: str, header: Header) -> str:
    if name in header.target_by_relation:
        return name
    found = [r for r, record_type in header.target_by_relation.items() if record_type.name == name]
    if len(found) == 1:
        return found[0]
    if found:
        raise InputError(
            f"the target has two record types {name!r}", mend=f"name one of {', '.join(found)}"
        )
    names = ", ".join(record_type.name for record_type in header.target)
    what = f"the target has no record type {name!r}" if name else "no record type is named"
    raise InputError(what, place="--record", mend=f"{FORM}; there are: {names}")


def _fields(text: str) -> dict[str, Any]:
    try:
        fields = json.loads(text, parse_float=Decimal)
    except json.JSONDecodeError as error:
        raise InputError(f"no JSON object: {error.msg}", place="--record", mend=FORM) from None
    assert isinstance(fields, dict)
    return fields


def _column(record_type: RecordType, name: str, header: Header) -> int:
    columns = list(record_type.columns)
    if name in columns:
        # An attribute may be named like a surrogate column: the id comes first.
        return columns.index(name)
    for child in header.target.children(record_type):
        if child.path[-1] == name:
            raise InputError(
                f"{name} is a record type of its own",
                place="--record",
                mend=f"ask for {child.name} {{…}}",
            )
    raise InputError(
        f"{record_type.name} has no attribute {name!r}",
        place="--record",
        mend=f"its columns are: {', '.join(columns)}",
    )


def _value(record_type: RecordType, column: int, raw: Any) -> Value:
    first = len(record_type.surrogates)
    name = record_type.columns[column]
    if column < first:
        if name == "_index":
            if isinstance(raw, int) and not isinstance(raw, bool):
                return raw
            raise InputError(f"{show(raw)} is no place in an array", place=f"--record: {name}")
        if isinstance(raw, str):
            return raw
        raise InputError(
            f"{show(raw)} is no id",
            place=f"--record: {name}",
            mend='write ids as they are shown, as in {"_id": "Movie:7"}',
        )
    try:
        return parse_value(raw, record_type.attributes[column - first].type)
    except ValueError as error:
        raise InputError(str(error), place=f"--record: {name}") from None
