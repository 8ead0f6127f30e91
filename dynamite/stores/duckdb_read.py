"""Records out of DuckDB, from a table or from a Parquet file, as checked Arrow batches."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import duckdb
import pyarrow as pa

from dynamite.columnar import BATCH_ROWS, arrow_schema
from dynamite.errors import InputError
from dynamite.schema import Attribute, RecordType
from dynamite.stores.duckdb_columns import ARROW_TYPES, projection
from dynamite.stores.json_column import canonical_json
from dynamite.stores.sql_names import quoted
from dynamite.stores.tables import check_batch, record_number
from dynamite.values import DataType


@dataclass(frozen=True)
class Relation:
    """What records are read from: SQL for it, its columns' DuckDB types, a number for each row.

    ``row_number`` is SQL that counts from 0, or ``NULL`` where there is no such number.
    """

    sql: str
    column_types: Mapping[str, str]
    row_number: str
    place: str


def first_words(error: duckdb.Error) -> str:
    """What DuckDB complains of, without its advice and the piece of SQL that it shows."""
    return str(error).partition("\n")[0].partition(": ")[2] or str(error).partition("\n")[0]


def read_relation(
    connection: duckdb.DuckDBPyConnection,
    relation: Relation,
    record_type: RecordType,
    wanted: tuple[Attribute, ...],
) -> Iterator[pa.RecordBatch]:
    """The records as batches laid out by ``record_type``; unwanted columns are null.

    Raises ``InputError`` for a value that the wanted columns' types cannot hold.
    """
    values, misfits = [], {}
    for attribute in record_type.attributes:
        if attribute not in wanted:
            values.append(f"CAST(NULL AS {ARROW_TYPES[attribute.type]})")
            continue
        stored = relation.column_types[attribute.name]
        column = projection(attribute.name, stored, attribute.type)
        if column is None:
            raise InputError(
                f"column {attribute.name!r} has the type {stored}, not {attribute.type}",
                place=relation.place,
                mend="declare it as it is stored",
            )
        values.append(column.value)
        if column.misfit:
            misfits[attribute] = column.misfit
    try:
        _check_misfits(connection, relation, misfits)
        yield from _batches(
            connection,
            f"SELECT {', '.join(values)} FROM {relation.sql}",
            record_type,
            wanted,
            relation.place,
        )
    except duckdb.Error as error:
        raise InputError(f"cannot be read: {first_words(error)}", place=relation.place) from None


def _batches(
    connection: duckdb.DuckDBPyConnection,
    sql: str,
    record_type: RecordType,
    wanted: tuple[Attribute, ...],
    place: str,
) -> Iterator[pa.RecordBatch]:
    layout = arrow_schema(record_type)
    # ``execute`` would hold the whole result; a relation streams it. An open reader keeps the file.
    reader = connection.sql(sql).to_arrow_reader(BATCH_ROWS)
    try:
        first = 0
        for batch in reader:
            arrays = [
                canonical_json(column, first, attribute.name, place)
                if attribute.type is DataType.JSON
                else column.cast(field.type)
                for column, attribute, field in zip(
                    batch.columns, record_type.attributes, layout, strict=True
                )
            ]
            laid_out = pa.RecordBatch.from_arrays(arrays, schema=layout)
            check_batch(record_type, wanted, laid_out, first, place)
            first += batch.num_rows
            yield laid_out
    finally:
        reader.close()


def _check_misfits(
    connection: duckdb.DuckDBPyConnection, relation: Relation, misfits: Mapping[Attribute, str]
) -> None:
    for attribute, misfit in misfits.items():
        column = quoted(attribute.name)
        found = connection.execute(
            f"SELECT {relation.row_number}, CAST({column} AS VARCHAR) "
            f"FROM {relation.sql} WHERE {misfit} LIMIT 1"
        ).fetchone()
        if found is not None:
            number, text = found
            record = "a record" if number is None else record_number(number)
            raise InputError(
                f"{record}: {text[:60]!r} in column {attribute.name!r} "
                f"is not of type {attribute.type}",
                place=relation.place,
            )
