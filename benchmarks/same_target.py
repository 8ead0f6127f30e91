"""Whether two migrations wrote the same target: whatever the order of records, fields and arrays.

Tables are bags of rows with the same columns; documents are bags of trees whose arrays are bags; a
field that is null is a field that is absent. Graphs are equal up to a renaming of the ids of edges,
and of those nodes whose ids each side makes in its own way (``benchmarks.same_graph``).

Bags compare by their number of records and two sums of 64 bit hashes over them, per record type.
The hashes are of typed values, so what stands in a file besides what the schema has, or as another
type, is looked for in the structures of its lines.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import duckdb

from benchmarks.same_graph import same_graph
from benchmarks.target_sql import (
    Digest,
    canonical,
    fits,
    json_columns,
    quote_name,
    quote_text,
    sums,
)
from dynamite.schema import Model, RecordType, Schema


def same_target(schema: Schema, one: Path, other: Path) -> bool:
    """Whether two stores (``benchmarks.source_store.store_url``) are shown to hold the same.

    Raises ``ValueError`` where the first one does not fit the schema.
    """
    with closing(duckdb.connect()) as connection:
        connection.execute("SET enable_progress_bar = false")
        if schema.model is Model.GRAPH:
            return same_graph(
                connection, schema, one.with_suffix(".jsonl"), other.with_suffix(".jsonl")
            )
        digest = _tables if schema.model is Model.RELATIONAL else _documents
        return all(
            _known(first) == second
            for first, second in zip(
                digest(connection, schema, one), digest(connection, schema, other), strict=True
            )
        )


def _known(digest: Digest | None) -> Digest:
    if digest is None:
        raise ValueError("a migration's own target does not fit its schema")
    return digest


def _tables(
    connection: duckdb.DuckDBPyConnection, schema: Schema, directory: Path
) -> Iterator[Digest | None]:
    """The digest of each table, with its columns and their types; ``None`` without the file."""
    for table in schema:
        path = _files(directory / f"{table.path[0]}.parquet")
        if path is None:
            yield None
            continue
        file = f"read_parquet({quote_text(path)})"
        columns = connection.execute(f"DESCRIBE SELECT * FROM {file}").fetchall()
        names = [quote_name(name) for name, *_ in columns]
        found = connection.execute(f"SELECT {sums(names)} FROM {file}").fetchone()
        yield ([column[:2] for column in columns], found)


def _files(path: Path) -> Path | None:
    """The file, or the pattern of its parts; none where there is neither."""
    if path.is_dir():
        return path / f"*{path.suffix}"
    return path if path.is_file() else None


def _documents(
    connection: duckdb.DuckDBPyConnection, schema: Schema, directory: Path
) -> Iterator[Digest | None]:
    """The digest of each collection; ``None`` where its file is none of the schema."""
    for root in schema.roots():
        path = _files(directory / f"{root.path[0]}.jsonl")
        if path is None or not _fit(connection, schema, root, path):
            yield None
            continue
        columns = json_columns(schema, root)
        values = [canonical(schema, root, field, quote_name(field)) for field in columns]
        spec = ", ".join(f"{quote_name(name)}: {quote_text(t)}" for name, t in columns.items())
        yield connection.execute(
            f"SELECT {sums(values)} FROM read_json({quote_text(path)}, "
            f"format = 'newline_delimited', columns = {{{spec}}})"
        ).fetchone()


def _fit(
    connection: duckdb.DuckDBPyConnection, schema: Schema, root: RecordType, path: Path
) -> bool:
    structures = connection.execute(
        "SELECT DISTINCT json_structure(json)::VARCHAR FROM "
        f"read_json_objects({quote_text(path)}, format = 'newline_delimited')"
    ).fetchall()
    read: list[Any] = [json.loads(structure) for (structure,) in structures]
    return all(fits(schema, root, structure) for structure in read)
