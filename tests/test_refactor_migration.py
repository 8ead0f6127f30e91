"""The migration that belongs to a rewriting: as SQL and as Datalog, there and back."""

from __future__ import annotations

import sqlite3
from collections import Counter
from contextlib import closing
from functools import cache
from pathlib import Path

import pytest
from live_databases import database
from refactorings import CASES, NAMES

from benchmarks.differential.calls import Calls
from benchmarks.differential.run import ROOT, Pair
from dynamite.commands.migrate import migrate
from dynamite.commands.refactor import migration_text
from dynamite.errors import InputError
from dynamite.refactor.declared import read_database
from dynamite.refactor.moves import migration
from dynamite.refactor.program_text import read_program
from dynamite.refactor.synthesis import refactor_functions

ROWS = 12


@cache
def pair(directory: Path) -> Pair:
    return Pair.found(directory)


def rows(path: Path) -> dict[str, Counter[tuple[object, ...]]]:
    """The rows of every table of a file of SQLite."""
    with closing(sqlite3.connect(path)) as connection:
        names = [
            n
            for (n,) in connection.execute(
                "SELECT name FROM sqlite_schema WHERE sql LIKE 'CREATE TABLE%'"
            )
        ]
        return {
            name.lower(): Counter(connection.execute(f'SELECT * FROM "{name}"')) for name in names
        }


def calls(found: Pair) -> Calls:
    return Calls(found.old.blocks, found.old.tables, found.new.blocks, 3, ROWS)


@pytest.mark.parametrize("name", NAMES)
def test_datalog_and_sql_move_the_same_rows_and_datalog_brings_them_back(
    name: str, tmp_path: Path
) -> None:
    found = pair(CASES / name)
    up, down = found.done.up, found.done.down
    assert up is not None
    assert down is not None, found.done.no_way_back
    for file, moved, is_down in (("up.dl", up, False), ("down.dl", down, True)):
        text = migration_text(moved, file, "sqlite", is_down=is_down)
        (tmp_path / file).write_text(text)
    with found.filled(calls(found)) as old, found.moved(old) as new:
        migrate(tmp_path / "up.dl", old.path, str(tmp_path / "made.db"))
        assert rows(tmp_path / "made.db") == rows(Path(new.path))
        assert sum(map(len, rows(Path(new.path)).values())) >= ROWS
        migrate(tmp_path / "down.dl", str(tmp_path / "made.db"), str(tmp_path / "back.db"))
        if not down.made:
            assert rows(tmp_path / "back.db") == rows(Path(old.path))


def test_what_is_not_moved_and_not_filled_is_said_by_name(tmp_path: Path) -> None:
    found = pair(ROOT / "09-ambler-7").done
    assert found.up is not None
    assert found.down is not None
    assert found.up.left_empty == ("State.CountryCode",)
    assert found.down.left_behind == ("State.CountryCode",)
    text = migration_text(found.down, "down.sql", "postgres", is_down=True)
    assert text.startswith("-- not moved: State.CountryCode\n\nINSERT INTO old.State (")


def test_postgresql_goes_on_counting_after_the_rows_that_were_moved() -> None:
    found = pair(ROOT / "02-oracle-2").done
    assert found.up is not None
    text = migration_text(found.up, "up.sql", "postgres")
    assert "INSERT INTO new.PHONE (phid, work_phone, mobile, fax) OVERRIDING SYSTEM VALUE" in text
    assert "SELECT SETVAL(PG_GET_SERIAL_SEQUENCE('new.PHONE', 'phid'), MAX(phid))" in text
    assert "SETVAL" not in migration_text(found.up, "up.sql", "mysql")


def test_a_child_table_that_vanishes_joins_its_parent() -> None:
    found = pair(ROOT / "04-ambler-2").done
    assert found.up is not None
    text = migration_text(found.up, "up.dl", "sqlite")
    assert "    !in_EmployeeIdentification(employeenumber, _, _, _)." in text


def moves_of(old: str, new: str, program: str) -> str:
    sides = read_database(old, "old.sql"), read_database(new, "new.sql")
    functions = read_program(program, sides[0], "p.sql").functions
    found = refactor_functions(*sides, functions, sequences=20)
    return migration_text(migration(found.mapping, *sides), "up.sql", "postgres")


def test_a_column_that_must_have_a_value_and_has_none_is_refused_by_name() -> None:
    old = "CREATE TABLE t (a int PRIMARY KEY)"
    new = "CREATE TABLE t (a int PRIMARY KEY, b int NOT NULL)"
    with pytest.raises(InputError, match=r"t\.b may not be null, and nothing corresponds to it"):
        moves_of(old, new, "-- name: f\nSELECT a FROM t;\n")


def test_a_default_stays_a_default() -> None:
    old = "CREATE TABLE t (a int PRIMARY KEY)"
    new = "CREATE TABLE t (a int PRIMARY KEY, b int NOT NULL DEFAULT 7)"
    text = moves_of(old, new, "-- name: f\nSELECT a FROM t;\n")
    assert text == (
        "-- left to their defaults: t.b\n\nINSERT INTO new.t (a)\nSELECT x.a\nFROM old.t AS x;\n"
    )


def test_names_that_only_quotes_can_say_are_quoted() -> None:
    old = 'CREATE TABLE "Old" ("Id" int PRIMARY KEY, "select" text)'
    text = moves_of(
        old, old.replace("Old", "New"), '-- name: f\nSELECT "Id", "select" FROM "Old";\n'
    )
    assert text == (
        'INSERT INTO new."New" ("Id", "select")\nSELECT x."Id", x."select"\nFROM old."Old" AS x;\n'
    )


@pytest.mark.server("postgres")
@pytest.mark.parametrize("name", ["split_owned", "natural_key", "junction"])
def test_the_datalog_migration_runs_on_postgresql(name: str, tmp_path: Path) -> None:
    found = pair(CASES / name)
    assert found.done.up is not None
    (tmp_path / "up.dl").write_text(migration_text(found.done.up, "up.dl", "postgres"))
    places = [database("postgres", f"{name} {side}") for side in ("old", "new")]
    old = found.old.postgres(places[0].url, "public")
    with found.filled(calls(found)) as filled, found.moved(filled) as moved:
        old.fill_from(filled)
        old.run("COMMIT")
        old.close()
        migrate(tmp_path / "up.dl", places[0].url, places[1].url)
        for table in found.new.tables.values():
            columns = ", ".join(table.types)
            made = places[1].query(f"SELECT {columns} FROM {table.name}")
            expected = moved.run(f"SELECT {columns} FROM {table.name}").fetchall()
            assert Counter(made) == Counter(expected)
            assert expected
