"""Functors as text in one dialect of SQL; what a dialect has no exact form of is refused."""

from __future__ import annotations

from collections.abc import Sequence

from dynamite.exporting.dialects import Dialect
from dynamite.values import DataType

_LOGICAL = {
    "land": "{0} <> 0 AND {1} <> 0",
    "lor": "{0} <> 0 OR {1} <> 0",
    "lxor": "({0} <> 0) <> ({1} <> 0)",
    "lnot": "{0} = 0",
}


def call_text(
    dialect: Dialect, functor: str, args: Sequence[str], kinds: Sequence[DataType | None]
) -> str:
    """The text of a functor applied to texts of these types; null where an argument is null.

    Raises ``InputError`` for what the dialect cannot say.
    """
    is_float = DataType.FLOAT in kinds
    if functor in ("+", "-", "*", "/", "%") and len(args) == 2:
        return _arithmetic(dialect, functor, args, is_float)
    match functor:
        case "-":
            return f"(-{args[0]})"
        case "^" if is_float and dialect.name != "sqlite":
            return f"POWER({args[0]}, {args[1]})"
        case "band" | "bor" | "bxor" | "bnot":
            return _bits(dialect, functor, args)
        case "land" | "lor" | "lxor" | "lnot":
            known = " AND ".join(f"{arg} IS NOT NULL" for arg in args)
            truth = _LOGICAL[functor].format(*args)
            return f"CASE WHEN {known} THEN CASE WHEN {truth} THEN 1 ELSE 0 END END"
        case "min" | "max":
            return _extreme(dialect, functor, args, kinds)
        case "cat":
            return dialect.concat(args)
        case "strlen":
            return dialect.length(args[0])
        case "substr":
            return _substr(dialect, args)
        case "contains":
            return _contains(dialect, *args)
        case "match":
            return _match(dialect, *args)
        case "to_string":
            return _to_string(dialect, args[0], kinds[0])
        case "to_number":
            return _to_number(dialect, args[0], kinds[0])
        case "to_float" if kinds[0] in (DataType.INT, DataType.FLOAT):
            return dialect.cast(args[0], DataType.FLOAT)
        case "@unsigned":
            return f"CASE WHEN {args[0]} >= 0 THEN {args[0]} END"
        case "@nullify":
            return args[0]
    raise dialect.refused(f"the functor {functor}")


def _arithmetic(dialect: Dialect, functor: str, args: Sequence[str], is_float: bool) -> str:
    left, right = args
    if functor == "%" and is_float:
        raise dialect.refused("% of floats")
    if functor == "/" and not is_float:
        operator = {"duckdb": "//", "mysql": "DIV", "spark": "DIV"}.get(dialect.name, "/")
    else:
        operator = functor
    text = f"({left} {operator} {right})"
    if dialect.name == "sqlite" and not is_float:
        # SQLite goes over to floats where 64 bits do not hold.
        return f"CASE WHEN typeof({text}) = 'integer' THEN {text} END"
    return text


def _bits(dialect: Dialect, functor: str, args: Sequence[str]) -> str:
    if functor == "bnot":
        return f"(-1 - {args[0]})"
    left, right = args
    if functor == "bxor":
        # What is in one of them and not in both.
        text = f"(({left} | {right}) - ({left} & {right}))"
        if dialect.name == "mysql":
            text = f"({left} ^ {right})"
    else:
        text = f"({left} {'&' if functor == 'band' else '|'} {right})"
    return f"CAST({text} AS SIGNED)" if dialect.name == "mysql" else text


def _extreme(
    dialect: Dialect, functor: str, args: Sequence[str], kinds: Sequence[DataType | None]
) -> str:
    order = dialect.text_order if DataType.STRING in kinds else ""
    if DataType.DECIMAL in kinds and dialect.name == "sqlite":
        raise dialect.refused(f"{functor} of decimals")
    best = args[0]
    for arg in args[1:]:
        comparison = "<=" if functor == "min" else ">="
        best = (
            f"CASE WHEN {best} IS NULL OR {arg} IS NULL THEN NULL "
            f"WHEN {best}{order} {comparison} {arg} THEN {best} ELSE {arg} END"
        )
    return best


def _substr(dialect: Dialect, args: Sequence[str]) -> str:
    source, start, length = args
    part = f"SUBSTR({dialect.characters(source)}, {start} + 1, {length})"
    if dialect.name == "postgres":
        part = f"SUBSTR({source}, CAST({start} + 1 AS INT), CAST({length} AS INT))"
    known = " AND ".join(f"{arg} IS NOT NULL" for arg in args)
    empty = dialect.string("")
    return (
        f"CASE WHEN {known} THEN CASE WHEN {start} < 0 OR {length} < 0 THEN {empty} "
        f"ELSE {dialect.bytes(part)} END END"
    )


def _contains(dialect: Dialect, part: str, whole: str) -> str:
    match dialect.name:
        case "sqlite":
            return f"({part} = '' OR INSTR({whole}, {part}) > 0)"
        case "postgres":
            return f"(STRPOS({whole}, {part}) > 0)"
        case "duckdb":
            return f"CONTAINS({whole}, {part})"
    return f"(LOCATE({part}, {whole}) > 0)"


def _match(dialect: Dialect, pattern: str, text: str) -> str:
    match dialect.name:
        case "duckdb":
            return f"REGEXP_FULL_MATCH({text}, {pattern})"
        case "postgres":
            return f"({text} ~ ('^(?:' || {pattern} || ')$'))"
        case "spark":
            return f"({text} RLIKE CONCAT('\\\\A(?:', {pattern}, ')\\\\z'))"
    raise dialect.refused("match")


def _to_string(dialect: Dialect, text: str, kind: DataType | None) -> str:
    if kind is DataType.STRING:
        return text
    if kind is not DataType.INT:
        raise dialect.refused(f"to_string of a {kind}")
    if dialect.name == "mysql":
        return f"CAST(CAST({text} AS CHAR) AS BINARY)"
    return dialect.cast(text, DataType.STRING)


def _to_number(dialect: Dialect, text: str, kind: DataType | None) -> str:
    if kind is DataType.INT:
        return text
    if kind is not DataType.STRING or dialect.name == "sqlite":
        raise dialect.refused(f"to_number of a {kind}")
    pattern = "^[+-]?[0-9]+$"
    match dialect.name:
        case "postgres":
            fits = f"{text} ~ '{pattern}'"
        case "duckdb":
            fits = f"REGEXP_MATCHES({text}, '{pattern}')"
        case "spark":
            fits = f"{text} RLIKE '{pattern}'"
        case _:
            text = dialect.characters(text)
            fits = f"{text} REGEXP '{pattern}'"
    return f"CASE WHEN {fits} THEN {dialect.cast(text, DataType.INT)} END"
