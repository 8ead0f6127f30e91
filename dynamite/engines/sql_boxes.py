"""Boxes in SQL: ids as texts, made and taken apart as ``boxes`` says.

For ids that nest without bound, which no struct can hold, and for those that are loaded.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from dynamite.engines import boxes
from dynamite.engines.sql_values import (
    call,
    cast,
    concat,
    conditional,
    is_null_sql,
    let,
    number,
    text,
    try_cast,
)
from dynamite.values import DataType

BOXED_TEXT = "dynamite_id_text"
"""The database function that gives the text of a box, which Python computes."""


def make(constructor: str, parts: Sequence[tuple[exp.Expr, exp.Expr | None]]) -> exp.Expr:
    """A box over the texts of its parts, null where a part is; each with whether it is absent."""
    literals = [_literal(part) for part, absent in parts if absent is None]
    if len(literals) == len(parts) and None not in literals:
        known = [literal for literal in literals if literal is not None]
        lengths = ",".join(str(len(literal)) for literal in known)
        return text(f"{constructor};{lengths};{''.join(known)}")
    if any(part.find(exp.Select) for part, _ in parts):
        # DuckDB has no queries in lambdas, by which parts are named.
        return _joined(constructor, parts)
    return _bound(constructor, list(parts), [])


def _literal(part: exp.Expr) -> str | None:
    return str(part.this) if isinstance(part, exp.Literal) and part.is_string else None


def _bound(
    constructor: str,
    waiting: list[tuple[exp.Expr, exp.Expr | None]],
    ready: list[tuple[exp.Expr, exp.Expr | None]],
) -> exp.Expr:
    """The box, each part that is computed named, as it occurs twice."""
    if not waiting:
        return _joined(constructor, ready)
    (part, absent), rest = waiting[0], waiting[1:]
    if isinstance(part, exp.Column | exp.Literal):
        return _bound(constructor, rest, [*ready, (part, absent)])
    name = f"p{sum(1 for _ in part.find_all(exp.Lambda))}_{len(ready)}"
    return let(name, part, lambda named: _bound(constructor, rest, [*ready, (named, absent)]))


def _joined(constructor: str, parts: Sequence[tuple[exp.Expr, exp.Expr | None]]) -> exp.Expr:
    pieces: list[exp.Expr] = [text(f"{constructor};")]
    for index, (part, absent) in enumerate(parts):
        if index:
            pieces.append(text(","))
        cases = [] if absent is None else [(absent, text(boxes.ABSENT_MARK))]
        cases.append((is_null_sql(part.copy()), text(boxes.NULL)))
        pieces.append(conditional(cases, cast(call("length", part.copy()), "TEXT")))
    pieces.append(text(";"))
    pieces += [exp.Coalesce(this=part.copy(), expressions=[text("")]) for part, _ in parts]
    return exp.Paren(this=concat(pieces))


def has_constructor(box: exp.Expr, constructor: str) -> exp.Expr:
    """Whether a box is of a constructor; not satisfied by null."""
    return call("starts_with", box, text(f"{constructor};"))


def _lengths(box: exp.Expr) -> exp.Expr:
    return call("split_part", box, text(";"), number(2))


def part_text(box: exp.Expr, constructor: str, position: int) -> exp.Expr:
    """The text of a part of a box of that constructor; null for null and absent."""
    lengths = _lengths(box)
    marks = [
        try_cast(call("split_part", lengths.copy(), text(","), number(index + 1)), "BIGINT")
        for index in range(position + 1)
    ]
    before: exp.Expr = exp.Add(
        this=call("length", lengths.copy()), expression=number(len(constructor) + 3)
    )
    for mark in marks[:-1]:
        none = exp.Coalesce(this=mark, expressions=[number(0)])
        before = exp.Add(this=before, expression=none)
    return call("substr", box.copy(), before, marks[-1])


def is_part_absent(box: exp.Expr, position: int) -> exp.Expr:
    """Whether a part of a box is absent."""
    mark = call("split_part", _lengths(box), text(","), number(position + 1))
    return exp.EQ(this=mark, expression=text(boxes.ABSENT_MARK))


def value_of(part: exp.Expr, data: DataType | None) -> exp.Expr:
    """The plain value that a part's text stands for; null where it stands for none."""
    match data:
        case DataType.BYTES:
            return exp.Try(this=call("from_base64", part))
        case DataType.INT | DataType.BOOL | DataType.FLOAT | DataType.DATE | DataType.DATETIME:
            return try_cast(part, _SQL[data])
    return part


_SQL = {
    DataType.INT: "BIGINT",
    DataType.BOOL: "BOOLEAN",
    DataType.FLOAT: "DOUBLE",
    DataType.DATE: "DATE",
    DataType.DATETIME: "TIMESTAMP",
}
