"""The store of a directory of CSV files, or of one CSV file."""

from __future__ import annotations

import base64
from collections.abc import Collection, Iterator, Mapping
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path

import pyarrow as pa
from pyarrow import csv as arrow_csv

from dynamite.columnar import arrow_schema
from dynamite.errors import InputError
from dynamite.schema import Attribute, Key, Kind, Model, RecordType, Schema
from dynamite.stores.ahead import ahead
from dynamite.stores.csv_file import header, line_of, text_batches
from dynamite.stores.csv_inference import infer_attributes
from dynamite.stores.interface import Content, IfExists, Outline, Resumption
from dynamite.stores.parts import parts_of
from dynamite.stores.plans import TEXT_FORMS
from dynamite.stores.table_directory import TableDirectory
from dynamite.stores.tables import check_batch, check_source, checked_content, wanted_columns
from dynamite.stores.text_columns import MisfitError, parse_texts
from dynamite.values import DataType, show


class CsvStore:
    """A directory of CSV files, a file for a table; what is read is what ``schema`` asks for."""

    model = Model.RELATIONAL
    held_as = TEXT_FORMS

    def __init__(self, path: Path, url: str) -> None:
        self.url = url
        self._directory = TableDirectory(path, url, ".csv")

    def exists(self, schema: Schema | None = None) -> bool:
        return self._directory.exists()

    def schema(self) -> Schema:
        declared = self._directory.declared_schema()
        if declared is not None:
            return declared
        files = self._directory.files()
        return Schema(
            Model.RELATIONAL, tuple(self._infer(name, file) for name, file in files.items())
        )

    def outline(self) -> Outline:
        declared = self._directory.declared_schema()
        if declared is not None:
            return Outline(declared)
        files = self._directory.files()
        return Outline(
            Schema(
                Model.RELATIONAL, tuple(self._headed(name, file) for name, file in files.items())
            )
        )

    def _headed(self, name: str, file: Path) -> RecordType:
        names = self._header(file)
        columns = (Attribute(column, DataType.STRING, nullable=True) for column in names)
        return RecordType((name,), Kind.TABLE, tuple(columns))

    def read(
        self,
        schema: Schema,
        columns: Mapping[Key, Collection[str]],
        *,
        tells_absent: bool = True,
    ) -> Iterator[tuple[Key, pa.RecordBatch]]:
        files = self._directory.files()
        wanted = list(wanted_columns(schema, columns))
        headers = {
            record_type.key: self._header(file)
            for record_type, _ in wanted
            if (file := files.get(record_type.name)) is not None
        }
        check_source(wanted, headers, self.url)
        for record_type, attributes in wanted:
            for file in parts_of(files[record_type.name]):
                names = header(file, self._directory.place(file))
                for batch in self._typed(file, names, record_type, attributes):
                    yield record_type.key, batch

    def _header(self, file: Path) -> list[str]:
        """The columns of a table; of parts all have the same."""
        first, *others = parts_of(file)
        names = header(first, self._directory.place(first))
        for other in others:
            if sorted(header(other, self._directory.place(other))) != sorted(names):
                raise InputError(
                    f"{other.name} has other columns than {first.name}",
                    place=self._directory.place(file),
                )
        return names

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
            for record_type in schema:
                batches = checked_content(content, record_type, self.url)
                _write_file(fresh / f"{record_type.name}.csv", record_type, batches)

    def close(self) -> None:
        """Nothing stays open between calls."""

    def _infer(self, name: str, file: Path) -> RecordType:
        names = self._header(file)
        texts = (
            batch
            for part in parts_of(file)
            for batch in text_batches(part, names, names, self._directory.place(part))
        )
        attributes = infer_attributes(names, texts)
        return RecordType((name,), Kind.TABLE, attributes)

    def _typed(
        self,
        file: Path,
        names: list[str],
        record_type: RecordType,
        wanted: tuple[Attribute, ...],
    ) -> Iterator[pa.RecordBatch]:
        place = self._directory.place(file)
        layout = arrow_schema(record_type)
        locate = partial(_line, file, len(names))
        # Where no column is wanted, the records still count.
        read = [attribute.name for attribute in wanted] or names[:1]
        first = 0
        for texts in ahead(text_batches(file, names, read, place)):
            by_name = dict(zip(read, texts.columns, strict=True))
            arrays: list[pa.Array] = []
            for attribute in record_type.attributes:
                if attribute not in wanted:
                    arrays.append(pa.nulls(texts.num_rows, layout.field(len(arrays)).type))
                    continue
                try:
                    arrays.append(parse_texts(by_name[attribute.name], attribute.type))
                except MisfitError as misfit:
                    raise InputError(
                        f"{locate(first + misfit.position)}: {show(misfit.text)} "
                        f"in column {attribute.name!r} is not of type {attribute.type}",
                        place=place,
                        mend="correct the value, or declare the column as what it holds",
                    ) from None
            batch = pa.RecordBatch.from_arrays(arrays, schema=layout)
            check_batch(record_type, wanted, batch, first, place, locate)
            first += batch.num_rows
            yield batch


def _line(file: Path, width: int, position: int) -> str:
    return line_of(file, position, width)


def _write_file(file: Path, record_type: RecordType, batches: Iterator[pa.RecordBatch]) -> None:
    # Binary columns travel as base64; Arrow quotes every text, so that "" and null differ.
    layout = pa.schema(
        (field.name, pa.string() if pa.types.is_binary(field.type) else field.type)
        for field in arrow_schema(record_type)
    )
    # Exclusive: on a file system that ignores case, two tables must not share a file.
    with file.open("xb") as sink, arrow_csv.CSVWriter(sink, layout) as writer:
        for batch in batches:
            arrays = [
                _base64(column) if attribute.type is DataType.BYTES else column
                for attribute, column in zip(record_type.attributes, batch.columns, strict=True)
            ]
            writer.write_batch(pa.RecordBatch.from_arrays(arrays, schema=layout))


def _base64(column: pa.Array) -> pa.Array:
    texts = (None if v is None else base64.b64encode(v).decode() for v in column.to_pylist())
    return pa.array(list(texts), pa.string())
