"""Schemas from CREATE TABLE statements."""

from __future__ import annotations

import logging

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlglot import exp

from dynamite.data.ddl import read_ddl
from dynamite.data.schema_text import format_schema
from dynamite.errors import InputError
from dynamite.schema import Attribute, ForeignKey, Schema
from dynamite.values import DataType


def columns(sql: str, dialect: str = "postgres") -> dict[str, str]:
    """The types of the columns of the only table."""
    (table,) = read_ddl(sql, "x.sql", dialect)
    return {attribute.name: attribute.text for attribute in table.attributes}


def one(schema: Schema, name: str) -> dict[str, object]:
    tables: dict[str, dict[str, object]] = format_schema(schema)["tables"]
    return tables[name]


def refusal(sql: str, dialect: str = "postgres") -> str:
    with pytest.raises(InputError) as refused:
        read_ddl(sql, "x.sql", dialect)
    return str(refused.value)


@pytest.mark.parametrize(
    ("sql_type", "expected"),
    [
        ("int", "int"),
        ("smallint", "int"),
        ("bigint", "int"),
        ("serial", "int"),
        ("bigserial", "int"),
        ("real", "float"),
        ("double precision", "float"),
        ("numeric", "decimal"),
        ("numeric(10, 2)", "decimal"),
        ("decimal(5)", "decimal"),
        ("money", "decimal"),
        ("text", "string"),
        ("varchar(20)", "string"),
        ("character varying(20)", "string"),
        ("char(3)", "string"),
        ("uuid", "string"),
        ("time", "string"),
        ("boolean", "bool"),
        ("date", "date"),
        ("timestamp", "datetime"),
        ("timestamp with time zone", "datetime"),
        ("timestamptz(3)", "datetime"),
        ("bytea", "bytes"),
        ("json", "json"),
        ("jsonb", "json"),
        ("int[]", "json"),
    ],
)
def test_types_of_postgres(sql_type: str, expected: str) -> None:
    assert columns(f"CREATE TABLE t (a {sql_type} NOT NULL)") == {"a": expected}


def test_types_of_other_dialects() -> None:
    sql = "CREATE TABLE t (a tinyint(1), b datetime, c enum('x', 'y'), d bigint unsigned, e blob)"
    assert columns(sql, "mysql") == {
        "a": "int?",
        "b": "datetime?",
        "c": "string?",
        "d": "decimal?",
        "e": "bytes?",
    }
    sql = "CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, x REAL)"
    assert columns(sql, "sqlite") == {"id": "int", "x": "float?"}


def test_columns_are_nullable_unless_something_says_otherwise() -> None:
    sql = """CREATE TABLE t (a int, b int NULL, c int NOT NULL, d int PRIMARY KEY, e serial,
                             f int GENERATED ALWAYS AS IDENTITY, g int UNIQUE, h int DEFAULT 0)"""
    assert "".join("?" if text.endswith("?") else "!" for text in columns(sql).values()) == (
        "??!!!!??"
    )


def test_keys_may_stand_in_the_column_or_in_the_table() -> None:
    short = "CREATE TABLE u (id int PRIMARY KEY); CREATE TABLE t (a int UNIQUE REFERENCES u (id))"
    long = """CREATE TABLE u (id int, PRIMARY KEY (id));
              CREATE TABLE t (a int, UNIQUE (a), CONSTRAINT f FOREIGN KEY (a) REFERENCES u (id))"""
    later = """CREATE TABLE u (id int); CREATE TABLE t (a int);
               ALTER TABLE ONLY u ADD CONSTRAINT u_pkey PRIMARY KEY (id);
               ALTER TABLE t ADD UNIQUE (a), ADD FOREIGN KEY (a) REFERENCES u"""
    assert read_ddl(short, "x.sql") == read_ddl(long, "x.sql") == read_ddl(later, "x.sql")


def test_composite_keys() -> None:
    sql = """CREATE TABLE t (a int, b int, c int, d int, PRIMARY KEY (a, b), UNIQUE (b, c),
                             FOREIGN KEY (c, d) REFERENCES t)"""
    assert one(read_ddl(sql, "x.sql"), "t") == {
        "columns": {"a": "int", "b": "int", "c": "int?", "d": "int?"},
        "primary_key": ["a", "b"],
        "unique": [["b", "c"]],
        "foreign_keys": [{"columns": ["c", "d"], "table": "t", "references": ["a", "b"]}],
    }


def test_a_reference_may_stand_before_its_table() -> None:
    sql = (
        "CREATE TABLE t (a int REFERENCES u ON DELETE CASCADE); CREATE TABLE u (id int PRIMARY KEY)"
    )
    assert read_ddl(sql, "x.sql").record_types[0].foreign_keys == (
        ForeignKey(("a",), "u", ("id",)),
    )


def test_names_keep_their_case_and_are_referred_to_in_any() -> None:
    sql = """CREATE TABLE AtBats (Id int PRIMARY KEY);
             CREATE TABLE t (a int, FOREIGN KEY (A) REFERENCES atbats (ID))"""
    assert read_ddl(sql, "x.sql").record_types[1].foreign_keys == (
        ForeignKey(("a",), "AtBats", ("Id",)),
    )


def test_quoted_names_are_told_apart_by_case() -> None:
    sql = """CREATE TABLE "a" (x int PRIMARY KEY); CREATE TABLE "A" (y int PRIMARY KEY);
             CREATE TABLE t (r int REFERENCES "A")"""
    assert read_ddl(sql, "x.sql").record_types[2].foreign_keys[0].table == "A"
    assert "there is no table 'B'" in refusal(
        'CREATE TABLE b (x int PRIMARY KEY); CREATE TABLE t (r int REFERENCES "B")'
    )


