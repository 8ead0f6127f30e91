"""MySQL and MariaDB: their types, catalogue and names, and writing that goes on after a crash."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pytest
from live_databases import Database, database
from relational_stores import Row, Rows, column_values, read, relational, table, write

from dynamite.errors import InputError, MigrationError
from dynamite.schema import ForeignKey, Key
from dynamite.stores import open_store
from dynamite.stores.interface import Resumption, Store

pytestmark = pytest.mark.server("mysql")


@pytest.fixture
def db(tmp_path: Path) -> Database:
    return database("mysql", str(tmp_path))


def store_of(db: Database, script: str = "") -> Store:
    db.execute(script)
    return open_store(db.url)


@pytest.mark.parametrize(
    ("declared", "value", "expected"),
    [
        ("smallint", "-7", ("int?", -7)),
        ("int unsigned", "4294967295", ("int?", 2**32 - 1)),
        ("bigint unsigned", "18446744073709551615", ("decimal?", Decimal(2**64 - 1))),
        ("decimal(10,3)", "1.500", ("decimal?", Decimal("1.5"))),
        ("decimal(10,0)", "100", ("decimal?", Decimal(100))),
        ("decimal(20,10)", "-0.0000000001", ("decimal?", Decimal("-0.0000000001"))),
        ("float", "1.5", ("float?", 1.5)),
        ("float", "16777217", ("float?", 16777216.0)),
        ("double", "5e-324", ("float?", 5e-324)),
        ("boolean", "true", ("bool?", True)),
        ("bit(1)", "b'1'", ("bool?", True)),
        ("bit(5)", "b'101'", ("int?", 5)),
        ("year", "2026", ("int?", 2026)),
        ("varchar(20)", "''", ("string?", "")),
        ("varchar(20)", "'a\"b,\n;'", ("string?", 'a"b,\n;')),
        ("varchar(20) character set latin1", "'Größe'", ("string?", "Größe")),
        ("text", "'NULL'", ("string?", "NULL")),
        ("enum('a','b')", "'b'", ("string?", "b")),
        ("set('a','b')", "'a,b'", ("string?", "a,b")),
        ("time(1)", "'10:30:00.5'", ("string?", "10:30:00.5")),
        ("date", "'0001-01-01'", ("date?", date(1, 1, 1))),
        ("datetime(6)", "'2026-01-31 10:30:00.123456'",
         ("datetime?", datetime(2026, 1, 31, 10, 30, 0, 123456))),
        ("datetime", "'2026-01-31 10:30:00'", ("datetime?", datetime(2026, 1, 31, 10, 30))),
        ("varbinary(5)", "x'00ff'", ("bytes?", b"\x00\xff")),
        ("blob", "''", ("bytes?", b"")),
        ("json", "'{\"b\": 1, \"a\": [1.5]}'", ("json?", '{"a":[1.5],"b":1}')),
    ],
)  # fmt: skip
def test_each_type_is_read_without_loss(
    declared: str, value: str, expected: tuple[str, object], db: Database
) -> None:
    script = f"CREATE TABLE t (c {declared} NULL) CHARACTER SET utf8mb4"
    store = store_of(db, script)
    db.execute(f"INSERT INTO t VALUES ({value}), (NULL)")
    text, values = column_values(store, "t")
    assert (text, values) == (expected[0], [expected[1], None])
    store.close()


def test_a_timestamp_is_its_instant_in_utc(db: Database) -> None:
    store = store_of(
        db,
        "CREATE TABLE t (c timestamp(3) NULL);\nINSERT INTO t SELECT FROM_UNIXTIME(1000000000.5)",
    )
    assert column_values(store, "t")[1] == [datetime(2001, 9, 9, 1, 46, 40, 500000)]
    store.close()


def test_a_tinyint_of_one_digit_may_be_read_as_a_number(db: Database) -> None:
    store = store_of(db, "CREATE TABLE t (c tinyint(1));\nINSERT INTO t VALUES (0), (7)")
    with pytest.raises(InputError, match="t: record 2: \"7\" in column 'c' is not of type bool"):
        read(store, store.schema())
    assert read(store, relational(table("t", "c:int?"))) == {"t": [(0,), (7,)]}
    store.close()


@pytest.mark.parametrize(
    ("declared", "value", "problem"),
    [
        ("date", "'0000-00-00'", "\"0000-00-00\" in column 'c' is not of type date"),
        ("decimal(65,0)", "1" + "0" * 40, "in column 'c' is not of type decimal"),
    ],
)
def test_a_value_that_does_not_fit_names_its_record(
    declared: str, value: str, problem: str, db: Database
) -> None:
    store = store_of(db, f"CREATE TABLE t (c {declared});\nINSERT INTO t VALUES (NULL), ({value})")
    with pytest.raises(InputError, match=f": t: record 2: .*{problem}"):
        read(store, store.schema())
    store.close()


def test_keys_of_the_catalogue_without_prefixes_and_views(db: Database) -> None:
    store = store_of(
        db,
        "CREATE TABLE p (a int, b varchar(9), c text, PRIMARY KEY (b, a), UNIQUE (c(10)), "
        "UNIQUE (a));\n"
        "CREATE TABLE c (x int, y varchar(9), FOREIGN KEY (y, x) REFERENCES p (b, a));\n"
        "CREATE VIEW v AS SELECT * FROM p",
    )
    parent, child = sorted(store.schema(), key=lambda t: t.name, reverse=True)
    assert (parent.primary_key, parent.unique) == (("b", "a"), (("a",),))
    assert child.foreign_keys == (ForeignKey(("y", "x"), "p", ("b", "a")),)
    store.close()


@pytest.mark.parametrize(
    ("name", "column", "problem"),
    [
        ("x" * 65, "a", "has more than 64 characters"),
        ("t ", "a", "ends with a space"),
        ("t", "\U0001f600", r"has a character beyond U\+0001 to U\+FFFF"),
        ("", "a", "is empty"),
        (
            "_dynamite_new_0",
            "a",
            "names that begin with '_dynamite_' are for unfinished",
        ),
    ],
)
def test_names_that_mysql_cannot_hold_are_refused(
    name: str, column: str, problem: str, db: Database
) -> None:
    store = store_of(db)
    schema = relational(table("first", "a:int"), table(name, f"{column}:int"))
    with pytest.raises(InputError, match=problem):
        write(store, schema, {"first": [(1,)]})
    assert left_over(db) == []
    store.close()


def test_names_and_values_do_not_end_what_they_stand_in(db: Database) -> None:
    hostile = "x`; DROP TABLE bystander; --"
    schema = relational(table(hostile, "select:string %s:string b:bytes", key="select"))
    rows: dict[str, list[Row]] = {
        hostile: [("'; DROP TABLE bystander; --", "%s \\' \\", b"'"), ("\\", "\0'", b"\\")]
    }
    store = store_of(db, "CREATE TABLE bystander (a int)")
    write(store, schema, rows)
    assert read(store, schema) == {hostile: sorted(rows[hostile])}
    assert "bystander" in [t.name for t in store.schema()]
    store.close()


def test_texts_of_a_key_compare_sign_by_sign(db: Database) -> None:
    schema = relational(table("t", "a:string b:bytes", key="a", unique=["b a"]))
    rows: list[Row] = [(text, b"\0") for text in sorted(["a", "A", "a ", "ä", "", "x" * 700])]
    store = store_of(db)
    write(store, schema, {"t": rows})
    assert store.schema() == schema
    assert read(store, schema) == {"t": rows}
    store.close()


def test_a_key_of_longer_texts_than_mysql_indexes_is_refused(db: Database) -> None:
    schema = relational(table("t", "a:string b:string", key="a b"))
    store = store_of(db)
    with pytest.raises(MigrationError, match=r"the key \(a, b\) need 3,200 bytes, and MySQL ind"):
        write(store, schema, {"t": [("x" * 400, "y" * 400)]})
    assert left_over(db) == []
    with pytest.raises(InputError, match="the column 'a' is json, which no key in MySQL can have"):
        write(store, relational(table("t", "a:json", key="a")), {})
    store.close()


def test_decimals_get_the_widest_scale_of_what_they_refer_to(db: Database) -> None:
    schema = relational(
        table("p", "id:decimal", key="id"),
        table("c", "p:decimal? x:decimal", foreign_keys=[ForeignKey(("p",), "p", ("id",))]),
    )
    rows: dict[str, list[Row]] = {
        "p": [(Decimal("1.25"),)],
        "c": [(None, Decimal("0." + "1" * 38)), (None, Decimal("9" * 38))],
    }
    store = store_of(db)
    write(store, schema, rows)
    assert read(store, schema) == rows
    types = dict(db.query(
        "SELECT CONCAT(table_name, column_name), column_type FROM information_schema.columns "
        "WHERE table_schema = DATABASE()"
    ))  # fmt: skip
    assert types == {"pid": "decimal(38,2)", "cp": "decimal(38,2)", "cx": "varchar(80)"}
    store.close()


def test_what_others_refer_to_is_not_replaced(db: Database) -> None:
    store = store_of(
        db,
        "CREATE TABLE p (id bigint PRIMARY KEY);\n"
        "CREATE TABLE c (p bigint, FOREIGN KEY (p) REFERENCES p (id));\n"
        "INSERT INTO p VALUES (1)",
    )
    with pytest.raises(InputError, match="p: it cannot be replaced, as the foreign keys of 'c'"):
        write(store, relational(table("p", "id:int")), {"p": [(2,)]}, "replace")
    assert db.query("SELECT id FROM p") == [(1,)]
    store.close()


def test_replace_leaves_other_tables(db: Database) -> None:
    to_itself = ForeignKey(("boss",), "t", ("id",))
    schema = relational(table("t", "id:int boss:int?", key="id", foreign_keys=[to_itself]))
    store = store_of(db, "CREATE TABLE other (a int);\nCREATE TABLE t (id int PRIMARY KEY)")
    for rows in ([(1, None)], [(2, 2)]):
        write(store, schema, {"t": list(rows)}, "replace")
        assert read(store, schema) == {"t": rows}
        assert {t.name: t for t in store.schema()}["t"] == schema[("t",)]
        store.close()
    assert left_over(db) == []


@pytest.mark.parametrize(
    ("existing", "column", "fitting", "misfit", "problem"),
    [
        (
            "decimal(10,2)",
            "decimal",
            Decimal("2.25"),
            Decimal("2.255"),
            "2.255, which does not",
        ),
        ("varchar(3)", "string", "abc", "ab  ", r"which does not fit varchar\(3\)"),
        ("smallint", "int", 7, 40000, "Out of range value for column 'a'"),
        ("tinytext", "string", "ab", " " * 256, "which does not fit tinytext"),
        (
            "int AUTO_INCREMENT PRIMARY KEY",
            "int",
            0,
            None,
            "record 2: null, which does not",
        ),
    ],
)
def test_append_refuses_a_value_that_would_not_come_back(
    existing: str, column: str, fitting: object, misfit: object, problem: str, db: Database
) -> None:
    schema = relational(table("t", f"a:{column}?"), table("u", "b:int"))
    store = store_of(db, f"CREATE TABLE t (a {existing}, n int DEFAULT 7)")
    rows: dict[str, list[Row]] = {"t": [(fitting,), (misfit,)], "u": [(1,)]}  # type: ignore[list-item]
    with pytest.raises(MigrationError, match=f"t: nothing was written: .*{problem}"):
        write(store, schema, rows, "append")
    assert db.query("SELECT a, n FROM t") == []
    assert left_over(db) == []
    write(store, schema, {"t": rows["t"][:1], "u": [(1,)]}, "append")
    assert db.query("SELECT a, n, b FROM t, u") == [(fitting, 7, 1)]
    store.close()


@pytest.mark.parametrize(
    ("existing", "columns", "problem"),
    [
        ("a bigint", "a:int b:int?", "the existing table has no column 'b'"),
        ("a bigint, b int NOT NULL", "a:int", "the existing table has a column 'b' more, which"),
        ("a double(10,2)", "a:float", r"type double\(10,2\), which does not hold every float"),
        ("a enum('1','0')", "a:string", "which does not hold every string"),
        ("a datetime(3)", "a:datetime", "which does not hold every datetime"),
        ("a int unsigned", "a:int", "which does not hold every int"),
    ],
)
def test_append_refuses_a_table_that_would_change_values(
    existing: str, columns: str, problem: str, db: Database
) -> None:
    store = store_of(db, f"CREATE TABLE t ({existing})")
    with pytest.raises(InputError, match=problem):
        write(store, relational(table("t", columns)), {}, "append")
    store.close()


def test_a_record_that_is_longer_than_the_packets_is_refused(db: Database) -> None:
    (packet,) = db.query("SELECT @@max_allowed_packet")[0]
    schema = relational(table("t", "a:string?"))
    store = store_of(db)
    with pytest.raises(MigrationError, match=r"longer than the server's packets, .* raise max_"):
        write(store, schema, {"t": [("x" * packet,)]})
    long = "x" * (packet - 5000)
    write(store, schema, {"t": [(long,), (None,)]})
    assert read(store, schema) == {"t": [(long,), (None,)]}
    db.execute("UPDATE t SET a = CONCAT(a, REPEAT('\"', 5000))")
    store.close()
    with pytest.raises(InputError, match="t: record 1 is longer than the server's packets; raise"):
        read(store, schema)
    store.close()


# --- going on after a crash --------------------------------------------------------------------

TO_P = ForeignKey(("p",), "p", ("id",))
CRASHED = relational(
    table("p", "id:int name:string", key="id", unique=["name"]),
    table("c", "n:int p:int d:decimal", key="n", foreign_keys=[TO_P]),
)
RECORDS = 3000
CRASHED_ROWS: dict[str, list[Row]] = {
    "p": [(n, f"name {n}") for n in range(100)],
    "c": [(n, n % 100, Decimal(n) / 4) for n in range(RECORDS)],
}


class Stopping(Rows):
    """Content that ends in the middle, as if the process had ended."""

    def __init__(self, after: int) -> None:
        super().__init__(CRASHED, CRASHED_ROWS, size=50)
        self._left = after

    def flat(self, key: Key) -> Iterator[pa.RecordBatch]:
        for batch in super().flat(key):
            if not self._left:
                raise KeyboardInterrupt
            self._left -= 1
            yield batch


def left_over(db: Database) -> list[str]:
    """The tables of an unfinished migration."""
    return [name for (name,) in db.query("SHOW TABLES") if name.startswith("_dynamite_")]


def test_writing_goes_on_where_it_was_stopped(db: Database) -> None:
    store = store_of(db)
    content = Rows(CRASHED, CRASHED_ROWS, size=50)
    for batches in (0, 1, 7, 20):
        with pytest.raises(KeyboardInterrupt):
            store.write(CRASHED, Stopping(batches), "fail", Resumption("f", resume=True))
        assert not store.exists()
        store.close()
    written = db.query("SELECT SUM(records) FROM _dynamite_checkpoint")[0][0]
    assert 0 < written < RECORDS
    store.write(CRASHED, content, "fail", Resumption("f", resume=True))
    assert read(store, CRASHED) == CRASHED_ROWS
    assert {t.key: t for t in store.schema()} == {t.key: t for t in CRASHED}
    store.close()
    assert left_over(db) == []


def test_another_fingerprint_is_refused_and_a_new_beginning_is_not(db: Database) -> None:
    store = store_of(db)
    with pytest.raises(KeyboardInterrupt):
        store.write(CRASHED, Stopping(7), "fail", Resumption("old"))
    content = Rows(CRASHED, CRASHED_ROWS, size=50)
    with pytest.raises(InputError, match="the unfinished migration in this database is of another"):
        store.write(CRASHED, content, "fail", Resumption("new", resume=True))
    store.write(CRASHED, content, "fail", Resumption("new"))
    assert read(store, CRASHED) == CRASHED_ROWS
    store.close()
    assert left_over(db) == []


def test_a_resumed_append_adds_its_records_once(db: Database) -> None:
    store = store_of(db)
    write(store, relational(CRASHED[("p",)]), {"p": [(500, "there")]})
    with pytest.raises(KeyboardInterrupt):
        store.write(CRASHED, Stopping(61), "append", Resumption("f"))
    assert db.query("SELECT COUNT(*) FROM p") == [(1,)]
    content = Rows(CRASHED, CRASHED_ROWS, size=50)
    store.write(CRASHED, content, "append", Resumption("f", resume=True))
    assert read(store, CRASHED) == {**CRASHED_ROWS, "p": [*CRASHED_ROWS["p"], (500, "there")]}
    store.close()


def test_two_migrations_into_one_database_do_not_mix(db: Database) -> None:
    store, other = store_of(db), open_store(db.url)

    class Meanwhile(Rows):
        def flat(self, key: Key) -> Iterator[pa.RecordBatch]:
            with pytest.raises(InputError, match="another migration into this database is running"):
                write(other, CRASHED, CRASHED_ROWS)
            return super().flat(key)

    schema = relational(CRASHED[("p",)])
    store.write(schema, Meanwhile(schema, CRASHED_ROWS), "fail")
    assert read(store, schema) == {"p": CRASHED_ROWS["p"]}
    store.close()


KILLED = """
import sys, time
sys.path.insert(0, sys.argv[1])
from test_stores_mysql import *
class Slow(Rows):
    def flat(self, key):
        for batch in super().flat(key):
            time.sleep(0.004)
            yield batch
