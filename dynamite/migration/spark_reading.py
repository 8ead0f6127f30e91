"""Reading a source by Spark's executors: the project's own stores as a Python data source of Spark.

``spark.read.format("dynamite")`` with the options ``url``, ``schema`` (in the form of the examples
file), ``record_type`` and ``columns`` (JSON) gives the records of one record type, laid out as
``columnar`` says. Files in parts are read a part to a task, anything else by one task.

Stores of documents number their nested records as they read, all types in one pass; so of these
only JSON Lines in parts are read here, each part with numbers of its own.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa
import pyarrow.compute as pc
from pyspark.sql.datasource import DataSource, DataSourceReader, InputPartition
from pyspark.sql.pandas.types import from_arrow_schema

from dynamite.columnar import arrow_schema
from dynamite.data.schema_text import parse_schema, schema_json
from dynamite.schema import Key, Model, RecordType, Schema
from dynamite.stores import open_store
from dynamite.stores.parts import is_in_parts, parts_of

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession
    from pyspark.sql.types import StructType

PART_NUMBERS: Final = 1 << 40
"""How many surrogate numbers each part of a collection has for itself."""

_WHOLE: Final = -1
"""The number of a part that is all there is."""
_SERVERS: Final = ("postgres", "mysql", "mariadb", "neo4j", "bolt")


class StoreSource(DataSource):
    """The records of one record type of a store."""

    @classmethod
    def name(cls) -> str:
        return "dynamite"

    def schema(self) -> StructType:
        return from_arrow_schema(self._wanted.layout, prefer_timestamp_ntz=True)

    def reader(self, schema: StructType) -> DataSourceReader:
        return StoreReader(self._wanted, self.options["url"])

    @property
    def _wanted(self) -> Wanted:
        schema = parse_schema(json.loads(self.options["schema"]), "schema")
        return Wanted(
            schema,
            tuple(json.loads(self.options["record_type"])),
            tuple(json.loads(self.options["columns"])),
            self.options.get("tells_absent", "true") == "true",
        )


@dataclass(frozen=True)
class Wanted:
    """A record type of a schema, and those of its columns that are wanted."""

    schema: Schema
    key: Key
    columns: tuple[str, ...]
    tells_absent: bool = True

    @property
    def record_type(self) -> RecordType:
        return self.schema[self.key]

    @property
    def layout(self) -> pa.Schema:
        """The types of the columns ``c0, c1, …``."""
        types = arrow_schema(self.record_type).types
        return pa.schema([pa.field(f"c{n}", kind) for n, kind in enumerate(types)])


class StoreReader(DataSourceReader):
    """Reads a record type of a store, a task for each part of it."""

    def __init__(self, wanted: Wanted, url: str) -> None:
        self._wanted = wanted
        self._url = url

    def partitions(self) -> list[Any]:
        parts = _parts(self._url, self._wanted.key)
        if not parts:
            return [InputPartition((self._url, _WHOLE))]
        scheme = self._url.partition(":")[0]
        return [InputPartition((f"{scheme}:{path}", n)) for n, path in enumerate(parts)]

    def read(self, partition: Any) -> Iterator[Any]:
        wanted, schema = self._wanted, self._wanted.schema
        key = wanted.key
        url, part = partition.value
        if part != _WHOLE:
            schema, key = _of_part(schema, key, Path(url.partition(":")[2]))
        with closing(open_store(url, schema.model)) as store:
            batches = store.read(schema, {key: wanted.columns}, tells_absent=wanted.tells_absent)
            for _, batch in batches:
                yield self._laid_out(batch, part)

    def _laid_out(self, batch: pa.RecordBatch, part: int) -> pa.RecordBatch:
        arrays = list(batch.columns)
        if part > 0 and self._wanted.schema.model is Model.DOCUMENT:
            for position, name in enumerate(self._wanted.record_type.surrogates):
                if name in ("_id", "_parent"):
                    arrays[position] = pc.add(arrays[position], part * PART_NUMBERS)
        layout = self._wanted.layout
        cast = [
            column if column.type == field.type else _as_type(column, field.type)
            for column, field in zip(arrays, layout, strict=True)
        ]
        return pa.RecordBatch.from_arrays(cast, schema=layout)


def _as_type(column: pa.Array, wanted: pa.DataType) -> pa.Array:
    """A column of plain values where some may be absent: none is."""
    if pa.types.is_struct(wanted) and not pa.types.is_struct(column.type):
        absent = pa.array([False] * len(column), pa.bool_())
        return pa.StructArray.from_arrays([column, absent], ["value", "absent"])
    return column.cast(wanted)


def _parts(url: str, key: Key) -> list[Path]:
    """The files of a table's or collection's parts; none where it is not in parts."""
    scheme, _, rest = url.partition(":")
    if scheme not in ("csv", "parquet", "jsonl"):
        return []
    path = Path(rest) / f"{key[0]}.{scheme}"
    return parts_of(path) if is_in_parts(path, f".{scheme}") else []


def _of_part(schema: Schema, key: Key, path: Path) -> tuple[Schema, Key]:
    """The schema of a part, which is a store of one table by its own name, or of one collection."""
    if schema.model is Model.DOCUMENT:
        own = tuple(rt for rt in schema if rt.path[0] == key[0])
        return Schema(schema.model, own), key
    renamed = replace(schema[key], path=(path.stem,), foreign_keys=())
    return Schema(schema.model, (renamed,)), renamed.key


def frames(
    session: SparkSession,
    url: str,
    schema: Schema,
    columns: Mapping[Key, Collection[str]],
    tells_absent: bool,
) -> Iterator[tuple[Key, DataFrame]]:
    """The record types of a store that executors can read, each as a frame."""
    if url.partition(":")[0] in ("csv", "parquet", "jsonl"):
        wanted = [key for key in columns if _parts(url, key)]
    else:
        is_server = url.partition("://")[0].lower().startswith(_SERVERS)
        wanted = list(columns) if is_server or url.startswith("sqlite:") else []
    if not wanted:
        return
    session.dataSource.register(StoreSource)
    text = schema_json(schema)
    for key in wanted:
        names = json.dumps(list(columns[key]))
        reader = session.read.format("dynamite").option("url", url).option("schema", text)
        reader = reader.option("record_type", json.dumps(list(key))).option("columns", names)
        yield key, reader.option("tells_absent", str(tells_absent).lower()).load()
