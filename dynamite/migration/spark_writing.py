"""Writing a target by Spark's executors: each writes parts with the project's own store.

A part is a store of its own in a directory beside the target's parts; the driver moves the files of
the attempts that succeeded to their place, and the whole becomes the target at the end.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from shutil import rmtree
from typing import Final

import pyarrow as pa

from dynamite.datalog import Header
from dynamite.engines.interface import Engine, OffersFrames
from dynamite.engines.nesting import with_names
from dynamite.engines.spark_session import translated
from dynamite.migration.content import EngineContent, laid_out
from dynamite.progress import Report
from dynamite.schema import Key, Model, RecordType, Schema
from dynamite.stores import open_store
from dynamite.stores.interface import Content, IfExists, Store
from dynamite.stores.parts import TakesParts, part_name
from dynamite.values import DataType

_SCHEMES: Final = {".csv": "csv", ".jsonl": "jsonl", ".parquet": "parquet"}


@dataclass(frozen=True)
class Part:
    """What an executor needs to write parts of one table or collection."""

    schema: Schema
    record_type: RecordType
    names: tuple[str, ...]
    ending: str
    directory: str

    def write(self, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """Write the batches of a partition; gives its number, its directory and its records."""
        from pyspark import TaskContext

        first = next(batches, None)
        if first is None:
            return
        task = TaskContext.get()
        assert task is not None
        place = Path(self.directory) / f"{task.partitionId()}-{task.taskAttemptId()}"
        content = _PartContent(self, _chained(first, batches))
        with closing(open_store(f"{_SCHEMES[self.ending]}:{place}", self.schema.model)) as store:
            store.write(self.schema, content, "fail")
        found = {"part": [task.partitionId()], "place": [str(place)], "records": [content.records]}
        yield pa.RecordBatch.from_pydict(found)


def _chained(first: pa.RecordBatch, rest: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    yield first
    yield from rest


class _PartContent:
    """The content of one partition, as a store pulls it."""

    def __init__(self, part: Part, batches: Iterator[pa.RecordBatch]) -> None:
        self._part = part
        self._batches = batches
        self.records = 0

    def flat(self, key: Key) -> Iterator[pa.RecordBatch]:
        for batch in self._batches:
            self.records += batch.num_rows
            yield laid_out(self._part.record_type, batch.rename_columns(list(self._part.names)))

    def nested(self, key: Key) -> Iterator[pa.RecordBatch]:
        for batch in self._batches:
            self.records += batch.num_rows
            named = with_names(self._part.schema, self._part.record_type, batch.columns)
            yield pa.RecordBatch.from_arrays([a for _, a in named], [name for name, _ in named])


def write_in_parts(
    engine: Engine, header: Header, target: Store, if_exists: IfExists, progress: Report
) -> bool:
    """Write the target by the engine's executors; whether engine and target are of that kind."""
    ending = target.part_ending() if isinstance(target, TakesParts) else None
    if ending is None or not isinstance(engine, OffersFrames) or not isinstance(target, TakesParts):
        return False
    with target.new_parts(header.target, if_exists) as fresh:
        for root in header.target.roots():
            schema = _alone(header.target, root)
            parts = _Parts(schema, root, ending, fresh, progress)
            if ending == ".parquet" and _has_decimals(schema):
                parts.write_one(EngineContent(engine, header, progress))
            else:
                parts.write(engine, header.target_relation[root.key])
    return True


def _alone(schema: Schema, root: RecordType) -> Schema:
    """The schema of one table or collection, with what is nested in it."""
    own = tuple(rt for rt in schema if rt.path[: len(root.path)] == root.path)
    return Schema(
        schema.model, own if schema.model is Model.DOCUMENT else (replace(root, foreign_keys=()),)
    )


def _has_decimals(schema: Schema) -> bool:
    """Whether a type of Parquet hangs on all records: that of the widest decimal does."""
    return any(
        attribute.type is DataType.DECIMAL for table in schema for attribute in table.attributes
    )


@dataclass(frozen=True)
class _Parts:
    """The parts of one table or collection in the making."""

    schema: Schema
    root: RecordType
    ending: str
    fresh: Path
    progress: Report

    @property
    def name(self) -> str:
        return self.root.path[0]

    def write(self, engine: OffersFrames, relation: str) -> None:
        self.progress(f"writing {self.name}", 0, None)
        if self.schema.model is Model.DOCUMENT:
            names: list[str] = []
            frame = engine.documents(relation)
        else:
            names, frame = engine.output(relation)
        with self._gathered() as place:
            part = Part(self.schema, self.root, tuple(names), self.ending, str(place))
            with translated():
                packed = frame.mapInArrow(part.write, "part BIGINT, place STRING, records BIGINT")
                rows = packed.collect()
            for number, row in enumerate(sorted(rows, key=lambda row: row["part"])):
                self._take(Path(row["place"]), number)
            self.progress(f"writing {self.name}", sum(row["records"] for row in rows), None)
            if not rows:
                self._write_on_driver(_Nothing(), place)

    def write_one(self, content: Content) -> None:
        with self._gathered() as place:
            self._write_on_driver(content, place)

    @contextmanager
    def _gathered(self) -> Iterator[Path]:
        """Where executors write; what is left of attempts that failed goes with it."""
        (self.fresh / f"{self.name}{self.ending}").mkdir()
        place = self.fresh / f".{self.name}.parts"
        place.mkdir()
        try:
            yield place
        finally:
            rmtree(place, ignore_errors=True)

    def _write_on_driver(self, content: Content, place: Path) -> None:
        own = place / "driver"
        with closing(open_store(f"{_SCHEMES[self.ending]}:{own}", self.schema.model)) as store:
            store.write(self.schema, content, "fail")
        self._take(own, 0)

    def _take(self, place: Path, number: int) -> None:
        """Move the only file of a part to its place among the parts."""
        file = place / f"{self.name}{self.ending}"
        file.rename(self.fresh / f"{self.name}{self.ending}" / part_name(number, self.ending))


class _Nothing:
    """The content of a table or collection without records."""

    def flat(self, key: Key) -> Iterator[pa.RecordBatch]:
        yield from ()

    def nested(self, key: Key) -> Iterator[pa.RecordBatch]:
        yield from ()
