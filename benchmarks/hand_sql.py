"""Hand-written SQL for the target of a scenario: run by DuckDB.

``python -m benchmarks.hand_sql FILE DIRECTORY`` runs the statements of a file in a directory, which
relative paths start from. Rows need not keep their order, unless the SQL says so.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import duckdb


def main() -> None:
    """Run a file of SQL in a directory."""
    text = Path(sys.argv[1]).read_text("utf-8")
    os.chdir(sys.argv[2])
    run_sql(text)


def run_sql(text: str) -> None:
    """Run statements of SQL in a new database in memory."""
    with duckdb.connect() as connection:
        connection.execute("SET preserve_insertion_order = false")
        connection.execute("SET enable_progress_bar = false")
        connection.execute(text)


if __name__ == "__main__":
    main()
