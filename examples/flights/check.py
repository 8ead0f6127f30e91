"""Prints the documents that the CSV files should become, by dictionaries over their rows."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from examples.data import check_arguments, print_records

TEXT = ("carrier", "origin", "dest", "tailnum")
NUMBERS = ("year", "month", "day", "flight", "dep_time", "arr_delay", "distance")


def rows(path: Path) -> Iterator[dict[str, str | None]]:
    """The rows of a CSV file, with None for an empty field."""
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield {column: cell or None for column, cell in row.items()}


def number(cell: str | None) -> int | None:
    """The number in a cell."""
    return None if cell is None else int(cell)


def flights(source: Path) -> Iterator[dict[str, Any]]:
    """A document per flight; without a plane or a destination where there is none on record."""
    airlines = {row["carrier"]: {"name": row["name"]} for row in rows(source / "airlines.csv")}
    airports = {
        row["faa"]: {"name": row["name"], "tzone": row["tzone"]}
        for row in rows(source / "airports.csv")
    }
    planes = {
        row["tailnum"]: {
            "manufacturer": row["manufacturer"],
            "model": row["model"],
            "seats": number(row["seats"]),
            "built": number(row["year"]),
        }
        for row in rows(source / "planes.csv")
    }
    for row in rows(source / "flights.csv"):
        document: dict[str, Any] = {column: row[column] for column in TEXT}
        document |= {column: number(row[column]) for column in NUMBERS}
        document["airline"] = airlines[row["carrier"]]
        if row["tailnum"] in planes:
            document["plane"] = planes[row["tailnum"]]
        if row["dest"] in airports:
            document["destination"] = airports[row["dest"]]
        yield document


if __name__ == "__main__":
    print_records("flights", flights(check_arguments(__doc__)))
