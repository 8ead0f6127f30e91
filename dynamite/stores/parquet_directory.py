"""The store of a directory of Parquet files, or of one Parquet file.

Decimals: a column is written as ``decimal128(38, s)``, where *s* is the most digits after the point
of any of its values, if every value then fits; else as text, which ``schema.json`` calls a decimal.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import AbstractContextManager
from datetime import date
from pathlib import Path

import pyarrow as pa
from pyarrow import parquet

from dynamite.columnar import BATCH_ROWS, ParquetColumns, arrow_schema
from dynamite.errors import InputError
from dynamite.schema import Attribute, Key, Kind, Model, RecordType, Schema
from dynamite.stores.arrow_columns import can_read, column_data_type, read_column
from dynamite.stores.content_files import written_together
from dynamite.stores.interface import Content, IfExists, Outline, Resumption
from dynamite.stores.parquet_write import write_file
from dynamite.stores.parts import parts_of
from dynamite.stores.patterns import is_pattern
from dynamite.stores.table_directory import TableDirectory
from dynamite.stores.tables import (
    check_batch,
    check_source,
    checked_content,
    record_number,
    wanted_columns,
)
from dynamite.stores.text_columns import MisfitError
from dynamite.values import DataType


class ParquetStore:
    """A directory of Parquet files, a file for a table."""

    model = Model.RELATIONAL

    def __init__(self, path: Path, url: str) -> None:
        self.url = url
        self._directory = TableDirectory(path, url, ".parquet")

    def exists(self, schema: Schema | None = None) -> bool:
        return self._directory.exists()

    def schema(self) -> Schema:
        declared = self._directory.declared_schema()
        if declared is not None:
            return declared
        files = self._directory.files()
        return Schema(
            Model.RELATIONAL, tuple(self._table(name, file) for name, file in files.items())
        )

    def outline(self) -> Outline:
        return Outline(self.schema())

    def read(
        self,
        schema: Schema,
        columns: Mapping[Key, Collection[str]],
        *,
        tells_absent: bool = True,
    ) -> Iterator[tuple[Key, pa.RecordBatch]]:
        files = self._directory.files()
        wanted = list(wanted_columns(schema, columns))
        own: dict[Key, list[str]] = {}
        for record_type, _ in wanted:
            if record_type.name in files:
                with self._open(parts_of(files[record_type.name])[0]) as file:
                    own[record_type.key] = file.schema_arrow.names
        check_source(wanted, own, self.url)
        for record_type, attributes in wanted:
            for path in parts_of(files[record_type.name]):
                with self._open(path) as file:
                    place = self._directory.place(path)
                    for batch in _typed(file, record_type, attributes, place):
                        yield record_type.key, batch

    def files(
        self, schema: Schema, columns: Mapping[Key, Collection[str]]
    ) -> Mapping[Key, ParquetColumns]:
        """The files that hold what is asked for as it is, with no null where none may be."""
        stored = self._directory.files()
        found = {}
        for record_type, wanted in wanted_columns(schema, columns):
            path = stored.get(record_type.name)
            if path is None or is_pattern(path):
                continue
            if all(self._is_plain(part, wanted) for part in parts_of(path)):
                names = tuple(
                    attribute.name if attribute in wanted else None
                    for attribute in record_type.attributes
                )
                found[record_type.key] = ParquetColumns(path, names)
        return found

    def _is_plain(self, part: Path, wanted: tuple[Attribute, ...]) -> bool:
        with self._open(part) as file:
            return _is_plain(file, wanted)

    def part_ending(self) -> str | None:
        return self._directory.part_ending()

    def new_parts(self, schema: Schema, if_exists: IfExists) -> AbstractContextManager[Path]:
        return self._directory.new_tables(schema, if_exists)

    def write(
        self,
        schema: Schema,
        content: Content,
        if_exists: IfExists,
        resumption: Resumption | None = None,
    ) -> None:
        with self._directory.new_tables(schema, if_exists) as fresh:
            files = {rt.key: fresh / f"{rt.name}.parquet" for rt in schema}
            written = written_together(
                content, files, lambda whole, key, path: whole.table_file(key, path)
            )
            for record_type in schema:
                if record_type.key not in written:
                    batches = checked_content(content, record_type, self.url)
                    write_file(files[record_type.key], record_type, batches)

    def close(self) -> None:
        """Nothing stays open between calls."""

    def _open(self, path: Path) -> parquet.ParquetFile:
        place = self._directory.place(path)
        try:
            file = parquet.ParquetFile(path)
        except (pa.ArrowInvalid, OSError) as error:
            reason = str(error).partition(". ")[0]
            raise InputError(f"cannot be read as Parquet: {reason}", place=place) from None
        names = file.schema_arrow.names
        repeated = sorted({name for name in names if names.count(name) > 1})
        if repeated:
            file.close()
            raise InputError(f"the file has two columns {repeated[0]!r}", place=place)
        return file

    def _table(self, name: str, path: Path) -> RecordType:
        with self._open(parts_of(path)[0]) as file:
            intervals = _intervals(file)
            attributes = tuple(
                self._attribute(field, field.name in intervals, path) for field in file.schema_arrow
            )
        return RecordType((name,), Kind.TABLE, attributes)

    def _attribute(self, field: pa.Field, is_interval: bool, path: Path) -> Attribute:
        data_type = None if is_interval else column_data_type(field.type)
        if data_type is None:
            shown = "interval" if is_interval else str(field.type)
            raise InputError(
                f"column {field.name!r} has the type {shown}, which is not supported",
                place=self._directory.place(path),
                mend="write what is needed of it as columns of plain types",
            )
        return Attribute(field.name, data_type, field.nullable)


_PLAIN = {
    DataType.INT: (pa.int8(), pa.int16(), pa.int32(), pa.int64()),
    DataType.FLOAT: (pa.float32(), pa.float64()),
    DataType.STRING: (pa.string(), pa.large_string()),
    DataType.BOOL: (pa.bool_(),),
    DataType.DATE: (pa.date32(),),
}
"""Types whose every stored value is a value of the attribute's type, but for dates, of which
Parquet has more years than a calendar has."""


def _is_plain(file: parquet.ParquetFile, wanted: tuple[Attribute, ...]) -> bool:
    """Whether the columns need no conversion and no check but those that the footer answers."""
    layout = file.schema_arrow
    folded = [name.lower() for name in layout.names]
    return all(
        attribute.name in layout.names
        and folded.count(attribute.name.lower()) == 1
        and layout.field(attribute.name).type in _PLAIN.get(attribute.type, ())
        and (attribute.nullable or _has_no_null(file, attribute.name))
        and (attribute.type is not DataType.DATE or _has_only_dates(file, attribute.name))
        for attribute in wanted
    )


def _has_no_null(file: parquet.ParquetFile, name: str) -> bool:
    return all(
        part is not None and part.has_null_count and not part.null_count
        for part in _statistics(file, name)
    )


def _has_only_dates(file: parquet.ParquetFile, name: str) -> bool:
    """Whether the footer tells of each part that its first and last day are in the calendar."""
    try:
        return all(
            part is not None
            and part.has_min_max
            and isinstance(part.min, date)
            and isinstance(part.max, date)
            for part in _statistics(file, name)
        )
    except (OverflowError, ValueError):
        return False


def _statistics(file: parquet.ParquetFile, name: str) -> Iterator[parquet.Statistics | None]:
    """What the footer tells of a column, for each row group; nothing of an unknown column."""
    metadata = file.metadata
    if name not in metadata.schema.names:
        yield None
        return
    column = metadata.schema.names.index(name)
    for number in range(metadata.num_row_groups):
        yield metadata.row_group(number).column(column).statistics


def _intervals(file: parquet.ParquetFile) -> set[str]:
    """The columns of Parquet's INTERVAL type, which Arrow shows as mere bytes."""
    columns = (file.schema.column(number) for number in range(len(file.schema.names)))
    return {column.path for column in columns if column.converted_type == "INTERVAL"}


