"""Reading facts from files: tab separated as Soufflé's, CSV, or Parquet; as record batches."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.csv

from dynamite.columnar import arrow_schema, arrow_type, decimal_text
from dynamite.data.csv_faults import not_utf8, refuse_open_quote
from dynamite.errors import InputError
from dynamite.facts.few import FEW
from dynamite.facts.format import FactsFormat
from dynamite.facts.ids import value_of_text
from dynamite.schema import RecordType
from dynamite.values import DataType, parse_value


def read_facts(source: FactsFormat, record_type: RecordType) -> Iterator[pa.RecordBatch]:
    """The facts of a file, laid out as ``columnar`` says for the record type.

    Raises ``InputError`` that names the file, the record (from 1) and the column.
    """
    if source.container in ("json", "sqlite"):
        from dynamite.facts.containers import read_json, read_sqlite

        read = read_json if source.container == "json" else read_sqlite
        yield from read(source, record_type)
        return
    texts = _parquet(source) if source.is_parquet else _delimited(source, record_type)
    first = 1
    for batch in texts:
        ordered = _in_order(batch, source, record_type)
        yield _typed(ordered, record_type, source, first)
        first += batch.num_rows


def _parquet(source: FactsFormat) -> Iterator[pa.RecordBatch]:

    from pyarrow import parquet

    try:
        with parquet.ParquetFile(source.path) as file:
            yield from file.iter_batches()
    except (pa.ArrowInvalid, OSError) as error:
        raise InputError(f"not a Parquet file: {error}", place=str(source.path)) from None


def _delimited(source: FactsFormat, record_type: RecordType) -> Iterator[pa.RecordBatch]:
    """Batches of texts; null only where a CSV field is empty and not quoted."""
    names = list(record_type.columns)
    if not source.path.stat().st_size:
        if source.has_header:
            raise InputError("there is no header line", place=str(source.path))
        return
    reading = pa.csv.ReadOptions(
        column_names=None if source.names_columns or source.columns else names,
        autogenerate_column_names=bool(source.columns),
        skip_rows=1 if source.has_header and not source.names_columns else 0,
    )
    # Positions in the file, as Arrow names columns that have no names.
    chosen = [f"f{position}" for position in source.columns]
    parsing = pa.csv.ParseOptions(
        delimiter=source.delimiter,
        quote_char='"' if source.is_csv else False,
        newlines_in_values=source.is_csv,
        # A record of one empty field is an empty line.
        ignore_empty_lines=len(names) > 1,
    )
    try:
        header = _header(source, names) if source.names_columns else chosen or names
        converting = pa.csv.ConvertOptions(
            column_types=dict.fromkeys(header, pa.string()),
            null_values=[""] if source.is_csv and source.has_nulls else [],
            strings_can_be_null=source.is_csv and source.has_nulls,
            quoted_strings_can_be_null=False,
            include_columns=chosen,
        )
        stream = _stream(source)
        with pa.csv.open_csv(stream, reading, parsing, converting) as batches:
            last = None
            for batch in batches:
                if batch.num_rows:
                    last = batch.columns[-1][-1].as_py()
                yield batch
        if source.is_csv and stream is source.path:
            refuse_open_quote(source.path, last, str(source.path))
    except UnicodeDecodeError:
        raise not_utf8(source.path, str(source.path)) from None
    except (pa.ArrowInvalid, KeyError) as error:
        if "UTF8" in str(error):
            raise not_utf8(source.path, str(source.path)) from None
        problem = error.args[0] if isinstance(error, KeyError) else error
        raise InputError(f"{problem}", place=str(source.path)) from None


def _stream(source: FactsFormat) -> Any:
    """What is read: the file, or what is compressed in it."""
    with source.path.open("rb") as file:
        is_compressed = file.read(2) == b"\x1f\x8b"
    if not is_compressed:
        return source.path
    return pa.input_stream(str(source.path), compression="gzip")


def _header(source: FactsFormat, names: list[str]) -> list[str]:
    """The names in the header, which must be those of the attributes, in any order."""
    import csv

    with source.path.open(encoding="utf-8-sig", newline="") as stream:
        header = next(csv.reader(stream, delimiter=source.delimiter), [])
    if sorted(header) != sorted(names):
        raise InputError(
            f"the header is {source.delimiter.join(header)}",
            place=str(source.path),
            mend=f"it must name the attributes: {source.delimiter.join(names)}",
        )
    return header


def _in_order(
    batch: pa.RecordBatch, source: FactsFormat, record_type: RecordType
) -> list[pa.Array]:
    if source.columns and len(source.columns) != len(record_type.columns):
        raise InputError(
            f"columns names {len(source.columns)} columns of {source.path.name}, and "
            f"{record_type.name} has {len(record_type.columns)} attributes"
        )
    if source.names_columns or source.is_parquet:
        names = batch.schema.names
        for name in record_type.columns:
            if names.count(name) != 1:
                raise InputError(
                    f"there is no column {name!r}",
                    place=str(source.path),
                    mend=f"its columns are: {', '.join(names)}",
                )
        return [batch.column(name) for name in record_type.columns]
    return list(batch.columns)


def _typed(
    columns: list[pa.Array], record_type: RecordType, source: FactsFormat, first: int
) -> pa.RecordBatch:
    schema = arrow_schema(record_type)
    arrays = []
    for position, (column, field) in enumerate(zip(columns, schema, strict=True)):
        is_wrapped = pa.types.is_struct(field.type)
        wanted = field.type.field(0).type if is_wrapped else field.type
        attribute = position - len(record_type.surrogates)
        data_type = record_type.attributes[attribute].type if attribute >= 0 else None

        def at(row: int, name: str = field.name) -> str:
            return f"{source.path}: record {first + row}, {name}"

        array = _column(column, wanted, data_type, at)
        if is_wrapped:
            present = pa.array([False] * len(array), pa.bool_())
            array = pa.StructArray.from_arrays([array, present], ["value", "absent"])
        arrays.append(array)
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


def _column(
    column: pa.Array, wanted: pa.DataType, data_type: DataType | None, at: Callable[[int], str]
) -> pa.Array:
    if column.type == wanted and data_type in (None, DataType.STRING):
        return column
    if len(column) <= FEW and pa.types.is_string(column.type):
        return _cells(column, wanted, data_type or _surrogate(wanted), at)
    if not pa.types.is_string(column.type) or data_type in (None, DataType.INT, DataType.FLOAT):
        try:
            if _has_other_base(column, data_type):
                # Arrow takes the highest of 64 bits for a sign there.
                return _cells(column, wanted, data_type or _surrogate(wanted), at)
            return column.cast(wanted)
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
            return _cells(column, wanted, data_type or _surrogate(wanted), at)
    return _cells(column, wanted, data_type, at)


def _has_other_base(column: pa.Array, data_type: DataType | None) -> bool:
    if data_type is DataType.FLOAT or not pa.types.is_string(column.type):
        return False
    import pyarrow.compute as pc

    return bool(pc.any(pc.match_substring(column, "x", ignore_case=True)).as_py())


def _surrogate(wanted: pa.DataType) -> DataType:
    return DataType.INT if wanted == arrow_type(DataType.INT) else DataType.STRING


def _cells(
    column: pa.Array, wanted: pa.DataType, data_type: DataType, at: Callable[[int], str]
) -> pa.Array:
    """The column value by value: slower, and able to say which value is wrong."""
    cells = []
    for row, raw in enumerate(column.to_pylist()):
        try:
            if isinstance(raw, str):
                value = value_of_text(raw, data_type)
            else:
                value = parse_value(raw, data_type)
        except ValueError as error:
            raise InputError(str(error), place=at(row)) from None
        cells.append(decimal_text(value) if isinstance(value, Decimal) else value)
    return pa.array(cells, wanted)
