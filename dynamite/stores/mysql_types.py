"""MySQL's column types: which ``DataType`` each is, and the SQL that reads it.

Integers are ``int``, ``BIGINT UNSIGNED`` is ``decimal``, as it does not fit. ``TINYINT(1)`` and
``BIT(1)`` are ``bool``, which MySQL has not; a schema may ask for the first as ``int``. MariaDB's
``JSON`` is a text that is checked to be JSON. Geometries are ``bytes``, and every other type is a
``string``, by its text: ENUM, SET, TIME, UUID and the like.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from dynamite.stores.mysql_names import quoted
from dynamite.values import DataType

_INTEGERS: Final = ("tinyint", "smallint", "mediumint", "int", "bigint", "year", "bit")
_BYTES: Final = ("binary", "varbinary", "tinyblob", "blob", "mediumblob", "longblob")
_GEOMETRIES: Final = (
    "geometry",
    "point",
    "linestring",
    "polygon",
    "multipoint",
    "multilinestring",
    "multipolygon",
    "geometrycollection",
    "geomcollection",
    "vector",
)

_DATA_TYPES: Final = {
    **dict.fromkeys(_INTEGERS, DataType.INT),
    **dict.fromkeys(("float", "double"), DataType.FLOAT),
    **dict.fromkeys(("datetime", "timestamp"), DataType.DATETIME),
    **dict.fromkeys((*_BYTES, *_GEOMETRIES), DataType.BYTES),
    "decimal": DataType.DECIMAL,
    "date": DataType.DATE,
    "json": DataType.JSON,
}

DECIMAL_TEXT: Final = "VARCHAR(80) CHARACTER SET ascii COLLATE ascii_bin"
"""Holds any decimal as text, until all are there and their scale is known."""


def column_types(collation: str) -> dict[DataType, str]:
    """The type of a new column; texts compare as they are, by a collation without padding."""
    return {
        DataType.INT: "BIGINT",
        DataType.FLOAT: "DOUBLE",
        DataType.DECIMAL: DECIMAL_TEXT,
        DataType.STRING: f"LONGTEXT CHARACTER SET utf8mb4 COLLATE {collation}",
        DataType.BOOL: "BOOLEAN",
        DataType.DATE: "DATE",
        DataType.DATETIME: "DATETIME(6)",
        DataType.BYTES: "LONGBLOB",
        DataType.JSON: "JSON",
    }


_TEXT_BYTES: Final = {"tinytext": 2**8 - 1, "text": 2**16 - 1, "mediumtext": 2**24 - 1}

_HOLDS_EVERY: Final = {
    DataType.INT: ("tinyint", "smallint", "mediumint", "int", "bigint", "decimal"),
    DataType.FLOAT: ("double",),
    DataType.DECIMAL: ("decimal",),
    # Not ENUM: a text of digits that is none of its members is taken for a member's number.
    DataType.STRING: ("varchar", "tinytext", "text", "mediumtext", "longtext"),
    DataType.BOOL: ("tinyint", "smallint", "mediumint", "int", "bigint"),
    DataType.DATE: ("date",),
    DataType.DATETIME: ("datetime",),
    DataType.BYTES: ("varbinary", "tinyblob", "blob", "mediumblob", "longblob"),
    DataType.JSON: ("json", "longtext"),
}


@dataclass(frozen=True)
class ColumnType:
    """A column's type as the catalogue has it.

    ``shown`` is as MySQL writes it; ``precision`` is of a datetime, ``scale`` of a decimal.
    """

    name: str
    shown: str
    is_json: bool = False
    precision: int = 0
    scale: int = 0
    has_charset: bool = False

    @property
    def data_type(self) -> DataType:
        """What its values are.

        >>> ColumnType("bigint", "bigint(20) unsigned").data_type
        <DataType.DECIMAL: 'decimal'>
        """
        if self.shown.startswith(("tinyint(1)", "bit(1)")):
            return DataType.BOOL
        if self.is_json:
            return DataType.JSON
        is_wide = self.name == "bigint" and "unsigned" in self.shown
        if is_wide or self.shown == "bit(64)":
            return DataType.DECIMAL
        return _DATA_TYPES.get(self.name, DataType.STRING)

    @property
    def most_bytes(self) -> int | None:
        """How many bytes a text may have; of more, MySQL would cut spaces off without an error."""
        return _TEXT_BYTES.get(self.name)

    @property
    def most_characters(self) -> int | None:
        """How many characters a text may have.

        >>> ColumnType("varchar", "varchar(20)").most_characters
        20
        """
        return int(self.shown[8:].partition(")")[0]) if self.name == "varchar" else None

    def sent_as(self, wanted: DataType) -> DataType:
        """The type as which a column is sent that is read as the wanted one."""
        if self.data_type is DataType.BOOL and wanted is DataType.INT:
            return DataType.INT
        return self.data_type


def can_read(column: ColumnType, wanted: DataType) -> bool:
    """Whether a column can be read as the wanted type without loss."""
    match column.data_type:
        case DataType.INT:
            return wanted in (DataType.INT, DataType.FLOAT, DataType.DECIMAL)
        case DataType.BOOL:
            return wanted in (DataType.BOOL, DataType.INT)
        case DataType.STRING:
            return wanted in (DataType.STRING, DataType.DECIMAL, DataType.JSON)
        case DataType.JSON:
            return wanted is DataType.JSON or (wanted is DataType.STRING and column.has_charset)
    return column.data_type is wanted


def field_sql(name: str, column: ColumnType, wanted: DataType) -> str:
    """SQL for a column's values as fields of CSV.

    Null where a text is longer than the server's packets: nothing must pass for a null.
    """
    value = quoted(name)
    return f"IF({value} IS NULL, '', {_text(value, column, wanted)})"


def _text(value: str, column: ColumnType, wanted: DataType) -> str:
    match column.sent_as(wanted):
        case DataType.BOOL:
            return f"CASE {value} WHEN 0 THEN 'false' WHEN 1 THEN 'true' ELSE {value} + 0 END"
        case DataType.INT:
            return f"{value} + 0"
        case DataType.FLOAT:
            # A FLOAT would be written with six digits.
            return f"{value} + 0e0"
        case DataType.DECIMAL if column.name == "decimal" and column.scale:
            return f"TRIM(TRAILING '.' FROM TRIM(TRAILING '0' FROM {value}))"
        case DataType.DECIMAL:
            return f"{value} + 0"
        case DataType.BYTES:
            # In quotes, as no bytes are not null.
            return f"""CONCAT('"', HEX({value}), '"')"""
        case DataType.DATE | DataType.DATETIME:
            return value
    return f"""CONCAT('"', REPLACE(CONVERT({value} USING utf8mb4), '"', '""'), '"')"""


def misfit_for_writing(column: ColumnType, data_type: DataType) -> bool:
    """Whether an existing column does not hold every value of a type, apart from its range."""
    if column.name not in _HOLDS_EVERY[data_type] or "unsigned" in column.shown:
        return True
    if column.is_json and data_type is DataType.STRING:
        return True
    if data_type is DataType.FLOAT and "(" in column.shown:
        return True  # DOUBLE(10,2) rounds
    return data_type is DataType.DATETIME and column.precision < 6
