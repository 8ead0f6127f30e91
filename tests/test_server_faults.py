"""Servers of documents and graphs that do not write: a full disk, and a database that is read-only.

Community's Neo4j has no users of fewer rights, and neither has FerretDB: what a real server would
answer to a user who may not write is shown by a database in which nobody may.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import live_nosql
import neo4j_community
import pyarrow as pa
import pytest

from dynamite.data.schema_text import parse_schema
from dynamite.errors import InputError, MigrationError
from dynamite.schema import Key
from dynamite.stores import open_store
from dynamite.stores.interface import Resumption

DOCUMENTS = parse_schema(
    {"model": "document", "collections": {"a": {"n": "int", "text": "string"}}}, "test"
)
GRAPH = parse_schema({"model": "graph", "nodes": {"A": {"n": "int", "text": "string"}}}, "test")
RUN = Resumption("faults")
STEP = 2_000


class Numbers:
    """So many records, each of some kilobytes that do not get smaller when they are packed."""

    def __init__(self, records: int) -> None:
        self._records = records

    def nested(self, key: Key) -> Iterator[pa.RecordBatch]:
        for batch in self.flat(key):
            yield batch.drop_columns(["_id"])

    def flat(self, key: Key) -> Iterator[pa.RecordBatch]:
        for start in range(0, self._records, STEP):
            numbers = list(range(start, min(start + STEP, self._records)))
            texts = [f"{n * 2654435761 % 2**64:x}" * 60 for n in numbers]
            ids = [f"a{n}" for n in numbers]
            yield pa.record_batch({"_id": ids, "n": numbers, "text": texts})


@pytest.mark.server("ferretdb")
def test_a_full_disk_under_documents_is_one_line_and_leaves_nothing() -> None:
    with live_nosql.ferretdb.ferretdb(most_bytes=8 << 20) as server:
        url = f"mongodb://127.0.0.1:{server.port}/test"
        with (
            closing(open_store(url)) as store,
            pytest.raises(MigrationError, match="nothing was written") as caught,
        ):
            store.write(DOCUMENTS, Numbers(30_000), "fail", RUN)
        assert "\n" not in str(caught.value)
        with closing(open_store(url)) as store:
            assert not store.exists(DOCUMENTS)


@pytest.mark.server("neo4j")
def test_a_full_disk_under_a_graph_is_one_line_that_says_what_is_written() -> None:
    settings = ("db.tx_log.preallocate=false",)
    with neo4j_community.neo4j_community(settings, most_bytes=24 << 20) as server:
        with (
            closing(open_store(live_nosql.url_of_neo4j(server))) as store,
            pytest.raises(MigrationError, match=r"written are|nothing was written") as caught,
        ):
            store.write(GRAPH, Numbers(60_000), "fail", RUN)
        assert "\n" not in str(caught.value)
        assert "--resume" in str(caught.value)


@pytest.mark.server("neo4j")
def test_a_database_that_may_not_be_written_is_one_line() -> None:
    settings: list[str] = []
    with neo4j_community.neo4j_community(settings) as server:
        server.stop()
        settings.append("server.databases.read_only=neo4j")
        server.start()
        with (
            closing(open_store(live_nosql.url_of_neo4j(server))) as store,
            pytest.raises(InputError, match=r"nothing was written: .*[Rr]ead.?only") as caught,
        ):
            store.write(GRAPH, Numbers(10), "fail", RUN)
        assert "\n" not in str(caught.value)
