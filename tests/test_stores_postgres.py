"""PostgreSQL: its types, its catalogue, its names, and what is in the way of writing."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from live_databases import Database, database
from relational_stores import Row, column_values, read, relational, table, write

from dynamite.errors import InputError, MigrationError
from dynamite.schema import ForeignKey
from dynamite.stores import open_store
from dynamite.stores.interface import Store

pytestmark = pytest.mark.server("postgres")


@pytest.fixture
def db(tmp_path: Path) -> Database:
    return database("postgres", str(tmp_path))


def store_of(db: Database, script: str = "") -> Store:
    db.execute(script)
    return open_store(db.url)


@pytest.mark.parametrize(
    ("declared", "value", "expected"),
    [
        ("smallint", "-7", ("int?", -7)),
        ("bigint", "9223372036854775807", ("int?", 2**63 - 1)),
        ("numeric", "1.500", ("decimal?", Decimal("1.5"))),
        ("numeric(30,2)", "100.00", ("decimal?", Decimal(100))),
        ("numeric", "-0.00000000000000000000000000000000000001",
         ("decimal?", Decimal("-0.00000000000000000000000000000000000001"))),
        ("real", "1.5", ("float?", 1.5)),
        ("double precision", "'-Infinity'", ("float?", float("-inf"))),
        ("double precision", "5e-324", ("float?", 5e-324)),
        ("text", "''", ("string?", "")),
        ("text", "E'a\\n\"b\",\\\\.'", ("string?", 'a\n"b",\\.')),
        ("text", r"'\.'", ("string?", r"\.")),
        ("varchar(5)", "'NULL'", ("string?", "NULL")),
        ("char(4)", "'ab'", ("string?", "ab")),
        ("boolean", "true", ("bool?", True)),
        ("date", "'0001-01-01'", ("date?", date(1, 1, 1))),
        ("time", "'10:30:00.5'", ("string?", "10:30:00.5")),
        ("timestamp", "'2026-01-31 10:30:00.123456'",
         ("datetime?", datetime(2026, 1, 31, 10, 30, 0, 123456))),
        ("timestamptz", "'2026-01-31 10:30:00+02:00'",
         ("datetime?", datetime(2026, 1, 31, 8, 30))),
        ("interval", "'1 day 2 hours'", ("string?", "P1DT2H")),
        ("uuid", "'{00000000-0000-0000-0000-0000000000FF}'",
         ("string?", "00000000-0000-0000-0000-0000000000ff")),
        ("inet", "'10.0.0.1/24'", ("string?", "10.0.0.1/24")),
        ("bytea", "'\\x00ff'", ("bytes?", b"\x00\xff")),
        ("bytea", "''", ("bytes?", b"")),
        ("json", "'{\"b\": 1, \"a\": [1.5]}'", ("json?", '{"a":[1.5],"b":1}')),
        ("jsonb", "'null'", ("json?", "null")),
        ("integer[]", "'{1,null}'", ("json?", "[1,null]")),
        ("text[]", "'{a,\"b c\"}'", ("json?", '["a","b c"]')),
        ("numeric[]", "'{1.50,NaN}'", ("string?", "{1.50,NaN}")),
        ("int4range", "'[1,5)'", ("string?", "[1,5)")),
    ],
)  # fmt: skip
def test_each_type_is_read_without_loss(
    declared: str, value: str, expected: tuple[str, object], db: Database
) -> None:
    store = store_of(db, f"CREATE TABLE t (c {declared}); INSERT INTO t VALUES ({value}), (NULL)")
    text, values = column_values(store, "t")
    assert (text, values) == (expected[0], [expected[1], None])
    store.close()


@pytest.mark.parametrize(
    ("declared", "value", "problem"),
    [
        ("numeric", "'NaN'", "record 2: \"NaN\" in column 'c' is not of type decimal"),
        ("numeric", "1e40", "record 2: .* in column 'c' is not of type decimal"),
        ("timestamp", "'infinity'", "record 2: \"infinity\" in column 'c' is not of type datetime"),
        ("date", "'10000-01-01'", "record 2: "),
        ("date", "'0044-03-15 BC'", "record 2: \"0044-03-15 BC\" in column 'c' is not of type da"),
    ],
)
def test_a_value_that_does_not_fit_names_its_record(
    declared: str, value: str, problem: str, db: Database
) -> None:
    script = f"""CREATE TABLE t (b boolean, c {declared});
        INSERT INTO t VALUES (true, NULL), (false, {value})"""
    store = store_of(db, script)
    with pytest.raises(InputError, match=rf": t: {problem}"):
        read(store, store.schema())
    store.close()


def test_a_domain_is_what_it_is_based_on(db: Database) -> None:
    store = store_of(
        db,
        "CREATE DOMAIN positive AS int CHECK (VALUE > 0);\n"
        "CREATE DOMAIN filled AS positive NOT NULL;\n"
        "CREATE TYPE mood AS ENUM ('sad', 'glad');\n"
        "CREATE TABLE t (a filled, b positive, c mood, d mood[]);\n"
        "INSERT INTO t VALUES (1, NULL, 'glad', '{sad}')",
    )
    schema = store.schema()
    assert [a.text for a in schema[("t",)].attributes] == ["int", "int?", "string?", "json?"]
    assert read(store, schema)["t"] == [(1, None, "glad", '["sad"]')]
    store.close()


def test_views_temporary_tables_and_partitions_are_left_out(db: Database) -> None:
    store = store_of(
        db,
        "CREATE TABLE t (a int) PARTITION BY RANGE (a);\n"
        "CREATE TABLE t1 PARTITION OF t FOR VALUES FROM (0) TO (10);\n"
        "CREATE VIEW v AS SELECT * FROM t;\n"
        "CREATE TABLE parent (x int);\nCREATE TABLE child (y int) INHERITS (parent);\n"
        "INSERT INTO t VALUES (1);\nINSERT INTO child VALUES (2, 3)",
    )
    schema = store.schema()
    assert [t.name for t in schema] == ["t", "parent", "child"]
    assert read(store, schema) == {"t": [(1,)], "parent": [], "child": [(2, 3)]}
    store.close()


def test_tables_of_other_schemas_go_by_their_whole_names(db: Database) -> None:
    store = store_of(
        db,
        "CREATE SCHEMA sales;\n"
        "CREATE TABLE sales.customers (id int PRIMARY KEY);\n"
        "CREATE TABLE orders (id int, customer int REFERENCES sales.customers);\n"
        "INSERT INTO sales.customers VALUES (1);\nINSERT INTO orders VALUES (7, 1)",
    )
    schema = store.schema()
    assert [t.name for t in schema] == ["orders", "sales.customers"]
    assert schema[("orders",)].foreign_keys == (
        ForeignKey(("customer",), "sales.customers", ("id",)),
    )
    assert read(store, schema) == {"orders": [(7, 1)], "sales.customers": [(1,)]}
    store.close()


def test_a_name_with_a_dot_is_written_to_that_schema_which_is_made(db: Database) -> None:
    schema = relational(
        table("shop.customers", "id:int", key="id"),
        table("a.b.c", "id:int"),
        table(".odd", "id:int"),
        table("shop.orders", "c:int", foreign_keys=[ForeignKey(("c",), "shop.customers", ("id",))]),
    )
    rows: dict[str, list[Row]] = {"shop.customers": [(1,)], "shop.orders": [(1,)], ".odd": [(2,)]}
    store = store_of(db)
    write(store, schema, rows)
    assert db.query("SELECT c FROM shop.orders") == [(1,)]
    assert db.query('SELECT id FROM public.".odd"') == [(2,)]
    assert {t.key: t for t in store.schema()} == {t.key: t for t in schema}
    store.close()
    with pytest.raises(InputError, match="'public' is the default schema of the database; name th"):
        write(store, relational(table("public.x", "a:int")), {})


def test_a_table_whose_name_has_a_dot_is_found_by_its_name(db: Database) -> None:
    store = store_of(db, 'CREATE TABLE "a.b" (x bigint);\nINSERT INTO "a.b" VALUES (1)')
    schema = store.schema()
    write(store, schema, {"a.b": [(2,)]}, "append")
    assert read(store, schema) == {"a.b": [(1,), (2,)]}
    store.close()


@pytest.mark.parametrize(
    ("name", "column", "problem"),
    [
        ("ü" * 32, "a", "has 64 bytes, of which PostgreSQL keeps 63; shorten it in the target sch"),
        ("t", "x" * 64, "has 64 bytes, of which PostgreSQL keeps 63"),
        ("t", "xmin", "'xmin' is a column that every table of PostgreSQL has of itself"),
        ("t\0", "a", "U+0000, cannot be that of a table in PostgreSQL"),
        ("", "a", "an empty name cannot be that of a table"),
    ],
)
def test_names_that_postgresql_cannot_hold_are_refused(
    name: str, column: str, problem: str, db: Database
) -> None:
    store = store_of(db)
    schema = relational(table("first", "a:int"), table(name, f"{column}:int"))
    with pytest.raises(InputError) as caught:
        write(store, schema, {"first": [(1,)]})
    assert problem in str(caught.value)
    assert not store.exists()
    store.close()


def test_names_and_values_do_not_end_what_they_stand_in(db: Database) -> None:
    hostile = 'x"; DROP TABLE bystander; --'
    schema = relational(table(hostile, "select:string $1:string", key="select"))
    rows: dict[str, list[Row]] = {hostile: [("'; DROP TABLE bystander; --", "%s $1 \\")]}
    store = store_of(db, "CREATE TABLE bystander (a int)")
    write(store, schema, rows)
    assert read(store, schema) == rows
    assert "bystander" in [t.name for t in store.schema()]
    store.close()


def test_a_text_with_nul_is_refused_by_name(db: Database) -> None:
    schema = relational(table("t", "a:int b:string"))
    store = store_of(db)
    with pytest.raises(MigrationError, match=r"record 2: the character U\+0000, which PostgreSQL"):
        write(store, schema, {"t": [(1, "x"), (2, "a\0b")]})
    assert not store.exists()
    store.close()


def test_keys_come_with_indexes_on_what_refers(db: Database) -> None:
    to_parent = ForeignKey(("p",), "p", ("id",))
    schema = relational(
        table("c", "p:int q:int", foreign_keys=[to_parent]),
        table("d", "p:int q:int", key="p q", foreign_keys=[to_parent]),
        table("p", "id:int", key="id"),
    )
    store = store_of(db)
    write(store, schema, {"p": [(1,)], "c": [(1, 2)], "d": [(1, 2)]})
    found = db.query("SELECT tablename, indexname FROM pg_indexes WHERE schemaname = 'public'")
    assert sorted(found) == [("c", "c_p_idx"), ("d", "d_pkey"), ("p", "p_pkey")]
    store.close()


def test_what_others_depend_on_is_not_replaced(db: Database) -> None:
    store = store_of(
        db,
        "CREATE TABLE p (id bigint PRIMARY KEY);\nCREATE TABLE c (p bigint REFERENCES p);\n"
        "INSERT INTO p VALUES (1)",
    )
    with pytest.raises(InputError, match=r"drop table p because other objects depend .*table c "):
        write(store, relational(table("p", "id:int")), {"p": [(2,)]}, "replace")
    with pytest.raises(InputError, match="there is something of this name that is not a table"):
        db.execute("CREATE VIEW v AS SELECT 1 AS x")
        write(store, relational(table("v", "x:int")), {}, "replace")
    assert db.query("SELECT id FROM p") == [(1,)]
    store.close()


def test_replace_leaves_other_tables_and_names_keys_anew(db: Database) -> None:
    schema = relational(table("t", "id:int", key="id"))
    store = store_of(db, "CREATE TABLE other (a int);\nCREATE TABLE t (id text PRIMARY KEY)")
    write(store, schema, {"t": [(1,)]}, "replace")
    assert read(store, schema) == {"t": [(1,)]}
    assert [t.name for t in store.schema()] == ["other", "t"]
    assert db.query("SELECT indexname FROM pg_indexes WHERE tablename = 't'") == [("t_pkey",)]
    store.close()


def test_the_old_table_can_be_read_while_it_is_replaced(db: Database) -> None:
    schema = relational(table("t", "id:int"))
    store = store_of(db, "CREATE TABLE t (id bigint);\nINSERT INTO t VALUES (1)")

    class Looking:
        def flat(self, key: object) -> object:
            with db.connect() as other:
                other.execute("SET lock_timeout = '2s'")
                assert other.execute("SELECT id FROM t").fetchall() == [(1,)]
            return iter(())

        nested = flat

    store.write(schema, Looking(), "replace")  # type: ignore[arg-type]
    assert read(store, schema) == {"t": []}
    store.close()


@pytest.mark.parametrize(
    ("existing", "columns", "problem"),
    [
        ("a bigint", "a:int b:int?", "the existing table has no column 'b'"),
        (
            "a bigint, b int NOT NULL",
            "a:int",
            "the existing table has a column 'b' more, which",
        ),
        ("a real", "a:float", "'a' is of the type real, which does not hold every float"),
        ("a char(5)", "a:string", r"'a' is of the type character\(5\), which does not hold every"),
        ("a timestamp(3)", "a:datetime", "which does not hold every datetime"),
        ("a int GENERATED ALWAYS AS (1) STORED", "a:int", "'a' is generated, which does not hold"),
        ("a text", "a:int", "'a' is of the type text, which does not hold every int"),
    ],
)
def test_append_refuses_a_table_that_would_change_values(
    existing: str, columns: str, problem: str, db: Database
) -> None:
    store = store_of(db, f"CREATE TABLE t ({existing})")
    with pytest.raises(InputError, match=problem):
        write(store, relational(table("t", columns)), {}, "append")
    store.close()


@pytest.mark.parametrize(
    ("existing", "column", "fitting", "misfit", "problem"),
    [
        ("numeric(10,2)", "decimal", Decimal("2.25"), Decimal("2.255"), "2.255, which does not"),
        ("numeric(4,2)", "decimal", Decimal("2.25"), Decimal(1000), "numeric field overflow"),
        ("varchar(3)", "string", "abc", "ab  ", r"a text too long for character varying\(3\)"),
        ("smallint", "int", 7, 40000, "out of range for type smallint"),
        ("bigint CHECK (a > 0)", "int", 1, -1, "violates check constraint"),
    ],
)  # fmt: skip
def test_append_refuses_a_value_that_would_not_come_back(
    existing: str, column: str, fitting: object, misfit: object, problem: str, db: Database
) -> None:
    schema = relational(table("t", f"a:{column}?"))
    store = store_of(db, f"CREATE TABLE t (a {existing}, n int DEFAULT 7)")
    write(store, schema, {"t": [(fitting,), (None,)]}, "append")  # type: ignore[list-item]
    with pytest.raises(MigrationError, match=f"t: nothing was written: .*{problem}"):
        write(store, schema, {"t": [(fitting,), (misfit,)]}, "append")  # type: ignore[list-item]
    assert db.query("SELECT a, n FROM t") == [(fitting, 7), (None, 7)]
    store.close()


def test_a_clash_says_which_key(db: Database) -> None:
    schema = relational(table("t", "id:int", key="id"))
    store = store_of(db)
    with pytest.raises(MigrationError, match=r"t: nothing was written: could not create unique ind"
                       r"ex .*Key \(id\)=\(1\) is duplicated"):  # fmt: skip
        write(store, schema, {"t": [(1,), (1,)]})
    assert not store.exists()
    store.close()


def test_rows_that_a_policy_hides_are_not_silently_missing(db: Database) -> None:
    db.execute(
        "CREATE TABLE t (a int);\nINSERT INTO t VALUES (1);\n"
        "ALTER TABLE t ENABLE ROW LEVEL SECURITY;\n"
        f"DROP ROLE IF EXISTS {db.name};\nCREATE ROLE {db.name} LOGIN PASSWORD 'pw';\n"
        f"GRANT SELECT ON t TO {db.name}"
    )
    store = open_store(db.at(user=db.name, password="pw"))
    with pytest.raises(InputError, match="cannot be read: query would be affected by row-lev"):
        read(store, store.schema())
    store.close()
    db.execute(f"DROP OWNED BY {db.name};\nDROP ROLE {db.name}")


def test_a_reading_is_of_one_moment(db: Database) -> None:
    store = store_of(db, "CREATE TABLE t (a int);\nCREATE TABLE u (a int)")
    schema = store.schema()
    db.execute("INSERT INTO t VALUES (1);\nINSERT INTO u VALUES (1)")
    assert read(store, schema) == {"t": [], "u": []}
    store.close()
    assert read(store, schema) == {"t": [(1,)], "u": [(1,)]}
    store.close()
