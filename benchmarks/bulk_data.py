"""The source of the bulk benchmark: orders, and the customers and products that they name.

Made by DuckDB from the numbers of the rows alone, so that it is the same everywhere.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import duckdb

PRODUCTS: Final = 20_000
PER_CUSTOMER: Final = 50
"""Orders of a customer, in the mean."""

COLUMNS: Final = {
    "orders": {
        "id": "BIGINT",
        "customer": "BIGINT",
        "product": "BIGINT",
        "day": "DATE",
        "quantity": "BIGINT",
        "price": "DOUBLE",
        "status": "VARCHAR",
        "channel": "VARCHAR",
        "region": "VARCHAR",
        "weight": "DOUBLE",
        "note": "VARCHAR",
    },
    "customers": {"id": "BIGINT", "name": "VARCHAR", "city": "VARCHAR"},
    "products": {"id": "BIGINT", "title": "VARCHAR", "maker": "VARCHAR"},
}
"""The tables, with their columns and the types of these in SQL."""

FORMATS: Final = ("parquet", "csv")


def write_source(directory: Path, rows: int, is_skewed: bool, format: str) -> None:
    """Write the three tables as files of a format.

    Where it is skewed, few customers have most orders: the first has 5 % of ten million.
    """
    customers = max(rows // PER_CUSTOMER, 1)
    # hash() is uniform on 64 bits; its upper 53 make a fraction.
    share = "((hash(i, 1) >> 11)::DOUBLE / 9007199254740992)"
    customer = f"{customers} * pow({share}, 4)" if is_skewed else f"{customers} * {share}"
    queries = {
        "orders": f"""
            SELECT i AS id, least(floor({customer})::BIGINT, {customers - 1}) AS customer,
                (hash(i, 2) % {PRODUCTS})::BIGINT AS product,
                DATE '2015-01-01' + (hash(i, 3) % 3650)::INTEGER AS day,
                (hash(i, 4) % 20)::BIGINT AS quantity,
                (hash(i, 5) % 100000) / 100.0::DOUBLE AS price,
                ['new', 'paid', 'sent', 'back'][(hash(i, 6) % 4)::INTEGER + 1] AS status,
                ['web', 'shop', 'phone'][(hash(i, 7) % 3)::INTEGER + 1] AS channel,
                'region ' || hash(i, 8) % 40 AS region,
                (hash(i, 9) % 5000) / 1000.0::DOUBLE AS weight,
                CASE WHEN i % 3 = 0 THEN NULL ELSE 'note ' || hash(i, 10) % 100000 END AS note
            FROM range({rows}) AS t(i)""",
        "customers": f"""
            SELECT i AS id, 'customer ' || i AS name, 'city ' || hash(i) % 500 AS city
            FROM range({customers}) AS t(i)""",
        "products": f"""
            SELECT i AS id, 'product ' || i AS title, 'maker ' || hash(i) % 300 AS maker
            FROM range({PRODUCTS}) AS t(i)""",
    }
    option = "FORMAT parquet" if format == "parquet" else "FORMAT csv, HEADER"
    with duckdb.connect() as connection:
        for table, query in queries.items():
            file = directory / f"{table}.{format}"
            connection.execute(f"COPY ({query}) TO '{file}' ({option})")


def reading(directory: Path, table: str, format: str) -> str:
    """What reads a table of the source, in DuckDB's SQL."""
    file = directory / f"{table}.{format}"
    if format == "parquet":
        return f"read_parquet('{file}')"
    columns = ", ".join(f"'{name}': '{kind}'" for name, kind in COLUMNS[table].items())
    return f"read_csv('{file}', header = true, columns = {{{columns}}})"
