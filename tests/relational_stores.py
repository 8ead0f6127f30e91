"""Schemas, records and contents for the tests of relational stores."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import strategies as st

from dynamite.columnar import from_batch, to_batch
from dynamite.schema import Attribute, ForeignKey, Key, Kind, Model, RecordType, Schema
from dynamite.stores import open_store
from dynamite.stores.interface import Store
from dynamite.values import INT_MAX, INT_MIN, DataType, Json, Value

Row = tuple[Value, ...]

KINDS = ("x.db", "x.duckdb", "csv:x", "parquet:x")
"""A target of each kind, below a test's directory."""

DATABASES = ("x.db", "x.duckdb")
POSTGRES = pytest.param("postgresql:", marks=pytest.mark.server("postgres"))
MYSQL = pytest.param("mysql:", marks=pytest.mark.server("mysql"))
LIVE = (POSTGRES, MYSQL)
"""A fresh database on each kind of server, which belongs to the test's directory."""

ALL = (*KINDS, *LIVE)
ALL_DATABASES = (*DATABASES, *LIVE)
DIRECTORIES = ("csv:x", "parquet:x")


class Rows:
    """Content from rows in memory, in batches of ``size``."""

    def __init__(self, schema: Schema, rows: Mapping[str, Sequence[Row]], size: int = 1000) -> None:
        self._schema = schema
        self._rows = rows
        self._size = size

    def flat(self, key: Key) -> Iterator[pa.RecordBatch]:
        rows = self._rows.get(key[0], ())
        for start in range(0, len(rows), self._size):
            yield to_batch(self._schema[key], rows[start : start + self._size])

    def nested(self, key: Key) -> Iterator[pa.RecordBatch]:
        raise AssertionError("a relational store asks for tables only")


def table(
    name: str,
    columns: str,
    key: str = "",
    unique: Sequence[str] = (),
    foreign_keys: Sequence[ForeignKey] = (),
) -> RecordType:
    """A table from a line such as ``"a:int b:string?"``; keys name their columns, with blanks."""
    attributes = []
    for column in columns.split():
        column_name, _, text = column.partition(":")
        is_nullable = text.endswith("?")
        attributes.append(Attribute(column_name, DataType(text.removesuffix("?")), is_nullable))
    return RecordType(
        (name,),
        Kind.TABLE,
        tuple(attributes),
        tuple(key.split()),
        tuple(tuple(columns.split()) for columns in unique),
        tuple(foreign_keys),
    )


def relational(*tables: RecordType) -> Schema:
    return Schema(Model.RELATIONAL, tables)


def store_at(directory: Path, kind: str) -> Store:
    if is_live(kind):
        from live_databases import live_url

        return open_store(live_url(kind, directory), model=Model.RELATIONAL)
    return open_store(kind, base=directory, model=Model.RELATIONAL)


def is_live(kind: str) -> bool:
    return kind.endswith(":")


def write(
    store: Store, schema: Schema, rows: Mapping[str, Sequence[Row]], if_exists: Any = "fail"
) -> None:
    store.write(schema, Rows(schema, rows), if_exists)


def read(store: Store, schema: Schema) -> dict[str, list[Row]]:
    """All records of the tables of a schema."""
    found: dict[str, list[Row]] = {record_type.name: [] for record_type in schema}
    columns = {record_type.key: record_type.columns for record_type in schema}
    for key, batch in store.read(schema, columns):
        found[key[0]].extend(from_batch(schema[key], batch))
    return found


def bag(rows: Mapping[str, Sequence[Row]]) -> dict[str, list[Row]]:
    """The records of each table without their order, which a primary key may change."""
    return {name: sorted(records, key=repr) for name, records in rows.items()}


def column_values(store: Store, name: str) -> tuple[str, list[Value]]:
    """The type and the values of the first column of a table, as the store says they are."""
    schema = store.schema()
    rows = read(store, schema)[name]
    return schema[(name,)].attributes[0].text, [row[0] for row in rows]


# --- strategies --------------------------------------------------------------------------------

ODD_NAMES = (
    "select",
    "group by",
    'quo"te',
    "it's",
    "semi;colon",
    "dot.ted",
    "Größe",
    "名前",
    "new\nline",
    "per%cent",
    "com,ma",
    "rowid",
    "incoming",
    "staged",
)

_LETTERS = st.characters(exclude_categories=["Cs", "Cc"])
_TEXTS = st.one_of(
    st.sampled_from(["", " ", '"', "a,b", "line\nbreak", "\r\n", "NULL", "null", "01234", "'"]),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=8),
)
_DECIMALS = st.one_of(
    st.decimals(allow_nan=False, allow_infinity=False, places=6, max_value=10**12, min_value=0),
    st.sampled_from([Decimal("9" * 32), Decimal("-0.000001"), Decimal("1.5"), Decimal(0)]),
)

