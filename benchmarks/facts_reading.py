"""Reads the facts of ``scenario.json`` against the source schema.

=====================  ===========================================================================
``links``              ``{"Reviews.listing_id": "Listings.id"}``: values come from there; a list
                       of columns means from all of them together; where one is the ``_id`` of the
                       other's record, the two are equal in each record
``composite_links``    ``[[["T.a", "T.b"], ["S.x", "S.y"]], …]``: values come from one record; two
                       for the same columns mean from a record of one or the other
``keys``               columns whose values are unique
``values``             ``{"crew.roles.role": ["actor", …]}``: closed domains
``pools``              ``{"Games.weather": […]}``, or ``{"weather": […]}`` for all columns of the
                       name: values to draw from
``nulls``              ``{"Games.delay": 0.3}``: how much of a column is null
``fanout``             ``{"movie.genres": [0, 3]}``: how many elements an array has; how often an
                       object is there: ``[0, 1]``, or ``[1, 1]`` for always
=====================  ===========================================================================

A column is written ``Type.attribute``, with the dotted path of a nested type; the surrogates
``_id``, ``_start`` and ``_end`` may be named too, where no attribute has their name, and an array
of scalars stands for its values.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from benchmarks.facts import Column, CompositeLink, Facts
from dynamite.data.json_text import expect_list, expect_object, expect_texts
from dynamite.data.place import field_at, item_at
from dynamite.errors import InputError
from dynamite.schema import Key, Kind, RecordType, Schema
from dynamite.values import Value, parse_value

FIELDS = ("links", "composite_links", "keys", "values", "pools", "nulls", "fanout")
"""The keys that are read here."""


class FactsReader:
    """Reads facts; raises ``InputError`` that names the place of what is wrong."""

    def __init__(self, schema: Schema, place: str) -> None:
        self.schema = schema
        self.place = place
        self.by_name: dict[str, list[RecordType]] = {}
        for record_type in schema:
            self.by_name.setdefault(record_type.name, []).append(record_type)

    def facts(self, raw: Mapping[str, Any]) -> Facts:
        return Facts(
            links=dict(self._links(raw.get("links", {}))),
            composite_links=tuple(self._composites(raw.get("composite_links", []))),
            keys=frozenset(
                self.column(text, self._at("keys"))
                for text in expect_texts(raw.get("keys", []), self._at("keys"))
            ),
            values={**dict(self._pools(raw)), **dict(self._values(raw.get("values", {})))},
            nulls={
                self.column(text, self._at("nulls")): float(share)
                for text, share in expect_object(raw.get("nulls", {}), self._at("nulls")).items()
            },
            fanout=dict(self._fanout(raw.get("fanout", {}))),
        )

    def _at(self, name: str) -> str:
        return field_at(self.place, name)

    def column(self, text: str, place: str) -> Column:
        """The column that a text names."""
        for record_type in self.by_name.get(text, ()):
            if record_type.kind is Kind.SCALARS:
                return Column(record_type.key, "value")
        type_name, _, name = text.rpartition(".")
        for record_type in self.by_name.get(type_name, ()):
            if name in record_type.columns:
                is_attribute = name in {attribute.name for attribute in record_type.attributes}
                return Column(record_type.key, name, not is_attribute)
        raise InputError(
            f"the source has no column {text!r}",
            place=place,
            mend=f"its record types are: {', '.join(self.by_name)}",
        )

    def _links(self, raw: Any) -> Iterator[tuple[Column, tuple[Column, ...]]]:
        place = self._at("links")
        for text, to in expect_object(raw, place).items():
            targets = [to] if isinstance(to, str) else expect_list(to, field_at(place, text))
            yield (
                self.column(text, place),
                tuple(self.column(target, place) for target in targets),
            )

    def _composites(self, raw: Any) -> Iterator[CompositeLink]:
        place = self._at("composite_links")
        for index, pair in enumerate(expect_list(raw, place)):
            where = item_at(place, index)
            left, right = (
                self._of_one_type(expect_texts(side, where), where)
                for side in expect_list(pair, where)
            )
            if len(left) != len(right):
                raise InputError("the two sides have other numbers of columns", place=where)
            yield CompositeLink(left, right)

    def _of_one_type(self, texts: Iterable[str], place: str) -> tuple[Column, ...]:
        columns = tuple(self.column(text, place) for text in texts)
        if len({column.key for column in columns}) != 1:
            raise InputError("the columns are not of one record type", place=place)
        return columns

    def _pools(self, raw: Mapping[str, Any]) -> Iterator[tuple[Column, tuple[Value, ...]]]:
        place = self._at("pools")
        pools = expect_object(raw.get("pools", {}), place)
        by_name = {text: pool for text, pool in pools.items() if "." not in text}
        for record_type in self.schema:
            for attribute in record_type.attributes:
                if attribute.name in by_name:
                    column = Column(record_type.key, attribute.name)
                    yield column, self._typed(column, by_name[attribute.name], place)
        qualified = {text: pool for text, pool in pools.items() if "." in text}
        yield from self._values(qualified, place)

    def _values(self, raw: Any, place: str = "") -> Iterator[tuple[Column, tuple[Value, ...]]]:
        place = place or self._at("values")
        for text, pool in expect_object(raw, place).items():
            column = self.column(text, place)
            yield column, self._typed(column, pool, field_at(place, text))

    def _typed(self, column: Column, raw: Any, place: str) -> tuple[Value, ...]:
        data_type = self.schema[column.key].attribute(column.name).type
        try:
            values = tuple(parse_value(value, data_type) for value in expect_list(raw, place))
        except ValueError as error:
            raise InputError(str(error), place=place) from None
        if not values:
            raise InputError("there is no value", place=place)
        return values

    def _fanout(self, raw: Any) -> Iterator[tuple[Key, tuple[int, int]]]:
        place = self._at("fanout")
        for text, bounds in expect_object(raw, place).items():
            types = [rt for rt in self.by_name.get(text, ()) if rt.is_nested]
            if not types:
                raise InputError(f"the source has no nested type {text!r}", place=place)
            least, most = expect_list(bounds, field_at(place, text))
            yield types[0].key, (int(least), int(most))
