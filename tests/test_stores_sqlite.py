"""SQLite: its declared types, its untyped values, its catalog, and files that are in the way."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from relational_stores import Row, column_values, read, relational, store_at, table, write

from dynamite.errors import InputError, MigrationError
from dynamite.schema import ForeignKey
from dynamite.stores import open_store
from dynamite.stores.interface import Store


def database(directory: Path, script: str, *values: Any) -> Store:
    """A database made by a script; each value is then a row of table ``t``."""
    with closing(sqlite3.connect(directory / "x.db")) as connection:
        connection.executescript(script)
        for value in values:
            connection.execute("INSERT INTO t VALUES (?)", (value,))
        connection.commit()
    return store_at(directory, "x.db")


@pytest.mark.parametrize(
    ("declared", "stored", "expected"),
    [
        ("INTEGER", 2**63 - 1, ("int?", 2**63 - 1)),
        ("UNSIGNED BIG INT", 5, ("int?", 5)),
        ("varchar(20)", "x", ("string?", "x")),
        ("double precision", 1.5, ("float?", 1.5)),
        ("FLOAT", 3, ("float?", 3.0)),
        ("blob", b"\x00\xff", ("bytes?", b"\x00\xff")),
        ("BOOLEAN", 1, ("bool?", True)),
        ("date", "2026-01-31", ("date?", date(2026, 1, 31))),
        ("DATETIME", "2026-01-31 10:30:00", ("datetime?", datetime(2026, 1, 31, 10, 30))),
        (
            "TIMESTAMP",
            "2026-01-31T10:30:00.5Z",
            ("datetime?", datetime(2026, 1, 31, 10, 30, 0, 500000)),
        ),
        ("TIMESTAMP", "2026-01-31 10:30:00+02:00", ("datetime?", datetime(2026, 1, 31, 8, 30))),
        ("DECIMAL(10,2)", "1.10", ("decimal?", Decimal("1.1"))),
        ("NUMERIC", 7, ("decimal?", Decimal(7))),
        ("DECIMAL_TEXT", "9" * 38, ("decimal?", Decimal("9" * 38))),
        ("JSON", '{"b": 1, "a": [1.5]}', ("json?", '{"a":[1.5],"b":1}')),
        ("JSON", "7", ("json?", "7")),
        ("", 1, ("int?", 1)),
        ("", "x", ("string?", "x")),
        ("", 1.5, ("float?", 1.5)),
        ("", b"x", ("bytes?", b"x")),
        ("UUID", "ab-cd", ("string?", "ab-cd")),
        ("UUID", None, ("string?", None)),
    ],
)
def test_a_declared_type_says_the_type(
    declared: str, stored: object, expected: tuple[str, object], tmp_path: Path
) -> None:
    store = database(tmp_path, f"CREATE TABLE t (c {declared})", stored)
    text, values = column_values(store, "t")
    assert (text, values[0]) == expected
    assert type(values[0]) is type(expected[1]) or text == "json?"


@pytest.mark.parametrize(
    ("declared", "stored", "problem"),
    [
        ("INTEGER", "twelve", "\"twelve\" in column 'c' is not of type int"),
        ("INTEGER", 1.5, "1.5 in column 'c' is not of type int"),
        ("INTEGER", b"12", "a blob of 2 bytes in column 'c' is not of type int"),
        ("REAL", "x", "\"x\" in column 'c' is not of type float"),
        ("TEXT", b"x", "a blob of 1 bytes in column 'c' is not of type string"),
        ("BLOB", "x", "\"x\" in column 'c' is not of type bytes"),
        ("BOOLEAN", 2, "2 in column 'c' is not of type bool"),
        ("BOOLEAN", "true", "\"true\" in column 'c' is not of type bool"),
        ("DATE", "31.1.2026", "\"31.1.2026\" in column 'c' is not of type date"),
        ("DATE", 20260131, "20260131 in column 'c' is not of type date"),
        (
            "DATETIME",
            "2026-02-30 00:00",
            "\"2026-02-30 00:00\" in column 'c' is not of type datetime",
        ),
        ("DECIMAL(10,2)", "1,50", "\"1,50\" in column 'c' is not of type decimal"),
        ("DECIMAL_TEXT", "9" * 39, f"\"{'9' * 39}\" in column 'c' is not of type decimal"),
        ("NUMERIC", float("inf"), "Infinity in column 'c' is not of type decimal"),
        ("JSON", "{", "\"{\" in column 'c' is not of type json"),
    ],
)
def test_a_value_of_another_type_names_table_row_and_column(
    declared: str, stored: object, problem: str, tmp_path: Path
) -> None:
    store = database(tmp_path, f"CREATE TABLE t (c {declared})", None, stored)
    with pytest.raises(InputError) as caught:
        column_values(store, "t")
    assert str(caught.value).startswith(f"x.db: t: rowid 2: {problem}; correct the value")


def test_an_undeclared_column_of_many_types_is_refused_by_name(tmp_path: Path) -> None:
    store = database(tmp_path, "CREATE TABLE t (c)", 1, "x")
    with pytest.raises(InputError, match="column 'c' has the type '', which says nothing, and hol"):
        store.schema()


def test_text_that_is_not_utf8_names_table_row_and_column(tmp_path: Path) -> None:
    script = "CREATE TABLE t (c TEXT); INSERT INTO t VALUES ('a'), (CAST(x'ff' AS TEXT))"
    with pytest.raises(InputError, match=r"x\.db: t: rowid 2: the text in column 'c' is not UTF-8"):
        column_values(database(tmp_path, script), "t")


def test_a_row_is_named_even_where_columns_take_the_names_of_row_numbers(tmp_path: Path) -> None:
    script = "CREATE TABLE t (rowid TEXT, oid INT); INSERT INTO t VALUES ('a', 'b')"
    with pytest.raises(InputError, match="t: rowid 1: \"b\" in column 'oid'"):
        read(database(tmp_path, script), relational(table("t", "oid:int")))
    script = "CREATE TABLE w (a TEXT PRIMARY KEY) WITHOUT ROWID; INSERT INTO w VALUES ('a'), ('b')"
    with pytest.raises(InputError, match="w: record 1: \"a\" in column 'a'"):
        read(database(tmp_path, script), relational(table("w", "a:int")))


def test_keys_come_from_the_catalog(tmp_path: Path) -> None:
    store = database(
        tmp_path,
        """
        CREATE TABLE Artist (Id INTEGER PRIMARY KEY, Name TEXT NOT NULL UNIQUE);
        CREATE TABLE "order; line" (
            a INT, b INT, artist INT REFERENCES aRTIST, other INT REFERENCES Artist (ID),
            up_a INT, up_b INT, lost INT REFERENCES nowhere,
            PRIMARY KEY (b, a),
            FOREIGN KEY (up_b, up_a) REFERENCES "order; line");
        CREATE UNIQUE INDEX by_other ON "order; line" (other, artist);
        CREATE UNIQUE INDEX some ON "order; line" (up_a) WHERE up_a > 0;
        CREATE UNIQUE INDEX odd ON "order; line" (up_a + 1);
        CREATE VIEW v AS SELECT * FROM Artist;
        CREATE TABLE gone (x INT); DROP TABLE gone;
        """,
    )
    artist, line = store.schema()
    assert artist == table("Artist", "Id:int Name:string", key="Id", unique=["Name"])
    assert line == table(
        "order; line",
        "a:int b:int artist:int? other:int? up_a:int? up_b:int? lost:int?",
        key="b a",
        unique=["other artist"],
        foreign_keys=[
            ForeignKey(("artist",), "Artist", ("Id",)),
            ForeignKey(("other",), "Artist", ("Id",)),
            ForeignKey(("up_b", "up_a"), "order; line", ("b", "a")),
        ],
    )


def test_a_primary_key_that_holds_null_is_nullable(tmp_path: Path) -> None:
    store = database(tmp_path, "CREATE TABLE t (c TEXT PRIMARY KEY)", "a", None)
    assert column_values(store, "t") == ("string?", ["a", None])


def test_generated_columns_are_read(tmp_path: Path) -> None:
    script = "CREATE TABLE t (a INT, b INT AS (a + 1)); INSERT INTO t VALUES (1)"
    store = database(tmp_path, script)
    assert read(store, store.schema()) == {"t": [(1, 2)]}


def test_an_index_does_not_change_the_order_of_records(tmp_path: Path) -> None:
    store = database(tmp_path, "CREATE TABLE t (c INT); CREATE INDEX i ON t (c)", 3, 1, 2)
    assert column_values(store, "t")[1] == [3, 1, 2]


def test_digits_beyond_the_fifteenth_are_refused_where_sqlite_drops_them(tmp_path: Path) -> None:
    store = database(tmp_path, "CREATE TABLE t (c DECIMAL(20,2))")
    schema = relational(table("t", "c:decimal?"))
    write(store, schema, {"t": [(Decimal("-0.123456789012345"),), (None,)]}, "append")
    with pytest.raises(MigrationError, match="keeps 15 digits only"):
        write(store, schema, {"t": [(Decimal("1234567890.123456"),)]}, "append")
    assert column_values(store, "t")[1] == [Decimal("-0.123456789012345"), None]


def test_tables_that_refer_to_each_other_are_written(tmp_path: Path) -> None:
    schema = relational(
        table("a", "id:int b:int", key="id", foreign_keys=[ForeignKey(("b",), "b", ("id",))]),
        table("b", "id:int a:int", key="id", foreign_keys=[ForeignKey(("a",), "a", ("id",))]),
    )
    rows: dict[str, list[Row]] = {"a": [(1, 2)], "b": [(2, 1)]}
    store = store_at(tmp_path, "x.db")
    write(store, schema, rows)
    assert store.schema() == schema
    with pytest.raises(MigrationError) as caught:
        write(store, schema, {"a": [(1, 3)], "b": [(2, 1)]}, "replace")
    assert str(caught.value) == (
        "x.db: a: nothing was written: the record of rowid 1 refers to a record of 'b' "
        "that is not there"
    )
    assert read(store, schema) == rows


def test_a_file_that_is_no_database_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "x.db").write_text("not a database, but a text of some length" * 9)
    store = store_at(tmp_path, "x.db")
    with pytest.raises(InputError, match=r"^x\.db: cannot be read: file is not a database$"):
        store.schema()
    schema = relational(table("t", "a:int"))
    for mode in ("append", "replace"):
        with pytest.raises((InputError, MigrationError), match="file is not a database"):
            write(store, schema, {}, mode)
    assert (tmp_path / "x.db").read_text().startswith("not a database")


def test_a_locked_database_is_one_line(tmp_path: Path) -> None:
    store = database(tmp_path, "CREATE TABLE t (c INT)", 1)
    schema = relational(table("t", "c:int?"))
    with closing(sqlite3.connect(tmp_path / "x.db", isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(InputError, match=r"^x\.db: cannot be read: database is locked$"):
            store.schema()
        with pytest.raises(MigrationError, match="nothing was written: database is locked"):
            write(store, schema, {"t": [(2,)]}, "append")
        with pytest.raises(InputError, match="cannot be replaced: database is locked"):
            write(store, schema, {"t": [(2,)]}, "replace")
    assert column_values(store, "t")[1] == [1]


def test_a_log_of_the_old_database_does_not_fall_to_the_new(tmp_path: Path) -> None:
    store = database(tmp_path, "PRAGMA journal_mode = WAL; CREATE TABLE t (c INT)", 1)
    with closing(sqlite3.connect(tmp_path / "x.db")) as other:
        other.execute("INSERT INTO t VALUES (5)")
        other.commit()
        assert (tmp_path / "x.db-wal").exists()
        # The other program still has the file open, so its log cannot be folded in.
        with pytest.raises(InputError, match="cannot be replaced: database is locked"):
            write(store, relational(table("u", "a:int")), {"u": [(1,)]}, "replace")
        assert column_values(store, "t")[1] == [1, 5]
    write(store, relational(table("u", "a:int")), {"u": [(1,)]}, "replace")
    assert column_values(store, "u")[1] == [1]
    store.close()
    assert [entry.name for entry in tmp_path.iterdir()] == ["x.db"]


def test_an_empty_file_counts_as_nothing(tmp_path: Path) -> None:
    (tmp_path / "x.db").touch()
    store = store_at(tmp_path, "x.db")
    assert not store.exists()
    write(store, relational(table("t", "a:int")), {"t": [(1,)]})
    assert column_values(store, "t") == ("int", [1])


def test_a_path_with_odd_signs_is_opened(tmp_path: Path) -> None:
    store = open_store("a?b#c%20 d.db", base=tmp_path)
    write(store, relational(table("t", "a:int")), {"t": [(1,)]})
    assert column_values(store, "t") == ("int", [1])
