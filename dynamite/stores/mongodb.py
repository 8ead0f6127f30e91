"""The store of a MongoDB database.

A collection's documents, embedded objects and arrays are records as in JSON files. The ``_id`` of
a document is an attribute like others; where the target's schema has none, documents get an
``ObjectId`` each. A collection that holds no document counts as not there.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import pyarrow as pa
from pymongo.client_session import ClientSession
from pymongo.database import Database
from pymongo.errors import ConfigurationError, OperationFailure

from dynamite.errors import InputError
from dynamite.schema import Key, Model, Schema
from dynamite.stores.interface import Content, IfExists, Occurrence, Outline, Resumption
from dynamite.stores.mongodb_connection import connect, mongodb_errors
from dynamite.stores.mongodb_infer import infer_schema, sampled
from dynamite.stores.mongodb_names import own_collections
from dynamite.stores.mongodb_occurrences import field_occurrences
from dynamite.stores.mongodb_read import read_collections
from dynamite.stores.mongodb_values import RAW
from dynamite.stores.mongodb_write import write_collections

_SNAPSHOT_TOO_OLD = 239
_SNAPSHOT_MEND = (
    "raise the server's minSnapshotHistoryWindowInSeconds, or add readConcernLevel=majority to "
    "the URL to read without a snapshot"
)


class MongodbStore:
    """A database of a MongoDB server."""

    model = Model.DOCUMENT
    keeps_checkpoint = True

    def __init__(self, url: str, shown: str) -> None:
        self.url = shown
        self._client, name = connect(url, shown)
        self._database: Database[Any] = self._client[name]

    def exists(self, schema: Schema | None = None) -> bool:
        """Whether there is a collection; with a schema, whether one of its collections has a
        document."""
        with mongodb_errors(InputError, "cannot be read", self.url):
            names = own_collections(self._database)
            if schema is None:
                return bool(names)
            wanted = [root.path[0] for root in schema.roots()]
            return any(
                name in names and self._database[name].find_one({}, {"_id": 1}) is not None
                for name in wanted
            )

    def schema(self) -> Schema:
        """The schema that the documents and the validators show; of a sample where a collection
        is large, and then every field but ``_id`` is nullable."""
        with mongodb_errors(InputError, "cannot be read", self.url):
            return infer_schema(self._database, self.url).schema

    def outline(self) -> Outline:
        with mongodb_errors(InputError, "cannot be read", self.url):
            return infer_schema(self._database, self.url, at_a_glance=True)

    def occurrences(self) -> list[Occurrence]:
        """The fields of every collection, with their share and their types in BSON."""
        found: list[Occurrence] = []
        with mongodb_errors(InputError, "cannot be read", self.url):
            for name in own_collections(self._database):
                documents, _ = sampled(self._database, name, RAW)
                found += field_occurrences(name, documents)
        return found

    def read(
        self,
        schema: Schema,
        columns: Mapping[Key, Collection[str]],
        *,
        tells_absent: bool = True,
    ) -> Iterator[tuple[Key, pa.RecordBatch]]:
        """Batches of the wanted record types, from one snapshot where the server has them."""
        with mongodb_errors(InputError, "cannot be read", self.url), self._snapshot() as session:
            try:
                yield from read_collections(self._database, session, schema, columns, self.url)
            except OperationFailure as error:
                if error.code != _SNAPSHOT_TOO_OLD:
                    raise
                problem = "the server no longer has the snapshot that is read"
                raise InputError(problem, place=self.url, mend=_SNAPSHOT_MEND) from None

    @contextmanager
    def _snapshot(self) -> Iterator[ClientSession | None]:
        """A session that reads one snapshot, where the server is a replica set or sharded."""
        self._client.admin.command("ping")
        kind = self._client.topology_description.topology_type_name
        chosen = self._database.read_concern.level is not None
        if chosen or kind not in ("ReplicaSetWithPrimary", "Sharded"):
            yield None
            return
        try:
            session = self._client.start_session(snapshot=True)
        except ConfigurationError:
            yield None
            return
        with session:
            yield session

    def write(
        self,
        schema: Schema,
        content: Content,
        if_exists: IfExists,
        resumption: Resumption | None = None,
    ) -> None:
        """Write every collection beside its place, then give all of them their names.

        A collection that is there already, for ``append`` or as it is empty, is written to
        directly, under its own indexes and validators.
        """
        write_collections(self._database, schema, content, if_exists, resumption, self.url)

    def close(self) -> None:
        self._client.close()
