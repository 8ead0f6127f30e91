"""Program files: reading, printing, refusing by name and place."""

from __future__ import annotations

import pytest

from dynamite.errors import InputError
from dynamite.refactor.declared import read_database
from dynamite.refactor.printing import format_statement
from dynamite.refactor.program_text import read_program, rewritten
from dynamite.refactor.reading import read_statement
from dynamite.refactor.sql import Delete, Function, Literal, NextValue, Update
from dynamite.refactor.tables import OnDelete

DDL = """
CREATE TABLE address (
  aid serial PRIMARY KEY, city text, zip varchar(5) DEFAULT 'x' CHECK (zip <> 'y'));
CREATE TABLE member (
  mid int PRIMARY KEY, name text NOT NULL, points numeric,
  home int REFERENCES address (aid) ON DELETE CASCADE,
  work int REFERENCES address (aid) ON DELETE SET NULL,
  UNIQUE (name, points)
);
"""

DATABASE = read_database(DDL, "old.sql")

STATEMENTS = [
    "SELECT name FROM member WHERE mid = :id",
    "SELECT DISTINCT m.name, a.city FROM member AS m JOIN address AS a ON a.aid = m.home",
    "SELECT m.name FROM member m LEFT JOIN address a ON a.aid = m.home AND a.city <> 'q' "
    "WHERE a.aid IS NULL OR NOT a.city LIKE :p",
    "SELECT a.name, b.name AS other FROM member a, member b WHERE a.home = b.work",
    "SELECT name FROM member WHERE points BETWEEN :low AND 10 AND name IN ('a', :n)",
    "SELECT name FROM member m WHERE EXISTS (SELECT 1 FROM address a WHERE a.aid = m.home)",
    "SELECT name FROM member WHERE home IN (SELECT aid FROM address WHERE city = :c)",
    "SELECT (SELECT city FROM address WHERE aid = home) AS city FROM member",
    "SELECT name, COUNT(*) AS n, SUM(points), COUNT(DISTINCT home) FROM member GROUP BY name "
    "HAVING COUNT(*) > 1 ORDER BY n DESC LIMIT 3 OFFSET :o",
    "SELECT points * 2 + 1, LOWER(name) || 'x', COALESCE(name, 'none') FROM member ORDER BY 1",
    "SELECT CASE WHEN points > 1.5 THEN 'big' ELSE 'small' END AS size FROM member",
    "INSERT INTO member (mid, name) VALUES (:id, :n), (2, 'b')",
    "INSERT INTO address (city) VALUES (:c) RETURNING aid",
    "INSERT INTO address (aid, city) SELECT mid, name FROM member WHERE points = 1",
    "INSERT INTO member (mid, name, home) VALUES (:id, 'x', NEXTVAL('s'))",
    "UPDATE member SET name = :n, points = points + 1 WHERE mid = :id",
    "UPDATE member SET name = address.city FROM address WHERE address.aid = member.home",
    "DELETE FROM member",
    "SELECT name FROM member WHERE name NOT LIKE 'a%' AND mid NOT BETWEEN 1 AND :n",
    "DELETE FROM member USING address WHERE address.aid = member.home AND address.city = :c",
    "DELETE FROM member WHERE home IN (SELECT aid FROM address WHERE city = :c)",
]


@pytest.mark.parametrize("text", STATEMENTS)
def test_a_printed_statement_means_what_was_read(text: str) -> None:
    statement = read_statement(text, DATABASE, "postgres", "p.sql", 1)
    printed = format_statement(statement, "postgres")
    again = read_statement(printed, DATABASE, "postgres", "p.sql", 1)
    assert format_statement(again, "postgres") == printed
    assert again == statement


MYSQL = [
    "UPDATE member m JOIN address a ON a.aid = m.home SET m.name = :n, a.city = :c WHERE m.mid = 1",
    "DELETE m, a FROM member m JOIN address a ON a.aid = m.home WHERE m.mid = :id",
    "SELECT name FROM member ORDER BY points DESC LIMIT 3",
]


@pytest.mark.parametrize("text", MYSQL)
def test_mysql_changes_several_tables_at_once(text: str) -> None:
    statement = read_statement(text, DATABASE, "mysql", "p.sql", 1)
    printed = format_statement(statement, "mysql")
    assert read_statement(printed, DATABASE, "mysql", "p.sql", 1) == statement
    if isinstance(statement, Update | Delete):
        assert len(statement.targets) == 2
        with pytest.raises(InputError, match=r"postgres .* one table in one statement"):
            format_statement(statement, "postgres")