def _typed(
    file: parquet.ParquetFile, record_type: RecordType, wanted: tuple[Attribute, ...], place: str
) -> Iterator[pa.RecordBatch]:
    layout = arrow_schema(record_type)
    for attribute in wanted:
        stored = file.schema_arrow.field(attribute.name).type
        if not can_read(stored, attribute.type):
            raise InputError(
                f"column {attribute.name!r} has the type {stored}, not {attribute.type}",
                place=place,
                mend="declare it as it is stored",
            )
    first = 0
    for stored_batch in _stored(file, [attribute.name for attribute in wanted], place):
        arrays = []
        for attribute, field in zip(record_type.attributes, layout, strict=True):
            if attribute not in wanted:
                arrays.append(pa.nulls(stored_batch.num_rows, field.type))
                continue
            try:
                arrays.append(read_column(stored_batch.column(attribute.name), attribute.type))
            except MisfitError as misfit:
                raise InputError(
                    f"{record_number(first + misfit.position)}: {misfit.text[:60]} "
                    f"in column {attribute.name!r} is not of type {attribute.type}",
                    place=place,
                ) from None
        batch = pa.RecordBatch.from_arrays(arrays, schema=layout)
        check_batch(record_type, wanted, batch, first, place)
        first += batch.num_rows
        yield batch


def _stored(file: parquet.ParquetFile, names: list[str], place: str) -> Iterator[pa.RecordBatch]:
    try:
        yield from file.iter_batches(BATCH_ROWS, columns=names)
    except (pa.ArrowInvalid, OSError) as error:
        reason = str(error).partition("\n")[0]
        raise InputError(f"cannot be read as Parquet: {reason}", place=place) from None
