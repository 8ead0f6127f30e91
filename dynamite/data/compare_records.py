"""Comparing single records: typed keys of values, and a difference as a person reads it."""

from __future__ import annotations

import json
from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any, Literal

from dynamite.data.records import Row, format_cells
from dynamite.schema import Model, RecordType
from dynamite.values import ABSENT, Skolem, Value

DifferenceKind = Literal["missing", "unexpected"]


@dataclass(frozen=True)
class Difference:
    """One record that is missing from an instance or unexpected in it.

    ``record`` shows it as JSON with its attributes' names. ``note`` says what else to know.
    """

    record_type: RecordType
    kind: DifferenceKind
    record: str
    note: str = ""

    def __str__(self) -> str:
        return self.message(self.record_type.name)

    def message(self, name: str) -> str:
        """The difference as a line, where the record type goes by ``name``."""
        if self.kind == "missing":
            text = f"{name}: expected {self.record} is missing"
        else:
            text = f"{name}: {self.record} is not expected"
        return f"{text} ({self.note})" if self.note else text


def record_key(record_type: RecordType, row: Row) -> Hashable:
    """A key that two records share if and only if they agree in their attributes."""
    values = row[len(record_type.surrogates) :]
    if record_type.kind.model is Model.DOCUMENT:
        return tuple(value_key(value) for value in values)
    return tuple(value_key(None if value is ABSENT else value) for value in values)


def value_key(value: Value) -> Hashable:
    """A key of a typed value: ``1``, ``1.0`` and ``True`` differ; every NaN is the same.

    >>> value_key(1) == value_key(True), value_key(float("nan")) == value_key(float("nan"))
    (False, True)
    """
    if isinstance(value, Skolem):
        return ("skolem", value.constructor, tuple(value_key(arg) for arg in value.args))
    if isinstance(value, float) and value != value:
        return ("float", "nan")
    return (type(value).__name__, value)


def shown(record_type: RecordType, row: Row) -> str:
    """A record's attributes as JSON, whole."""
    return shown_json(format_cells(record_type, row))


def shown_json(form: Any) -> str:
    """JSON for a message, on one line."""
    return json.dumps(form, ensure_ascii=False)
