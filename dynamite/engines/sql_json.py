"""Values of JSON as SQL: what DuckDB keeps as the text of a value, exactly or not at all.

A field that is read as DuckDB's ``JSON`` keeps its text, so that a number is still told from a
string and ``1.0`` from ``1``. Where a text is not that of a value of the type that is wanted, the
whole statement fails, and the file is left to the exact decoder of its store.
"""

from __future__ import annotations

from collections.abc import Mapping

from sqlglot import exp

from dynamite.engines.sql_values import call, cast, failure, number, text
from dynamite.schema import Attribute
from dynamite.values import DataType

JSON = "JSON"
READABLE = frozenset(
    {
        *(DataType.INT, DataType.FLOAT, DataType.STRING, DataType.BOOL),
        *(DataType.DATE, DataType.DATETIME),
    }
)
"""The types whose values can be taken from the text of JSON here."""

OBJECT_BYTES = 4 << 20
"""The largest line that is read; files of twice that, and more, are read in parts by all cores."""

_EXACT = 1 << 53
"""Below this no integer loses digits as a float."""


def read_lines(path: str, fields: Mapping[str, str]) -> exp.Expr:
    """A table function of the objects on the lines of a file, one column to a field."""
    columns = exp.Struct(
        expressions=[
            exp.PropertyEQ(this=text(name), expression=text(kind)) for name, kind in fields.items()
        ]
    )
    options: dict[str, exp.Expr] = {
        "format": text("newline_delimited"),
        "records": text("true"),
        "hive_partitioning": exp.false(),
        "maximum_object_size": number(OBJECT_BYTES),
        "columns": columns,
    }
    named = [
        exp.PropertyEQ(this=exp.to_identifier(name), expression=value)
        for name, value in options.items()
    ]
    return exp.Anonymous(this="read_json", expressions=[text(path), *named])


def struct_of(fields: Mapping[str, str]) -> str:
    """The text of the type of an object with such fields."""
    texts = (f'"{name.replace(chr(34), chr(34) * 2)}" {kind}' for name, kind in fields.items())
    return f"STRUCT({', '.join(texts)})"


def value_of(leaf: exp.Expr, attribute: Attribute) -> exp.Expr:
    """The value that a text of JSON has as that of an attribute; the statement fails without."""
    value = _TYPED[attribute.type](cast(leaf.copy(), "TEXT"))
    return value if attribute.nullable else required(value)


def required(value: exp.Expr) -> exp.Expr:
    """A value that is not null; the statement fails where it is."""
    return exp.Coalesce(this=value, expressions=[failure()])


def string_of(leaf: exp.Expr) -> exp.Expr:
    """The string that a text of JSON is, null for null."""
    return _string(cast(leaf.copy(), "TEXT"))


def _if(condition: exp.Expr, value: exp.Expr, json: exp.Expr) -> exp.Expr:
    """The value where the condition holds, null for null, else the end."""
    missing = json.copy().is_(exp.null())
    return exp.case().when(condition, value).when(missing, exp.null()).else_(failure())


def _string(json: exp.Expr) -> exp.Expr:
    quoted = call("starts_with", json.copy(), text('"'))
    escaped = call("contains", json.copy(), text("\\"))
    inner = call(
        "substr",
        json.copy(),
        number(2),
        exp.Sub(this=call("length", json.copy()), expression=number(2)),
    )
    decoded = call("json_extract_string", json.copy(), text("$"))
    plain = exp.case().when(escaped, decoded).else_(inner)
    return _if(quoted, plain, json)


def _integer(json: exp.Expr) -> exp.Expr:
    value = cast(json.copy(), "BIGINT")
    return _if(cast(value.copy(), "TEXT").eq(json.copy()), value, json)


def _float(json: exp.Expr) -> exp.Expr:
    value = cast(json.copy(), "DOUBLE")
    is_exact = exp.LT(this=call("abs", value.copy()), expression=number(_EXACT))
    return _if(is_exact, value, json)


def _boolean(json: exp.Expr) -> exp.Expr:
    is_one = exp.In(this=json.copy(), expressions=[text(name) for name in ("true", "false")])
    return _if(is_one, json.copy().eq(text("true")), json)


def _date(json: exp.Expr) -> exp.Expr:
    written = _string(json)
    value = cast(written, "DATE")
    is_same = cast(value.copy(), "TEXT").eq(written.copy())
    has_year = call("length", written.copy()).eq(number(10))
    return _if(exp.and_(has_year, is_same), value, json)


def _datetime(json: exp.Expr) -> exp.Expr:
    written = _string(json)
    value = cast(written, "TIMESTAMP")
    spaced = call("replace", written.copy(), text("T"), text(" "))
    is_same = cast(value.copy(), "TEXT").eq(spaced)
    has_year = call("substr", written.copy(), number(5), number(1)).eq(text("-"))
    return _if(exp.and_(has_year, is_same), value, json)


_TYPED = {
    DataType.INT: _integer,
    DataType.FLOAT: _float,
    DataType.STRING: _string,
    DataType.BOOL: _boolean,
    DataType.DATE: _date,
    DataType.DATETIME: _datetime,
}