print("begin", flush=True)
content = Slow(CRASHED, CRASHED_ROWS, size=50)
open_store(sys.argv[2]).write(CRASHED, content, "replace", Resumption("f", resume=True))
"""


@pytest.mark.parametrize("seed", range(20))
def test_a_killed_writing_leaves_all_as_it_was_and_goes_on(seed: int, db: Database) -> None:
    store = store_of(db)
    before: dict[str, list[Row]] = {"p": [(1, "old")], "c": [(1, 1, Decimal("0.5"))]}
    write(store, CRASHED, before)
    store.close()
    chance = random.Random(seed)
    command = [sys.executable, "-c", KILLED, str(Path(__file__).parent), db.url]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as writer:
        assert writer.stdout is not None
        writer.stdout.readline()
        time.sleep(chance.uniform(0, 1.5))
        writer.send_signal(signal.SIGKILL)
    found = read(store, CRASHED)
    assert found in (before, CRASHED_ROWS)
    store.close()
    content = Rows(CRASHED, CRASHED_ROWS, size=50)
    store.write(CRASHED, content, "replace", Resumption("f", resume=True))
    assert read(store, CRASHED) == CRASHED_ROWS
    assert {t.key: t for t in store.schema()} == {t.key: t for t in CRASHED}
    store.close()
    assert left_over(db) == []
