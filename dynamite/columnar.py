"""Columns: how flat facts travel between stores and engines, as Arrow record batches.

A batch holds records of one relation; its columns are the relation's, by position. Types:

=========  ==============================================================================
int        ``int64``
float      ``float64``
decimal    ``string``: canonical text (no exponent, no trailing zeros), so that none is lost
string     ``string``
bool       ``bool_``
date       ``date32``
datetime   ``timestamp("us")``, without a zone
bytes      ``binary``
json       ``string``: canonical JSON text
=========  ==============================================================================

A nullable attribute of a *document* record type may be absent, so its column is
``struct<value: T, absent: bool>``: ``{null, true}`` is absent and ``{null, false}`` is null.
Surrogate columns of documents are ``int64``, numbered by the reader; those of graphs ``string``.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa

from dynamite.schema import Attribute, Key, Model, RecordType, Schema
from dynamite.values import ABSENT, DataType, Json, Value


@dataclass(frozen=True)
class ParquetColumns:
    """A Parquet file whose columns, read as they are stored, are those of a record type.

    ``names`` has the file's column for each column of the record type, ``None`` for what is not
    read and comes as null.
    """

    path: Path
    names: tuple[str | None, ...]


@dataclass(frozen=True)
class DocumentLines:
    """A file with a document of the collection ``root`` to a line, as JSON.

    ``columns`` are those that are wanted of the collection and of what is nested in it.
    """

    path: Path
    schema: Schema
    root: RecordType
    columns: Mapping[Key, Collection[str]]


@dataclass(frozen=True)
class GraphLines:
    """A file with a node or an edge to a line, as APOC exports them; ``columns`` are wanted."""

    path: Path
    schema: Schema
    columns: Mapping[Key, Collection[str]]


Lines = DocumentLines | GraphLines

BATCH_ROWS = 65_536
"""The usual number of records in a batch."""

_TYPES = {
    DataType.INT: pa.int64(),
    DataType.FLOAT: pa.float64(),
    DataType.DECIMAL: pa.string(),
    DataType.STRING: pa.string(),
    DataType.BOOL: pa.bool_(),
    DataType.DATE: pa.date32(),
    DataType.DATETIME: pa.timestamp("us"),
    DataType.BYTES: pa.binary(),
    DataType.JSON: pa.string(),
}


def arrow_type(data_type: DataType) -> pa.DataType:
    """The Arrow type of a column of that type."""
    return _TYPES[data_type]


def may_be_absent(record_type: RecordType, attribute: Attribute) -> bool:
    """Whether the attribute's column tells absent from null (documents only)."""
    return record_type.kind.model is Model.DOCUMENT and attribute.nullable


def arrow_schema(record_type: RecordType) -> pa.Schema:
    """The Arrow schema of a record type's batches; fields are named by column position order.

    >>> from dynamite.schema import Kind
    >>> arrow_schema(RecordType(("t",), Kind.TABLE, (Attribute("a", DataType.INT),)))
    a: int64
    """
    surrogate = pa.string() if record_type.kind.model is Model.GRAPH else pa.int64()
    fields = [pa.field(name, surrogate) for name in record_type.surrogates]
    for attribute in record_type.attributes:
        column = arrow_type(attribute.type)
        if may_be_absent(record_type, attribute):
            column = pa.struct([("value", column), ("absent", pa.bool_())])
        fields.append(pa.field(attribute.name, column))
    return pa.schema(fields)


def to_batch(record_type: RecordType, rows: Sequence[Sequence[Value]]) -> pa.RecordBatch:
    """The record batch of some records, each a value per column."""
    schema = arrow_schema(record_type)
    first = len(record_type.surrogates)
    arrays = []
    for position, arrow_field in enumerate(schema):
        column = [row[position] for row in rows]
        if position < first:
            arrays.append(pa.array(column, arrow_field.type))
            continue
        attribute = record_type.attributes[position - first]
        if may_be_absent(record_type, attribute):
            values = pa.array(
                [_encode(None if v is ABSENT else v, attribute.type) for v in column],
                arrow_type(attribute.type),
            )
            absent = pa.array([v is ABSENT for v in column], pa.bool_())
            arrays.append(pa.StructArray.from_arrays([values, absent], ["value", "absent"]))
        else:
            encoded = [_encode(None if v is ABSENT else v, attribute.type) for v in column]
            arrays.append(pa.array(encoded, arrow_field.type))
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


def from_batch(record_type: RecordType, batch: pa.RecordBatch) -> Iterable[tuple[Value, ...]]:
    """The records of a batch, each a value per column."""
    first = len(record_type.surrogates)
    columns: list[list[Value]] = []
    for position, array in enumerate(batch.columns):
        column = array.to_pylist()
        if position >= first:
            data_type = record_type.attributes[position - first].type
            column = [_decode(cell, data_type) for cell in column]
        columns.append(column)
    return zip(*columns, strict=True) if columns else [()] * batch.num_rows


def blanked(batch: pa.RecordBatch, columns: Collection[int]) -> pa.RecordBatch:
    """The batch with all values of some columns replaced by null."""
    if not columns:
        return batch
    arrays = [
        pa.nulls(batch.num_rows, column.type) if position in columns else column
        for position, column in enumerate(batch.columns)
    ]
    return pa.RecordBatch.from_arrays(arrays, schema=batch.schema)


def decimal_text(value: Decimal) -> str:
    """The canonical text of a decimal.

    >>> decimal_text(Decimal("1E+2")), decimal_text(Decimal("1.20"))
    ('100', '1.2')
    """
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def _encode(value: Value, data_type: DataType) -> Any:
    if data_type is DataType.DECIMAL and isinstance(value, Decimal):
        return decimal_text(value)
    return value


def _decode(cell: Any, data_type: DataType) -> Value:
    if isinstance(cell, dict):
        if cell["absent"]:
            return ABSENT
        cell = cell["value"]
    if cell is None:
        return None
    if data_type is DataType.DECIMAL:
        return Decimal(cell)
    if data_type is DataType.JSON:
        return Json(cell)
    return cell  # type: ignore[no-any-return]