REFUSED = {
    "SELECT name FROM nobody": "there is no table 'nobody'",
    "SELECT nothing FROM member": "there is no column 'nothing'",
    "SELECT member.nothing FROM member": "the table 'member' has no column 'nothing'",
    "SELECT name FROM member a, member b": "the column 'name' is ambiguous",
    "SELECT name FROM member UNION SELECT city FROM address": "is not understood",
    "SELECT x FROM (SELECT name AS x FROM member) t": "is no table",
    "SELECT name FROM member FULL JOIN address ON home = aid": "FULL JOIN is not understood",
    "SELECT name FROM member WHERE mid = ANY(:ids)": "is not understood",
    "SELECT RANK() OVER (ORDER BY mid) FROM member": "is not understood",
    "WITH t AS (SELECT 1) SELECT name FROM member": "WITH in .* is not understood",
    "SELECT name FROM member FOR UPDATE": "LOCKS in .* is not understood",
    "INSERT INTO member (mid) VALUES (1) ON CONFLICT DO NOTHING": "CONFLICT in .* not understood",
    "INSERT INTO member (mid, name) VALUES (1)": "INSERT has 2 columns and another number",
    "UPDATE member SET name = 'a', name = 'b'": "a column is assigned twice",
    "CREATE TABLE t (a int)": "a program has SELECT, INSERT, UPDATE and DELETE",
    "SELECT md5(name) FROM member": "is not understood",
    "SELECT DISTINCT name FROM member ORDER BY mid": "ordered by what it does not select",
}


@pytest.mark.parametrize("text", REFUSED)
def test_what_is_not_understood_is_refused_by_name_and_line(text: str) -> None:
    program = f"-- name: f\nSELECT 1;\n\n-- name: g\n{text};\n"
    with pytest.raises(InputError, match=r"^p\.sql:5: .*" + REFUSED[text]):
        read_program(program, DATABASE, "p.sql")


PROGRAM = """-- The members' program.

-- name: get^ :one
-- Who is it?
select name   -- the name
  from member where mid = :id;

-- name: move!
UPDATE member SET home = :home WHERE mid = :id;
DELETE FROM address WHERE aid = :old;
"""


def test_a_program_keeps_its_text() -> None:
    program = read_program(PROGRAM, DATABASE, "p.sql")
    assert program.text == PROGRAM
    assert [f.name for f in program.functions] == ["get", "move"]
    assert [f.line for f in program.functions] == [3, 8]
    assert program.functions[1].parameters == ("home", "id", "old")


def test_only_the_block_that_changes_is_printed_anew() -> None:
    program = read_program(PROGRAM, DATABASE, "p.sql")
    get, move = program.functions
    shorter = Function("move", move.statements[:1])
    after = rewritten(program, {"get": get, "move": shorter}, DATABASE, "postgres").text
    assert after == PROGRAM.replace("DELETE FROM address WHERE aid = :old;\n", "")


ORDER = """-- name: add
INSERT INTO t VALUES (:a, :b);
-- name: all
SELECT * FROM t;
-- name: some
SELECT b FROM t WHERE a = :a;
"""


def test_a_text_that_depends_on_the_order_of_columns_does_not_stay_where_it_changes() -> None:
    old = read_database("CREATE TABLE t (a int PRIMARY KEY, b int)", "old.sql")
    new = read_database("CREATE TABLE t (b int, c int, a int PRIMARY KEY)", "new.sql")
    program = read_program(ORDER, old, "p.sql")
    after = rewritten(program, {f.name: f for f in program.functions}, new, "postgres").text
    assert read_program(after, new, "q.sql").functions == program.functions
    assert after == ORDER.replace("t VALUES", "t (a, b) VALUES").replace("*", "a, b")


QUOTED = """CREATE TABLE "Group" ("groupId" int PRIMARY KEY, Title text);
CREATE TABLE member (mid int PRIMARY KEY, "inGroup" int REFERENCES "Group" ("groupId"));
"""


def test_names_with_capitals_in_quotes_are_printed_in_quotes() -> None:
    database = read_database(QUOTED, "ddl.sql")
    text = (
        '-- name: f\nSELECT g.Title FROM member AS m\nJOIN "Group" AS g '
        'ON g."groupId" = m."inGroup"\nWHERE m.mid = :id;\n'
    )
    (f,) = read_program(text, database, "p.sql").functions
    empty = read_program("-- name: f\nSELECT 1;\n", database, "p.sql")
    after = rewritten(empty, {"f": f}, database, "postgres").text
    assert " ".join(after.split()) == " ".join(text.split())


def test_a_name_with_and_without_quotes_is_refused() -> None:
    with pytest.raises(InputError, match=r"old\.sql:1: 'Ab' is written with quotes and without"):
        read_database('CREATE TABLE t (Ab int, b int); CREATE TABLE u ("Ab" int)', "old.sql")


def test_sql_before_the_first_block_is_refused() -> None:
    with pytest.raises(InputError, match="SQL before the first block"):
        read_program("SELECT 1;\n-- name: f\nSELECT 1;", DATABASE, "p.sql")


