"""The search finds a program for the new schema, proved or said not to be."""

from __future__ import annotations

from functools import cache

import pytest
from refactorings import NAMES, case

from dynamite.errors import InputError, NoProgramError
from dynamite.refactor.declared import read_database
from dynamite.refactor.equivalence import Programs, broken_by_migration, make_tester
from dynamite.refactor.migration_sql import migration_statements
from dynamite.refactor.moves import migration
from dynamite.refactor.printing import format_statement
from dynamite.refactor.program_text import read_program
from dynamite.refactor.synthesis import Refactoring, refactor_functions


@cache
def found(name: str) -> Refactoring:
    programs = case(name)
    return refactor_functions(programs.old, programs.new, programs.old_functions, sequences=60)


@pytest.mark.parametrize("name", NAMES)
def test_a_program_for_the_new_schema_is_found_and_proved(name: str) -> None:
    refactoring = found(name)
    assert {f.name: f.reason for f in refactoring.certainty.functions if f.reason} == {}
    assert refactoring.certainty.is_proved


@pytest.mark.parametrize("name", NAMES)
def test_the_migration_makes_what_the_relation_says(name: str) -> None:
    programs = case(name)
    refactoring = found(name)
    up = migration(refactoring.mapping, programs.old, programs.new)
    statements = migration_statements(up, "sqlite")
    clauses = (*refactoring.certainty.relation, *refactoring.certainty.invariants)
    assert broken_by_migration(programs, statements, clauses) == []
    assert broken_by_migration(programs, statements[1:], clauses) != []


def sql(refactoring: Refactoring, name: str) -> list[str]:
    (function,) = (f for f in refactoring.functions if f.name == name)
    return [format_statement(s, "postgres", pretty=False) for s in function.statements]


def test_a_merged_table_needs_no_join_any_more() -> None:
    refactoring = found("merge_owned")
    assert sql(refactoring, "get") == ["SELECT mname, city FROM MEMBER AS m WHERE mid = :id"]
    assert sql(refactoring, "remove") == ["DELETE FROM MEMBER WHERE mid = :id"]


def test_the_row_of_its_own_goes_with_its_owner() -> None:
    assert sql(found("split_owned"), "remove") == [
        "DELETE FROM locations WHERE locations.id IN "
        "(SELECT courses.location_id FROM courses WHERE courses.id = :id)",
        "DELETE FROM courses WHERE id = :id",
    ]


TWO_KEYS = """
CREATE TABLE person (pid int PRIMARY KEY, name text);
CREATE TABLE loan (lid int PRIMARY KEY, amount int,
  giver int NOT NULL REFERENCES person (pid), taker int NOT NULL REFERENCES person (pid));
"""


def test_each_of_two_foreign_keys_keeps_its_own_way() -> None:
    old = read_database(TWO_KEYS, "old.sql")
    new = read_database(TWO_KEYS.replace("name", "full_name"), "new.sql")
    text = """-- name: add
INSERT INTO person (pid, name) VALUES (:id, :name);
-- name: lend
INSERT INTO loan (lid, amount, giver, taker) VALUES (:id, :amount, :giver, :taker);
-- name: givers
SELECT g.name FROM loan l JOIN person g ON g.pid = l.giver WHERE l.lid = :id;
-- name: both
SELECT g.name, t.name AS other FROM loan l JOIN person g ON g.pid = l.giver
JOIN person t ON t.pid = l.taker ORDER BY l.amount LIMIT 2;
"""
    functions = read_program(text, old, "p.sql").functions
    refactoring = refactor_functions(old, new, functions, sequences=60)
    assert refactoring.certainty.is_proved
    wrong = text.replace("g.pid = l.giver WHERE", "g.pid = l.taker WHERE")
    changed = read_program(wrong.replace("name FROM", "full_name FROM")
        .replace("g.name", "g.full_name").replace("t.name", "t.full_name")
        .replace("(pid, name)", "(pid, full_name)"), new, "q.sql").functions  # fmt: skip
    difference = make_tester(Programs(old, new, functions, changed)).run(3000).counterexample
    assert difference is not None
    assert len(difference.calls) <= 4


def test_what_has_no_place_in_the_new_schema_is_said() -> None:
    old = read_database("CREATE TABLE t (a int PRIMARY KEY, b text)", "old.sql")
    new = read_database("CREATE TABLE t (a int PRIMARY KEY)", "new.sql")
    functions = read_program("-- name: f\nSELECT b FROM t;", old, "p.sql").functions
    with pytest.raises(NoProgramError, match=r"f: t\.b has no place"):
        refactor_functions(old, new, functions)


def test_a_pin_names_columns_that_are_there() -> None:
    old = read_database("CREATE TABLE t (a int PRIMARY KEY, b text)", "old.sql")
    functions = read_program("-- name: f\nSELECT b FROM t;", old, "p.sql").functions
    with pytest.raises(InputError, match=r"--map: there is no table 'u'"):
        refactor_functions(old, old, functions, pins=[(("t", "a"), ("u", "a"))])
