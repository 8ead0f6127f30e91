"""The engines of ``benchmarks.recursion``, each run by itself.

``python -m benchmarks.recursion_engines ENGINE QUESTION DIRECTORY`` reads ``edge.parquet`` there
and writes the number of pairs of the answer into the file ``found``.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Final

CLOSURE: Final = "transitive closure"

_RULES: Final = {
    CLOSURE: "found(x, y) :- edge(x, y).\nfound(x, z) :- found(x, y), edge(y, z).\n",
    "same generation": "found(x, y) :- edge(p, x), edge(p, y).\n"
    "found(x, y) :- edge(a, x), found(a, b), edge(b, y).\n",
}
_PROGRAM: Final = (
    ".decl edge(x: number, y: number)\n.decl found(x: number, y: number)\n.input edge\n"
)

_SQL: Final = {
    CLOSURE: "SELECT x, y FROM edge UNION "
    "SELECT found.x, edge.y FROM found JOIN edge ON edge.x = found.y",
    "same generation": "SELECT p.y, q.y FROM edge AS p JOIN edge AS q ON p.x = q.x UNION "
    "SELECT p.y, q.y FROM found JOIN edge AS p ON p.x = found.x JOIN edge AS q ON q.x = found.y",
}


def _dynamite(question: str, directory: Path) -> int:
    import pyarrow.parquet as pq

    from dynamite.engines import open_engine
    from dynamite.language.text import parse

    program = parse(f"{_PROGRAM}.output found\n{_RULES[question]}", question)
    with closing(open_engine("duckdb", program)) as engine:
        for batch in pq.ParquetFile(directory / "edge.parquet").iter_batches():
            engine.load("edge", batch)
        engine.evaluate()
        return engine.count("found")


def _duckdb(question: str, directory: Path) -> int:
    import duckdb

    with duckdb.connect() as connection:
        connection.read_parquet(str(directory / "edge.parquet")).create("edge")
        query = f"WITH RECURSIVE found(x, y) AS ({_SQL[question]}) SELECT COUNT(*) FROM found"
        return int(connection.execute(query).fetchall()[0][0])


def _sqlite(question: str, directory: Path) -> int:
    import sqlite3

    import pyarrow.parquet as pq

    edges = pq.read_table(directory / "edge.parquet")
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute("CREATE TABLE edge (x INTEGER, y INTEGER, PRIMARY KEY (x, y))")
        pairs = zip(*(column.to_pylist() for column in edges.columns), strict=True)
        connection.executemany("INSERT INTO edge VALUES (?, ?)", pairs)
        query = f"WITH RECURSIVE found(x, y) AS ({_SQL[question]}) SELECT COUNT(*) FROM found"
        return int(connection.execute(query).fetchall()[0][0])


def _polars(question: str, directory: Path) -> int:
    import polars as pl

    edge = pl.read_parquet(directory / "edge.parquet")
    if question == CLOSURE:
        fresh = edge
    else:
        fresh = edge.join(edge, on="x").select(x="y", y="y_right").unique()
    parts = [fresh]
    known = fresh
    while len(fresh):
        if question == CLOSURE:
            step = fresh.join(edge, left_on="y", right_on="x").select("x", y="y_right")
        else:
            left = fresh.join(edge, on="x").select(x="y_right", b="y")
            step = left.join(edge, left_on="b", right_on="x").select("x", "y")
        fresh = step.unique().join(known, on=["x", "y"], how="anti")
        parts.append(fresh)
        known = pl.concat(parts)
    return len(known)


def _pydatalog(question: str, directory: Path) -> int:
    import pyarrow.parquet as pq

    from dynamite.engines import open_engine
    from dynamite.language.text import parse

    program = parse(f"{_PROGRAM}.output found\n{_RULES[question]}", question)
    with closing(open_engine("pydatalog", program)) as engine:
        for batch in pq.read_table(directory / "edge.parquet").to_batches():
            engine.load("edge", batch)
        engine.evaluate()
        return engine.count("found")


def _souffle(question: str, directory: Path) -> int:
    program = directory / "question.dl"
    program.write_text(f"{_PROGRAM}.printsize found\n{_RULES[question]}", "ascii")
    command = ("souffle", "-F", str(directory), "-D", str(directory), str(program))
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return int(done.stdout.split()[-1])


_RUN: Final[dict[str, Callable[[str, Path], int]]] = {
    "dynamite, duckdb": _dynamite,
    "DuckDB, by hand": _duckdb,
    "Polars, by hand": _polars,
    "sqlite3, by hand": _sqlite,
    "Soufflé": _souffle,
    "pyDatalog": _pydatalog,
}

ENGINES: Final = {name: name == "pyDatalog" for name in _RUN}
"""Whether an engine is asked about the small graph only."""


def answer(engine: str, question: str, directory: Path) -> int:
    """The number of pairs that an engine finds for the edges of a directory."""
    return _RUN[engine](question, directory)


def main() -> None:
    """Answer one question by one engine."""
    engine, question, name = sys.argv[1:]
    directory = Path(name)
    (directory / "found").write_text(str(answer(engine, question, directory)), "ascii")


if __name__ == "__main__":
    main()