def test_reserved_and_odd_names_may_be_quoted() -> None:
    sql = 'CREATE TABLE "order" ("group by" int, "a""b" text, "ünï" date)'
    assert columns(sql) == {"group by": "int?", 'a"b': "string?", "ünï": "date?"}


def test_the_schema_that_qualifies_a_table_is_dropped() -> None:
    sql = """CREATE TABLE public.u (id int PRIMARY KEY);
             CREATE TABLE public.t (a int REFERENCES public.u (id));
             ALTER TABLE ONLY public.t ADD PRIMARY KEY (a)"""
    schema = read_ddl(sql, "x.sql")
    assert [table.name for table in schema] == ["u", "t"]
    assert schema.record_types[1].primary_key == ("a",)


def test_an_enumeration_is_text() -> None:
    sql = "CREATE TYPE mood AS ENUM ('a', 'b'); CREATE TABLE t (m mood)"
    assert columns(sql) == {"m": "string?"}


def test_alter_table_may_add_columns_and_take_nulls_away() -> None:
    sql = """CREATE TABLE t (a int); ALTER TABLE t ADD COLUMN b text;
             ALTER TABLE t ALTER COLUMN a SET NOT NULL;
             ALTER TABLE t ALTER COLUMN a SET DEFAULT 7"""
    assert columns(sql) == {"a": "int", "b": "string?"}


def test_what_does_not_bear_on_records_is_passed_over(caplog: pytest.LogCaptureFixture) -> None:
    sql = """
    -- a dump
    SET statement_timeout = 0;
    SELECT pg_catalog.set_config('search_path', '', false);
    BEGIN;
    CREATE SCHEMA s;
    CREATE SEQUENCE public.t_id_seq START WITH 1 INCREMENT BY 1;
    CREATE TABLE public.t (a int CHECK (a > 0) DEFAULT 1, CHECK (a < 9)); /* more */
    ALTER TABLE public.t OWNER TO "some one";
    ALTER SEQUENCE public.t_id_seq OWNED BY public.t.a;
    ALTER TABLE public.t ALTER COLUMN a ADD GENERATED ALWAYS AS IDENTITY (START WITH 1);
    COMMENT ON TABLE t IS 'it; has a semicolon';
    CREATE UNIQUE INDEX i ON t (a);
    GRANT SELECT ON t TO reader;
    COMMIT;;
    """
    with caplog.at_level(logging.WARNING):
        assert columns(sql) == {"a": "int?"}
    assert not caplog.records


@pytest.mark.parametrize(
    ("sql", "message"),
    [
        ("\nINSERT INTO t VALUES (1)", "x.sql:2: 'INSERT INTO t VALUES (1)' does not declare"),
        ("CREATE VIEW v AS SELECT 1", "x.sql:1: 'CREATE VIEW v AS SELECT 1' does not declare"),
        ("CREATE TABLE t AS SELECT 1 AS a", "does not declare a table"),
        ("DROP TABLE t", "does not declare a table"),
        ("CREATE TABLE t (a int);\n\nALTER TABLE t DROP COLUMN a", "x.sql:3: 'DROP COLUMN a'"),
        ("ALTER TABLE t ADD PRIMARY KEY (a)", "x.sql:1: there is no table 't'"),
        ("CREATE TABLE t (\n a int,\n b mood)", "x.sql:3: the column t.b has the type 'mood'"),
        ("CREATE TABLE t (a interval)", "the column t.a has the type 'INTERVAL'"),
        ("CREATE TABLE t (a int, a text)", "the column t.a is declared twice"),
        ("CREATE TABLE t (a int); CREATE TABLE t (b int)", "the table 't' is declared twice"),
        ("CREATE TABLE t (a int, PRIMARY KEY (b))", "no column 'b'; its columns are: a"),
        ("CREATE TABLE t (a int PRIMARY KEY, PRIMARY KEY (a))", "has two primary keys"),
        ("CREATE TABLE t (a int REFERENCES u)", "x.sql:1: there is no table 'u'"),
        (
            "CREATE TABLE u (id int); CREATE TABLE t (a int REFERENCES u)",
            "a foreign key of 't' pairs 1 columns with 0 of 'u'",
        ),
        ("CREATE TABLE t (a int", "x.sql:1: not SQL of postgres: Expecting )"),
        ("CREATE TABLE t (a int DEFAULT 'x)", "a quotation or a comment does not end"),
        ("CREATE TABLE t (LIKE u)", "is not understood"),
        ("-- nothing", "x.sql: there is no CREATE TABLE"),
    ],
)
def test_what_is_not_understood_is_refused_with_its_line(sql: str, message: str) -> None:
    assert message in refusal(sql)


def test_an_unknown_dialect_is_refused() -> None:
    assert "Unknown dialect 'klingon'" in refusal("CREATE TABLE t (a int)", "klingon")


def test_a_column_without_a_type_is_refused() -> None:
    assert "the column t.b has no type" in refusal(
        "CREATE TABLE t (a int, b PRIMARY KEY)", "sqlite"
    )


NAMES = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=5)


@given(NAMES, st.lists(NAMES, min_size=1, max_size=3, unique=True))
def test_any_quoted_names_are_read_as_they_are(table: str, names: list[str]) -> None:
    quoted = [exp.to_identifier(name, quoted=True).sql("postgres") for name in names]
    target = exp.to_identifier(table, quoted=True).sql("postgres")
    declared = ", ".join(f"{name} text" for name in quoted)
    sql = f"CREATE TABLE {target} ({declared}, PRIMARY KEY ({', '.join(quoted)}))"
    (record_type,) = read_ddl(sql, "x.sql")
    assert record_type.path == (table,)
    assert record_type.primary_key == tuple(names)
    assert record_type.attributes == tuple(Attribute(name, DataType.STRING) for name in names)