def test_a_function_that_is_there_twice_is_refused() -> None:
    with pytest.raises(InputError, match=r"p\.sql:3: the function 'f' is there twice"):
        read_program("-- name: f\nSELECT 1;\n-- name: f\nSELECT 1;", DATABASE, "p.sql")


def test_declarations_tell_what_bears_on_statements() -> None:
    address, member = DATABASE
    assert address.column("aid").default == NextValue("address_aid_seq")
    assert address.column("zip").default == Literal("x")
    assert [check.operator for check in address.checks] == ["<>"]  # type: ignore[union-attr]
    assert member.unique == (("name", "points"),)
    assert [r.on_delete for r in member.references] == [OnDelete.CASCADE, OnDelete.SET_NULL]


def test_a_foreign_key_to_what_is_no_key_is_refused() -> None:
    sql = "CREATE TABLE a (x int); CREATE TABLE b (y int REFERENCES a (x));"
    with pytest.raises(InputError, match=r"refers to a\(x\), which is no key"):
        read_database(sql, "old.sql")


DECLARED = {
    "CREATE TABLE t (a int, b int GENERATED ALWAYS AS (a + 1) STORED)": "is not understood",
    "CREATE TABLE t (a text COLLATE nocase)": "COLLATE",
    "CREATE TABLE t (a int PRIMARY KEY, b int REFERENCES t (a) ON UPDATE CASCADE)": "ON UPDATE",
    "CREATE TABLE t (a int PRIMARY KEY, b int REFERENCES t (a) ON DELETE SET DEFAULT)": "ON DELETE",
    "CREATE TABLE t (a text); CREATE UNIQUE INDEX i ON t (lower(a))": "UNIQUE INDEX",
    "CREATE TABLE t (a text); CREATE UNIQUE INDEX i ON t (a) WHERE a > 'b'": "UNIQUE INDEX",
    "CREATE TABLE t (a text DEFAULT random())": "is not understood",
}


@pytest.mark.parametrize("sql", DECLARED)
def test_a_declaration_that_bears_on_statements_is_never_passed_over(sql: str) -> None:
    with pytest.raises(InputError, match=DECLARED[sql]):
        read_database(sql, "old.sql")


def test_a_unique_index_is_a_key() -> None:
    sql = "CREATE TABLE t (a text, b int); CREATE UNIQUE INDEX i ON t (b, a);"
    assert read_database(sql, "old.sql")["t"].unique == (("b", "a"),)


KEYS = """-- name: add
INSERT INTO address (city) VALUES (:c);
INSERT INTO member (mid, name, home) VALUES (:id, :n, {});
"""


@pytest.mark.parametrize(
    ("dialect", "function"), [("mysql", "LAST_INSERT_ID()"), ("sqlite", "last_insert_rowid()")]
)
def test_the_last_key_is_that_of_the_insert_before(dialect: str, function: str) -> None:
    text = KEYS.format(function)
    program = read_program(text, DATABASE, "p.sql", dialect)
    named = read_program(KEYS.format("CURRVAL('address_aid_seq')"), DATABASE, "p.sql")
    assert program.functions == named.functions
    (add,) = named.functions
    other = Function("add", tuple(reversed(add.statements)))
    empty = read_program("-- name: add\nSELECT 1;\n", DATABASE, "p.sql", dialect)
    printed = rewritten(empty, {"add": add}, DATABASE, dialect).text
    assert read_program(printed, DATABASE, "p.sql", dialect).functions == (add,)
    with pytest.raises(InputError, match="names only the last key"):
        rewritten(empty, {"add": other}, DATABASE, dialect)


def test_a_key_of_the_database_is_left_to_it() -> None:
    text = KEYS.format("CURRVAL('address_aid_seq')")
    given = text.replace(
        "(city) VALUES (:c)", "(aid, city) VALUES (NEXTVAL('address_aid_seq'), :c)"
    )
    (add,) = read_program(given, DATABASE, "p.sql").functions
    empty = read_program("-- name: add\nSELECT 1;\n", DATABASE, "p.sql")
    assert rewritten(empty, {"add": add}, DATABASE, "postgres").text == text


def test_mysql_names_the_alias_of_a_table_that_it_deletes_from() -> None:
    text = "-- name: f\nDELETE FROM member AS m WHERE m.mid = :id;\n"
    (f,) = read_program(text, DATABASE, "p.sql").functions
    printed = format_statement(f.statements[0], "mysql", pretty=False)
    assert printed == "DELETE m FROM member AS m WHERE mid = :id"


def test_a_last_key_without_an_insert_is_refused() -> None:
    text = "-- name: f\nDELETE FROM address WHERE aid = LAST_INSERT_ID();\n"
    with pytest.raises(InputError, match=r"p\.sql:1: no INSERT before it"):
        read_program(text, DATABASE, "p.sql", "mysql")
