"""Arrow's column types, as Parquet files have them: which ``DataType`` each is, and its values.

Integers of up to 64 bits are ``int``; ``uint64`` is ``decimal``, as it does not fit; dictionaries
are what they hold; UUIDs and times of day are ``string``, by their text; instants are ``datetime``
in UTC. Nested types, durations and intervals are refused. Where a schema asks for another type than
the column's, only what loses nothing is read: an integer as a decimal, or as a float where it is
exact; a text that is a decimal or JSON as such.
"""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from dynamite.columnar import arrow_type
from dynamite.stores.text_columns import MisfitError, canonical_decimals, parse_texts
from dynamite.values import DataType

_KINDS = (
    (pa.types.is_boolean, DataType.BOOL),
    (pa.types.is_uint64, DataType.DECIMAL),
    (pa.types.is_integer, DataType.INT),
    (pa.types.is_floating, DataType.FLOAT),
    (pa.types.is_decimal, DataType.DECIMAL),
    (pa.types.is_string, DataType.STRING),
    (pa.types.is_large_string, DataType.STRING),
    (pa.types.is_string_view, DataType.STRING),
    (pa.types.is_time, DataType.STRING),
    (pa.types.is_null, DataType.STRING),
    (pa.types.is_date, DataType.DATE),
    (pa.types.is_timestamp, DataType.DATETIME),
    (pa.types.is_binary, DataType.BYTES),
    (pa.types.is_large_binary, DataType.BYTES),
    (pa.types.is_binary_view, DataType.BYTES),
    (pa.types.is_fixed_size_binary, DataType.BYTES),
)


def column_data_type(stored: pa.DataType) -> DataType | None:
    """The data type of a column, or ``None`` where none can hold it.

    >>> column_data_type(pa.uint64()), column_data_type(pa.list_(pa.int64()))
    (<DataType.DECIMAL: 'decimal'>, None)
    """
    if isinstance(stored, pa.UuidType):
        return DataType.STRING
    if isinstance(stored, pa.JsonType):
        return DataType.JSON
    if pa.types.is_dictionary(stored):
        return column_data_type(stored.value_type)
    return next((data_type for is_kind, data_type in _KINDS if is_kind(stored)), None)


def can_read(stored: pa.DataType, wanted: DataType) -> bool:
    """Whether a column can be read as the wanted type without loss."""
    own = column_data_type(stored)
    if own is DataType.INT:
        return wanted in (DataType.INT, DataType.FLOAT, DataType.DECIMAL)
    if own is DataType.STRING and not isinstance(stored, pa.UuidType):
        return wanted in (DataType.STRING, DataType.DECIMAL, DataType.JSON)
    return own is wanted


def read_column(column: pa.Array, wanted: DataType) -> pa.Array:
    """The column in the layout of ``columnar``; ``can_read`` holds. Raises ``MisfitError``."""
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    if isinstance(column.type, pa.UuidType):
        texts = [None if value is None else str(value) for value in column.to_pylist()]
        return pa.array(texts, pa.string())
    if isinstance(column, pa.ExtensionArray):
        column = column.storage
    if pa.types.is_decimal(column.type) or pa.types.is_uint64(column.type):
        return _decimal_texts(column.cast(pa.string()))
    if pa.types.is_integer(column.type) and wanted is DataType.DECIMAL:
        return column.cast(pa.string())
    if pa.types.is_integer(column.type) and wanted is DataType.FLOAT:
        return _floats(column)
    if wanted in (DataType.DECIMAL, DataType.JSON):
        return parse_texts(column.cast(pa.string()), wanted)
    if pa.types.is_timestamp(column.type):
        return _microseconds(column)
    return _cast(column, arrow_type(wanted))


def _decimal_texts(texts: pa.Array) -> pa.Array:
    """Canonical texts of Arrow's, which keep the column's scale and write small ones with an E."""
    longest = pc.max(pc.utf8_length(texts)).as_py() or 0
    if longest > 38 or pc.any(pc.match_substring(texts, "E")).as_py():
        return canonical_decimals(texts.to_pylist())
    texts = pc.replace_substring_regex(texts, r"(\.[0-9]*[1-9])0+$", r"\1")
    return pc.replace_substring_regex(texts, r"\.0*$", "")


def _microseconds(column: pa.Array) -> pa.Array:
    unit = column.type.unit
    if column.type.tz is not None:
        column = column.cast(pa.timestamp(unit, "UTC")).cast(pa.timestamp(unit))
    return _cast(column, pa.timestamp("us"))


def _floats(column: pa.Array) -> pa.Array:
    """Integers as floats, where they are exact."""
    try:
        return column.cast(pa.float64())
    except pa.ArrowInvalid:
        # Arrow refuses all beyond 2**53, of which many are exact.
        values = column.to_pylist()
        for position, value in enumerate(values):
            if value is not None and int(float(value)) != value:
                raise MisfitError(position, str(value)) from None
        return pa.array([None if v is None else float(v) for v in values], pa.float64())


def _cast(column: pa.Array, type_: pa.DataType) -> pa.Array:
    try:
        return column.cast(type_)
    except pa.ArrowInvalid:
        # Arrow does not say which value it refuses.
        for position in range(len(column)):
            try:
                column.slice(position, 1).cast(type_)
            except pa.ArrowInvalid:
                text = column.slice(position, 1).cast(pa.string())[0].as_py()
                raise MisfitError(position, text) from None
        raise
