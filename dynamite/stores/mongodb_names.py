"""Names in MongoDB: the collections that are ours, and what the server lets be named how."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from pymongo.database import Database
from pymongo.errors import InvalidName, PyMongoError

from dynamite.errors import InputError
from dynamite.schema import Kind, Model, RecordType, Schema
from dynamite.stores.mongodb_connection import described

CHECKPOINT: Final = "__dynamite_migration"
"""The collection that holds how far a migration has come, while it runs."""

_PREFIX: Final = "__dynamite_"
_SYSTEM: Final = "system."
_PROBE: Final = "__dynamite_probe"
_HARMLESS: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_ -]{0,59}")


def partial(run: str, number: int) -> str:
    """The collection in which a run gathers what is to be the target's collection of a number."""
    return f"{_PREFIX}partial_{run}_{number}"


def own_collections(database: Database[Any]) -> list[str]:
    """The user's collections, sorted: no views, and nothing of the server's or of a migration."""
    return sorted(
        found["name"]
        for found in database.list_collections()
        if found.get("type", "collection") != "view"
        and not found["name"].startswith((_SYSTEM, _PREFIX))
    )


def check_names(database: Database[Any], schema: Schema, existing: list[str], url: str) -> None:
    """Raises ``InputError`` for a name that the server does not take; nothing stays written.

    The server is asked: with an empty collection of each name out of the ordinary, and with a
    document for each such field.
    """
    if schema.model is not Model.DOCUMENT:
        raise InputError(f"a {schema.model} schema cannot be written to collections", place=url)
    for record_type in schema:
        _check_fields(record_type, url)
    for root in schema.roots():
        _check_collection(database, root.path[0], existing, url)
    _probe_fields(database, schema, url)


def _check_fields(record_type: RecordType, url: str) -> None:
    place = f"{url}: {record_type.name}"
    names = [record_type.path[-1], *(attribute.name for attribute in record_type.attributes)]
    for name in names:
        if "\0" in name:
            raise InputError(f"the name {name!r} holds a null character", place=place)
    is_id = len(record_type.path) == 2 and record_type.path[1] == "_id"
    if is_id and record_type.kind is not Kind.OBJECT:
        raise InputError("the _id of a document cannot be an array", place=place)


def _check_collection(database: Database[Any], name: str, existing: list[str], url: str) -> None:
    if name.startswith((_PREFIX, _SYSTEM)):
        owner = "this program" if name.startswith(_PREFIX) else "the server"
        raise InputError(f"the collection {name!r} has a name that {owner} keeps", place=url)
    if name in existing or _HARMLESS.fullmatch(name):
        return
    try:
        database.create_collection(_PROBE)
        database[_PROBE].rename(name)
    except (PyMongoError, InvalidName) as error:
        reason = str(error) if isinstance(error, InvalidName) else described(error)[0]
        raise InputError(f"no collection can be called {name!r}: {reason}", place=url) from None
    finally:
        database.drop_collection(_PROBE)
    database.drop_collection(name)


def _probe_fields(database: Database[Any], schema: Schema, url: str) -> None:
    """Has the server store one document for each field that is out of the ordinary."""
    for path in _odd_paths(schema):
        document: Any = 1
        for name in reversed(path[1:]):
            document = {name: document}
        try:
            database[_PROBE].insert_one({"_id": 1, **document})
        except PyMongoError as error:
            field = ".".join(path)
            problem = f"the server takes no field called {path[-1]!r}: {described(error)[0]}"
            raise InputError(problem, place=f"{url}: {field}") from None
        finally:
            database.drop_collection(_PROBE)


def _odd_paths(schema: Schema) -> Iterator[tuple[str, ...]]:
    for record_type in schema:
        if record_type.is_nested and not _HARMLESS.fullmatch(record_type.path[-1]):
            yield record_type.path
        if record_type.kind is Kind.SCALARS:
            continue
        for attribute in record_type.attributes:
            if not _HARMLESS.fullmatch(attribute.name):
                yield (*record_type.path, attribute.name)
