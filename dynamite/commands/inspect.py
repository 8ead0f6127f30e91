"""The library's ``inspect``: the schema of a store, and how often its fields occur."""

from __future__ import annotations

from dynamite.errors import InputError
from dynamite.schema import Model, Schema
from dynamite.stores import open_store
from dynamite.stores.interface import Occurrence, ShowsOccurrences


def inspect(url: str, model: Model | str | None = None) -> Schema:
    """The schema of the store at a URL or path, read from the store or inferred from its records.

    ``model`` decides where a path could be several (``x.json``). Raises ``InputError`` where there
    is nothing at that place, or nothing that can be read.
    """
    store = open_store(url, model=None if model is None else Model(model))
    try:
        if not store.exists():
            raise InputError("there is nothing at this place", place=store.url)
        return store.schema()
    finally:
        store.close()


def occurrences(url: str, model: Model | str | None = None) -> list[Occurrence]:
    """How often the fields of a store without a schema occur; of other stores, nothing.

    Raises ``InputError`` as ``inspect`` does.
    """
    store = open_store(url, model=None if model is None else Model(model))
    try:
        return store.occurrences() if isinstance(store, ShowsOccurrences) else []
    finally:
        store.close()
