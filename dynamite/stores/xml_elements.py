"""XML files as a stream of elements: those that stand in given containers, one by one.

Parsing is expat's. A document type that declares entities is refused, as entities can be made to
grow without bound; nothing outside the file is fetched. Where the document type is elsewhere, the
entities of HTML stand for what its declarations would say (``&uuml;``).
"""

from __future__ import annotations

import html
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, NoReturn
from xml.parsers import expat

from dynamite.errors import InputError

NIL: Final = "{http://www.w3.org/2001/XMLSchema-instance}nil"
"""The attribute that marks an element as null."""

_CHUNK: Final = 1 << 16
DEEPEST: Final = 200
"""How deeply the elements of one document may nest."""


@dataclass(slots=True)
class Element:
    """An element; ``texts`` are the pieces of text directly in it, between its children.

    Names in a namespace are written ``{uri}name``.
    """

    name: str
    attributes: dict[str, str]
    line: int
    texts: list[str] = field(default_factory=list)
    children: list[Element] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The text directly in the element; white space between children is formatting."""
        if not self.children:
            return "".join(self.texts)
        return "".join(text for text in self.texts if text.strip(" \t\r\n"))

    @property
    def is_null(self) -> bool:
        return self.attributes.get(NIL) in ("true", "1")


IsContainer = Callable[[int, Element], bool]
"""Whether an element, at a depth from 0 for the root, only holds the elements that are wanted."""


def read_elements(
    path: Path, url: str, is_container: IsContainer
) -> Iterator[tuple[Element, Element]]:
    """Each element that stands in a container, once it is complete, with that container.

    Raises ``InputError`` with line and column where the file is not well-formed XML, and where it
    cannot be read.
    """
    reader = _Reader(url, is_container)
    for chunk in _chunks(path, url):
        reader.feed(chunk, not chunk)
        yield from reader.complete
        reader.complete.clear()


def _chunks(path: Path, url: str) -> Iterator[bytes]:
    """The bytes of a file in pieces, of which the last is empty."""
    try:
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                yield chunk
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", place=url) from None
    yield b""


class _Reader:
    def __init__(self, url: str, is_container: IsContainer) -> None:
        self.complete: list[tuple[Element, Element]] = []
        self._url = url
        self._is_container = is_container
        self._open: list[Element] = []
        self._containers = 0
        self._bytes = 0
        parser = expat.ParserCreate(namespace_separator="}")
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.EntityDeclHandler = self._entity_declaration
        parser.SkippedEntityHandler = self._skipped_entity
        self._parser = parser

    def feed(self, chunk: bytes, is_final: bool) -> None:
        self._bytes += len(chunk)
        if is_final and not self._bytes:
            raise InputError("the file is empty", place=self._url)
        try:
            self._parser.Parse(chunk, is_final)
        except expat.ExpatError as error:
            where = f"{self._url}:{error.lineno}:{error.offset + 1}"
            raise InputError(
                f"not well-formed XML: {expat.errors.messages[error.code]}", place=where
            ) from None

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if "}" in name:
            name = "{" + name
        if any("}" in attribute for attribute in attributes):
            attributes = {f"{{{n}" if "}" in n else n: v for n, v in attributes.items()}
        element = Element(name, attributes, self._parser.CurrentLineNumber)
        depth = len(self._open)
        if depth > DEEPEST:
            self._fail(f"elements are nested more than {DEEPEST} levels deep")
        if depth == self._containers and self._is_container(depth, element):
            self._containers += 1
        elif depth > self._containers:
            self._open[-1].children.append(element)
            # A text begins anew behind the child, so that formatting can be told from text.
            self._open[-1].texts.append("")
        self._open.append(element)

    def _end(self, _name: str) -> None:
        element = self._open.pop()
        depth = len(self._open)
        if depth < self._containers:
            self._containers -= 1
        elif depth == self._containers:
            self.complete.append((element, self._open[-1]))

    def _text(self, text: str) -> None:
        if len(self._open) > self._containers:
            texts = self._open[-1].texts
            if texts:
                texts[-1] += text
            else:
                texts.append(text)
        elif text.strip(" \t\r\n"):
            self._fail("text stands between the documents")

    def _entity_declaration(self, name: str, *_: Any) -> None:
        self._fail(f"the document type declares the entity {name!r}, which is not allowed")

    def _skipped_entity(self, name: str, is_parameter: bool) -> None:
        if is_parameter:
            return
        character = html.unescape(f"&{name};")
        if character.startswith("&") and name != "amp":
            self._fail(f"the entity &{name}; is not declared")
        self._text(character)

    def _fail(self, problem: str) -> NoReturn:
        place = f"{self._url}:{self._parser.CurrentLineNumber}"
        raise InputError(problem, place=place)
