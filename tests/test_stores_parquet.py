"""Parquet: its types, which are kept or refused, and how decimals are written."""

from __future__ import annotations

import uuid
from contextlib import closing
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest
from pyarrow import parquet
from relational_stores import Row, column_values, read, relational, store_at, table, write

from dynamite.errors import InputError
from dynamite.schema import Attribute, Kind, Model, RecordType, Schema
from dynamite.stores import open_store
from dynamite.stores.interface import OffersFiles, Store
from dynamite.values import DataType


def store_of(directory: Path, columns: dict[str, Any]) -> Store:
    (directory / "d").mkdir(exist_ok=True)
    parquet.write_table(pa.table(columns), directory / "d" / "t.parquet")
    return open_store("d", base=directory)


@pytest.mark.parametrize(
    ("column", "expected"),
    [
        (pa.array([255], pa.uint8()), ("int?", 255)),
        (pa.array([2**64 - 1], pa.uint64()), ("decimal?", Decimal(2**64 - 1))),
        (pa.array([100], pa.uint64()), ("decimal?", Decimal(100))),
        (pa.array([1.5], pa.float16()), ("float?", 1.5)),
        (pa.array([Decimal("1.50")], pa.decimal128(38, 2)), ("decimal?", Decimal("1.5"))),
        (pa.array([Decimal("1E-30")], pa.decimal128(38, 30)), ("decimal?", Decimal("1E-30"))),
        (pa.array([Decimal("-1200")], pa.decimal256(50, 3)), ("decimal?", Decimal(-1200))),
        (pa.array(["x"], pa.large_string()), ("string?", "x")),
        (pa.array(["x"]).dictionary_encode(), ("string?", "x")),
        (pa.array([None], pa.null()), ("string?", None)),
        (pa.array([time(10, 30, 0, 5)]), ("string?", "10:30:00.000005")),
        (pa.array([date(2026, 1, 31)]), ("date?", date(2026, 1, 31))),
        (pa.array([5000], pa.timestamp("ms")), ("datetime?", datetime(1970, 1, 1, 0, 0, 5))),
        (pa.array([10**9], pa.timestamp("ns")), ("datetime?", datetime(1970, 1, 1, 0, 0, 1))),
        (pa.array([0], pa.timestamp("us", "Europe/Paris")), ("datetime?", datetime(1970, 1, 1))),
        (pa.array([b"ab"], pa.binary(2)), ("bytes?", b"ab")),
        (pa.array([uuid.UUID(int=255).bytes], pa.uuid()),
         ("string?", "00000000-0000-0000-0000-0000000000ff")),
        (pa.array(['{"b": 1, "a": 2}'], pa.json_()), ("json?", '{"a":2,"b":1}')),
    ],
)  # fmt: skip
def test_each_type_is_read_without_loss(
    column: pa.Array, expected: tuple[str, object], tmp_path: Path
) -> None:
    text, values = column_values(store_of(tmp_path, {"c": column}), "t")
    assert (text, values) == (expected[0], [expected[1]])


@pytest.mark.parametrize(
    "column",
    [
        pa.array([[1]]),
        pa.array([{"a": 1}]),
        pa.array([[("k", 1)]], pa.map_(pa.string(), pa.int64())),
        pa.array([5], pa.duration("s")),
    ],
)
def test_types_that_no_attribute_holds_are_refused_by_name(
    column: pa.Array, tmp_path: Path
) -> None:
    store = store_of(tmp_path, {"c": column})
    with pytest.raises(InputError, match=r"^d/t\.parquet: column 'c' has the type .*not supported"):
        store.schema()


def test_an_interval_is_not_taken_for_bytes(tmp_path: Path) -> None:
    target = str(tmp_path / "t.parquet").replace("'", "''")
    duckdb.sql(f"COPY (SELECT INTERVAL 1 DAY AS c) TO '{target}' (FORMAT parquet)")
    with pytest.raises(InputError, match="column 'c' has the type interval, which is not support"):
        open_store(str(tmp_path)).schema()


