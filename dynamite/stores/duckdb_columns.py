"""DuckDB's column types: which ``DataType`` each is, and the SQL that reads and writes it.

Reading: integers of up to 64 bits are ``int``; ``UBIGINT``, ``HUGEINT`` and ``UHUGEINT`` are
``decimal``, as they do not fit; ``ENUM``, ``UUID`` and ``TIME`` are ``string``, by their text;
instants are ``datetime`` in UTC. Nested types, ``INTERVAL``, ``BIT`` and the like are refused.
Where a schema asks for another type than the column's, only what loses nothing is read: an integer
as a decimal, or as a float where it is exact; a text that is a decimal or JSON as such.
"""

from __future__ import annotations

from dataclasses import dataclass

from dynamite.stores.sql_names import quoted
from dynamite.values import DataType

_INTEGERS = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER")
_WIDE_INTEGERS = ("UBIGINT", "HUGEINT", "UHUGEINT")
_INSTANT = "TIMESTAMP WITH TIME ZONE"

_DATA_TYPES = {
    **dict.fromkeys(_INTEGERS, DataType.INT),
    **dict.fromkeys(_WIDE_INTEGERS, DataType.DECIMAL),
    **dict.fromkeys(("FLOAT", "DOUBLE"), DataType.FLOAT),
    **dict.fromkeys(("VARCHAR", "UUID", "TIME"), DataType.STRING),
    **dict.fromkeys(
        ("TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS", _INSTANT), DataType.DATETIME
    ),
    "BOOLEAN": DataType.BOOL,
    "DATE": DataType.DATE,
    "BLOB": DataType.BYTES,
    "JSON": DataType.JSON,
}

COLUMN_TYPES = {
    DataType.INT: "BIGINT",
    DataType.FLOAT: "DOUBLE",
    DataType.DECIMAL: "VARCHAR",
    DataType.STRING: "VARCHAR",
    DataType.BOOL: "BOOLEAN",
    DataType.DATE: "DATE",
    DataType.DATETIME: "TIMESTAMP",
    DataType.BYTES: "BLOB",
    DataType.JSON: "JSON",
}
"""The type of a new column; decimals are gathered as text and get their own type at the end."""

ARROW_TYPES = {**COLUMN_TYPES, DataType.JSON: "VARCHAR"}
"""The type in which a value leaves DuckDB for Arrow."""

_NUMBER = r"-?[0-9]+(\.[0-9]+)?"
_DIGITS = 38


def column_data_type(type_name: str) -> DataType | None:
    """The data type of a column, or ``None`` where none can hold it.

    >>> column_data_type("DECIMAL(10,2)"), column_data_type("INTEGER[]")
    (<DataType.DECIMAL: 'decimal'>, None)
    """
    if type_name.endswith("]"):
        return None
    if type_name.startswith("DECIMAL("):
        return DataType.DECIMAL
    if type_name.startswith("ENUM("):
        return DataType.STRING
    return _DATA_TYPES.get(type_name)


@dataclass(frozen=True)
class Projection:
    """SQL for the value of a column, and for whether a value does not fit (empty: all fit)."""

    value: str
    misfit: str = ""


def projection(name: str, stored: str, wanted: DataType) -> Projection | None:
    """How to read a column of type ``stored`` as ``wanted``; ``None`` where that is refused."""
    column = quoted(name)
    own = column_data_type(stored)
    if own is DataType.INT and wanted is DataType.FLOAT:
        as_float = f"CAST({column} AS DOUBLE)"
        return Projection(as_float, f"CAST({as_float} AS HUGEINT) <> {column}")
    if own is DataType.INT and wanted is DataType.DECIMAL:
        return Projection(f"CAST({column} AS VARCHAR)")
    if stored == "VARCHAR" and wanted is DataType.DECIMAL:
        return Projection(canonical_decimal(column), _no_decimal(column))
    if stored == "VARCHAR" and wanted is DataType.JSON:
        return Projection(column)
    if own is not wanted:
        return None
    if wanted is DataType.DECIMAL:
        text = f"CAST({column} AS VARCHAR)"
        if stored in ("HUGEINT", "UHUGEINT"):
            return Projection(text, f"length(ltrim({text}, '-')) > {_DIGITS}")
        return Projection(canonical_decimal(text))
    if wanted is DataType.DATETIME:
        return _datetime(column, stored)
    return Projection(f"CAST({column} AS {ARROW_TYPES[wanted]})")


def canonical_decimal(text: str) -> str:
    """The canonical text of a decimal: no zeros that say nothing, and no ``-0``."""
    fraction = f"regexp_replace({text}, '\\.0*$|(\\.[0-9]*[1-9])0+$', '\\1')"
    return f"regexp_replace(regexp_replace({fraction}, '^(-?)0+([0-9])', '\\1\\2'), '^-0$', '0')"


def _no_decimal(text: str) -> str:
    digits = f"length(ltrim(regexp_replace({canonical_decimal(text)}, '[-.]', '', 'g'), '0'))"
    return f"NOT regexp_full_match({text}, '{_NUMBER}') OR {digits} > {_DIGITS}"


def _datetime(column: str, stored: str) -> Projection:
    # Infinite timestamps have no microseconds: they come out null here and count as misfits.
    infinite = f"{column} IS NOT NULL AND NOT isfinite({column})"
    if stored == _INSTANT:
        return Projection(f"make_timestamp(epoch_us({column}))", infinite)
    if stored == "TIMESTAMP_NS":
        return Projection(f"CAST({column} AS TIMESTAMP)", f"epoch_ns({column}) % 1000 <> 0")
    return Projection(f"CAST({column} AS TIMESTAMP)")
