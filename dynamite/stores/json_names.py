"""The names of all fields of documents in JSON files, and no more than the names.

Lines are taken apart by Arrow's reader, which is many times faster than an inference of types from
Python's values; what it refuses, values of several types in one field among them, is decoded
exactly.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pyarrow as pa
from pyarrow import json as arrow_json

from dynamite.stores.interface import Names
from dynamite.stores.json_columns import PART_BYTES
from dynamite.stores.json_reading import LineBlock


def block_names(block: LineBlock) -> pa.Schema | None:
    """The fields of the documents of a block; ``None`` where the exact decoder must read it."""
    try:
        return arrow_json.read_json(
            pa.BufferReader(block.text),
            read_options=arrow_json.ReadOptions(block_size=PART_BYTES),
        ).schema
    except pa.ArrowInvalid:
        return None


def add_fields(names: Names, path: tuple[str, ...], fields: Iterable[pa.Field]) -> None:
    """Add the names of Arrow's fields, and of what is nested in them."""
    known = names.setdefault(path, set())
    for field in fields:
        known.add(field.name)
        kind = field.type
        while pa.types.is_list(kind):
            kind = kind.value_type
        if pa.types.is_struct(kind):
            add_fields(names, (*path, field.name), kind)


def add_objects(names: Names, path: tuple[str, ...], objects: Iterable[Any]) -> None:
    """Add the names of the fields of decoded objects, and of what is nested in them."""
    known = names.setdefault(path, set())
    for held in objects:
        if isinstance(held, list):
            add_objects(names, path, held)
        elif isinstance(held, dict):
            known.update(held)
            for name, value in held.items():
                if isinstance(value, dict | list) and _has_object(value):
                    add_objects(names, (*path, name), [value])


def _has_object(value: Any) -> bool:
    if isinstance(value, dict):
        return True
    return any(isinstance(item, dict | list) for item in value)