# SQLite stores -0.0 as 0, which is equal; adding 0.0 makes it 0.0 here.
VALUES: dict[DataType, st.SearchStrategy[Any]] = {
    DataType.INT: st.integers(INT_MIN, INT_MAX) | st.sampled_from([INT_MIN, INT_MAX, 0]),
    DataType.FLOAT: st.floats(allow_nan=False).map(lambda number: number + 0.0),
    DataType.DECIMAL: _DECIMALS,
    DataType.STRING: _TEXTS,
    DataType.BOOL: st.booleans(),
    DataType.DATE: st.dates(date(1, 1, 1), date(9999, 12, 31)),
    DataType.DATETIME: st.datetimes(datetime(1, 1, 1), datetime(9999, 12, 31, 23, 59, 59)),
    DataType.BYTES: st.binary(max_size=8),
    DataType.JSON: st.recursive(
        st.none() | st.booleans() | st.integers(-(2**53), 2**53) | _TEXTS,
        lambda inner: st.lists(inner, max_size=2) | st.dictionaries(_TEXTS, inner, max_size=2),
        max_leaves=4,
    ).map(Json.of),
}


def names(taken: set[str]) -> st.SearchStrategy[str]:
    """A name that no other folds to."""
    odd = st.sampled_from(ODD_NAMES)
    made = st.text(_LETTERS, min_size=1, max_size=6).filter(
        lambda name: not name.startswith(".") and not set("/\\") & set(name)
    )
    return (odd | made).filter(lambda name: name.casefold() not in taken)


@st.composite
def tables(draw: st.DrawFn, taken: set[str]) -> tuple[RecordType, list[Row]]:
    """A table of a few columns of any types, and records of it; often with a primary key."""
    name = draw(names(taken))
    taken.add(name.casefold())
    attributes = []
    seen: set[str] = set()
    for _ in range(draw(st.integers(1, 4))):
        column = draw(names(seen))
        seen.add(column.casefold())
        attributes.append(Attribute(column, draw(st.sampled_from(DataType)), draw(st.booleans())))
    key: tuple[str, ...] = ()
    if draw(st.booleans()):
        attributes.insert(0, Attribute(draw(names(seen)), DataType.INT))
        key = (attributes[0].name,)
    cells = [st.none() | VALUES[a.type] if a.nullable else VALUES[a.type] for a in attributes]
    unique_by = (lambda row: row[0]) if key else None
    rows = draw(st.lists(st.tuples(*cells), max_size=5, unique_by=unique_by))
    return RecordType((name,), Kind.TABLE, tuple(attributes), key), rows


@st.composite
def databases(draw: st.DrawFn) -> tuple[Schema, dict[str, list[Row]]]:
    """A schema of one or two tables, and their records."""
    taken: set[str] = set()
    made = [draw(tables(taken)) for _ in range(draw(st.integers(1, 2)))]
    schema = relational(*(record_type for record_type, _ in made))
    return schema, {record_type.name: rows for record_type, rows in made}


def holdable(
    kind: str, schema: Schema, rows: Mapping[str, Sequence[Row]]
) -> tuple[Schema, dict[str, list[Row]]]:
    """The database without what a kind of store refuses by name."""
    if kind == "postgresql:":
        return schema, {name: [without_nul(row) for row in some] for name, some in rows.items()}
    if kind == "mysql:":
        named = relational(*map(with_short_signs, schema))
        finite = ([without_infinity(row) for row in some] for some in rows.values())
        return named, dict(zip([t.name for t in named], finite, strict=True))
    return schema, {name: list(some) for name, some in rows.items()}


def with_short_signs(record_type: RecordType) -> RecordType:
    """The table with names of characters up to U+FFFF, which do not end with a space."""

    def named(name: str) -> str:
        short = "".join(c if c <= "\uffff" else f"{ord(c):x}" for c in name)
        return short + "x" if short[-1].isspace() else short

    return RecordType(
        (named(record_type.name),),
        Kind.TABLE,
        tuple(Attribute(named(a.name), a.type, a.nullable) for a in record_type.attributes),
        tuple(map(named, record_type.primary_key)),
    )


def without_infinity(row: Row) -> Row:
    """The record with numbers only."""
    return tuple(1e308 if isinstance(c, float) and math.isinf(c) else c for c in row)


def without_nul(row: Row) -> Row:
    """The record without the character U+0000 in its texts; JSON escapes it."""
    return tuple(cell.replace("\0", "") if type(cell) is str else cell for cell in row)
