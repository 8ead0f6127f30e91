"""Writes a directory of Parquet files: airports, airlines and seeded random flights."""

from __future__ import annotations

import math
import random
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from examples.data import arguments

AIRPORTS = {
    "VIE": ("Schwechat", "Vienna", 48.1, 16.6),
    "LIS": ("Humberto Delgado", "Lisbon", 38.8, -9.1),
    "FNC": ("Cristiano Ronaldo", "Funchal", 32.7, -16.8),
    "CDG": ("Charles de Gaulle", "Paris", 49.0, 2.5),
    "ORY": ("Orly", "Paris", 48.7, 2.4),
    "KEF": ("Keflavík", "Reykjavík", 64.0, -22.6),
    "WAW": ("Chopin", "Warsaw", 52.2, 21.0),
    "ATH": ("Eleftherios Venizelos", "Athens", 37.9, 23.9),
    "TLL": ("Lennart Meri", "Tallinn", 59.4, 24.8),
    "CIA": ("Ciampino", "Rome", 41.8, 12.6),
}
AIRLINES = {"OS": "Austrian", "TP": "TAP", "AF": "Air France", "LO": "LOT", "FI": "Icelandair"}


def kilometres(start: str, end: str) -> int:
    """The great-circle distance of two airports."""
    (_, _, lat1, lon1), (_, _, lat2, lon2) = AIRPORTS[start], AIRPORTS[end]
    p1, p2 = math.radians(lat1), math.radians(lat2)
    chord = (
        math.sin((p2 - p1) / 2) ** 2
        + math.cos(p1) * math.cos(p2) * math.sin(math.radians(lon2 - lon1) / 2) ** 2
    )
    return round(2 * 6371 * math.asin(math.sqrt(chord)))


def write_routes(directory: Path, flights: int) -> None:
    """Write that many flights; no flight starts or ends in Rome."""
    rng = random.Random(301)
    served = [code for code in AIRPORTS if code != "CIA"]
    rows: list[tuple[object, ...]] = []
    for number in range(1, flights + 1):
        airline = rng.choice(sorted(AIRLINES))
        departs, arrives = rng.sample(served, 2)
        km = kilometres(departs, arrives)
        rows.append((f"{airline}{100 + number}", airline, departs, arrives, km))
    tables: dict[str, tuple[list[str], list[tuple[object, ...]]]] = {
        "airports": (
            ["iata", "name", "city"],
            [(code, name, city) for code, (name, city, _, _) in AIRPORTS.items()],
        ),
        "airlines": (["code", "airline"], [*AIRLINES.items()]),
        "flights": (["flight_no", "airline_code", "departs", "arrives", "km"], rows),
    }
    for table, (columns, records) in tables.items():
        arrays = [pa.array(column) for column in zip(*records, strict=True)]
        pq.write_table(pa.table(arrays, names=columns), directory / f"{table}.parquet")


if __name__ == "__main__":
    directory, limit = arguments(__doc__)
    directory = directory / "routes"
    directory.mkdir(exist_ok=True)
    write_routes(directory, 20_000 if limit is None else limit)
