"""``python -m benchmarks.live_relational``: live stores beside their drivers' plain bulk paths.

The same records go out of and into a database in the same run, in turns: once as ``dynamite``
reads and writes them, in checked Arrow batches, and once by a loop of the driver's own bulk path
that does nothing with them. What counts is the ratio of the medians of wall time; processor time
is of this process only. ``--postgres`` and ``--mysql`` are the URLs of databases in which the table
``benchmark`` and its copies may be made; ``tests/servers`` has scripts that run a server.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import psycopg
import pyarrow as pa
import pymysql
from pymysql.cursors import SSCursor

from benchmarks.machine import machine
from dynamite.columnar import BATCH_ROWS, to_batch
from dynamite.schema import Attribute, Key, Kind, Model, RecordType, Schema
from dynamite.stores import open_store
from dynamite.values import DataType

COLUMNS = (
    Attribute("id", DataType.INT),
    Attribute("part", DataType.INT),
    Attribute("name", DataType.STRING),
    Attribute("kind", DataType.STRING),
    Attribute("price", DataType.DECIMAL),
    Attribute("weight", DataType.FLOAT),
    Attribute("is_new", DataType.BOOL),
    Attribute("changed", DataType.DATETIME),
    Attribute("made", DataType.DATE),
    Attribute("note", DataType.STRING, nullable=True),
)
TABLE = RecordType(("benchmark",), Kind.TABLE, COLUMNS)
SCHEMA = Schema(Model.RELATIONAL, (TABLE,))


class Made:
    """The records, made beforehand so that making them is not measured."""

    def __init__(self, records: int) -> None:
        starts = range(0, records, BATCH_ROWS)
        self.batches = [_batch(n, min(n + BATCH_ROWS, records)) for n in starts]

    def flat(self, key: Key) -> Iterator[pa.RecordBatch]:
        return iter(self.batches)

    nested = flat


def _batch(start: int, stop: int) -> pa.RecordBatch:
    epoch, day = datetime(2020, 1, 1), date(2020, 1, 1)
    rows = [
        (
            n,
            n % 97,
            f"name {n}",
            f"k{n % 1000}",
            Decimal(n) / 100,
            n * 1.5,
            n % 2 == 0,
            epoch + timedelta(seconds=n),
            day + timedelta(days=n % 1000),
            None if n % 7 == 0 else f"{n * 2654435761 % 2**64:032x}",
        )
        for n in range(start, stop)
    ]
    return to_batch(TABLE, rows)


def postgres_out(url: str) -> int:
    """COPY out in CSV, as fast as the driver hands it over."""
    with psycopg.connect(url) as connection:
        return sum(map(len, _rows(connection)))


def _rows(connection: psycopg.Connection[Any]) -> Iterator[bytes | bytearray | memoryview]:
    with connection.cursor().copy("COPY benchmark TO STDOUT (FORMAT csv)") as copy:
        yield from copy


def postgres_in(url: str) -> None:
    """COPY into another table of what COPY gives, held in memory."""
    with psycopg.connect(url) as connection, connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS plain")
        cursor.execute("CREATE TABLE plain (LIKE benchmark INCLUDING ALL)")
        with cursor.copy("COPY plain FROM STDIN (FORMAT csv)") as copy:
            for block in _held(url):
                copy.write(block)


_HELD: list[bytes] = []


def _held(url: str) -> list[bytes]:
    """The table as CSV, in blocks of some megabytes."""
    if not _HELD:
        with psycopg.connect(url) as connection:
            text = bytearray()
            for row in _rows(connection):
                text += row
        _HELD.extend(bytes(text[n : n + 8_000_000]) for n in range(0, len(text), 8_000_000))
    return _HELD


def mysql_out(url: str) -> int:
    """A cursor of the driver that does not gather the records."""
    with closing(_mysql(url)) as connection, connection.cursor(SSCursor) as cursor:
        cursor.execute("SELECT * FROM benchmark")
        return sum(1 for _ in cursor)


def _mysql(url: str) -> Any:
    parts = urlsplit(url)
    return pymysql.connect(
        host=parts.hostname,
        port=parts.port or 3306,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        database=parts.path.strip("/"),
    )


def dynamite_out(url: str) -> int:
    """The records in checked Arrow batches."""
    with closing(open_store(url)) as store:
        columns = {TABLE.key: TABLE.columns}
        return sum(batch.num_rows for _, batch in store.read(SCHEMA, columns))


def dynamite_in(url: str, made: Made) -> None:
    """The records from Arrow batches, in place of what was there."""
    with closing(open_store(url)) as store:
        store.write(SCHEMA, made, "replace")


def compare(ours: Callable[[], object], plain: Callable[[], object], repeat: int) -> dict[str, Any]:
    """Medians of seconds, and their ratio; the two take turns."""
    walls: dict[str, list[float]] = {"dynamite": [], "plain": []}
    processors: dict[str, list[float]] = {"dynamite": [], "plain": []}
    for _ in range(repeat):
        for name, run in (("plain", plain), ("dynamite", ours)):
            wall, processor = time.perf_counter(), time.process_time()
            run()
            walls[name].append(time.perf_counter() - wall)
            processors[name].append(time.process_time() - processor)
    wall_of = {name: statistics.median(times) for name, times in walls.items()}
    processor_of = {name: statistics.median(times) for name, times in processors.items()}
    return {
        "wall": wall_of,
        "processor": processor_of,
        "ratio": wall_of["dynamite"] / wall_of["plain"],
        "ratio of processor time": processor_of["dynamite"] / processor_of["plain"],
    }


def main() -> None:
    """Measure what URLs are given for, and print or write the figures."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.live_relational", description=__doc__
    )
    parser.add_argument("--postgres", metavar="URL")
    parser.add_argument("--mysql", metavar="URL")
    parser.add_argument("--records", type=lambda text: int(float(text)), default=1_000_000)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--json", type=Path, metavar="FILE")
    options = parser.parse_args()
    made = Made(options.records)
    figures: dict[str, Any] = {"records": options.records}
    if (url := options.postgres) is not None:
        figures["postgresql in"] = _into(url, made, lambda: postgres_in(url), options.repeat)
        figures["postgresql out"] = compare(
            lambda: dynamite_out(url), lambda: postgres_out(url), options.repeat
        )
    if (url := options.mysql) is not None:
        dynamite_in(url, made)
        figures["mysql out"] = compare(
            lambda: dynamite_out(url), lambda: mysql_out(url), options.repeat
        )
    for name, figure in figures.items():
        if name != "records":
            both = figure["wall"]
            print(
                f"{name:<14} {both['dynamite']:.2f} s, plain {both['plain']:.2f} s: "
                f"{figure['ratio']:.2f} times in wall time, "
                f"{figure['ratio of processor time']:.2f} in processor time"
            )
    if options.json:
        text = json.dumps({"machine": machine(), **figures}, indent=1)
        options.json.write_text(text + "\n")


def _into(url: str, made: Made, plain: Callable[[], None], repeat: int) -> dict[str, Any]:
    dynamite_in(url, made)
    _held(url)
    return compare(lambda: dynamite_in(url, made), plain, repeat)


if __name__ == "__main__":
    sys.exit(main())
