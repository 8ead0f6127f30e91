"""DuckDB: its types, its catalog, and files that are in the way."""

from __future__ import annotations

import subprocess
import sys
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from relational_stores import Row, column_values, read, relational, store_at, table, write

from dynamite.errors import InputError, MigrationError
from dynamite.schema import ForeignKey
from dynamite.stores.interface import Store


def database(directory: Path, script: str) -> Store:
    with duckdb.connect(str(directory / "x.duckdb")) as connection:
        connection.execute(script)
    return store_at(directory, "x.duckdb")


@pytest.mark.parametrize(
    ("declared", "value", "expected"),
    [
        ("UTINYINT", "255", ("int?", 255)),
        ("UINTEGER", "4294967295", ("int?", 2**32 - 1)),
        ("UBIGINT", "18446744073709551615", ("decimal?", Decimal(2**64 - 1))),
        ("HUGEINT", str(-(10**37)), ("decimal?", Decimal(-(10**37)))),
        ("FLOAT", "1.5", ("float?", 1.5)),
        ("DECIMAL(10,3)", "1.500", ("decimal?", Decimal("1.5"))),
        ("DECIMAL(38,10)", "0.0000000001", ("decimal?", Decimal("0.0000000001"))),
        ("DECIMAL(5,0)", "-0100", ("decimal?", Decimal(-100))),
        ("ENUM ('a', 'b')", "'b'", ("string?", "b")),
        ("UUID", "'{00000000-0000-0000-0000-0000000000ff}'",
         ("string?", "00000000-0000-0000-0000-0000000000ff")),
        ("TIME", "'10:30:00.5'", ("string?", "10:30:00.5")),
        ("DATE", "'2026-01-31'", ("date?", date(2026, 1, 31))),
        ("TIMESTAMP_S", "'2026-01-31 10:30:00'", ("datetime?", datetime(2026, 1, 31, 10, 30))),
        ("TIMESTAMP_NS", "'2026-01-31 10:30:00.123456'",
         ("datetime?", datetime(2026, 1, 31, 10, 30, 0, 123456))),
        ("TIMESTAMPTZ", "'2026-01-31 10:30:00+02:00'",
         ("datetime?", datetime(2026, 1, 31, 8, 30))),
        ("JSON", "'{\"b\": 1, \"a\": [1.5]}'", ("json?", '{"a":[1.5],"b":1}')),
        ("BLOB", "'\\x00\\xFF'", ("bytes?", b"\x00\xff")),
    ],
)  # fmt: skip
def test_each_type_is_read_without_loss(
    declared: str, value: str, expected: tuple[str, object], tmp_path: Path
) -> None:
    script = f"CREATE TABLE t (c {declared}); INSERT INTO t VALUES ({value}), (NULL)"
    text, values = column_values(database(tmp_path, script), "t")
    assert (text, values) == (expected[0], [expected[1], None])


@pytest.mark.parametrize("declared", ["INTEGER[]", "INTEGER[2]", "STRUCT(a INT)",
                                      "MAP(INT, INT)", "INTERVAL", "BIT", "TIMETZ"])  # fmt: skip
def test_types_that_no_attribute_holds_are_refused_by_name(declared: str, tmp_path: Path) -> None:
    store = database(tmp_path, f"CREATE TABLE t (a INT, c {declared})")
    with pytest.raises(InputError, match=r"x\.duckdb: t: column 'c' has the type .*not supported"):
        store.schema()
    assert read(store, relational(table("t", "a:int?"))) == {"t": []}


@pytest.mark.parametrize(
    ("declared", "value", "problem"),
    [
        ("HUGEINT", str(10**38), "record 2: .* in column 'c' is not of type decimal"),
        ("TIMESTAMP_NS", "'2026-01-31 10:30:00.123456789'", "record 2: .* is not of type datetime"),
        ("TIMESTAMPTZ", "'infinity'", "record 2: 'infinity' in column 'c' is not of type datetime"),
        ("TIMESTAMP", "'infinity'", "record 2: column 'c' is not in the years 1 to 9999"),
        ("DATE", "'10000-01-01'", "record 2: column 'c' is not in the years 1 to 9999"),
        ("DATE", "'-infinity'", "record 2: column 'c' is not in the years 1 to 9999"),
    ],
)
def test_a_value_that_does_not_fit_names_its_record(
    declared: str, value: str, problem: str, tmp_path: Path
) -> None:
    script = f"CREATE TABLE t (c {declared}); INSERT INTO t VALUES (NULL), ({value})"
    with pytest.raises(InputError, match=rf"x\.duckdb: t: {problem}"):
        column_values(database(tmp_path, script), "t")


def test_text_is_read_as_a_decimal_only_where_it_is_one(tmp_path: Path) -> None:
    script = "CREATE TABLE t (c VARCHAR); INSERT INTO t VALUES ('007.50'), ('-0.0')"
    schema = relational(table("t", "c:decimal?"))
    store = database(tmp_path, script)
    assert read(store, schema) == {"t": [(Decimal("7.5"),), (Decimal(0),)]}
    store.close()
    store = database(tmp_path, "INSERT INTO t VALUES ('1,5')")
    with pytest.raises(InputError, match="record 3: '1,5' in column 'c' is not of type decimal"):
        read(store, schema)


