"""MongoDB and Neo4j beside what their drivers do for the same records: seconds and ratios.

``python -m benchmarks.live_nosql --mongodb URL --neo4j URL [--records N] [--runs N]``

The plain way writes dictionaries that are already made, by ``insert_many`` and by ``UNWIND`` in
batches of as many as ours, and reads by looping over ``find()`` and ``MATCH``, with nothing done
to what comes. Ours goes the whole way between the store and columnar batches, with checkpoints,
ids, checks and names given at the end. Both take turns in one run; the best of each counts. The
databases must have nothing of the names ``bench_…`` and ``Bench…``, which is removed at the end.
"""

from __future__ import annotations

import argparse
import gc
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any
from urllib.parse import unquote, urlsplit

import neo4j
import pyarrow as pa
import pymongo

from dynamite.columnar import BATCH_ROWS
from dynamite.data.schema_text import parse_schema
from dynamite.schema import Key, Schema
from dynamite.stores import open_store
from dynamite.stores.interface import Resumption
from dynamite.stores.neo4j_write import BATCH

DOCUMENTS = parse_schema(
    {
        "model": "document",
        "collections": {
            "bench_flight": {
                "number": "int",
                "carrier": "string",
                "distance": "float",
                "delayed": "bool",
                "departure": "datetime",
                "origin": {"code": "string", "city": "string"},
                "stops": [{"code": "string", "minutes": "int"}],
            }
        },
    },
    "benchmark",
)
GRAPH = parse_schema(
    {
        "model": "graph",
        "nodes": {"BenchPerson": {"name": "string", "born": "int", "height": "float"}},
        "edges": {
            "BENCH_KNOWS": {
                "from": "BenchPerson",
                "to": "BenchPerson",
                "properties": {"since": "int"},
            }
        },
    },
    "benchmark",
)
EDGES_PER_NODE = 3
RUN = Resumption("benchmark")


class Batches:
    """Content that is there already, in columnar batches."""

    def __init__(self, batches: dict[Key, list[pa.RecordBatch]]) -> None:
        self.batches = batches

    def flat(self, key: Key) -> Iterator[pa.RecordBatch]:
        return iter(self.batches[key])

    def nested(self, key: Key) -> Iterator[pa.RecordBatch]:
        return iter(self.batches[key])


def documents(count: int) -> list[pa.RecordBatch]:
    """Flights with an embedded object and an array of up to two stops."""
    moment = 1_700_000_000_000_000
    rows = [
        {
            "number": n,
            "carrier": f"carrier {n % 37}",
            "distance": n * 0.5,
            "delayed": n % 3 == 0,
            "departure": moment + n * 60_000_000,
            "origin": {"code": f"A{n % 100}", "city": f"City of {n % 100}"},
            "stops": [{"code": f"S{k}", "minutes": 10 * k} for k in range(n % 3)],
        }
        for n in range(count)
    ]
    text, number = pa.string(), pa.int64()
    layout = pa.schema(
        [
            ("number", number),
            ("carrier", text),
            ("distance", pa.float64()),
            ("delayed", pa.bool_()),
            ("departure", pa.timestamp("us")),
            ("origin", pa.struct([("code", text), ("city", text)])),
            ("stops", pa.list_(pa.struct([("code", text), ("minutes", number)]))),
        ]
    )
    return [
        pa.RecordBatch.from_pylist(rows[start : start + BATCH_ROWS], schema=layout)
        for start in range(0, count, BATCH_ROWS)
    ]


def graph(count: int) -> dict[Key, list[pa.RecordBatch]]:
    """People, and three times as many who know each other."""
    people = pa.record_batch(
        {
            "_id": [f"Person:{n}" for n in range(count)],
            "name": [f"name {n}" for n in range(count)],
            "born": [1900 + n % 100 for n in range(count)],
            "height": [1.5 + n % 50 / 100 for n in range(count)],
        }
    )
    ends = [(n, n * 7919 + k) for n in range(count) for k in range(EDGES_PER_NODE)]
    knows = pa.record_batch(
        {
            "_id": [f"KNOWS:{number}" for number in range(len(ends))],
            "_start": [f"Person:{start}" for start, _ in ends],
            "_end": [f"Person:{end % count}" for _, end in ends],
            "since": [2000 + start % 20 for start, _ in ends],
        }
    )
    return {("BenchPerson",): _cut(people), ("->", "BENCH_KNOWS"): _cut(knows)}


def _cut(batch: pa.RecordBatch) -> list[pa.RecordBatch]:
    return [batch.slice(start, BATCH_ROWS) for start in range(0, batch.num_rows, BATCH_ROWS)]


