"""``python -m benchmarks spark``: what one core does under Spark, and what a second executor adds.

Three migrations from Parquet, read and written by the executors: *flat* (a lookup by key), *nested*
(an array per parent, grouped) and *three-way* (two lookups, and duplicates removed). Each runs on
``local-cluster`` with executors of one core and a process each. Processor time is that of the
driver's and the executors' JVMs and their Python workers, without the start of the session.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from pyarrow import parquet

from benchmarks.processes import in_a_process

_SOURCE = """\
//@ source relational
//@ orders {"table": ["orders"], "columns": {"id": "int", "customer": "int", "product": "int", \
"amount": "float"}, "primary_key": ["id"]}
//@ customers {"table": ["customers"], "columns": {"id": "int", "name": "string", \
"city": "string"}, "primary_key": ["id"]}
//@ products {"table": ["products"], "columns": {"id": "int", "title": "string"}, \
"primary_key": ["id"]}
"""
_DECLARED = """\
.decl orders(id: number, customer: number, product: number, amount: float)
.decl customers(id: number, name: symbol, city: symbol)
.decl products(id: number, title: symbol)
.input orders
.input customers
.input products
"""
PROGRAMS = {
    "flat": _SOURCE
    + """\
//@ target relational
//@ sold {"table": ["sold"], "columns": {"id": "int", "name": "string", "city": "string", \
"amount": "float"}, "primary_key": ["id"]}
"""
    + _DECLARED
    + """\
.decl sold(id: number, name: symbol, city: symbol, amount: float)
.output sold
sold(i, n, t, a) :- orders(i, c, _, a), customers(c, n, t).
""",
    "nested": _SOURCE
    + """\
//@ target document
//@ buyer {"collection": ["buyer"], "fields": {"name": "string"}}
//@ bought {"array": ["buyer", "bought"], "fields": {"order": "int", "amount": "float"}}
.type Id = C {id: number} | O {id: number}
"""
    + _DECLARED
    + """\
.decl buyer(_id: Id, name: symbol)
.decl bought(_parent: Id, _id: Id, _index: number, order: number, amount: float)
.output buyer
.output bought
buyer($C(c), n) :- customers(c, n, _).
bought($C(c), $O(i), 0, i, a) :- orders(i, c, _, a), customers(c, _, _).
""",
    "three-way": _SOURCE
    + """\
//@ target relational
//@ tastes {"table": ["tastes"], "columns": {"city": "string", "title": "string"}}
"""
    + _DECLARED
    + """\
.decl tastes(city: symbol, title: symbol)
.output tastes
tastes(t, p) :- orders(_, c, o, _), customers(c, _, t), products(o, p).
""",
}


@dataclass(frozen=True)
class Measured:
    """One migration of ``rows`` orders; ``cpu`` in seconds of one core, ``wall`` in seconds."""

    name: str
    rows: int
    source_bytes: int
    executors: int
    cpu: float
    wall: float

    @property
    def rows_per_core_second(self) -> float:
        return self.rows / self.cpu

    @property
    def bytes_per_core_second(self) -> float:
        return self.source_bytes / self.cpu


def measure(rows: int) -> Iterator[Measured]:
    """Each migration on one executor and on two, as they end."""
    with tempfile.TemporaryDirectory(prefix="dynamite-") as directory:
        work = Path(directory)
        source = work / "source"
        write_source(source, rows)
        size = sum(file.stat().st_size for file in source.rglob("*.parquet"))
        for executors in (1, 2):
            for name, cpu, wall in in_a_process(_migrations, work, executors):
                yield Measured(name, rows, size, executors, cpu, wall)


def write_source(directory: Path, rows: int, parts: int = 8) -> None:
    """Orders in parts, and their customers and products; the same for the same number of rows."""
    rng = np.random.default_rng(4_711)
    customers, products = max(rows // 50, 10), max(rows // 500, 10)
    (directory / "orders.parquet").mkdir(parents=True)
    for number, ids in enumerate(np.array_split(np.arange(rows), parts)):
        columns = {
            "id": ids,
            "customer": rng.integers(0, customers, len(ids)),
            "product": rng.integers(0, products, len(ids)),
            "amount": rng.integers(1, 10_000, len(ids)) / 100,
        }
        file = directory / "orders.parquet" / f"part-{number:05}.parquet"
        parquet.write_table(pa.table(columns), file)
    ids = np.arange(customers)
    cities = [f"city {city}" for city in rng.integers(0, 1_000, customers)]
    people = {"id": ids, "name": [f"customer {n}" for n in ids], "city": cities}
    parquet.write_table(pa.table(people), directory / "customers.parquet")
    ids = np.arange(products)
    titles = {"id": ids, "title": [f"product {n}" for n in ids]}
    parquet.write_table(pa.table(titles), directory / "products.parquet")


def _migrations(work: Path, executors: int) -> list[tuple[str, float, float]]:
    """Name, processor time and wall time of each migration, in one session begun for them."""
    import pyspark
    from pyspark.sql import SparkSession

    from dynamite import migrate, parse

    os.environ["SPARK_HOME"] = str(Path(pyspark.__file__).parent)
    os.environ["PYSPARK_PYTHON"] = sys.executable
    builder = SparkSession.builder.master(f"local-cluster[{executors},1,2048]")
    settings = {
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
        "spark.executorEnv.PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
        "spark.log.level": "OFF",
        "spark.sql.shuffle.partitions": "4",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
    }
    for name, value in settings.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    found = []
    try:
        session.range(1_000).repartition(executors).count()
        for name, program in PROGRAMS.items():
            target = work / f"target-{name}-{executors}"
            kind = "jsonl" if name == "nested" else "parquet"
            cpu, wall = _processor_time(), time.monotonic()
            migrate(
                parse(program), f"parquet:{work / 'source'}", f"{kind}:{target}", engine="spark"
            )
            found.append((name, _processor_time() - cpu, time.monotonic() - wall))
            shutil.rmtree(target)
    finally:
        session.stop()
    return found


def _processor_time() -> float:
    """Seconds of this process and of all that it and its children began, also of ended ones."""
    parents, times = {}, {}
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            fields = (entry / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue  # it has ended meanwhile
        parents[int(entry.name)] = int(fields[1])
        times[int(entry.name)] = sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")
    return sum(seconds for pid, seconds in times.items() if _is_under(pid, os.getpid(), parents))


def _is_under(pid: int, root: int, parents: dict[int, int]) -> bool:
    while pid and pid != root:
        pid = parents.get(pid, 0)
    return pid == root


def table(measured: list[Measured]) -> str:
    """The figures as lines."""
    lines = ["rule       executors       rows   cpu s  rows/core s   MB/core s   wall s"]
    for row in measured:
        lines.append(
            f"{row.name:<10} {row.executors:>9} {row.rows:>10,} {row.cpu:>7.1f} "
            f"{row.rows_per_core_second:>12,.0f} {row.bytes_per_core_second / 1e6:>11.2f} "
            f"{row.wall:>8.1f}"
        )
    by_name = {(row.name, row.executors): row for row in measured}
    for name in PROGRAMS:
        if (name, 1) in by_name and (name, 2) in by_name:
            gain = by_name[name, 1].wall / by_name[name, 2].wall
            lines.append(f"{name}: from 1 to 2 executors, {gain:.2f} times as fast")
    return "\n".join(lines)


def as_json(measured: list[Measured]) -> dict[str, Any]:
    """The figures as JSON."""
    return {"rows": [asdict(row) for row in measured]}
