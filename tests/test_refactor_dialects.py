"""Programs and DDL of each dialect, run on the engine that speaks it: old, rewritten, and moved."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from live_databases import database

from dynamite.commands.refactor import migration_text, refactor

KEYS = {
    "postgres": "int GENERATED ALWAYS AS IDENTITY PRIMARY KEY",
    "mysql": "int AUTO_INCREMENT PRIMARY KEY",
    "sqlite": "INTEGER PRIMARY KEY AUTOINCREMENT",
}
OLD = """CREATE TABLE team (tid {key}, title varchar(20), city varchar(20));
CREATE TABLE player (pid int PRIMARY KEY, goals int DEFAULT 0, team int NOT NULL,
  FOREIGN KEY (team) REFERENCES team (tid));
"""
NEW = """CREATE TABLE ground (gid {key}, city varchar(20));
CREATE TABLE team (tid {key}, title varchar(20), ground int NOT NULL,
  FOREIGN KEY (ground) REFERENCES ground (gid));
CREATE TABLE player (pid int PRIMARY KEY, goals int DEFAULT 0, team int NOT NULL,
  FOREIGN KEY (team) REFERENCES team (tid));
"""
PROGRAM = """-- name: found
INSERT INTO team (title, city) VALUES (:title, :city);
-- name: hire
INSERT INTO player (pid, goals, team) VALUES (:id, :goals, :team);
-- name: move
UPDATE team SET city = :city WHERE title = :title;
-- name: score
UPDATE player SET goals = goals + 1 WHERE pid = :id;
-- name: {leave}
-- name: within
SELECT title FROM team WHERE city = :city ORDER BY title;
-- name: goals
SELECT t.city, SUM(p.goals) AS goals FROM player p JOIN team t ON t.tid = p.team
GROUP BY t.city ORDER BY 1;
"""
LEAVE = {
    "postgres": "leave\nDELETE FROM player USING team AS t WHERE t.tid = player.team "
    "AND t.city = :city;",
    "mysql": "leave\nDELETE p FROM player p JOIN team t ON t.tid = p.team WHERE t.city = :city;",
    "sqlite": "leave\nDELETE FROM player WHERE team IN (SELECT tid FROM team WHERE city = :city);",
}
CALLS = [
    ("found", {"title": "a", "city": "x"}),
    ("found", {"title": "b", "city": "y"}),
    ("found", {"title": "c", "city": "x"}),
    ("hire", {"id": 1, "goals": 4, "team": 1}),
    ("hire", {"id": 2, "goals": 2, "team": 3}),
    ("hire", {"id": 3, "goals": 3, "team": 2}),
    ("within", {"city": "x"}),
    ("move", {"title": "a", "city": "z"}),
    ("score", {"id": 3}),
    ("goals", {}),
    ("leave", {"city": "z"}),
    ("goals", {}),
    ("found", {"title": "d", "city": "x"}),
    ("hire", {"id": 4, "goals": 9, "team": 4}),
    ("goals", {}),
    ("within", {"city": "x"}),
]

Run = Callable[[str, dict[str, Any]], list[tuple[Any, ...]]]


def blocks(program: str) -> dict[str, list[str]]:
    parts = re.split(r"^-- name: (\w+)$", program, flags=re.MULTILINE)[1:]
    return {
        name: [part for part in body.split(";\n") if part.strip()]
        for name, body in zip(parts[::2], parts[1::2], strict=True)
    }


def answers(run: Run, program: str, calls: list[tuple[str, dict[str, Any]]]) -> list[Any]:
    """What the calls of a program answer."""
    functions = blocks(program)
    return [
        [tuple(map(str, row)) for statement in functions[name] for row in run(statement, given)]
        for name, given in calls
    ]


@contextmanager
def engine(dialect: str, path: Path) -> Iterator[Run]:
    """An engine of the dialect with the schemas ``old`` and ``new``; one transaction per call."""
    with ExitStack() as stack:
        connection: Any
        if dialect == "sqlite":
            connection = stack.enter_context(closing(sqlite3.connect(":memory:")))
            connection.isolation_level = None
            for schema in ("old", "new"):
                connection.execute(f"ATTACH '{path / schema}' AS {schema}")
        else:
            connection = stack.enter_context(closing(database(dialect, str(path)).connect()))

        def run(statement: str, given: dict[str, Any]) -> list[tuple[Any, ...]]:
            if dialect == "sqlite":
                return connection.execute(statement, given).fetchall()  # type: ignore[no-any-return]
            text = re.sub(r":(\w+)", r"%(\1)s", statement.replace("%", "%%"))
            with connection.cursor() as cursor:
                cursor.execute(text, given or None)
                return list(cursor.fetchall()) if cursor.description else []

        yield run


@contextmanager
def in_schema(run: Run, dialect: str, schema: str, tables: str) -> Iterator[Run]:
    """Statements run where names without a schema are those of one of the two."""
    if dialect == "postgres":
        run(f"SET search_path = {schema}", {})
        yield run
    elif dialect == "mysql":
        run(f"USE {schema}", {})
        yield run
    else:
        # An attached file has no search path: its tables are named with the schema.
        names = "|".join(re.findall(r"CREATE TABLE (\w+)", tables))

        def qualified(statement: str, given: dict[str, Any]) -> list[tuple[Any, ...]]:
            pattern = rf"\b(FROM|JOIN|INTO|UPDATE|TABLE) ({names})\b"
            return run(re.sub(pattern, rf"\1 {schema}.\2", statement), given)

        yield qualified


@pytest.mark.parametrize(
    "dialect",
    [
        "sqlite",
        pytest.param("postgres", marks=pytest.mark.server("postgres")),
        pytest.param("mysql", marks=pytest.mark.server("mysql")),
    ],
)
def test_a_program_of_a_dialect_runs_there_before_and_after_it_is_rewritten(
    dialect: str, tmp_path: Path
) -> None:
    old, new = OLD.format(key=KEYS[dialect]), NEW.format(key=KEYS[dialect])
    program = PROGRAM.format(leave=LEAVE[dialect])
    for name, text in (("old.sql", old), ("new.sql", new), ("program.sql", program)):
        (tmp_path / name).write_text(text)
    done = refactor(
        tmp_path / "old.sql", tmp_path / "new.sql", tmp_path / "program.sql",
        dialect=dialect, with_migration=True, sequences=60,
    )  # fmt: skip
    assert done.found.certainty.counterexample is None
    assert done.up is not None
    with engine(dialect, tmp_path) as run:
        for schema, ddl in (("old", old), ("new", new)):
            if dialect != "sqlite":
                run(f"DROP SCHEMA IF EXISTS {schema}{' CASCADE' * (dialect == 'postgres')}", {})
                run(f"CREATE SCHEMA {schema}", {})
            with in_schema(run, dialect, schema, ddl) as there:
                for statement in filter(str.strip, ddl.split(";\n")):
                    there(statement, {})
        with in_schema(run, dialect, "old", old) as there:
            expected = answers(there, program, CALLS)
            assert len([answer for answer in expected if answer]) == 5
        with in_schema(run, dialect, "new", new) as there:
            assert answers(there, done.text, CALLS) == expected
            for table in ("player", "team", "ground"):
                there(f"DELETE FROM {table}", {})
        script = migration_text(done.up, "up.sql", dialect)
        for statement in filter(str.strip, script.split(";\n")):
            run(statement, {})
        after = [
            ("within", {"city": "x"}),
            ("found", {"title": "e", "city": "w"}),
            ("goals", {}),
            ("within", {"city": "w"}),
        ]
        with in_schema(run, dialect, "old", old) as there:
            expected = answers(there, program, after)
        with in_schema(run, dialect, "new", new) as there:
            assert answers(there, done.text, after) == expected
