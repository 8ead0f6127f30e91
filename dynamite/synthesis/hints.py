"""What would help where nothing fits: where a value may come from that no program gives."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from dynamite.synthesis.goal import Goal
from dynamite.synthesis.nearest import shown
from dynamite.synthesis.source import Relation, Source
from dynamite.values import Value, format_value, is_null

SEPARATORS = ("", " ", ", ", ",", "-", "_", "/", ":", ".")
"""What may stand between two texts of a source that a target shows as one."""

CLOSE = 0.75
"""How alike two texts are that may be one with a slip of the pen, by ``difflib``."""

SHORTEST = 3
"""Shorter texts are parts of too many others."""


def origin_hint(source: Source, goal: Goal, h: int, cell: Value) -> str:
    """Where a value that no source column holds may come from; what to do about it."""
    name = goal.columns[h].name
    text = _text(cell)
    for hint in (_same(source, text), _joined(source, text), _part(source, text)):
        if hint:
            return f"{name}: {hint}"
    texts = {_text(value): place for place, value in _values(source)}
    close = get_close_matches(text, sorted(texts), 1, CLOSE)
    if close:
        return f"{name}: {shown(close[0])} in {texts[close[0]]} is like it: is it meant?"
    return f"{name}: no source column holds anything like {shown(cell)}: add the one that does"


def _text(value: Value) -> str:
    return str(format_value(value))


def _values(source: Source) -> Iterator[tuple[str, Value]]:
    for relation in source.relations:
        for column in relation.columns:
            if column.is_opaque:
                continue
            for _, row in relation.rows:
                if not is_null(row[column.c]):
                    yield f"{relation.record_type.name}.{column.name}", row[column.c]


def _same(source: Source, text: str) -> str:
    """A value that is the same but for capitals and spaces."""
    for place, value in _values(source):
        other = _text(value)
        if other != text and other.casefold().split() == text.casefold().split():
            return (
                f"{place} holds {shown(value)}, and no conversion changes capitals or spaces: "
                "write it the same way on both sides"
            )
    return ""


def _joined(source: Source, text: str) -> str:
    """Two values of one source record that make the text."""
    for relation in source.relations:
        for _, row in relation.rows:
            found = _pair(relation, row, text)
            if found:
                left, right, separator = found
                name = relation.record_type.name
                between = f" with {shown(separator)} between" if separator else ""
                return (
                    f"it is {name}.{left} and {name}.{right} as one text{between}, which is not "
                    "searched: give the example two columns, and write cat(…) into the rule"
                )
    return ""


def _pair(relation: Relation, row: tuple[Value, ...], text: str) -> tuple[str, str, str] | None:
    cells = [
        (column.name, _text(row[column.c]))
        for column in relation.columns
        if not column.is_opaque and not is_null(row[column.c])
    ]
    for left, one in cells:
        if not one or not text.startswith(one):
            continue
        for right, other in cells:
            separator = text[len(one) : len(text) - len(other)]
            is_whole = len(one) + len(other) + len(separator) == len(text)
            if other and is_whole and text.endswith(other) and separator in SEPARATORS:
                return left, right, separator
    return None


def _part(source: Source, text: str) -> str:
    """A value that the text is a part of."""
    if len(text) < SHORTEST:
        return ""
    for place, value in _values(source):
        other = _text(value)
        if text != other and text in other:
            return (
                f"it is a part of {shown(value)} in {place}, which is not searched: give the "
                "example the whole, and write substr(…) into the rule"
            )
    return ""
