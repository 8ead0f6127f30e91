"""The store of a Neo4j database.

A node's labels, a relationship's type and their properties are records as in graph files. A label
without a node counts as not there.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager

import pyarrow as pa
from neo4j import Session

from dynamite.errors import InputError
from dynamite.schema import Key, Model, Schema
from dynamite.stores.interface import Content, IfExists, Outline, Resumption
from dynamite.stores.neo4j_catalog import Catalog, graph_schema, read_catalog
from dynamite.stores.neo4j_checkpoint import has_record
from dynamite.stores.neo4j_connection import Connection, neo4j_errors, run
from dynamite.stores.neo4j_names import CHECKPOINT, quoted
from dynamite.stores.neo4j_read import read_graph
from dynamite.stores.neo4j_write import write_graph


class Neo4jStore:
    """A database of a Neo4j server."""

    model = Model.GRAPH
    keeps_checkpoint = True

    def __init__(self, url: str, shown: str) -> None:
        self.url = shown
        self._connection = Connection(url, shown)
        self._catalog: Catalog | None = None

    def exists(self, schema: Schema | None = None) -> bool:
        """Whether there is a node; with a schema, whether one of its labels or types is there."""
        with self._reading() as session:
            if schema is not None:
                return any(has_record(session, record_type) for record_type in schema)
            query = f"MATCH (n) WHERE NOT n:{quoted(CHECKPOINT)} RETURN 1 LIMIT 1"
            return run(session, query).single() is not None

    @contextmanager
    def _reading(self) -> Iterator[Session]:
        with neo4j_errors(InputError, "cannot be read", self.url), self._connection.session() as s:
            yield s

    def schema(self) -> Schema:
        """The labels and types with the properties that some node or relationship has."""
        with self._reading() as session:
            return graph_schema(session, self._known(session))

    def _known(self, session: Session) -> Catalog:
        """The catalog, for which the server looks at everything: once, until something is written.

        Should others write meanwhile, what is read is checked as ever.
        """
        if self._catalog is None:
            self._catalog = read_catalog(session)
        return self._catalog

    def outline(self) -> Outline:
        return Outline(self.schema())

    def read(
        self,
        schema: Schema,
        columns: Mapping[Key, Collection[str]],
        *,
        tells_absent: bool = True,
    ) -> Iterator[tuple[Key, pa.RecordBatch]]:
        """Batches of the wanted labels and edge types; what does not fit is an ``InputError``.

        Neo4j has no snapshots: what others write meanwhile may be read in part.
        """
        with self._reading() as session:
            yield from read_graph(session, self._known(session), schema, columns, self.url)

    def write(
        self,
        schema: Schema,
        content: Content,
        if_exists: IfExists,
        resumption: Resumption | None = None,
    ) -> None:
        """Write all nodes, then all relationships, in batches; a write that died goes on.

        ``append`` adds nodes, none with an id that its label has; ``replace`` removes the nodes
        and relationships of the schema's labels and types first.
        """
        self._catalog = None
        with neo4j_errors(InputError, "nothing was written", self.url):
            session = self._connection.session(writes=True)
        with session:
            write_graph(session, schema, content, if_exists, resumption, self.url)

    def close(self) -> None:
        self._connection.close()
