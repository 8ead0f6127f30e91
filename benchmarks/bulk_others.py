"""Other engines for the targets of ``benchmarks.bulk``, each run by itself.

``python -m benchmarks.bulk_others ENGINE RULE FORMAT DIRECTORY OUTPUT`` reads the Parquet files of
the directory and writes one file. A failure is one line.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Final

from benchmarks.bulk_rules import RULES, Rule

OTHERS: Final = {
    "Polars": 10_000_000,
    "sqlite3": 1_000_000,
    "Spark local[2]": 10_000_000,
    "pyDatalog": 10_000,
    "Soufflé": 10_000_000,
}
"""The most rows of orders that each engine can bear in minutes."""


class MissingError(Exception):
    """The engine is not on this machine, or cannot write the format."""


def _polars(rule: Rule, target: str, directory: Path, output: Path) -> None:
    import polars as pl

    orders, customers, products = (
        pl.scan_parquet(directory / f"{table}.parquet")
        for table in ("orders", "customers", "products")
    )
    frame = orders
    if rule.is_nested:
        element = pl.struct("id", "day", "price").sort_by("id").alias("orders")
        lists = orders.group_by("customer").agg(element)
        frame = customers.select("id", "name").join(
            lists, left_on="id", right_on="customer", how="left"
        )
    elif rule.name != "flat":
        frame = (
            orders.join(customers, left_on="customer", right_on="id")
            .join(products, left_on="product", right_on="id")
            .select(list(rule.fields))
        )
    if target == "parquet":
        frame.sink_parquet(output)
    else:
        frame.sink_ndjson(output)


def _sqlite(rule: Rule, target: str, directory: Path, output: Path) -> None:
    import sqlite3

    import pyarrow as pa
    import pyarrow.parquet as pq

    if target != "parquet" or rule.is_nested:
        raise MissingError("writes no JSON files")
    with closing(sqlite3.connect(":memory:")) as connection:
        for table in ("orders", "customers", "products"):
            facts = pq.read_table(directory / f"{table}.parquet")
            names = ", ".join(facts.column_names)
            connection.execute(f"CREATE TABLE {table} ({names}, PRIMARY KEY (id))")
            marks = ", ".join("?" * facts.num_columns)
            rows = zip(*(column.to_pylist() for column in facts.columns), strict=True)
            texts = (tuple(str(v) if hasattr(v, "year") else v for v in row) for row in rows)
            connection.executemany(f"INSERT INTO {table} VALUES ({marks})", texts)
        names = {table: table for table in ("orders", "customers", "products")}
        found = connection.execute(rule.sql.format(**names)).fetchall()
    columns = [pa.array(column) for column in zip(*found, strict=True)]
    pq.write_table(pa.Table.from_arrays(columns, list(rule.fields)), output)


def _spark(rule: Rule, target: str, directory: Path, output: Path) -> None:
    try:
        from pyspark.sql import SparkSession
    except ImportError:
        raise MissingError("absent") from None
    if rule.is_nested:
        raise MissingError("another SQL for lists")
    builder = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false")
    session = builder.config("spark.driver.memory", "4g").getOrCreate()
    for table in ("orders", "customers", "products"):
        session.read.parquet(str(directory / f"{table}.parquet")).createOrReplaceTempView(table)
    tables = {table: table for table in ("orders", "customers", "products")}
    found = session.sql(rule.sql.format(**tables))
    (found.write.parquet if target == "parquet" else found.write.json)(str(output))
    session.stop()
    # The time of a process counts when it has been waited for.
    gateway = session.sparkContext._gateway
    gateway.shutdown()
    gateway.proc.stdin.close()
    gateway.proc.wait()


def _pydatalog(rule: Rule, target: str, directory: Path, output: Path) -> None:
    from dynamite.commands.migrate import migrate

    program = directory / "pydatalog.dl"
    program.write_text(rule.program(target == "json"), "utf-8")
    place = f"parquet:{output}" if target == "parquet" else f"{output}.jsonl"
    migrate(str(program), f"parquet:{directory}", place, engine="pydatalog", if_exists="replace")


def _souffle(rule: Rule, target: str, directory: Path, output: Path) -> None:
    import shutil

    raise MissingError("absent" if shutil.which("souffle") is None else "writes no such files")


_RUN: Final[dict[str, Callable[[Rule, str, Path, Path], None]]] = {
    "Polars": _polars,
    "sqlite3": _sqlite,
    "Spark local[2]": _spark,
    "pyDatalog": _pydatalog,
    "Soufflé": _souffle,
}


def main() -> None:
    """Make one target by one engine."""
    engine, name, target, directory, output = sys.argv[1:]
    rule = next(rule for rule in RULES if rule.name == name)
    try:
        _RUN[engine](rule, target, Path(directory), Path(output))
    except MissingError as reason:
        sys.exit(str(reason))


if __name__ == "__main__":
    main()
