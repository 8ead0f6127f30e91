"""What every store offers: its schema, its records in batches, and one all-or-nothing write."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol, runtime_checkable

import pyarrow as pa

from dynamite.columnar import Lines, ParquetColumns
from dynamite.schema import Key, Model, Schema

IfExists = Literal["fail", "replace", "append"]


@dataclass(frozen=True)
class Outline:
    """What a store has, at the price of a glance.

    Where only records tell the types of a table's columns, these are left as nullable strings.
    Unless it ``is_whole``, only the first records were looked at: there may be more of everything.
    """

    schema: Schema
    is_whole: bool = True


@dataclass(frozen=True)
class Resumption:
    """What a write needs so that it can go on after a crash.

    ``fingerprint`` is of the program, the source and the schema: a checkpoint of another one is
    refused. ``resume`` says to go on where a checkpoint is; without one, the write begins anew.
    """

    fingerprint: str
    resume: bool = False


class Content(Protocol):
    """What is to be written, pulled by the store: flat records, or whole nested documents.

    The order of the records is the same in every run of one program over one source, so that a
    write that goes on after a crash skips as many as it has written.
    """

    def flat(self, key: Key) -> Iterator[pa.RecordBatch]:
        """The records of a table, node label or edge type, as ``columnar.arrow_schema`` lays out;
        the ids of nodes and edges are text, and those of edges may be null."""

    def nested(self, key: Key) -> Iterator[pa.RecordBatch]:
        """The documents of a collection: a column per field, in schema order, attributes first.

        An embedded object is a struct (null: not there), an array a list of structs, an array of
        scalars a list of values; no surrogate columns. A nullable attribute is
        ``struct<value, absent>`` as in ``columnar`` where some may be absent, else plain.
        """


@runtime_checkable
class FileContent(Protocol):
    """Content that can be written to files without passing through a store.

    The files hold what the store would have written. Where that cannot be done there is no file.
    Several may be written at the same time.
    """

    def document_lines(self, key: Key, path: Path) -> bool:
        """Write the documents of a collection to a new file; whether it was done."""

    def graph_lines(self, path: Path) -> bool:
        """Write all nodes and edges to a new file, in APOC's layout; whether it was done."""

    def table_file(self, key: Key, path: Path) -> bool:
        """Write the records of a table to a new Parquet file; whether it was done."""

    def stop(self) -> None:
        """End what is being written on other threads, which fails."""


class Store(Protocol):
    """One database, file or directory. ``url`` is how messages show it, without a password."""

    url: str
    model: Model

    def exists(self, schema: Schema | None = None) -> bool:
        """Whether there is anything at that place; an empty directory counts as nothing.

        A database on a server is shared with other data: given a ``schema`` that is to be written,
        such a store says whether any of its record types is there. Files take no notice of it.
        """

    def schema(self) -> Schema:
        """The schema, read where the store has one, else inferred from its records."""

    def outline(self) -> Outline:
        """What there is, without a pass over all records."""

    def read(
        self,
        schema: Schema,
        columns: Mapping[Key, Collection[str]],
        *,
        tells_absent: bool = True,
    ) -> Iterator[tuple[Key, pa.RecordBatch]]:
        """Batches of the record types that ``columns`` names, laid out by ``schema``.

        Every batch has all columns of its record type by position; those that are not wanted may
        be all null. Batches of several record types may alternate. A record that does not fit
        ``schema`` is an ``InputError`` that names the record and the column. What the store has
        beyond ``schema``, record types and attributes, is not read. Without ``tells_absent`` a
        field that a document does not have may come as null, which some stores read faster.
        """

    def write(
        self,
        schema: Schema,
        content: Content,
        if_exists: IfExists,
        resumption: Resumption | None = None,
    ) -> None:
        """Write everything or nothing: whatever fails, the place is as it was before.

        A store that writes in one transaction, or a new file, needs no ``resumption``: nothing is
        left of a write that did not end. One that cannot keeps a checkpoint with its fingerprint,
        and with ``resume`` goes on from there; ``InputError`` for a checkpoint of another one.
        """

    def close(self) -> None:
        """Release files and connections."""


@runtime_checkable
class OffersFiles(Protocol):
    """A store some of whose record types an engine may read by itself."""

    def files(
        self, schema: Schema, columns: Mapping[Key, Collection[str]]
    ) -> Mapping[Key, ParquetColumns]:
        """The files of which nothing but the values themselves would come out of ``read``."""


@runtime_checkable
class OffersLines(Protocol):
    """A store some of whose files, with an object to a line, an engine may try to read itself."""

    def lines(self, schema: Schema, columns: Mapping[Key, Collection[str]]) -> Iterator[Lines]:
        """The files, each with all record types that are wanted of it."""


Names = dict[tuple[str, ...], set[str]]
"""The names of fields, nested ones among them, by the path of what has them."""


@runtime_checkable
class TellsNames(Protocol):
    """A store that finds the names of all its fields in less time than their types."""

    def names(self, schema: Schema) -> Names:
        """The fields of all records, by what ``schema`` calls the record types, as ``read``
        does; also of those that it does not know."""


@dataclass(frozen=True)
class Occurrence:
    """A field of documents without a schema: the share of those that have it, from 0 to 1, and
    the types of its values, as the store calls them."""

    name: str
    share: float
    types: tuple[str, ...]

    @property
    def text(self) -> str:
        """One line for a person.

        >>> Occurrence("movie.year", 0.5, ("int", "string")).text
        'movie.year: in 50.0 %, int string'
        """
        return f"{self.name}: in {100 * self.share:.1f} %, {' '.join(self.types)}"


@runtime_checkable
class ShowsOccurrences(Protocol):
    """A store whose documents say more than a schema can."""

    def occurrences(self) -> list[Occurrence]:
        """The fields of all collections, or of a sample of their documents."""
