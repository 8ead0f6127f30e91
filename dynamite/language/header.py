"""The header of a program file: both schemas, one record type to a line.

Each line begins with ``//@``, so that Soufflé reads a comment::

    //@ source relational
    //@ in_AtBats {"table": ["AtBats"], "columns": {"ab_id": "int"}}
    //@ target document
    //@ out_atBats {"collection": ["atBats"], "fields": {"ab_id": "int"}}
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from dynamite.data.schema_text import format_record_type, parse_record_type
from dynamite.datalog import Header
from dynamite.errors import InputError
from dynamite.language.tokens import HeaderLine, is_identifier
from dynamite.schema import Model, RecordType, Schema

_SIDES = ("source", "target")


def identifiers(schema: Schema, prefix: str) -> tuple[str, ...]:
    """The relation of each record type: ``in_`` or ``out_`` and the path joined by ``_``.

    A character that an identifier cannot hold becomes ``_``; a name taken already, without regard
    to case, is told apart by ``_2``, ``_3`` and so on. The prefixes keep the two sides apart.

    >>> from dynamite.schema import Kind
    >>> tables = [RecordType((name,), Kind.TABLE, ()) for name in ("a b", "A.b")]
    >>> identifiers(Schema(Model.RELATIONAL, tuple(tables)), "in_")
    ('in_a_b', 'in_A_b_2')
    """
    return unique_identifiers(
        prefix + "_".join(record_type.path) for record_type in schema.record_types
    )


def unique_identifiers(names: Iterable[str]) -> tuple[str, ...]:
    """Identifiers for names, in their order: valid, and distinct without regard to case.

    >>> unique_identifiers(["id", "ID", "count", "1st"])
    ('id', 'ID_2', 'count_2', '_1st')
    """
    return _unique_identifiers(tuple(names))


@lru_cache(maxsize=4_096)
def _unique_identifiers(names: tuple[str, ...]) -> tuple[str, ...]:
    taken: set[str] = set()
    made: list[str] = []
    for name in names:
        base = re.sub(r"[^A-Za-z0-9_]", "_", name)
        if not base or base[0].isdigit():
            base = f"_{base}"
        identifier, number = base, 2
        while identifier.lower() in taken or not is_identifier(identifier):
            identifier, number = f"{base}_{number}", number + 1
        taken.add(identifier.lower())
        made.append(identifier)
    return tuple(made)


def format_header(header: Header) -> list[str]:
    """The lines of a header, each with its mark."""
    lines: list[str] = []
    for side, schema, relations in (
        ("source", header.source, header.source_relations),
        ("target", header.target, header.target_relations),
    ):
        lines.append(f"//@ {side} {schema.model}")
        for relation, record_type in zip(relations, schema.record_types, strict=True):
            raw = json.dumps(format_record_type(record_type), ensure_ascii=False)
            lines.append(f"//@ {relation} {raw}")
    return lines


def parse_header(lines: Sequence[HeaderLine], name: str) -> Header | None:
    """The header that the lines hold, none where there are none; raises ``InputError``."""
    if not lines:
        return None
    models: dict[str, Model] = {}
    record_types: dict[str, list[RecordType]] = {side: [] for side in _SIDES}
    relations: dict[str, list[str]] = {side: [] for side in _SIDES}
    side = ""
    for line in lines:
        place = f"{name}:{line.line}:1"
        word, _, rest = line.text.partition(" ")
        if word in _SIDES and not rest.lstrip().startswith("{"):
            side = _open_side(word, rest.strip(), models, place)
        elif not side:
            raise InputError("a record type before //@ source or //@ target", place=place)
        else:
            record_types[side].append(_record_type(word, rest, place))
            relations[side].append(word)
    for missing in _SIDES:
        if missing not in models:
            raise InputError(f"the header has no line //@ {missing} MODEL", place=name)
    return _header(models, record_types, relations, name)


def _open_side(side: str, model: str, models: dict[str, Model], place: str) -> str:
    if side in models:
        raise InputError(f"the header has two lines //@ {side}", place=place)
    if model not in Model.__members__.values():
        known = ", ".join(Model)
        raise InputError(f"{model!r} is no model", place=place, mend=f"the models are: {known}")
    models[side] = Model(model)
    return side


def _record_type(relation: str, text: str, place: str) -> RecordType:
    if not is_identifier(relation):
        raise InputError(f"{relation!r} cannot name a relation", place=place)
    try:
        raw = json.loads(text)
    except json.JSONDecodeError as error:
        raise InputError(
            f"the record type of {relation} is no JSON object: {error.msg}",
            place=place,
            mend='write //@ NAME {"table": ["…"], "columns": {…}}',
        ) from None
    if not isinstance(raw, dict):
        raise InputError(f"the record type of {relation} is no JSON object", place=place)
    return parse_record_type(raw, place)


def _header(
    models: dict[str, Model],
    record_types: dict[str, list[RecordType]],
    relations: dict[str, list[str]],
    name: str,
) -> Header:
    try:
        schemas = [Schema(models[side], tuple(record_types[side])) for side in _SIDES]
        return Header(
            schemas[0], schemas[1], tuple(relations["source"]), tuple(relations["target"])
        )
    except InputError as error:
        place = f"{name}: {error.place}" if error.place else name
        raise InputError(error.problem, place=place, mend=error.mend) from None