def measure(
    name: str,
    records: int,
    ways: dict[str, Callable[[], None]],
    runs: int,
    before: Callable[[], None] = gc.collect,
) -> None:
    """Print the best seconds of each way, and the processor time of this process in that run, which
    is without the server's; the first is the plain one, and ``before`` does not count."""
    best = dict.fromkeys(ways, (float("inf"), 0.0))
    for _ in range(runs):
        for way, do in ways.items():
            before()
            began, busy = time.perf_counter(), time.process_time()
            do()
            best[way] = min(best[way], (time.perf_counter() - began, time.process_time() - busy))
    (plain, _), *_ = best.values()
    for way, (seconds, busy) in best.items():
        rate, ratio = records / seconds, seconds / plain
        print(f"{name:15} {way:6} {seconds:7.2f} s {rate:9,.0f}/s {ratio:5.2f} {busy:7.2f} s here")


def consume(url: str, schema: Schema) -> None:
    """Read everything as columnar batches."""
    with closing(open_store(url)) as store:
        for _ in store.read(schema, {rt.key: rt.columns for rt in schema}):
            pass


def write(url: str, schema: Schema, batches: dict[Key, list[pa.RecordBatch]]) -> None:
    with closing(open_store(url)) as store:
        store.write(schema, Batches(batches), "fail", RUN)


def mongodb(url: str, count: int, runs: int) -> None:
    batches = documents(count)
    rows = [row for batch in batches for row in batch.to_pylist()]
    with pymongo.MongoClient[Any](url) as client:
        database = client.get_default_database()

        def plain_write() -> None:
            for start in range(0, count, BATCH):
                # The driver adds an _id to each dictionary, which must not be there already.
                database.bench_flight.insert_many([dict(r) for r in rows[start : start + BATCH]])

        def our_write() -> None:
            write(url, DOCUMENTS, {("bench_flight",): batches})

        def plain_read() -> None:
            for _ in database.bench_flight.find(batch_size=BATCH):
                pass

        ways = {"plain": plain_write, "ours": our_write}
        measure("MongoDB, write", count, ways, runs, before=database.bench_flight.drop)
        ways = {"plain": plain_read, "ours": lambda: consume(url, DOCUMENTS)}
        measure("MongoDB, read", count, ways, runs)
        database.bench_flight.drop()


def neo4j_graph(url: str, count: int, runs: int) -> None:
    batches = graph(count)
    people = [row for batch in batches["BenchPerson",] for row in batch.to_pylist()]
    knows = [
        {"start": row["_start"], "end": row["_end"],
         "properties": {"_id": row["_id"], "since": row["since"]}}
        for batch in batches["->", "BENCH_KNOWS"]
        for row in batch.to_pylist()
    ]  # fmt: skip
    records = len(people) + len(knows)
    with _driver(url) as driver:

        def run(query: str, **parameters: Any) -> None:
            with driver.session(database=urlsplit(url).path.strip("/") or None) as session:
                session.run(query, parameters).consume()

        def clear() -> None:
            run("MATCH (n:BenchPerson) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 10000 ROWS")

        def plain_write() -> None:
            run("CREATE CONSTRAINT IF NOT EXISTS FOR (p:BenchPerson) REQUIRE p._id IS UNIQUE")
            for start in range(0, len(people), BATCH):
                query = "UNWIND $rows AS row CREATE (p:BenchPerson) SET p = row"
                run(query, rows=people[start : start + BATCH])
            for start in range(0, len(knows), BATCH):
                query = (
                    "UNWIND $rows AS row MATCH (a:BenchPerson {_id: row.start}) "
                    "MATCH (b:BenchPerson {_id: row.end}) "
                    "CREATE (a)-[k:BENCH_KNOWS]->(b) SET k = row.properties"
                )
                run(query, rows=knows[start : start + BATCH])

        def plain_read() -> None:
            with driver.session(fetch_size=BATCH) as session:
                for query in ("MATCH (p:BenchPerson) RETURN p",
                              "MATCH (a)-[k:BENCH_KNOWS]->(b) RETURN a._id, k, b._id"):  # fmt: skip
                    for record in session.run(query):
                        record.values()

        ways = {"plain": plain_write, "ours": lambda: write(url, GRAPH, batches)}
        measure("Neo4j, write", records, ways, runs, before=clear)
        ways = {"plain": plain_read, "ours": lambda: consume(url, GRAPH)}
        measure("Neo4j, read", records, ways, runs)
        clear()


def _driver(url: str) -> neo4j.Driver:
    parts = urlsplit(url)
    place = parts.netloc.rpartition("@")[2]
    auth = (unquote(parts.username or ""), unquote(parts.password or ""))
    return neo4j.GraphDatabase.driver(f"{parts.scheme}://{place}", auth=auth)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mongodb", help="URL of a database")
    parser.add_argument("--neo4j", help="URL of a database")
    parser.add_argument("--records", type=int, default=100_000, help="documents, and nodes")
    parser.add_argument("--runs", type=int, default=3)
    arguments = parser.parse_args()
    if arguments.mongodb:
        mongodb(arguments.mongodb, arguments.records, arguments.runs)
    if arguments.neo4j:
        neo4j_graph(arguments.neo4j, arguments.records, arguments.runs)


if __name__ == "__main__":
    main()
