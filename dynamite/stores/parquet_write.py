"""One table into one Parquet file, streamed; decimals get their type at the end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import parquet

from dynamite.columnar import BATCH_ROWS, arrow_schema
from dynamite.schema import RecordType
from dynamite.values import DataType

_DIGITS = 38


def write_file(file: Path, record_type: RecordType, batches: Iterable[pa.RecordBatch]) -> None:
    """Write the records to a new file.

    A table with decimals is written twice: their scale is known only when all have been seen.
    """
    layout = pa.schema(
        pa.field(attribute.name, field.type, attribute.nullable)
        for attribute, field in zip(record_type.attributes, arrow_schema(record_type), strict=True)
    )
    decimals = [a.name for a in record_type.attributes if a.type is DataType.DECIMAL]
    widths = {name: _Width() for name in decimals}
    texts = file.with_name(f"{file.name}.texts") if decimals else file
    _write(texts, layout, _measured(batches, widths))
    if decimals:
        typed = layout
        for name, width in widths.items():
            position = layout.get_field_index(name)
            typed = typed.set(position, layout.field(position).with_type(width.type))
        with parquet.ParquetFile(texts) as written:
            _write(file, typed, written.iter_batches(BATCH_ROWS))
        texts.unlink()


def _write(file: Path, layout: pa.Schema, batches: Iterable[pa.RecordBatch]) -> None:
    # Exclusive: on a file system that ignores case, two tables must not share a file.
    with file.open("xb") as sink, parquet.ParquetWriter(sink, layout) as writer:
        for batch in batches:
            arrays = [
                column.cast(field.type) for column, field in zip(batch.columns, layout, strict=True)
            ]
            writer.write_batch(pa.RecordBatch.from_arrays(arrays, schema=layout))


class _Width:
    """The most digits before and after the point of any decimal of a column."""

    def __init__(self) -> None:
        self._whole = 0
        self._scale = 0

    def measure(self, texts: pa.Array) -> None:
        whole = pc.utf8_length(pc.replace_substring_regex(texts, r"^-?0?|\..*$", ""))
        scale = pc.utf8_length(pc.replace_substring_regex(texts, r"^[^.]*\.?", ""))
        self._whole = max(self._whole, pc.max(whole).as_py() or 0)
        self._scale = max(self._scale, pc.max(scale).as_py() or 0)

    @property
    def type(self) -> pa.DataType:
        fits = self._whole + self._scale <= _DIGITS
        return pa.decimal128(_DIGITS, self._scale) if fits else pa.string()


def _measured(
    batches: Iterable[pa.RecordBatch], widths: dict[str, _Width]
) -> Iterator[pa.RecordBatch]:
    for batch in batches:
        for name, width in widths.items():
            width.measure(batch.column(name))
        yield batch
