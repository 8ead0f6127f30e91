"""What every engine offers: load facts, evaluate a program, read what it derives."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

import pyarrow as pa

from dynamite.columnar import Lines, ParquetColumns
from dynamite.datalog import Program
from dynamite.schema import Key


@dataclass(frozen=True)
class EngineOptions:
    """``memory`` in bytes bounds the engine where it can spill; ``threads`` 0 is all cores.

    ``master`` names the cluster of an engine that has one.
    """

    memory: int | None = None
    threads: int = 0
    temporary_directory: str | None = None
    master: str | None = None


class Engine(Protocol):
    """One run of one program: ``load`` all facts, ``evaluate`` once, then read.

    Batches hold a relation's columns by position, typed as ``columnar`` says; ids that a program
    invents come out of ``read`` as text (``values.skolem_text``).
    """

    name: str
    program: Program

    def __init__(self, program: Program, options: EngineOptions) -> None:
        """Raises ``InputError`` where the program has a construct that the engine lacks."""

    def load(self, relation: str, batch: pa.RecordBatch) -> None:
        """Add facts of an input relation."""

    def evaluate(self) -> None:
        """Derive everything; raises ``MigrationError`` where a conversion fails on a value."""

    def count(self, relation: str) -> int:
        """The number of distinct facts of a relation."""

    def derivations(self, relation: str) -> int:
        """The number of body matches that gave the relation's facts; the excess was collapsed."""

    def unreached(self, relation: str) -> int:
        """The number of loaded facts of an input relation that take part in no body match."""

    def read(self, relation: str, blank: Collection[int] = ()) -> Iterator[pa.RecordBatch]:
        """The distinct facts of a relation; ids as text, the columns of ``blank`` all null."""

    def read_documents(self, relation: str) -> Iterator[pa.RecordBatch]:
        """The documents of a target collection, nested: structs and lists, without surrogates."""

    def close(self) -> None:
        """Give back memory and temporary files."""


@runtime_checkable
class LoadsFiles(Protocol):
    """An engine that reads files by itself."""

    def load_file(self, relation: str, file: ParquetColumns) -> int:
        """Add the facts of a file; gives how many these are.

        Raises ``InputError`` where the file cannot be read.
        """

    def load_lines(
        self, files: Sequence[tuple[Lines, Mapping[Key, str]]]
    ) -> list[dict[Key, int] | None]:
        """Fill relations, which hold nothing yet, from files; gives how many facts each has.

        ``None`` where the engine cannot read a file as exactly as its store; nothing is loaded of
        it then. What may be absent comes as null.
        """


@runtime_checkable
class WritesFiles(Protocol):
    """An engine that writes files by itself: lines of JSON, and tables in Parquet.

    What it writes is what the store of such files would write. Where it cannot, there is no file.
    Documents and tables may be written at the same time, by several threads.
    """

    def write_documents(self, relation: str, path: Path) -> bool:
        """Write the documents of a target collection to a new file; whether it was done."""

    def write_graph(self, path: Path, without_ids: Collection[str]) -> bool:
        """Write the target, a graph, to a new file; whether it was done.

        The edges of the relations in ``without_ids`` are written without their ids.
        """

    def write_table(self, relation: str, path: Path) -> bool:
        """Write the records of a target table to a new Parquet file; whether it was done."""

    def interrupt(self) -> None:
        """End what other threads write or read, which fails."""


@runtime_checkable
class OffersFrames(Protocol):
    """An engine whose facts are with executors, which may read and write for themselves."""

    @property
    def session(self) -> Any:
        """What runs queries on the executors."""

    def load_frame(self, relation: str, frame: Any) -> int:
        """Add the facts of a frame, by position; gives how many these are."""

    def output(self, relation: str, blank: Collection[int] = ()) -> tuple[list[str], Any]:
        """The names of a relation's columns, and a frame of its facts as they are read."""

    def documents(self, relation: str) -> Any:
        """A frame of the documents of a target collection, a column for each field."""
