"""Columns of JSON text, made canonical: sorted keys and no spaces."""

from __future__ import annotations

import json
import math

import pyarrow as pa

from dynamite.errors import InputError
from dynamite.stores.tables import Locate, record_number
from dynamite.values import Json


def canonical_json(
    column: pa.Array, first: int, name: str, place: str, locate: Locate = record_number
) -> pa.Array:
    """The column with every JSON text in canonical form; ``InputError`` for one that is not JSON.

    ``first`` is the position in its table of the column's first record.
    """
    texts: list[str | None] = []
    for position, text in enumerate(column.to_pylist(), first):
        try:
            texts.append(None if text is None else canonical_text(text))
        except (ValueError, RecursionError):
            raise InputError(
                f"{locate(position)}: the text in column {name!r} is not JSON", place=place
            ) from None
    return pa.array(texts, pa.string())


def canonical_text(text: str) -> str:
    """The canonical form of a JSON text; raises ``ValueError`` for what is not JSON."""
    return Json.of(json.loads(text, parse_float=_finite, parse_constant=_refuse))


def _finite(text: str) -> float:
    number = float(text)
    if math.isinf(number):
        raise ValueError(f"{text} is out of range")
    return number


def _refuse(name: str) -> float:
    raise ValueError(f"{name} is not JSON")