def test_an_integer_is_read_as_a_float_only_where_it_is_exact(tmp_path: Path) -> None:
    schema = relational(table("t", "c:float"))
    store = database(
        tmp_path, "CREATE TABLE t (c BIGINT); INSERT INTO t VALUES (4611686018427387904)"
    )
    assert read(store, schema) == {"t": [(2.0**62,)]}
    store.close()
    store = database(tmp_path, "INSERT INTO t VALUES (9007199254740993)")
    with pytest.raises(
        InputError, match="record 2: '9007199254740993' in column 'c' is not of type fl"
    ):
        read(store, schema)


def test_views_and_other_schemas_are_left_out(tmp_path: Path) -> None:
    script = """
        CREATE TABLE t (a INT); CREATE VIEW v AS SELECT * FROM t;
        CREATE SCHEMA s; CREATE TABLE s.t (b INT); CREATE TEMP TABLE u (c INT)"""
    assert database(tmp_path, script).schema() == relational(table("t", "a:int?"))


def test_decimals_get_the_widest_scale(tmp_path: Path) -> None:
    schema = relational(table("t", "a:decimal b:decimal? c:decimal"))
    rows: list[Row] = [
        (Decimal("0." + "1" * 38), None, Decimal("9" * 38)),
        (Decimal("0.5"), None, Decimal("0.5")),
    ]
    store = store_at(tmp_path, "x.duckdb")
    write(store, schema, {"t": rows})
    assert read(store, schema) == {"t": rows}
    store.close()
    with duckdb.connect(str(tmp_path / "x.duckdb")) as connection:
        types = [row[1] for row in connection.execute("DESCRIBE t").fetchall()]
    assert types == ["DECIMAL(38,38)", "DECIMAL(38,0)", "VARCHAR"]


def test_append_refuses_a_decimal_that_would_be_rounded(tmp_path: Path) -> None:
    store = database(tmp_path, "CREATE TABLE t (c DECIMAL(10,2)); INSERT INTO t VALUES (1)")
    schema = relational(table("t", "c:decimal?"))
    write(store, schema, {"t": [(Decimal("2.25"),), (None,)]}, "append")
    for misfit in (Decimal("2.255"), Decimal(10**9)):
        with pytest.raises(MigrationError, match="does not fit the existing type DECIMAL"):
            write(store, schema, {"t": [(misfit,)]}, "append")
    assert column_values(store, "t")[1] == [Decimal(1), Decimal("2.25"), None]


def test_append_refuses_a_column_that_would_lose_digits(tmp_path: Path) -> None:
    store = database(tmp_path, "CREATE TABLE t (c FLOAT)")
    with pytest.raises(
        InputError, match="column 'c' has the type FLOAT, which does not hold every"
    ):
        write(store, relational(table("t", "c:float?")), {"t": [(0.1,)]}, "append")


def test_tables_that_refer_to_each_other_are_refused_by_name(tmp_path: Path) -> None:
    schema = relational(
        table("a", "id:int b:int", key="id", foreign_keys=[ForeignKey(("b",), "b", ("id",))]),
        table("b", "id:int a:int", key="id", foreign_keys=[ForeignKey(("a",), "a", ("id",))]),
    )
    with pytest.raises(InputError, match="the foreign keys of 'a', 'b' form a cycle, which DuckDB"):
        write(store_at(tmp_path, "x.duckdb"), schema, {})


def test_a_dangling_reference_to_the_same_table_is_one_line(tmp_path: Path) -> None:
    to_boss = ForeignKey(("boss",), "staff", ("id",))
    schema = relational(table("staff", "id:int boss:int?", key="id", foreign_keys=[to_boss]))
    with pytest.raises(
        MigrationError, match=r"1 records refer by \(boss\) to a record that is not"
    ):
        write(store_at(tmp_path, "x.duckdb"), schema, {"staff": [(1, None), (2, 9)]})
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_no_database_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "x.duckdb").write_text("no database")
    store = store_at(tmp_path, "x.duckdb")
    problem = r"^x\.duckdb: cannot be opened: .*not a valid DuckDB database file!$"
    with pytest.raises(InputError, match=problem):
        store.schema()
    for mode in ("append", "replace"):
        with pytest.raises(InputError, match=problem):
            write(store, relational(table("t", "a:int")), {}, mode)
    assert (tmp_path / "x.duckdb").read_text() == "no database"


HOLD = """
import duckdb, sys
connection = duckdb.connect(sys.argv[1])
print("held", flush=True)
sys.stdin.read()
"""


def test_a_locked_database_is_one_line(tmp_path: Path) -> None:
    store = database(tmp_path, "CREATE TABLE t (a INT)")
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path / "x.duckdb")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as other:
        assert other.stdout is not None
        other.stdout.readline()
        with pytest.raises(InputError, match=r"^x\.duckdb: cannot be opened: Could not set lock"):
            store.schema()
        with pytest.raises(InputError, match="Could not set lock"):
            write(store, relational(table("t", "a:int")), {}, "replace")


def test_a_store_closed_in_the_middle_of_a_read_gives_the_file_back(tmp_path: Path) -> None:
    schema = relational(table("t", "a:int"))
    store = store_at(tmp_path, "x.duckdb")
    write(store, schema, {"t": [(number,) for number in range(200_000)]})
    batches = store.read(schema, {("t",): ["a"]})
    next(batches)
    store.close()
    write(store, schema, {"t": [(1,)]}, "replace")
    assert read(store, schema) == {"t": [(1,)]}
