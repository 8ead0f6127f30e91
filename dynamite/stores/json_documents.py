"""Documents in JSON files: the store for ``.json``, ``.jsonl`` and directories of them.

* ``x.json`` holds a data object, ``{"collection": [documents], …}``.
* ``x.jsonl`` holds one collection, a document to a line. It is named by the file's stem, or as the
  schema names its only collection where one is given.
* A directory holds a collection per file, named by the file's stem: a ``.jsonl`` file has a
  document to a line, a ``.json`` file is one array of documents. ``schema.json`` in it, where
  there is one, is the schema and no collection; files with other endings are not looked at.

An array that is absent, null or empty comes back as an empty array; an embedded object that is
null comes back as absent.
"""

from __future__ import annotations

import shutil
from collections import deque
from collections.abc import Collection, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import BinaryIO

import pyarrow as pa

from dynamite.columnar import DocumentLines
from dynamite.data.json_text import read_json
from dynamite.data.schema_text import parse_schema, schema_json
from dynamite.errors import InputError
from dynamite.schema import Key, Model, RecordType, Schema
from dynamite.stores import SCHEMA_FILE, atomic
from dynamite.stores.ahead import ahead
from dynamite.stores.column_flattening import ColumnFlattener
from dynamite.stores.content_files import written_together
from dynamite.stores.documents import Documents
from dynamite.stores.flattening import Flattener, gathered, has_decimals
from dynamite.stores.infer import infer_document_schema
from dynamite.stores.interface import (
    Content,
    FileContent,
    IfExists,
    Names,
    Outline,
    Resumption,
)
from dynamite.stores.json_columns import BLOCK_BYTES
from dynamite.stores.json_names import add_fields, add_objects, block_names
from dynamite.stores.json_reading import (
    Scan,
    decoded_lines,
    line_blocks,
    read_array,
    read_data_object,
    read_lines,
    scanner,
)
from dynamite.stores.json_text import document_texts, json_string
from dynamite.stores.parts import parts_of
from dynamite.stores.patterns import is_pattern
from dynamite.stores.plans import JSON_FORMS

_ENDINGS = (".json", ".jsonl")


FIRST_BLOCKS = 1
"""How many blocks of lines of a collection are looked at for the outline."""
RENDERERS = 2
"""How many batches are made text at a time: Arrow does it outside Python's lock."""


@dataclass(frozen=True)
class _LineFile:
    """A file with a document of one collection to a line; ``url`` is how messages show it."""

    path: Path
    url: str
    collection: str


