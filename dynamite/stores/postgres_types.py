"""PostgreSQL's column types: which ``DataType`` each is, and the SQL that reads it.

Integers are ``int``, ``numeric`` is ``decimal``, instants are ``datetime`` in UTC. An array of
integers, texts, booleans or dates is ``json``. Every other type is a ``string``, by the text that
PostgreSQL itself writes: ENUM, UUID, times, intervals (ISO 8601), addresses, ranges and the like.
Where a schema asks for another type than the column's, only what loses nothing is read: an integer
as a decimal, or as a float where it is exact; a text that is a decimal or JSON as such.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from dynamite.stores.sql_names import quoted
from dynamite.values import DataType

_DATA_TYPES: Final = {
    **dict.fromkeys(("int2", "int4", "int8", "oid"), DataType.INT),
    **dict.fromkeys(("float4", "float8"), DataType.FLOAT),
    **dict.fromkeys(("timestamp", "timestamptz"), DataType.DATETIME),
    **dict.fromkeys(("json", "jsonb"), DataType.JSON),
    "numeric": DataType.DECIMAL,
    "bool": DataType.BOOL,
    "date": DataType.DATE,
    "bytea": DataType.BYTES,
}
_ELEMENTS_OF_JSON: Final = frozenset(
    ("int2", "int4", "int8", "text", "varchar", "bool", "date", "uuid", "json", "jsonb")
)

COLUMN_TYPES: Final = {
    DataType.INT: "bigint",
    DataType.FLOAT: "double precision",
    DataType.DECIMAL: "numeric",
    DataType.STRING: "text",
    DataType.BOOL: "boolean",
    DataType.DATE: "date",
    DataType.DATETIME: "timestamp",
    DataType.BYTES: "bytea",
    # Not jsonb: it holds no U+0000 and forgets whether a number is a float.
    DataType.JSON: "json",
}
"""The type of a new column."""

_HOLDS_EVERY: Final = {
    DataType.INT: ("int2", "int4", "int8", "numeric"),
    DataType.FLOAT: ("float8",),
    DataType.DECIMAL: ("numeric",),
    DataType.STRING: ("text", "varchar", "citext"),
    DataType.BOOL: ("bool",),
    DataType.DATE: ("date",),
    DataType.DATETIME: ("timestamp", "timestamptz"),
    DataType.BYTES: ("bytea",),
    DataType.JSON: ("json", "jsonb"),
}
_MICROSECONDS: Final = 6
_NO_MODIFIER: Final = -1
_HEADER: Final = 4
"""What PostgreSQL adds to the length of a text in a type's modifier."""


@dataclass(frozen=True)
class ColumnType:
    """A column's type as the catalogue has it, domains resolved.

    ``name`` is of the type or of an array's elements, ``shown`` as PostgreSQL writes it.
    """

    name: str
    shown: str
    modifier: int = _NO_MODIFIER
    is_array: bool = False
    is_enum: bool = False

    @property
    def data_type(self) -> DataType:
        """What its values are.

        >>> ColumnType("interval", "interval").data_type
        <DataType.STRING: 'string'>
        """
        if self.is_array:
            in_json = self.name in _ELEMENTS_OF_JSON or self.is_enum
            return DataType.JSON if in_json else DataType.STRING
        return _DATA_TYPES.get(self.name, DataType.STRING)

    @property
    def length(self) -> int | None:
        """How many characters a text may have at most."""
        if self.name != "varchar" or self.modifier == _NO_MODIFIER:
            return None
        return self.modifier - _HEADER

    @property
    def scale(self) -> int | None:
        """How many digits a decimal has after the point; more are rounded away."""
        if self.name != "numeric" or self.modifier == _NO_MODIFIER:
            return None
        scale = (self.modifier - _HEADER) & 0x7FF
        return scale - 0x800 if scale > 0x3FF else scale


def can_read(column: ColumnType, wanted: DataType) -> bool:
    """Whether a column can be read as the wanted type without loss."""
    own = column.data_type
    if own is DataType.INT:
        return wanted in (DataType.INT, DataType.FLOAT, DataType.DECIMAL)
    if own is DataType.STRING:
        return wanted in (DataType.STRING, DataType.DECIMAL, DataType.JSON)
    return own is wanted


def projection(name: str, column: ColumnType) -> str:
    """SQL for a column's values in the form in which they leave PostgreSQL as CSV."""
    value = quoted(name)
    if column.is_array:
        as_json = column.data_type is DataType.JSON
        return f"to_json({value})::text" if as_json else f"{value}::text"
    match column.name:
        case "numeric":
            return f"trim_scale({value})"
        case "timestamptz":
            return f"{value} AT TIME ZONE 'UTC'"
        case "bytea":
            return f"encode({value}, 'hex')"
        case "float4" | "float8" | "int2" | "int4" | "int8" | "timestamp" | "date":
            return value
    return f"{value}::text"


def misfit_for_writing(column: ColumnType, data_type: DataType) -> bool:
    """Whether an existing column does not hold every value of a type, apart from its range."""
    if column.is_array:
        return True
    if data_type is DataType.STRING and column.is_enum:
        return False
    if column.name not in _HOLDS_EVERY[data_type]:
        return True
    is_rounded = data_type is DataType.DATETIME and column.modifier not in (
        _NO_MODIFIER,
        _MICROSECONDS,
    )
    return is_rounded or (data_type is DataType.INT and (column.scale or 0) < 0)
