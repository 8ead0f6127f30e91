"""SQLite's declared types: which ``DataType`` a column is by the name of its declared type.

SQLite holds any value in any column, and what a column makes of a value follows from the name of
its declared type (its affinity). Names that mean more than an affinity come first: ``BOOLEAN``,
``DATE``, ``DATETIME``, ``TIMESTAMP``, ``DECIMAL``, ``NUMERIC`` and ``JSON``. A column of no type,
or of a type that says nothing, is what its values are.
"""

from __future__ import annotations

from dynamite.values import DataType

# A column declared DECIMAL or JSON turns a text that looks like a number into one, and loses
# digits beyond the fifteenth; TEXT in the name keeps it.
DECLARED_TYPES = {
    DataType.INT: "INTEGER",
    DataType.FLOAT: "REAL",
    DataType.DECIMAL: "DECIMAL_TEXT",
    DataType.STRING: "TEXT",
    DataType.BOOL: "BOOLEAN",
    DataType.DATE: "DATE",
    DataType.DATETIME: "DATETIME",
    DataType.BYTES: "BLOB",
    DataType.JSON: "JSON_TEXT",
}
"""The declared type of a new column; every value of the ``DataType`` comes back as it was."""

_BY_START = (
    ("BOOL", DataType.BOOL),
    ("DATETIME", DataType.DATETIME),
    ("TIMESTAMP", DataType.DATETIME),
    ("DECIMAL", DataType.DECIMAL),
    ("NUMERIC", DataType.DECIMAL),
    ("JSON", DataType.JSON),
)
_BY_PART = (
    ("INT", DataType.INT),
    ("CHAR", DataType.STRING),
    ("CLOB", DataType.STRING),
    ("TEXT", DataType.STRING),
    ("BLOB", DataType.BYTES),
    ("REAL", DataType.FLOAT),
    ("FLOA", DataType.FLOAT),
    ("DOUB", DataType.FLOAT),
)


def declared_data_type(declared: str) -> DataType | None:
    """The data type that a declared type means, or ``None`` where only the values can say.

    >>> declared_data_type("VARCHAR(20)"), declared_data_type("timestamp"), declared_data_type("")
    (<DataType.STRING: 'string'>, <DataType.DATETIME: 'datetime'>, None)
    """
    name = declared.upper().strip()
    if name == "DATE":
        return DataType.DATE
    for start, data_type in _BY_START:
        if name.startswith(start):
            return data_type
    return next((data_type for part, data_type in _BY_PART if part in name), None)


def keeps_text(declared: str) -> bool:
    """Whether a column of the declared type stores a text as a text, whatever it says."""
    name = declared.upper()
    is_text = any(part in name for part in ("CHAR", "CLOB", "TEXT"))
    return "INT" not in name and is_text