@pytest.mark.parametrize(
    ("column", "problem"),
    [
        (
            pa.array([0, 1], pa.timestamp("ns")),
            "record 2: .* in column 'c' is not of type datetime",
        ),
        (pa.array([0, 2**62], pa.timestamp("us")), "record 2: column 'c' is not in the years 1 to"),
        (
            pa.array([None, Decimal(10**40)], pa.decimal256(60, 0)),
            "record 2: .* is not of type decimal",
        ),
    ],
)
def test_a_value_that_does_not_fit_names_its_record(
    column: pa.Array, problem: str, tmp_path: Path
) -> None:
    with pytest.raises(InputError, match=rf"^d/t\.parquet: {problem}"):
        column_values(store_of(tmp_path, {"c": column}), "t")


def test_integers_are_read_as_floats_only_where_they_are_exact(tmp_path: Path) -> None:
    schema = relational(table("t", "c:float"))
    assert read(store_of(tmp_path, {"c": [2**62]}), schema) == {"t": [(2.0**62,)]}
    with pytest.raises(
        InputError, match="record 2: 9007199254740993 in column 'c' is not of type float"
    ):
        read(store_of(tmp_path, {"c": [1, 2**53 + 1]}), schema)


def test_columns_with_odd_names_are_told_apart(tmp_path: Path) -> None:
    store = store_of(tmp_path, {"a": [1], "a.b": [2], "A": [3], "": [4]})
    assert read(store, store.schema()) == {"t": [(1, 2, 3, 4)]}


def test_decimals_get_the_widest_scale_or_stay_text(tmp_path: Path) -> None:
    schema = relational(table("t", "a:decimal b:decimal? c:decimal"))
    rows: list[Row] = [
        (Decimal("0." + "1" * 38), None, Decimal("9" * 38)),
        (Decimal("-0.5"), None, Decimal("0.5")),
    ]
    store = store_at(tmp_path, "parquet:x")
    write(store, schema, {"t": rows})
    assert read(store, schema) == {"t": rows}
    with parquet.ParquetFile(tmp_path / "x" / "t.parquet") as file:
        types = [str(field.type) for field in file.schema_arrow]
        assert not file.schema_arrow.field("a").nullable
    assert types == ["decimal128(38, 38)", "decimal128(38, 0)", "string"]
    assert sorted(entry.name for entry in (tmp_path / "x").iterdir()) == [
        "schema.json",
        "t.parquet",
    ]


def test_without_the_schema_the_types_and_nulls_come_from_the_file(tmp_path: Path) -> None:
    schema = relational(table("t", "a:int b:decimal? c:bytes d:json", key="a"))
    store = store_at(tmp_path, "parquet:x")
    write(store, schema, {"t": []})
    assert store.schema() == schema
    (tmp_path / "x" / "schema.json").unlink()
    assert store.schema() == relational(table("t", "a:int b:decimal? c:bytes d:string"))


def test_a_file_that_is_no_parquet_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "t.parquet").write_text("no Parquet")
    store = open_store("t.parquet", base=tmp_path)
    with pytest.raises(InputError, match=r"^t\.parquet: cannot be read as Parquet: ") as caught:
        store.schema()
    assert "\n" not in str(caught.value)


def test_one_file_is_a_store_of_one_table_to_read(tmp_path: Path) -> None:
    store_of(tmp_path, {"c": [1]})
    assert column_values(open_store("d/t.parquet", base=tmp_path), "t") == ("int?", [1])
    with pytest.raises(InputError, match=r"a single \.parquet file cannot be written to"):
        write(open_store("n.parquet", base=tmp_path), relational(table("t", "a:int")), {})


@pytest.mark.parametrize(
    ("days", "is_offered"),
    [([0, 18_000, None], True), ([0, 3_000_000], False), ([-800_000], False), ([None], False)],
    ids=["in the calendar", "after it", "before it", "no day at all"],
)
def test_a_file_of_dates_is_offered_to_engines_where_its_footer_tells_that_all_are_dates(
    days: list[int | None], is_offered: bool, tmp_path: Path
) -> None:
    column = pa.array(days, pa.int32()).cast(pa.date32())
    parquet.write_table(pa.table({"day": column}), tmp_path / "T.parquet")
    record_type = RecordType(("T",), Kind.TABLE, (Attribute("day", DataType.DATE, True),))
    schema = Schema(Model.RELATIONAL, (record_type,))
    with closing(open_store(f"parquet:{tmp_path}", model=Model.RELATIONAL)) as store:
        assert isinstance(store, OffersFiles)
        offered = store.files(schema, {record_type.key: ("day",)})
    assert bool(offered) == is_offered
