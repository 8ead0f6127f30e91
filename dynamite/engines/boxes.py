"""Ids as one text each: for ids that nest without bound, and for ids on their way into an engine.

A box is ``CONSTRUCTOR;LENGTHS;PARTS``: the lengths of the parts in characters, with commas
between, ``-`` for null and ``~`` for absent; then the parts, one after the other. A part that is an
id is a box, any other one the text of its value. A plain value in a column that also holds ids is
``;TEXT``. No constructor's name has a semicolon, so that equal ids, and only these, have equal
boxes.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final, TypeAlias, TypeVar

from dynamite.engines.column_types import ColumnTypes
from dynamite.engines.functors import to_string
from dynamite.language.types import ColumnType, IdType
from dynamite.values import (
    ABSENT,
    DataType,
    Json,
    Skolem,
    Value,
    quoted_text,
    skolem_text,
    term_marks,
)

NULL, ABSENT_MARK = "-", "~"

Node = TypeVar("Node")
Result = TypeVar("Result")


def fold(
    root: Node,
    children: Callable[[Node], Sequence[Node]],
    combine: Callable[[Node, list[Result]], Result],
) -> Result:
    """The result of a tree from those of its parts; its depth does not matter."""
    results: list[Result] = []
    work = [(root, False)]
    while work:
        node, is_ready = work.pop()
        parts = children(node)
        if parts and not is_ready:
            work.append((node, True))
            work.extend((part, False) for part in reversed(parts))
            continue
        first = len(results) - len(parts)
        own = results[first:]
        del results[first:]
        results.append(combine(node, own))
    return results[0]


def box(value: Value) -> str:
    """The box of an id.

    >>> box(Skolem("A", (1, "x", None, Skolem("B", ()))))
    'A;1,1,-,3;1xB;;'
    """
    return str(fold(value, _args, _boxed))


def _args(value: Value) -> tuple[Value, ...]:
    return value.args if isinstance(value, Skolem) else ()


def _boxed(value: Value, parts: list[str | None]) -> str | None:
    if not isinstance(value, Skolem):
        return None if value is None or value is ABSENT else part_text(value)
    lengths = [
        (ABSENT_MARK if arg is ABSENT else NULL) if part is None else str(len(part))
        for arg, part in zip(value.args, parts, strict=True)
    ]
    texts = (part for part in parts if part is not None)
    return f"{value.constructor};{','.join(lengths)};{''.join(texts)}"


def part_text(value: Value) -> str:
    """The text of a part that is no id."""
    # Both zeros are one value.
    return to_string(value + 0.0 if isinstance(value, float) else value)


def opened(text: str) -> tuple[str, list[str | None]]:
    """The constructor of a box and the texts of its parts; null and absent are ``None``."""
    constructor, lengths, rest = text.split(";", 2)
    parts: list[str | None] = []
    position = 0
    for length in lengths.split(",") if lengths else ():
        if length in (NULL, ABSENT_MARK):
            parts.append(None)
            continue
        parts.append(rest[position : position + int(length)])
        position += int(length)
    return constructor, parts


Types: TypeAlias = "Mapping[str, Sequence[ColumnType | None]]"
"""The types of the arguments of each constructor."""


def text_of_box(text: str, types: Types) -> str:
    """The text of the id of a box, as ``values.term_text`` gives it."""
    pieces: list[str] = []
    work: list[tuple[str, ColumnType | None]] = [(text, IdType())]
    while work:
        one, kind = work.pop()
        if kind is None:
            pieces.append(one)
        elif isinstance(kind, IdType) and not one.startswith(";"):
            constructor, parts = opened(one)
            opening, closing = term_marks(constructor, bool(parts))
            pieces.append(opening)
            work.append((closing, None))
            kinds = types[constructor]
            for position in range(len(parts) - 1, -1, -1):
                part = parts[position]
                work.append(("null", None) if part is None else (part, kinds[position]))
                if position:
                    work.append((", ", None))
        elif kind in (DataType.STRING, DataType.JSON):
            pieces.append(quoted_text(one))
        else:
            pieces.append(one.removeprefix(";"))
    return "".join(pieces)


def unbox(text: str, types: Types) -> Skolem:
    """The id of a box whose parts are neither absent nor plain values beside ids."""

    def children(node: tuple[str, ColumnType | None]) -> Sequence[tuple[str, ColumnType | None]]:
        if not isinstance(node[1], IdType):
            return ()
        constructor, parts = opened(node[0])
        return [
            (part, kind)
            for part, kind in zip(parts, types[constructor], strict=True)
            if part is not None
        ]

    def combine(node: tuple[str, ColumnType | None], values: list[Value]) -> Value:
        if not isinstance(node[1], IdType):
            return _value(*node)
        constructor, parts = opened(node[0])
        present = iter(values)
        return Skolem(constructor, tuple(None if part is None else next(present) for part in parts))

    root: tuple[str, ColumnType | None] = (text, IdType())
    found = fold(root, children, combine)
    assert isinstance(found, Skolem)
    return found


def _value(text: str, kind: ColumnType | None) -> Value:
    convert = _FROM_TEXT.get(kind) if isinstance(kind, DataType) else None
    return text if convert is None else convert(text)


_FROM_TEXT: Final[Mapping[DataType, Callable[[str], Any]]] = {
    DataType.INT: int,
    DataType.FLOAT: float,
    DataType.DECIMAL: Decimal,
    DataType.BOOL: lambda text: text == "true",
    DataType.DATE: date.fromisoformat,
    DataType.DATETIME: datetime.fromisoformat,
    DataType.BYTES: base64.b64decode,
    DataType.JSON: Json,
}


def id_texts(types: ColumnTypes) -> Callable[[str, bool], str]:
    """What gives the text of a boxed id, as Soufflé writes it or as stores have it."""
    kinds = {
        name: tuple(IdType() if part.constructors else part.data for part in parts)
        for name, parts in types.constructors.items()
    }

    def text_of(box: str, written: bool) -> str:
        return text_of_box(box, kinds) if written else skolem_text(unbox(box, kinds))

    return text_of
