"""The flights migration by hand: three DuckDB queries that write the documents of examples/flights.

``python -m benchmarks.flights_sql VARIANT SOURCE OUTPUT`` runs one, in a process of its own, as the
benchmark does. A flight without a plane or destination on record has no such field, so a plain
``COPY ... (FORMAT json)``, which would write a null, is not enough:

``case``
    ``to_json`` of one of four structs, by what the flight has;
``text``
    the JSON of each flight put together from text, that of planes and airports beforehand;
``split``
    one joined table, copied as JSON four times, by what the flight has.

SOURCE is a directory of CSV files or a SQLite file. DuckDB's SQLite extension is a download, so a
SQLite file is read by Python's sqlite3 into Arrow tables.
"""

from __future__ import annotations

import shutil
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import duckdb
import pyarrow as pa

VARIANTS = ("case", "text", "split")

FIELDS = (
    *("year", "month", "day", "carrier", "flight", "origin", "dest"),
    *("dep_time", "arr_delay", "distance", "tailnum"),
)
TEXTS = {"carrier", "origin", "dest", "tailnum"}
NEEDED = {
    "flights": FIELDS,
    "airlines": ("carrier", "name"),
    "planes": ("tailnum", "manufacturer", "model", "seats", "year"),
    "airports": ("faa", "name", "tzone"),
}
AIRLINE = "{'name': l.name}"
PLANE = "{'manufacturer': p.manufacturer, 'model': p.model, 'seats': p.seats, 'built': p.year}"
DESTINATION = "{'name': a.name, 'tzone': a.tzone}"
JOINS = """
FROM flights f JOIN airlines l ON l.carrier = f.carrier
LEFT JOIN planes p ON p.tailnum = f.tailnum LEFT JOIN airports a ON a.faa = f.dest"""
RAW_LINES = r"(FORMAT csv, HEADER false, QUOTE '', ESCAPE '', DELIMITER E'\x01')"
BATCH_ROWS = 65_536


def case(database: duckdb.DuckDBPyConnection, output: Path) -> None:
    """One struct of four, made JSON."""
    base = [*(f"{field} := f.{field}" for field in FIELDS), f"airline := {AIRLINE}"]
    plane, destination = [f"plane := {PLANE}"], [f"destination := {DESTINATION}"]

    def document(fields: list[str]) -> str:
        return f"to_json(struct_pack({', '.join(fields)}))"

    query = f"""SELECT CASE
        WHEN p.tailnum IS NULL AND a.faa IS NULL THEN {document(base)}
        WHEN p.tailnum IS NULL THEN {document(base + destination)}
        WHEN a.faa IS NULL THEN {document(base + plane)}
        ELSE {document(base + plane + destination)} END {JOINS}"""
    database.execute(f"COPY ({query}) TO '{output}' {RAW_LINES}")


def text(database: duckdb.DuckDBPyConnection, output: Path) -> None:
    """JSON text by concatenation; that of the small tables is made once per row of theirs."""

    def field(name: str) -> str:
        value = f"to_json(f.{name})" if name in TEXTS else f"f.{name}"
        return f"""',"{name}":', coalesce({value}::VARCHAR, 'null')"""

    fields = ", ".join(map(field, FIELDS)).replace("',", "'{", 1)
    query = f"""
SELECT concat({fields}, l.json, coalesce(p.json, ''), coalesce(a.json, ''), '}}')
FROM flights f
JOIN (SELECT carrier, ',"airline":' || to_json({AIRLINE}) AS json FROM airlines l) l
  ON l.carrier = f.carrier
LEFT JOIN (SELECT tailnum, ',"plane":' || to_json({PLANE}) AS json FROM planes p) p
  ON p.tailnum = f.tailnum
LEFT JOIN (SELECT faa, ',"destination":' || to_json({DESTINATION}) AS json FROM airports a) a
  ON a.faa = f.dest"""
    database.execute(f"COPY ({query}) TO '{output}' {RAW_LINES}")


def split(database: duckdb.DuckDBPyConnection, output: Path) -> None:
    """One joined table, copied in four parts, the parts appended to each other."""
    fields = ", ".join(f"f.{field}" for field in FIELDS)
    database.execute(f"""CREATE TEMP TABLE joined AS SELECT {fields}, {AIRLINE} AS airline,
        CASE WHEN p.tailnum IS NOT NULL THEN {PLANE} END AS plane,
        CASE WHEN a.faa IS NOT NULL THEN {DESTINATION} END AS destination {JOINS}""")
    part = output.with_suffix(".part")
    with output.open("wb") as whole:
        for absent in ((), ("plane",), ("destination",), ("plane", "destination")):
            columns = f"* EXCLUDE ({', '.join(absent)})" if absent else "*"
            tests = " AND ".join(
                f"{name} IS {'' if name in absent else 'NOT '}NULL"
                for name in ("plane", "destination")
            )
            query = f"SELECT {columns} FROM joined WHERE {tests}"
            database.execute(f"COPY ({query}) TO '{part}' (FORMAT json)")
            with part.open("rb") as lines:
                shutil.copyfileobj(lines, whole)
    part.unlink()


def open_source(database: duckdb.DuckDBPyConnection, source: Path) -> None:
    """Make the four tables readable under their names: CSV as views, SQLite as Arrow tables."""
    for table, columns in NEEDED.items():
        if source.is_dir():
            options = ", types={'time_hour': 'VARCHAR'}" if table == "flights" else ""
            path = f"'{source / table}.csv'"
            database.execute(f"CREATE VIEW {table} AS FROM read_csv({path}, header=true{options})")
        else:
            database.register(table, _sqlite_table(source, table, columns))


def _sqlite_table(source: Path, table: str, columns: tuple[str, ...]) -> pa.Table:
    batches = []
    with closing(sqlite3.connect(source)) as connection:
        cursor = connection.execute(f"SELECT {', '.join(columns)} FROM {table}")
        declared = connection.execute(f"PRAGMA table_info({table})").fetchall()
        types = {row[1]: pa.string() if row[2] == "TEXT" else pa.int64() for row in declared}
        schema = pa.schema([(column, types[column]) for column in columns])
        while rows := cursor.fetchmany(BATCH_ROWS):
            arrays = [
                pa.array(cells, field.type)
                for cells, field in zip(zip(*rows, strict=True), schema, strict=True)
            ]
            batches.append(pa.RecordBatch.from_arrays(arrays, schema=schema))
    return pa.Table.from_batches(batches, schema)


def main(variant: str, source: str, output: str) -> None:
    """Run one variant."""
    database = duckdb.connect()
    open_source(database, Path(source))
    {"case": case, "text": text, "split": split}[variant](database, Path(output))


if __name__ == "__main__":
    main(*sys.argv[1:])
