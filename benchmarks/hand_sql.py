"""Hand-written SQL for the target of a scenario: run by DuckDB, and its target compared.

``python -m benchmarks.hand_sql FILE DIRECTORY`` runs the statements of a file in a directory.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb

from dynamite.schema import Model, Schema


def main() -> None:
    """Run a file of SQL in a directory, which relative paths start from."""
    text = Path(sys.argv[1]).read_text("utf-8")
    os.chdir(sys.argv[2])
    with duckdb.connect() as connection:
        connection.execute("SET preserve_insertion_order = false")
        connection.execute(text)


def same_target(schema: Schema, ours: Path, place: Path) -> bool:
    """Whether hand-written SQL wrote to ``place/target`` what dynamite wrote to ``ours``.

    Tables compare as bags of rows, documents as trees whose arrays are bags. Of a graph, whose ids
    each side makes in its own way, the properties of each label and edge type are compared.
    """
    if schema.model is Model.RELATIONAL:
        return all(
            _same_rows(
                ours / f"{table.path[0]}.parquet", place / "target" / f"{table.path[0]}.parquet"
            )
            for table in schema
        )
    if schema.model is Model.DOCUMENT:
        return all(
            _digests(ours / f"{root.path[0]}.jsonl")
            == _digests(place / "target" / f"{root.path[0]}.jsonl")
            for root in schema.roots()
        )
    return _graph(ours.with_suffix(".jsonl")) == _graph(place / "target.jsonl")


def _same_rows(one: Path, other: Path) -> bool:
    both = [str(one), str(other)]
    with duckdb.connect() as connection:
        for first, second in (both, both[::-1]):
            query = (
                "SELECT count(*) FROM (SELECT * FROM read_parquet($1) EXCEPT ALL "
                "SELECT * FROM read_parquet($2))"
            )
            if connection.execute(query, [first, second]).fetchall() != [(0,)]:
                return False
    return True


def _lines(path: Path) -> Iterator[Any]:
    with path.open("rb") as lines:
        for line in lines:
            yield json.loads(line)


def _digests(path: Path) -> Counter[bytes]:
    return Counter(_digest(document) for document in _lines(path))


def _digest(value: Any) -> bytes:
    text = json.dumps(_without_order(value), sort_keys=True).encode()
    return hashlib.blake2b(text, digest_size=16).digest()


def _without_order(value: Any) -> Any:
    """The value with its arrays sorted, and without fields that are null."""
    if isinstance(value, list):
        return sorted((_without_order(item) for item in value), key=json.dumps)
    if isinstance(value, dict):
        return {k: _without_order(v) for k, v in sorted(value.items()) if v is not None}
    return value


def _graph(path: Path) -> Counter[tuple[str, bytes]]:
    return Counter(
        (str(line.get("labels") or line.get("label")), _digest(line.get("properties", {})))
        for line in _lines(path)
    )


if __name__ == "__main__":
    main()
