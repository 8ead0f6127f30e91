"""The examples file: two schemas, and instances of both that show what becomes of what.

Schemas and data stand in the file, or in files and stores that it names, relative to itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from dynamite.data.ddl import read_ddl
from dynamite.data.infer import SchemaInference, infer_model
from dynamite.data.instance import Instance, flatten, nest
from dynamite.data.json_text import expect_keys, expect_list, expect_object, read_json, read_text
from dynamite.data.place import field_at, item_at
from dynamite.data.schema_text import format_schema, parse_model, parse_schema
from dynamite.errors import InputError
from dynamite.schema import Kind, Model, Schema
from dynamite.store_instance import read_instance
from dynamite.stores.interface import Store
from dynamite.values import show

OpenStore = Callable[[str, Model | None, Path], Store]
"""Opens the store at a URL or path: ``open_store(url, model, base)``, relative to ``base``."""

_MOST_WARNINGS = 5
"""Of ends that are not listed, for each instance; the rest is counted."""

Side = Literal["source", "target"]


@dataclass(frozen=True)
class Example:
    """An instance of the source, and the instance of the target that it is to become."""

    source: Instance
    target: Instance


@dataclass(frozen=True)
class Examples:
    """What the examples file says; ``warnings`` are a line each, for the report."""

    source_schema: Schema
    target_schema: Schema
    examples: tuple[Example, ...]
    warnings: tuple[str, ...] = ()


def read_examples(path: Path, open_store: OpenStore) -> Examples:
    """The examples of a file; raises ``InputError`` that names the place of what is wrong."""
    name = str(path)
    raw = expect_object(read_json(path, name), name)
    expect_keys(raw, ("source", "target", "examples"), name)
    outside = _Outside(path.parent, open_store)
    source_schema, sources = _read_side(raw, "source", name, outside)
    target_schema, targets = _read_side(raw, "target", name, outside)
    examples = tuple(map(Example, sources, targets))
    warnings = (*_unlisted_ends(examples), *_without_records(target_schema, targets))
    return Examples(source_schema, target_schema, examples, warnings)


def format_examples(examples: Examples) -> dict[str, Any]:
    """The JSON form of examples, whole: ``read_examples`` of it gives the same again."""
    source = {"schema": format_schema(examples.source_schema)}
    target = {"schema": format_schema(examples.target_schema)}
    if len(examples.examples) == 1:
        only = examples.examples[0]
        return {
            "source": {**source, "data": nest(only.source)},
            "target": {**target, "data": nest(only.target)},
        }
    data = [{"source": nest(e.source), "target": nest(e.target)} for e in examples.examples]
    return {"source": source, "target": target, "examples": data}


@dataclass(frozen=True)
class _Data:
    """Data as the file gives it: an object, or the store that it names."""

    raw: dict[str, Any] | Store
    place: str


@dataclass(frozen=True)
class _Outside:
    """What lies outside the examples file, found from its directory."""

    base: Path
    open_store: OpenStore

    def data(self, raw: Any, model: Model | None, place: str) -> _Data:
        """The data that is given: an object, or the path or URL of one or of a store."""
        if not isinstance(raw, str):
            return _Data(expect_object(raw, place), place)
        # No store holds tables in one JSON file, so it is read here; so is one of no stated model.
        if _is_file(raw, ".json") and model in (None, Model.RELATIONAL):
            path = self._file(raw, place)
            data = read_json(path, str(path))
            if isinstance(data, dict) or model is not None:
                return _Data(expect_object(data, str(path)), str(path))
        store = self._open(raw, model, place)
        if model is not None and store.model is not model:
            store.close()
            raise InputError(f"{store.url} is a {store.model} store, not {model}", place=place)
        return _Data(store, place)

    def schema(self, raw: str, place: str) -> Schema:
        """The schema in a file of DDL, or of a store."""
        if _is_file(raw, ".sql"):
            path = self._file(raw, place)
            return read_ddl(read_text(path, str(path)), str(path))
        store = self._open(raw, None, place)
        try:
            return store.schema()
        finally:
            store.close()

    def _file(self, raw: str, place: str) -> Path:
        path = self.base / raw
        if not path.is_file():
            raise InputError(f"there is no file {show(raw)}", place=place)
        return path

    def _open(self, url: str, model: Model | None, place: str) -> Store:
        try:
            store = self.open_store(url, model, self.base)
        except InputError as error:
            raise InputError(str(error), place=place) from None
        if not store.exists():
            store.close()
            raise InputError(f"there is nothing at {store.url}", place=place)
        return store


def _is_file(raw: str, suffix: str) -> bool:
    return raw.lower().endswith(suffix) and "://" not in raw


def _read_side(
    raw: dict[str, Any], side: Side, name: str, outside: _Outside
) -> tuple[Schema, tuple[Instance, ...]]:
    """The schema of one side, and its instance of each example."""
    fields = expect_object(raw.get(side, {}), field_at(name, side))
    schema_place = field_at(field_at(name, side), "schema")
    schema, model = _declared_schema(fields.get("schema"), schema_place, outside)
    data: list[_Data] = []
    try:
        for place, given in _given_data(raw, side, name):
            data.append(outside.data(given, model, place))
        if schema is None:
            schema = _shown_schema(data, model, schema_place)
        return schema, tuple(_instance(schema, one) for one in data)
    finally:
        for one in data:
            if not isinstance(one.raw, dict):
                one.raw.close()


def _declared_schema(raw: Any, place: str, outside: _Outside) -> tuple[Schema | None, Model | None]:
    """The schema and the model that a side declares; its model may be declared alone."""
    if raw is None:
        return None, None
    if isinstance(raw, str):
        schema = outside.schema(raw, place)
        return schema, schema.model
    if expect_object(raw, place).keys() == {"model"}:
        return None, parse_model(raw, place)
    schema = parse_schema(raw, place)
    return schema, schema.model


def _given_data(raw: dict[str, Any], side: Side, name: str) -> Iterator[tuple[str, Any]]:
    """The data of one side of each example, with its place, as the file gives it."""
    side_place = field_at(name, side)
    if "examples" not in raw:
        if side not in raw:
            raise InputError(f"there is no {side!r}", place=name)
        expect_keys(raw[side], ("schema", "data"), side_place, required=("data",))
        yield field_at(side_place, "data"), raw[side]["data"]
        return
    place = field_at(name, "examples")
    if "data" in raw.get(side, {}):
        mend = "move the data into an example"
        raise InputError("data beside 'examples'", place=side_place, mend=mend)
    expect_keys(raw.get(side, {}), ("schema",), side_place)
    examples = expect_list(raw["examples"], place)
    if not examples:
        raise InputError("there is no example", place=place)
    for index, example in enumerate(examples):
        where = item_at(place, index)
        both = ("source", "target")
        expect_keys(expect_object(example, where), both, where, required=both)
        yield field_at(where, side), example[side]


def _shown_schema(data: Sequence[_Data], model: Model | None, place: str) -> Schema:
    """The schema that data shows where none is declared: all of it together."""
    objects = [(one.raw, one.place) for one in data if isinstance(one.raw, dict)]
    stores = [one.raw for one in data if not isinstance(one.raw, dict)]
    if not stores:
        inference = SchemaInference(model or infer_model([raw for raw, _ in objects]))
        for raw, where in objects:
            inference.add_data(raw, where)
        return inference.schema()
    schemas = [store.schema() for store in stores]
    if objects or any(schema != schemas[0] for schema in schemas):
        problem = "there is none, and the data of the examples do not show one and the same"
        raise InputError(problem, place=place, mend="declare the schema")
    return schemas[0]


def _instance(schema: Schema, data: _Data) -> Instance:
    if isinstance(data.raw, dict):
        return flatten(schema, data.raw, data.place)
    return read_instance(data.raw, schema, data.place)


def _without_records(schema: Schema, targets: Sequence[Instance]) -> Iterator[str]:
    for record_type in schema:
        if not any(target.rows(record_type.key) for target in targets):
            yield (
                f"no example shows a record of the target's {record_type.kind} "
                f"{show(record_type.name)}, so it gets no rule"
            )


def _unlisted_ends(examples: Sequence[Example]) -> Iterator[str]:
    """A line for each end of an edge that is no node of its instance."""
    for number, example in enumerate(examples):
        of = f" of example {number}" if len(examples) > 1 else ""
        for side, instance in (("source", example.source), ("target", example.target)):
            problems = list(unlisted_ends(instance))
            for problem in problems[:_MOST_WARNINGS]:
                yield f"{side}{of}: {problem}"
            if len(problems) > _MOST_WARNINGS:
                yield f"{side}{of}: {len(problems) - _MOST_WARNINGS} more ends are not listed"


def unlisted_ends(instance: Instance) -> Iterator[str]:
    """What to say of the ends of edges that are no nodes of the instance.

    A start is expected among the nodes of the label that the edge type declares, if it does.
    """
    nodes = {
        record_type.path[0]: {row[0] for row in instance.rows(record_type.key)}
        for record_type in instance.schema
        if record_type.kind is Kind.NODE
    }
    every = set().union(*nodes.values())
    for record_type in instance.schema:
        if record_type.kind is not Kind.EDGE:
            continue
        for index, row in enumerate(instance.rows(record_type.key)):
            for end, label, number in (
                ("start", record_type.start, row[1]),
                ("end", record_type.end, row[2]),
            ):
                if number not in (every if label is None else nodes[label]):
                    kind = "" if label is None else f" as a {label}"
                    edge = f"edge {item_at(record_type.path[0], index)}"
                    yield f"{edge}: its {end} {show(number)} is not listed{kind}"
