"""The names of Skolem constructors."""

from __future__ import annotations

import re

from dynamite.data.instance import Row
from dynamite.schema import Key, Kind, RecordType, Schema
from dynamite.values import Value


def camel(name: str) -> str:
    """A constructor's name, from a record type's.

    >>> camel("atBats"), camel("FLIES_TO"), camel("order lines")
    ('AtBats', 'FliesTo', 'OrderLines')
    """
    parts = re.findall(r"[A-Za-z0-9]+", name.lower() if name.isupper() else name)
    text = "".join(part[:1].upper() + part[1:] for part in parts)
    return text if text[:1].isalpha() else f"Id{text}"


class Constructors:
    """One constructor per entity: labels that share ids in the example share it."""

    def __init__(self, schema: Schema, rows: dict[Key, list[tuple[int, Row]]]) -> None:
        self._names: dict[Key, str] = {}
        taken: set[str] = {"Absent"}
        owners: dict[tuple[int, Value], Key] = {}
        for record_type in schema.record_types:
            shared = None
            if record_type.kind is Kind.NODE:
                for example, row in rows[record_type.key]:
                    shared = shared or owners.get((example, row[0]))
                    owners.setdefault((example, row[0]), record_type.key)
            if shared is not None:
                self._names[record_type.key] = self._names[shared]
                continue
            name = base = camel(record_type.path[-1])
            number = 2
            while name in taken:
                name, number = f"{base}{number}", number + 1
            taken.add(name)
            self._names[record_type.key] = name

    def name(self, record_type: RecordType) -> str:
        return self._names[record_type.key]
