"""``python -m benchmarks.live_plain MOVE SOURCE TARGET``: the same moves by drivers alone.

This is what one writes by hand for a copy without any change: a loop of the source's bulk reading
into the target's bulk writing. Nothing is checked, nothing can be resumed, and a failure leaves a
part. Targets get the keys that ``dynamite`` gives them.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import closing
from itertools import islice
from typing import Any
from urllib.parse import unquote, urlsplit

import neo4j
import psycopg
import pymongo
import pymysql
from pymysql.cursors import SSCursor

from benchmarks.live_programs import FLIGHT

BATCH = 10_000
"""How many records go to the server at once."""

NAMES = ", ".join(FLIGHT)
TYPES = ["int8", "text", "int8", "float8", "bool", "timestamp", "text", "text"]
FLIGHT_TABLE = (
    "CREATE TABLE bench_flight (id bigint PRIMARY KEY, carrier {text} NOT NULL, "
    "number bigint NOT NULL, distance double precision NOT NULL, late boolean NOT NULL, "
    "departure {moment} NOT NULL, origin {text} NOT NULL, note {text})"
)


def postgresql_rows(url: str, query: str, types: Sequence[str]) -> Iterator[tuple[Any, ...]]:
    """Rows by COPY in binary form, which the driver reads fastest."""
    copying = f"COPY ({query}) TO STDOUT (FORMAT binary)"
    with psycopg.connect(url) as connection, connection.cursor().copy(copying) as copy:
        copy.set_types(types)
        yield from copy.rows()


def into_postgresql(
    url: str, table: str, create: str, rows: Iterator[Sequence[Any]], types: Sequence[str]
) -> None:
    """COPY of rows, in one transaction."""
    with psycopg.connect(url) as connection, connection.cursor() as cursor:
        cursor.execute(create)
        with cursor.copy(f"COPY {table} FROM STDIN (FORMAT binary)") as copy:
            copy.set_types(types)
            for row in rows:
                copy.write_row(row)


def postgresql_to_mongodb(source: str, target: str) -> None:
    """COPY into ``insert_many``."""
    names = list(FLIGHT)
    rows = postgresql_rows(source, f"SELECT {NAMES} FROM bench_flight", TYPES)
    with pymongo.MongoClient[Any](target) as client:
        collection = client.get_default_database().bench_flight
        while batch := [dict(zip(names, row, strict=True)) for row in islice(rows, BATCH)]:
            collection.insert_many(batch)


def mongodb_to_postgresql(source: str, target: str) -> None:
    """``find`` into COPY."""
    names = list(FLIGHT)
    with pymongo.MongoClient[Any](source) as client:
        found = client.get_default_database().bench_flight.find(batch_size=BATCH)
        rows = ([document.get(name) for name in names] for document in found)
        create = FLIGHT_TABLE.format(text="text", moment="timestamp")
        into_postgresql(target, "bench_flight", create, rows, TYPES)


def postgresql_to_neo4j(source: str, target: str) -> None:
    """COPY into ``UNWIND``, relationships by the constraint on the id."""
    with _driver(target) as driver, driver.session(database=_database(target)) as session:
        session.run("CREATE CONSTRAINT IF NOT EXISTS FOR (p:BenchPerson) REQUIRE p._id IS UNIQUE")
        query = "SELECT 'Person:' || id, name, born, height FROM bench_person"
        people = postgresql_rows(source, query, ["text", "text", "int8", "float8"])
        while batch := list(islice(people, BATCH)):
            session.run(
                "UNWIND $rows AS row CREATE (:BenchPerson "
                "{_id: row[0], name: row[1], born: row[2], height: row[3]})",
                rows=batch,
            ).consume()
        query = "SELECT 'Person:' || person, 'Person:' || friend, since FROM bench_knows"
        knows = postgresql_rows(source, query, ["text", "text", "int8"])
        while batch := list(islice(knows, BATCH)):
            session.run(
                "UNWIND $rows AS row MATCH (a:BenchPerson {_id: row[0]}) "
                "MATCH (b:BenchPerson {_id: row[1]}) "
                "CREATE (a)-[:BENCH_KNOWS {since: row[2]}]->(b)",
                rows=batch,
            ).consume()


def neo4j_to_postgresql(source: str, target: str) -> None:
    """``MATCH`` into COPY."""
    with (
        _driver(source) as driver,
        driver.session(database=_database(source), fetch_size=BATCH) as session,
    ):
        query = "MATCH (p:BenchPerson) RETURN p._id, p.name, p.born, p.height"
        into_postgresql(
            target,
            "bench_person",
            "CREATE TABLE bench_person (id text PRIMARY KEY, name text NOT NULL, "
            "born bigint NOT NULL, height double precision)",
            (record.values() for record in session.run(query)),
            ["text", "text", "int8", "float8"],
        )
        query = "MATCH (a)-[k:BENCH_KNOWS]->(b) RETURN a._id, b._id, k.since"
        into_postgresql(
            target,
            "bench_knows",
            "CREATE TABLE bench_knows (person text NOT NULL, friend text NOT NULL, "
            "since bigint NOT NULL, PRIMARY KEY (person, friend))",
            (record.values() for record in session.run(query)),
            ["text", "text", "int8"],
        )


def postgresql_to_mysql(source: str, target: str) -> None:
    """COPY into an ``INSERT`` of many rows, which the driver makes of ``executemany``."""
    rows = postgresql_rows(source, f"SELECT {NAMES} FROM bench_flight", TYPES)
    with closing(_mysql(target)) as connection, connection.cursor() as cursor:
        cursor.execute(FLIGHT_TABLE.format(text="longtext", moment="datetime(6)"))
        marks = ", ".join(["%s"] * len(FLIGHT))
        while batch := list(islice(rows, BATCH)):
            cursor.executemany(f"INSERT INTO bench_flight ({NAMES}) VALUES ({marks})", batch)
        connection.commit()


def mysql_to_postgresql(source: str, target: str) -> None:
    """An unbuffered cursor into COPY."""
    with closing(_mysql(source)) as connection, connection.cursor(SSCursor) as cursor:
        cursor.execute(f"SELECT {NAMES} FROM bench_flight")
        rows = ([*row[:4], bool(row[4]), *row[5:]] for row in cursor)
        create = FLIGHT_TABLE.format(text="text", moment="timestamp")
        into_postgresql(target, "bench_flight", create, rows, TYPES)


def _mysql(url: str) -> Any:
    parts = urlsplit(url)
    return pymysql.connect(
        host=parts.hostname,
        port=parts.port or 3306,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        database=parts.path.strip("/"),
        charset="utf8mb4",
    )


def _driver(url: str) -> neo4j.Driver:
    parts = urlsplit(url)
    place = parts.netloc.rpartition("@")[2]
    auth = (unquote(parts.username or ""), unquote(parts.password or ""))
    return neo4j.GraphDatabase.driver(f"{parts.scheme}://{place}", auth=auth)


def _database(url: str) -> str | None:
    return urlsplit(url).path.strip("/") or None


MOVES = {
    "postgresql to mongodb": postgresql_to_mongodb,
    "mongodb to postgresql": mongodb_to_postgresql,
    "postgresql to neo4j": postgresql_to_neo4j,
    "neo4j to postgresql": neo4j_to_postgresql,
    "postgresql to mysql": postgresql_to_mysql,
    "mysql to postgresql": mysql_to_postgresql,
}

if __name__ == "__main__":
    move, old, new = sys.argv[1:]
    MOVES[move](old, new)