class JsonStore:
    """A JSON file, or a directory of them, as a document store."""

    model = Model.DOCUMENT
    held_as = JSON_FORMS

    def __init__(self, path: Path, url: str) -> None:
        self.url = url
        self._path = path
        ending = path.suffix.lower()
        scheme = url.partition(":")[0].lower()
        self._is_lines = ending == ".jsonl" or (ending != ".json" and scheme == "jsonl")
        self._is_directory = path.is_dir() or (ending not in _ENDINGS and not path.exists())
        self._new_ending = ".json" if scheme == "json" else ".jsonl"

    def exists(self, schema: Schema | None = None) -> bool:
        """Whether the file is there, or anything in the directory."""
        if self._path.is_dir():
            return any(self._path.iterdir())
        return self._path.exists()

    def schema(self) -> Schema:
        """The schema beside the files of a directory, else the one that the documents show."""
        declared = self._declared_file
        if declared.is_file():
            place = f"{self.url}: {SCHEMA_FILE}"
            schema = parse_schema(read_json(declared, place), place)
            if schema.model is not Model.DOCUMENT:
                raise InputError(f"the schema is {schema.model}, not document", place=place)
            return schema
        return infer_document_schema(self._documents(None, scanner(exact_decimals=False)))

    def outline(self) -> Outline:
        """The schema, but of many documents of a collection only the first are looked at."""
        if self._declared_file.is_file():
            return Outline(self.schema())
        scan = scanner(exact_decimals=False)
        blocks: list[Iterator[Documents]] = []
        is_whole = True
        with self._opened():
            for lines in self._line_files(None):
                documents = read_lines(lines.path, lines.url, lines.collection, scan)
                blocks.append(iter(list(islice(documents, FIRST_BLOCKS))))
                is_whole &= next(documents, None) is None
            everything = chain(*blocks, self._objects(scan))
            return Outline(infer_document_schema(everything), is_whole)

    def names(self, schema: Schema) -> Names:
        """The fields of all documents; a ``.jsonl`` file has the schema's only collection."""
        names: Names = {}
        scan = scanner(exact_decimals=False)
        with self._opened():
            for lines in self._line_files(schema):
                path = (lines.collection,)
                names.setdefault(path, set())
                blocks = ((b, block_names(b)) for b in line_blocks(lines.path, BLOCK_BYTES))
                for block, found in ahead(blocks):
                    if found is not None:
                        add_fields(names, path, found)
                        continue
                    documents = decoded_lines(block, lines.url, lines.collection, scan)
                    add_objects(names, path, documents.values)
            for documents in self._objects(scan):
                add_objects(names, (documents.collection,), documents.values)
        return names

    @property
    def _declared_file(self) -> Path:
        return self._path / SCHEMA_FILE

    def read(
        self,
        schema: Schema,
        columns: Mapping[Key, Collection[str]],
        *,
        tells_absent: bool = True,
    ) -> Iterator[tuple[Key, pa.RecordBatch]]:
        """Batches of the wanted record types; a document that does not fit is an ``InputError``."""
        flattener = Flattener(schema, columns, tells_absent=tells_absent)
        scan = scanner(exact_decimals=has_decimals(schema))
        yield from ahead(gathered(self._batches(schema, flattener, scan)))

    def lines(
        self, schema: Schema, columns: Mapping[Key, Collection[str]]
    ) -> Iterator[DocumentLines]:
        """The files with a document to a line of which something is wanted; parts are none."""
        with self._opened():
            files = list(self._line_files(schema))
            names = [file.collection for file in files]
            for file in files:
                if names.count(file.collection) > 1:
                    continue
                root = schema.by_key.get((file.collection,))
                wanted = {key: columns[key] for key in columns if key[0] == file.collection}
                if root is not None and wanted and not is_pattern(file.path):
                    yield DocumentLines(file.path, schema, root, wanted)

    def _batches(
        self, schema: Schema, flattener: Flattener, scan: Scan
    ) -> Iterator[tuple[Key, pa.RecordBatch]]:
        with self._opened():
            for lines in self._line_files(schema):
                columns = ColumnFlattener(flattener, lines.collection)
                for block, batches in columns.blocks(line_blocks(lines.path, BLOCK_BYTES)):
                    if batches is None:
                        documents = decoded_lines(block, lines.url, lines.collection, scan)
                        batches = list(flattener.flatten(documents))
                    yield from batches
            for documents in self._objects(scan):
                yield from flattener.flatten(documents)

    def _documents(self, schema: Schema | None, scan: Scan) -> Iterator[Documents]:
        with self._opened():
            for lines in self._line_files(schema):
                yield from read_lines(lines.path, lines.url, lines.collection, scan)
            yield from self._objects(scan)

    @contextmanager
    def _opened(self) -> Iterator[None]:
        if not self.exists():
            raise atomic.refuse_missing(self._path, self.url)
        try:
            yield
        except OSError as error:
            raise InputError(f"cannot be read: {error.strerror}", place=self.url) from None

    def _line_files(self, schema: Schema | None) -> Iterator[_LineFile]:
        """The files with a document to a line."""
        if self._is_directory:
            for file in self._collection_files():
                if file.suffix.lower() == ".jsonl":
                    for part in parts_of(file):
                        place = part.relative_to(self._path)
                        yield _LineFile(part, f"{self.url}: {place}", file.stem)
        elif self._is_lines:
            roots = schema.roots() if schema is not None else ()
            name = roots[0].path[0] if len(roots) == 1 else self._path.stem
            yield _LineFile(self._path, self.url, name)

    def _objects(self, scan: Scan) -> Iterator[Documents]:
        """The documents of the other files."""
        if self._is_directory:
            for file in self._collection_files():
                if file.suffix.lower() != ".jsonl":
                    yield from read_array(file, f"{self.url}: {file.name}", file.stem, scan)
        elif not self._is_lines:
            yield from read_data_object(self._path, self.url, scan)

    def _collection_files(self) -> list[Path]:
        files = [
            file
            for file in sorted(self._path.iterdir())
            if file.suffix.lower() in _ENDINGS
            and file.name != SCHEMA_FILE
            and not file.name.startswith(".")
        ]
        stems = [file.stem for file in files]
        for stem in stems:
            if stems.count(stem) > 1:
                names = " and ".join(file.name for file in files if file.stem == stem)
                raise InputError(f"{names} are both the collection {stem!r}", place=self.url)
        return files

    def write(
        self,
        schema: Schema,
        content: Content,
        if_exists: IfExists,
        resumption: Resumption | None = None,
    ) -> None:
        """Write every collection, all or nothing; only a ``.jsonl`` file can be appended to."""
        if self.exists() and if_exists == "fail":
            can: tuple[IfExists, ...] = ("replace", "append") if self._is_lines else ("replace",)
            raise atomic.refuse_existing(self.url, can)
        if self._is_directory:
            self._write_directory(schema, content, if_exists)
        elif self._is_lines:
            self._write_lines_file(schema, content, if_exists)
        else:
            self._write_data_object(schema, content, if_exists)

    def _write_directory(self, schema: Schema, content: Content, if_exists: IfExists) -> None:
        with self._new_directory(schema, if_exists) as fresh:
            files = {
                root.key: fresh / f"{root.path[0]}{self._new_ending}" for root in schema.roots()
            }
            written = written_together(
                content,
                files if self._new_ending == ".jsonl" else {},
                lambda whole, key, path: whole.document_lines(key, path),
            )
            for root in schema.roots():
                if root.key not in written:
                    _write_collection(files[root.key], schema, root, content)

    @contextmanager
    def _new_directory(self, schema: Schema, if_exists: IfExists) -> Iterator[Path]:
        """A directory with the schema, for the files of collections."""
        if self.exists() and if_exists == "append":
            raise self._no_append("a directory")
        _check_file_names(schema, self.url)
        with atomic.new_directory(self._path, self.url) as fresh:
            (fresh / SCHEMA_FILE).write_text(schema_json(schema) + "\n", encoding="utf-8")
            yield fresh

    def part_ending(self) -> str | None:
        is_lines = self._is_directory and self._new_ending == ".jsonl"
        return ".jsonl" if is_lines else None

    @contextmanager
    def new_parts(self, schema: Schema, if_exists: IfExists) -> Iterator[Path]:
        if self.exists() and if_exists == "fail":
            raise atomic.refuse_existing(self.url, ("replace",))
        with self._new_directory(schema, if_exists) as fresh:
            yield fresh

    def _write_lines_file(self, schema: Schema, content: Content, if_exists: IfExists) -> None:
        roots = schema.roots()
        if len(roots) != 1:
            names = ", ".join(root.name for root in roots) or "none"
            raise InputError(
                f"a .jsonl file holds one collection and the schema has {len(roots)}: {names}",
                place=self.url,
                mend="write to a .json file or to a directory",
            )
        with atomic.new_file(self._path, self.url) as fresh:
            if if_exists == "append" and self._path.exists():
                shutil.copyfile(self._path, fresh)
            elif isinstance(content, FileContent) and content.document_lines(roots[0].key, fresh):
                return
            with fresh.open("ab+") as file:
                _end_line(file)
                _write_lines(file, schema, roots[0], content)

    def _write_data_object(self, schema: Schema, content: Content, if_exists: IfExists) -> None:
        if self.exists() and if_exists == "append":
            raise self._no_append("a .json file")
        with atomic.new_file(self._path, self.url) as fresh, fresh.open("wb") as file:
            file.write(b"{")
            for number, root in enumerate(schema.roots()):
                file.write(b",\n" if number else b"\n")
                file.write(f"{json_string(root.path[0])}:".encode())
                _write_array(file, schema, root, content)
            file.write(b"\n}\n")

    def _no_append(self, what: str) -> InputError:
        return InputError(
            f"documents cannot be appended to {what}",
            place=self.url,
            mend="choose --if-exists replace, or a .jsonl file",
        )

    def close(self) -> None:
        """Files are open only while they are read or written."""


