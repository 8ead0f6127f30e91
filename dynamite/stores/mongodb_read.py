"""Documents of MongoDB on their way to records, streamed in the server's own order.

As long as nobody writes, that order is the same in every run on one server. Where a migration is to
go on and it is another, as on another member of a replica set, the target notices.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from itertools import chain
from typing import Any, Final

import bson
import pyarrow as pa
from pymongo.client_session import ClientSession
from pymongo.database import Database

from dynamite.schema import Key, RecordType, Schema
from dynamite.stores.ahead import ahead
from dynamite.stores.documents import Documents
from dynamite.stores.flattening import Flattener, gathered
from dynamite.stores.mongodb_values import RECORDS, Preparation
from dynamite.values import show

_BATCH: Final = 10_000
_PLAIN_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def read_collections(
    database: Database[Any],
    session: ClientSession | None,
    schema: Schema,
    columns: Mapping[Key, Collection[str]],
    url: str,
) -> Iterator[tuple[Key, pa.RecordBatch]]:
    """Batches of the wanted record types; ``InputError`` for a document that does not fit."""
    flattener = Flattener(schema, columns, non_finite=True)
    blocks = (
        block
        for root in schema.roots()
        if any(key[0] == root.path[0] for key in columns)
        for block in _blocks(database, session, schema, root, columns, url)
    )
    yield from gathered(chain.from_iterable(map(flattener.flatten, blocks)))


def _blocks(
    database: Database[Any],
    session: ClientSession | None,
    schema: Schema,
    root: RecordType,
    columns: Mapping[Key, Collection[str]],
    url: str,
) -> Iterator[Documents]:
    name = root.path[0]
    preparation = Preparation(schema, root)
    cursor = database[name].find_raw_batches(
        {},
        _projection(schema, root, columns),
        batch_size=_BATCH,
        session=session,
    )
    with cursor:
        for block in ahead(iter(cursor)):
            values = bson.decode_all(block, RECORDS)
            preparation.prepare(values)
            yield documents(url, name, values)


def documents(url: str, collection: str, values: list[dict[str, Any]]) -> Documents:
    """A block of documents, each called by its id in messages."""

    def place(position: int) -> str:
        return f"{url}: {collection}[_id={show(values[position].get('_id'))}]"

    return Documents(url, collection, values, range(len(values)), place)


def _projection(
    schema: Schema, root: RecordType, columns: Mapping[Key, Collection[str]]
) -> dict[str, int] | None:
    """The fields to send: all of them where all that is known is wanted, which spares the server
    work, and where a name would be taken for a path."""
    known = {attribute.name for attribute in root.attributes}
    wanted = known & set(columns.get(root.key, ()))
    if wanted == known:
        return None
    wanted |= {child.path[-1] for child in schema.children(root)}
    if not all(map(_PLAIN_NAME.fullmatch, wanted)):
        return None
    return dict.fromkeys(["_id", *sorted(wanted)], 1)
