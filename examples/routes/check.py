"""Prints the graph that the Parquet files should become, by plain dictionaries."""

from __future__ import annotations

import pyarrow.parquet as pq

from examples.data import check_arguments, print_records

if __name__ == "__main__":
    source = check_arguments(__doc__)
    tables = {
        name: pq.read_table(source / f"{name}.parquet").to_pylist()
        for name in ("airports", "airlines", "flights")
    }
    airline = {row["code"]: row["airline"] for row in tables["airlines"]}
    print_records(
        "nodes",
        (
            {
                "id": row["iata"],
                "label": "Airport",
                "properties": {"name": row["name"], "city": row["city"]},
            }
            for row in tables["airports"]
        ),
    )
    print_records(
        "edges",
        (
            {
                "label": "FLIES_TO",
                "start": row["departs"],
                "end": row["arrives"],
                "properties": {
                    "number": row["flight_no"],
                    "airline": airline[row["airline_code"]],
                    "km": row["km"],
                },
            }
            for row in tables["flights"]
        ),
    )
