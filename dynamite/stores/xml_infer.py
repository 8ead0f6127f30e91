"""The schema that XML elements show.

Each kind of element under the root is a collection. An element that occurs several times in one
parent is an array, of objects where one of them has attributes or children, else of scalars; one
that occurs once is an embedded object or a field likewise. A field is ``int`` or ``float`` where
all its values are canonical numbers, so that ``007`` and ``1.50`` stay strings. The text of an
element that also has attributes or children is ``_text``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from dynamite.schema import Attribute, Kind, Model, RecordType, Schema
from dynamite.stores.xml_elements import NIL, Element
from dynamite.stores.xml_reading import TEXT
from dynamite.stores.xml_values import shown_type
from dynamite.values import FLOAT_INTEGERS, DataType


def infer_xml_schema(documents: Iterable[Element]) -> Schema:
    """The schema of documents, each an element; memory is that of the schema."""
    collections: dict[str, _ElementShape] = {}
    for element in documents:
        collections.setdefault(element.name, _ElementShape(element.name)).add(element)
    record_types = [
        record_type
        for name, shape in collections.items()
        for record_type in shape.record_types((name,), Kind.COLLECTION)
    ]
    return Schema(Model.DOCUMENT, tuple(record_types))


@dataclass
class _TextShape:
    """What the texts of one field have shown."""

    count: int = 0
    has_null: bool = False
    types: set[DataType] = field(default_factory=set)
    is_beyond_floats: bool = False

    def add(self, text: str) -> None:
        self.count += 1
        if DataType.STRING in self.types:
            return
        shown = shown_type(text)
        self.types.add(shown)
        if shown is DataType.INT and abs(int(text)) > FLOAT_INTEGERS:
            self.is_beyond_floats = True

    def attribute(self, name: str, *, nullable: bool) -> Attribute:
        return Attribute(name, self._type(), nullable or self.has_null)

    def _type(self) -> DataType:
        if self.types == {DataType.INT}:
            return DataType.INT
        if (
            self.types
            and self.types <= {DataType.INT, DataType.FLOAT}
            and not self.is_beyond_floats
        ):
            return DataType.FLOAT
        return DataType.STRING


@dataclass
class _ElementShape:
    """What the elements of one name, in parents of one kind, have shown."""

    name: str
    count: int = 0
    parents: int = 0
    is_repeated: bool = False
    is_complex: bool = False
    text: _TextShape = field(default_factory=_TextShape)
    attributes: dict[str, _TextShape] = field(default_factory=dict)
    children: dict[str, _ElementShape] = field(default_factory=dict)

    def add(self, element: Element) -> None:
        if element.is_null and not element.children:
            self.text.has_null = True
            return
        self.count += 1
        for name, text in element.attributes.items():
            if name != NIL:
                self.is_complex = True
                self.attributes.setdefault(name, _TextShape()).add(text)
        for child in element.children:
            self.is_complex = True
            self.children.setdefault(child.name, _ElementShape(child.name)).add(child)
        for name, occurrences in Counter(child.name for child in element.children).items():
            self.children[name].parents += 1
            self.children[name].is_repeated |= occurrences > 1
        text = element.text
        if text.strip(" \t\r\n") or not (element.children or element.attributes):
            self.text.add(text)

    def record_types(self, path: tuple[str, ...], kind: Kind) -> Iterator[RecordType]:
        yield RecordType(path, kind, tuple(self._attributes()))
        for name, child in self.children.items():
            yield from child.nested_types((*path, name))

    def nested_types(self, path: tuple[str, ...]) -> Iterator[RecordType]:
        """The record types of a child; none where it is a field."""
        if self.is_complex:
            yield from self.record_types(path, Kind.ARRAY if self.is_repeated else Kind.OBJECT)
        elif self.is_repeated:
            value = self.text.attribute("value", nullable=False)
            yield RecordType(path, Kind.SCALARS, (value,))

    def _attributes(self) -> Iterator[Attribute]:
        for name, text in self.attributes.items():
            if name not in self.children:
                yield text.attribute(name, nullable=text.count < self.count)
        for name, child in self.children.items():
            if not child.is_complex and not child.is_repeated:
                yield child.text.attribute(name, nullable=child.parents < self.count)
        if self.text.count and TEXT not in self.attributes and TEXT not in self.children:
            yield self.text.attribute(TEXT, nullable=self.text.count < self.count)
