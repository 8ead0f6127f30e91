"""SQL's column types as the types of attributes."""

from __future__ import annotations

from sqlglot import exp

from dynamite.values import DataType

_T = exp.DataType.Type

_INT = {
    _T.TINYINT, _T.SMALLINT, _T.MEDIUMINT, _T.INT, _T.BIGINT, _T.UTINYINT, _T.USMALLINT,
    _T.UMEDIUMINT, _T.UINT, _T.SERIAL, _T.SMALLSERIAL, _T.BIGSERIAL,
}  # fmt: skip
_TEXT = {
    _T.CHAR, _T.NCHAR, _T.VARCHAR, _T.NVARCHAR, _T.BPCHAR, _T.TEXT, _T.TINYTEXT, _T.MEDIUMTEXT,
    _T.LONGTEXT, _T.NAME, _T.UUID, _T.ENUM, _T.XML, _T.INET, _T.TIME, _T.TIMETZ,
}  # fmt: skip
_DATETIME = {
    _T.TIMESTAMP, _T.TIMESTAMPNTZ, _T.TIMESTAMPTZ, _T.TIMESTAMPLTZ, _T.TIMESTAMP_S,
    _T.TIMESTAMP_MS, _T.DATETIME, _T.DATETIME2, _T.SMALLDATETIME,
}  # fmt: skip
_BYTES = {
    _T.BINARY, _T.VARBINARY, _T.BLOB, _T.TINYBLOB, _T.MEDIUMBLOB, _T.LONGBLOB,
}  # fmt: skip
_JSON = {_T.JSON, _T.JSONB, _T.ARRAY, _T.LIST, _T.STRUCT, _T.MAP}

_TYPES = {
    **dict.fromkeys(_INT, DataType.INT),
    **dict.fromkeys((_T.FLOAT, _T.DOUBLE), DataType.FLOAT),
    # An unsigned integer of 64 bits and a wider one do not fit ``int``.
    **dict.fromkeys(
        (_T.DECIMAL, _T.BIGDECIMAL, _T.MONEY, _T.UBIGINT, _T.INT128, _T.UINT128), DataType.DECIMAL
    ),
    **dict.fromkeys(_TEXT, DataType.STRING),
    _T.BOOLEAN: DataType.BOOL,
    _T.DATE: DataType.DATE,
    **dict.fromkeys(_DATETIME, DataType.DATETIME),
    **dict.fromkeys(_BYTES, DataType.BYTES),
    **dict.fromkeys(_JSON, DataType.JSON),
}

COUNTING = frozenset({_T.SERIAL, _T.SMALLSERIAL, _T.BIGSERIAL})
"""The types whose columns fill themselves, and are never null."""


def attribute_type(sql_type: exp.DataType) -> DataType | None:
    """The type of an attribute for a column's type; ``None`` where there is none.

    A time of day is text and an array ``json``: the data model has no type of their own for them.

    >>> attribute_type(exp.DataType.build("numeric(10, 2)"))
    <DataType.DECIMAL: 'decimal'>
    """
    return _TYPES.get(sql_type.this)
