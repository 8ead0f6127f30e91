"""Facts in JSON files and in SQLite databases, read and written."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from decimal import Decimal
from typing import Any

import pyarrow as pa

from dynamite.columnar import BATCH_ROWS, to_batch
from dynamite.errors import InputError
from dynamite.facts.format import FactsFormat
from dynamite.facts.ids import value_of_text
from dynamite.schema import RecordType
from dynamite.values import DataType, Value, format_value, parse_value, show


def read_json(source: FactsFormat, record_type: RecordType) -> Iterator[pa.RecordBatch]:
    """The facts of a JSON file: an array of arrays, or of objects with the attributes' names."""
    place = str(source.path)
    try:
        with source.path.open(encoding="utf-8-sig") as stream:
            found = json.load(stream, parse_float=Decimal)
    except UnicodeDecodeError as error:
        raise InputError(f"byte {error.start} is not UTF-8", place=place) from None
    except (json.JSONDecodeError, RecursionError) as error:
        raise InputError(f"not JSON: {error}", place=place) from None
    if not isinstance(found, list):
        raise InputError(f"{show(found)} is no array of facts", place=place)
    yield from _batches(_json_rows(found, record_type, place), record_type, place)


def _json_rows(
    found: Iterable[Any], record_type: RecordType, place: str
) -> Iterator[Sequence[Any]]:
    names = record_type.columns
    for number, fact in enumerate(found, 1):
        if isinstance(fact, dict):
            if sorted(fact) != sorted(names):
                raise InputError(
                    f"its fields are {', '.join(fact) or 'none'}",
                    place=f"{place}: record {number}",
                    mend=f"they must be the attributes: {', '.join(names)}",
                )
            yield [fact[name] for name in names]
        elif isinstance(fact, list) and len(fact) == len(names):
            yield fact
        else:
            raise InputError(
                f"{show(fact)} is no fact of {len(names)} attributes",
                place=f"{place}: record {number}",
            )


def write_json(target: FactsFormat, names: Sequence[str], facts: pa.Table) -> None:
    """Write facts as an array of objects, one to a line."""
    with target.path.open("w", encoding="utf-8", newline="") as stream:
        stream.write("[")
        separator = "\n"
        for batch in facts.to_batches(max_chunksize=BATCH_ROWS):
            for row in zip(*(column.to_pylist() for column in batch.columns), strict=True):
                cells = {n: _json_cell(cell) for n, cell in zip(names, row, strict=True)}
                stream.write(separator + json.dumps(cells, ensure_ascii=False))
                separator = ",\n"
        stream.write("\n]\n")


def _json_cell(cell: Any) -> Any:
    if isinstance(cell, float) and (cell != cell or cell in (float("inf"), float("-inf"))):
        # JSON has no such numbers; as texts they are read again.
        return repr(cell)
    return None if cell is None else format_value(cell)


def read_sqlite(source: FactsFormat, record_type: RecordType) -> Iterator[pa.RecordBatch]:
    """The facts of a table or view of an SQLite database, by the names of its columns, or by
    their positions where it has others."""
    place = f"{source.path}: table {source.table}"
    try:
        uri = f"{source.path.absolute().as_uri()}?mode=ro"
        with closing(sqlite3.connect(uri, uri=True)) as connection:
            found = connection.execute(f"SELECT * FROM {_quoted(source.table)}")
            names = [column[0] for column in found.description]
            positions = _positions(names, record_type, place)
            rows = ([row[position] for position in positions] for row in found)
            yield from _batches(rows, record_type, place)
    except sqlite3.Error as error:
        raise InputError(str(error), place=place) from None


def _positions(names: Sequence[str], record_type: RecordType, place: str) -> list[int]:
    wanted = record_type.columns
    if set(wanted) <= set(names):
        return [names.index(name) for name in wanted]
    if len(names) < len(wanted):
        raise InputError(
            f"it has {len(names)} columns, and the relation {len(wanted)} attributes", place=place
        )
    return list(range(len(wanted)))


def write_sqlite(target: FactsFormat, names: Sequence[str], facts: pa.Table) -> None:
    """Write facts as a table of an SQLite database, in place of one of that name."""
    with closing(sqlite3.connect(target.path)) as connection:
        table = _quoted(target.table)
        columns = ", ".join(f"{_quoted(n)} {_affinity(facts.schema.field(n))}" for n in names)
        try:
            connection.execute(f"DROP TABLE IF EXISTS {table}")
            connection.execute(f"CREATE TABLE {table} ({columns})")
            marks = ", ".join("?" * len(names))
            for batch in facts.to_batches(max_chunksize=BATCH_ROWS):
                cells = [map(_sqlite_cell, column.to_pylist()) for column in batch.columns]
                connection.executemany(
                    f"INSERT INTO {table} VALUES ({marks})", zip(*cells, strict=True)
                )
            connection.commit()
        except sqlite3.Error as error:
            raise InputError(str(error), place=f"{target.path.name}: {target.table}") from None


def _affinity(field: pa.Field) -> str:
    if pa.types.is_integer(field.type) or pa.types.is_boolean(field.type):
        return "INTEGER"
    if pa.types.is_floating(field.type):
        return "REAL"
    return "BLOB" if pa.types.is_binary(field.type) else "TEXT"


def _sqlite_cell(cell: Any) -> Any:
    if isinstance(cell, float) and cell != cell:
        return "nan"  # SQLite takes not-a-number for null
    if cell is None or isinstance(cell, bool | int | float | str | bytes):
        return cell
    return format_value(cell)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _batches(
    rows: Iterable[Sequence[Any]], record_type: RecordType, place: str
) -> Iterator[pa.RecordBatch]:
    chunk: list[list[Value]] = []
    for number, row in enumerate(rows, 1):
        chunk.append(_typed(row, record_type, f"{place}: record {number}"))
        if len(chunk) == BATCH_ROWS:
            yield to_batch(record_type, chunk)
            chunk = []
    if chunk:
        yield to_batch(record_type, chunk)


def _typed(row: Sequence[Any], record_type: RecordType, place: str) -> list[Value]:
    first = len(record_type.surrogates)
    cells: list[Value] = []
    for position, (name, raw) in enumerate(zip(record_type.columns, row, strict=True)):
        if position < first:
            cells.append(raw)
            continue
        try:
            cells.append(_cell(raw, record_type.attributes[position - first].type))
        except ValueError as error:
            raise InputError(str(error), place=f"{place}, {name}") from None
    return cells


def _cell(raw: Any, data_type: DataType) -> Value:
    if isinstance(raw, bytes) and data_type is DataType.BYTES:
        return raw
    if isinstance(raw, int) and data_type is DataType.BOOL and raw in (0, 1):
        return bool(raw)
    if isinstance(raw, str) and data_type not in (DataType.INT, DataType.JSON):
        return value_of_text(raw, data_type)
    return parse_value(raw, data_type)
