"""Documents in XML files: the store for ``.xml`` and for directories of them.

Each kind of element under the root is a collection; its attributes and children with text only are
fields, repeated children are arrays, and the text of an element that also has attributes or
children is the field ``_text`` (the pieces of mixed text put together; white space between
children is formatting). A schema, where given, decides between field and array, and the types.
Names in a namespace are ``{uri}name``. ``xsi:nil="true"`` marks a null; in ``_text`` null and
absent are both an element without text. A directory is the files in it taken together.

What is written has the root ``data``, a collection's documents one after the other, and fields as
children, never as attributes.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from itertools import chain
from pathlib import Path

import pyarrow as pa

from dynamite.errors import InputError
from dynamite.schema import Key, Model, RecordType, Schema
from dynamite.stores import atomic
from dynamite.stores.documents import Documents
from dynamite.stores.flattening import Flattener, gathered
from dynamite.stores.interface import Content, IfExists, Outline, Resumption
from dynamite.stores.xml_elements import Element, read_elements
from dynamite.stores.xml_infer import infer_xml_schema
from dynamite.stores.xml_reading import read_documents
from dynamite.stores.xml_text import check_names, element_texts

_HEAD = (
    b'<?xml version="1.0" encoding="UTF-8"?>\n'
    b'<data xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">\n'
)
_TAIL = b"</data>\n"


class XmlStore:
    """An XML file, or a directory of them, as a document store."""

    model = Model.DOCUMENT

    def __init__(self, path: Path, url: str) -> None:
        self.url = url
        self._path = path
        self._is_directory = path.is_dir() or (not path.suffix and not path.exists())

    def exists(self, schema: Schema | None = None) -> bool:
        """Whether the file is there, or anything in the directory."""
        if self._path.is_dir():
            return any(self._path.iterdir())
        return self._path.exists()

    def schema(self) -> Schema:
        """The schema that the elements show."""
        return infer_xml_schema(self._elements())

    def _elements(self) -> Iterator[Element]:
        for file, name in self._files():
            for element, _ in read_elements(file, name, lambda depth, _: depth == 0):
                yield element

    def outline(self) -> Outline:
        return Outline(self.schema())

    def read(
        self,
        schema: Schema,
        columns: Mapping[Key, Collection[str]],
        *,
        tells_absent: bool = True,
    ) -> Iterator[tuple[Key, pa.RecordBatch]]:
        """Batches of the wanted record types; a document that does not fit is an ``InputError``."""
        flattener = Flattener(schema, columns)
        yield from gathered(chain.from_iterable(map(flattener.flatten, self._documents(schema))))

    def _documents(self, schema: Schema) -> Iterator[Documents]:
        for file, name in self._files():
            yield from read_documents(file, name, schema)

    def _files(self) -> Iterator[tuple[Path, str]]:
        """The files, each with its name in messages."""
        if not self.exists():
            raise atomic.refuse_missing(self._path, self.url)
        try:
            if not self._path.is_dir():
                yield self._path, self.url
                return
            for file in sorted(self._path.iterdir()):
                if file.suffix.lower() == ".xml" and not file.name.startswith("."):
                    yield file, f"{self.url}/{file.name}"
        except OSError as error:
            raise InputError(f"cannot be read: {error.strerror}", place=self.url) from None

    def write(
        self,
        schema: Schema,
        content: Content,
        if_exists: IfExists,
        resumption: Resumption | None = None,
    ) -> None:
        """Write every collection, all or nothing; nothing can be appended.

        Raises ``InputError`` for names, and ``MigrationError`` for values, that XML cannot hold.
        """
        if self.exists() and if_exists == "append":
            raise InputError(
                "documents cannot be appended to XML",
                place=self.url,
                mend="choose --if-exists replace",
            )
        if self.exists() and if_exists == "fail":
            raise atomic.refuse_existing(self.url, ["replace"])
        check_names(schema, self.url)
        if self._is_directory:
            with atomic.new_directory(self._path, self.url) as fresh:
                for root in schema.roots():
                    _write_file(fresh / f"{root.path[0]}.xml", schema, (root,), content)
        else:
            with atomic.new_file(self._path, self.url) as fresh:
                _write_file(fresh, schema, schema.roots(), content)

    def close(self) -> None:
        """Files are open only while they are read or written."""


def _write_file(
    path: Path, schema: Schema, roots: tuple[RecordType, ...], content: Content
) -> None:
    with path.open("wb") as file:
        file.write(_HEAD)
        for root in roots:
            for batch in content.nested(root.key):
                file.writelines(element_texts(schema, root, batch))
        file.write(_TAIL)