def _write_collection(path: Path, schema: Schema, root: RecordType, content: Content) -> None:
    with path.open("wb") as file:
        if path.suffix == ".jsonl":
            _write_lines(file, schema, root, content)
        else:
            _write_array(file, schema, root, content)
            file.write(b"\n")


def _write_lines(file: BinaryIO, schema: Schema, root: RecordType, content: Content) -> None:
    for text in _texts(schema, root, content, "", "\n"):
        file.write(text)


def _write_array(file: BinaryIO, schema: Schema, root: RecordType, content: Content) -> None:
    file.write(b"[")
    is_first = True
    for text in _texts(schema, root, content, ",\n", ""):
        file.write(text[1:] if is_first else text)
        is_first = False
    file.write(b"]" if is_first else b"\n]")


def _texts(
    schema: Schema, root: RecordType, content: Content, before: str, after: str
) -> Iterator[memoryview]:
    """The text of the documents in their order; a few batches are rendered at a time."""

    def render(batch: pa.RecordBatch) -> list[memoryview]:
        return list(document_texts(schema, root, batch, before, after))

    with ThreadPoolExecutor(RENDERERS) as renderers:
        running: deque[Future[list[memoryview]]] = deque()
        for batch in content.nested(root.key):
            running.append(renderers.submit(render, batch))
            if len(running) > RENDERERS:
                yield from running.popleft().result()
        while running:
            yield from running.popleft().result()


def _end_line(file: BinaryIO) -> None:
    """See that what is appended begins on a line of its own."""
    if file.seek(0, 2):
        file.seek(-1, 2)
        if file.read(1) != b"\n":
            file.write(b"\n")


def _check_file_names(schema: Schema, url: str) -> None:
    taken: dict[str, str] = {}
    for root in schema.roots():
        name = root.path[0]
        if not name or name.startswith(".") or set(name) & set("/\\\0") or len(name.encode()) > 200:
            raise InputError(
                f"the collection {name!r} cannot name a file",
                place=url,
                mend="write to a .json file",
            )
        other = taken.setdefault(name.casefold(), name)
        if other != name:
            raise InputError(
                f"the collections {other!r} and {name!r} would be one file where case is ignored",
                place=url,
                mend="write to a .json file",
            )
