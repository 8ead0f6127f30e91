"""XML elements as documents: JSON values whose shape and types a schema decides."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from dynamite.data.place import field_at
from dynamite.errors import InputError
from dynamite.schema import Attribute, Kind, RecordType, Schema
from dynamite.stores.documents import Documents
from dynamite.stores.xml_elements import NIL, Element, read_elements
from dynamite.stores.xml_values import value_of_text

TEXT = "_text"
"""The field that holds the text of an element that also has attributes or children."""

_BLOCK_DOCUMENTS = 1024


def read_documents(path: Path, url: str, schema: Schema) -> Iterator[Documents]:
    """The documents of an XML file, in blocks of one collection, shaped as the schema says.

    What the schema does not know stays in the values, so that whoever checks them can name it.
    """
    reader = _DocumentReader(schema, url)
    waiting: dict[str, tuple[list[Any], list[int]]] = {}
    for element, _ in read_elements(path, url, lambda depth, _: depth == 0):
        values, lines = waiting.setdefault(element.name, ([], []))
        values.append(reader.document(element))
        lines.append(element.line)
        if len(values) >= _BLOCK_DOCUMENTS:
            del waiting[element.name]
            yield Documents(url, element.name, values, lines, reader.place)
    for name, (values, lines) in waiting.items():
        yield Documents(url, name, values, lines, reader.place)


class _DocumentReader:
    def __init__(self, schema: Schema, url: str) -> None:
        self._url = url
        self._schema = schema
        self._children = {
            rt.key: {child.path[-1]: child for child in schema.children(rt)} for rt in schema
        }
        self._attributes = {rt.key: {a.name: a for a in rt.attributes} for rt in schema}

    def place(self, line: int) -> str:
        return f"{self._url}:{line}"

    def document(self, element: Element) -> Any:
        root = self._schema.by_key.get((element.name,))
        return {} if root is None else self._object(root, element)

    def _object(self, record_type: RecordType, element: Element) -> dict[str, Any]:
        attributes = self._attributes[record_type.key]
        children = self._children[record_type.key]
        value: dict[str, Any] = {}
        for name, text in element.attributes.items():
            if name != NIL:
                self._put(value, name, _typed(attributes.get(name), text), element)
        for child in element.children:
            nested = children.get(child.name)
            if nested is None:
                held = self._scalar(attributes.get(child.name), child)
                self._put(value, child.name, held, child)
            elif nested.kind is Kind.OBJECT:
                held = None if child.is_null else self._object(nested, child)
                self._put(value, child.name, held, child)
            else:
                value.setdefault(child.name, []).append(self._item(nested, child))
        self._put_text(value, attributes.get(TEXT), element)
        return value

    def _item(self, record_type: RecordType, element: Element) -> Any:
        if record_type.kind is Kind.ARRAY:
            return self._object(record_type, element)
        return self._scalar(record_type.attributes[0], element)

    def _scalar(self, attribute: Attribute | None, element: Element) -> Any:
        if element.is_null:
            return None
        if element.attributes or element.children:
            # No attribute takes an object, so the check that follows names this place.
            return {**element.attributes, **{child.name: child.text for child in element.children}}
        return _typed(attribute, element.text)

    def _put(self, value: dict[str, Any], name: str, held: Any, element: Element) -> None:
        if name in value:
            place = field_at(self.place(element.line), name)
            raise InputError(
                f"{name!r} occurs twice in one element",
                place=place,
                mend="declare it as an array in the schema",
            )
        value[name] = held

    def _put_text(
        self, value: dict[str, Any], attribute: Attribute | None, element: Element
    ) -> None:
        text = element.text
        if text.strip(" \t\r\n") or (attribute is not None and text):
            self._put(value, TEXT, _typed(attribute, text), element)
        elif attribute is not None and not attribute.nullable:
            self._put(value, TEXT, _typed(attribute, ""), element)


def _typed(attribute: Attribute | None, text: str) -> Any:
    return text if attribute is None else value_of_text(text, attribute.type)
