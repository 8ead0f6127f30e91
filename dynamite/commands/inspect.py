"""The library's ``inspect``: the schema of a store; and ``sample``: a small part of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass

from dynamite.data.instance import Instance
from dynamite.errors import InputError
from dynamite.progress import Report, no_report
from dynamite.sampling.links import Link, likely_links, links
from dynamite.sampling.sample import MOST_ELEMENTS, take_sample
from dynamite.schema import Kind, Model, Schema
from dynamite.stores import open_store
from dynamite.stores.interface import Occurrence, ShowsOccurrences, Store


def inspect(url: str, model: Model | str | None = None) -> Schema:
    """The schema of the store at a URL or path, read from the store or inferred from its records.

    ``model`` decides where a path could be several (``x.json``). Raises ``InputError`` where there
    is nothing at that place, or nothing that can be read.
    """
    with _opened(url, model) as store:
        return store.schema()


def occurrences(url: str, model: Model | str | None = None) -> list[Occurrence]:
    """How often the fields of a store without a schema occur; of other stores, nothing.

    Raises ``InputError`` as ``inspect`` does.
    """
    store = open_store(url, model=None if model is None else Model(model))
    try:
        return store.occurrences() if isinstance(store, ShowsOccurrences) else []
    finally:
        store.close()


@dataclass(frozen=True)
class Sample:
    """Some records of a store that hang together; ``notes`` say how they were chosen."""

    instance: Instance
    notes: tuple[str, ...] = ()


def sample(
    url: str,
    size: int,
    *,
    model: Model | str | None = None,
    seed: int = 0,
    progress: Report = no_report,
) -> Sample:
    """About ``size`` records of each record type of a store, with all that they refer to.

    Documents come with what is nested in them, of arrays the first elements; edges with their
    nodes. The same store, size and seed give the same sample. Raises ``InputError`` as ``inspect``
    does.
    """
    with _opened(url, model) as store:
        schema = store.schema()
        held_together = links(schema)
        notes = []
        if schema.model is Model.RELATIONAL and not held_together:
            held_together = likely_links(schema)
            notes += list(_guesses(schema, held_together))
        instance = take_sample(store, schema, held_together, size, seed, progress)
    notes += list(_cut_arrays(instance))
    return Sample(instance, tuple(notes))


@contextmanager
def _opened(url: str, model: Model | str | None) -> Iterator[Store]:
    with closing(open_store(url, model=None if model is None else Model(model))) as store:
        if not store.exists():
            raise InputError("there is nothing at this place", place=store.url)
        yield store


def _guesses(schema: Schema, guessed: tuple[Link, ...]) -> Iterator[str]:
    if len(schema.record_types) < 2:
        return
    if not guessed:
        yield "no foreign keys are declared, so the records of each table were chosen by themselves"
        return
    pairs = [
        f"{schema[link.source].name}.{schema[link.source].columns[link.columns[0]]} for "
        f"{schema[link.target].name}.{schema[link.target].columns[link.references[0]]}"
        for link in guessed
    ]
    yield f"no foreign keys are declared; taken for references by their names: {', '.join(pairs)}"


def _cut_arrays(instance: Instance) -> Iterator[str]:
    for record_type in instance.schema:
        if record_type.kind in (Kind.ARRAY, Kind.SCALARS):
            rows = instance.rows(record_type.key)
            if any(row[2] == MOST_ELEMENTS - 1 for row in rows):
                yield f"{record_type.name}: at most the first {MOST_ELEMENTS} elements are taken"
