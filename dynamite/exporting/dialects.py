"""How each dialect of SQL writes names, values and functions."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from dynamite.errors import InputError
from dynamite.values import INT_MIN, DataType, Value


@dataclass(frozen=True)
class Dialect:
    """One dialect; ``types`` are its names of ours, none where a value is left as it is."""

    name: str
    quote: str = '"'
    escapes_backslash: bool = False
    types: dict[DataType, str] = field(default_factory=dict)
    text_order: str = ""
    """What makes texts order by code point."""
    recursion: bool = True
    several_recursive: bool = False
    """Whether a recursive query may have several parts that use itself."""
    texts_are_bytes: bool = False
    """Whether texts are compared as bytes, as the dialect's own equality is not that of texts."""

    def identifier(self, name: str) -> str:
        return self.quote + name.replace(self.quote, self.quote * 2) + self.quote

    def string(self, text: str) -> str:
        if "\0" in text:
            raise self.refused("a text with a zero character")
        if self.escapes_backslash:
            text = text.replace("\\", "\\\\")
        if self.name == "spark":
            return "'" + text.replace("'", "\\'") + "'"
        quoted = "'" + text.replace("'", "''") + "'"
        return f"CAST({quoted} AS BINARY)" if self.texts_are_bytes else quoted

    def cast(self, sql: str, data: DataType | None) -> str:
        wanted = self.types.get(data) if data is not None else None
        return f"CAST({sql} AS {wanted})" if wanted else sql

    def value(self, value: Value) -> str:
        """A constant; raises ``InputError`` for one that the dialect cannot write."""
        match value:
            case None:
                return "NULL"
            case bool():
                return str(int(value)) if self.name == "sqlite" else str(value).upper()
            case int():
                return f"({INT_MIN + 1} - 1)" if value == INT_MIN else _signed(str(value))
            case float() if math.isfinite(value):
                return _signed(repr(value)) if self.name == "sqlite" else self._float(value)
            case datetime():
                text = value.isoformat(" ")
                return f"'{text}'" if self.name == "sqlite" else f"TIMESTAMP '{text}'"
            case date():
                text = value.isoformat()
                return f"'{text}'" if self.name == "sqlite" else f"DATE '{text}'"
            case Decimal() if self.name != "sqlite":
                return format(value, "f")
            case str():
                return self.string(value)
        raise self.refused(f"the constant {value!r}")

    def _float(self, value: float) -> str:
        return f"CAST({value!r} AS {self.types[DataType.FLOAT]})"

    def concat(self, parts: Sequence[str]) -> str:
        if self.name in ("mysql", "spark"):
            return f"CONCAT({', '.join(parts)})"
        return "(" + " || ".join(parts) + ")"

    def length(self, sql: str) -> str:
        if self.name == "mysql":
            return f"CHAR_LENGTH({self.characters(sql)})"
        return f"LENGTH({sql})"

    def characters(self, sql: str) -> str:
        """A text as characters, where it is kept as bytes."""
        return f"CONVERT({sql} USING utf8mb4)" if self.texts_are_bytes else sql

    def bytes(self, sql: str) -> str:
        return f"CAST({sql} AS BINARY)" if self.texts_are_bytes else sql

    def refused(self, what: str) -> InputError:
        return InputError(f"{what} cannot be exported to SQL of {self.name}")


def _signed(text: str) -> str:
    return f"({text})" if text.startswith("-") else text


DIALECTS: Final = {
    one.name: one
    for one in (
        Dialect(
            "postgres",
            types={
                DataType.INT: "BIGINT",
                DataType.FLOAT: "DOUBLE PRECISION",
                DataType.STRING: "TEXT",
            },
            text_order=' COLLATE "C"',
        ),
        Dialect(
            "duckdb",
            types={DataType.INT: "BIGINT", DataType.FLOAT: "DOUBLE", DataType.STRING: "TEXT"},
        ),
        Dialect(
            "spark",
            quote="`",
            escapes_backslash=True,
            types={DataType.INT: "BIGINT", DataType.FLOAT: "DOUBLE", DataType.STRING: "STRING"},
            recursion=False,
        ),
        Dialect(
            "mysql",
            quote="`",
            escapes_backslash=True,
            types={DataType.INT: "SIGNED", DataType.FLOAT: "DOUBLE", DataType.STRING: "BINARY"},
            several_recursive=True,
            texts_are_bytes=True,
        ),
        Dialect(
            "sqlite",
            types={DataType.INT: "INTEGER", DataType.FLOAT: "REAL", DataType.STRING: "TEXT"},
            several_recursive=True,
        ),
    )
}
"""Every dialect by its name."""
