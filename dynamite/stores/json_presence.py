"""Whether the objects of a block of JSON lines have all of their fields, if some are null.

Arrow's reader gives null for a field that is null and for one that is not there. Only documents
tell these apart, and where no field is missing, each null is one. That is counted: a key that is
written plainly, as ``"year":``, stands in the text exactly as often as the objects have it, since
within a string the quotes have backslashes before them. It must stand there once for each object.
Should the name also be that of a field elsewhere, which would be counted too, nothing is known.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from typing import Final

import pyarrow as pa

from dynamite.schema import Kind
from dynamite.stores.flattening import Plan
from dynamite.stores.interface import Names
from dynamite.stores.json_names import add_fields, block_names
from dynamite.stores.json_reading import LineBlock

_PLAIN: Final = re.compile(r"[\w $.-]+")

_Field = tuple[tuple[str, ...], str]
"""The path of what has a field, and the field's name."""


def has_every_field(block: LineBlock, plan: Plan, table: pa.Table) -> bool:
    """Whether no field that is read and may be null is missing anywhere; ``False`` also where that
    is not known. ``table`` has what is read of the block."""
    expected: Counter[_Field] = Counter()
    for part in table.to_batches():
        for field, objects in _fields(plan, part.to_struct_array()):
            expected[field] += objects
    found = block_names(block)
    if found is None:
        return False
    names: Names = {}
    add_fields(names, plan.record_type.path, found)
    by_name: Counter[str] = Counter()
    for (_, name), objects in expected.items():
        by_name[name] += objects
    elsewhere = {
        name for path, fields in names.items() for name in fields if (path, name) not in expected
    }
    return not elsewhere & by_name.keys() and all(
        _keys(block.text, name) == objects for name, objects in by_name.items()
    )


def _fields(plan: Plan, held: pa.Array) -> Iterator[tuple[_Field, int]]:
    """The fields that are read and may be null, with how many objects are to have each."""
    record_type = plan.record_type
    if record_type.kind is Kind.SCALARS:
        return
    for attribute in record_type.attributes:
        if plan.wanted is not None and attribute.name in plan.wanted and attribute.nullable:
            yield (record_type.path, attribute.name), len(held)
    for child in plan.children:
        if child.is_wanted:
            column = held.field(child.record_type.path[-1])
            is_object = child.record_type.kind is Kind.OBJECT
            inner = column.filter(column.is_valid()) if is_object else column.flatten()
            yield from _fields(child, inner)


def _keys(text: bytes, name: str) -> int:
    """How often a key stands in the text; too seldom where it is written in another way."""
    if not _PLAIN.fullmatch(name):
        return -1
    key = f"{json.dumps(name, ensure_ascii=False)}:".encode()
    return text.count(key) - text.count(b"\\" + key)
