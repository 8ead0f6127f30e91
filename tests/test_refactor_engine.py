"""Programs run on SQLite: calls as transactions, keys at statements, foreign keys at the end."""

from __future__ import annotations

import pytest

from dynamite.refactor.declared import read_database
from dynamite.refactor.engine import NOW, Machine
from dynamite.refactor.program_text import read_program

DDL = """
CREATE TABLE team (tid serial PRIMARY KEY, name text NOT NULL UNIQUE);
CREATE TABLE player (
  pid int PRIMARY KEY, name varchar(3), goals int DEFAULT 0 CHECK (goals >= 0),
  team int REFERENCES team (tid), coach int REFERENCES team (tid) ON DELETE SET NULL);
"""

PROGRAM = """
-- name: found
INSERT INTO team (name) VALUES (:name) RETURNING tid;
-- name: hire
INSERT INTO player (pid, name, team, coach) VALUES (:id, :name, :team, :coach);
-- name: child_first
INSERT INTO player (pid, team) VALUES (:id, 77);
INSERT INTO team (tid, name) VALUES (77, :name);
-- name: halves
INSERT INTO player (pid) VALUES (:id);
INSERT INTO team (name) VALUES (NULL);
-- name: score
UPDATE player SET goals = goals + :n WHERE pid = :id;
-- name: swap_names
UPDATE player SET name = t.name FROM team t WHERE t.tid = player.team;
-- name: close
DELETE FROM team WHERE tid = :id;
-- name: drop_players
DELETE FROM player USING team WHERE team.tid = player.team AND team.name = :name;
-- name: players
SELECT name, goals FROM player ORDER BY goals DESC;
-- name: best
SELECT pid FROM player ORDER BY goals DESC LIMIT 1;
-- name: all
SELECT pid, goals, team, coach FROM player;
-- name: copy
INSERT INTO player (pid, name) SELECT pid + 10, name FROM player WHERE goals > 0;
"""


@pytest.fixture
def machine() -> Machine:
    database = read_database(DDL, "ddl")
    return Machine(database, read_program(PROGRAM, database, "p").functions)


def rows(
    machine: Machine, function: str, /, **arguments: object
) -> list[tuple[object, ...]] | None:
    outcome = machine.call(function, {**arguments, NOW: "2020-01-01"})
    if outcome.answers is None:
        return None
    return [row for answer in outcome.answers for row in answer.rows]


def test_a_key_of_the_database_is_counted_and_returned(machine: Machine) -> None:
    assert rows(machine, "found", name="a") == [(1,)]
    assert rows(machine, "found", name="b") == [(2,)]


def test_what_fails_changes_nothing_and_counts_nothing(machine: Machine) -> None:
    assert rows(machine, "found", name="a") == [(1,)]
    assert rows(machine, "found", name="a") is None
    assert rows(machine, "found", name="b") == [(2,)]
    assert rows(machine, "halves", id=1) is None
    assert rows(machine, "all") == []


def test_foreign_keys_hold_at_the_end_of_a_call(machine: Machine) -> None:
    assert rows(machine, "child_first", id=1, name="late") == []
    assert rows(machine, "hire", id=2, name="x", team=5, coach=None) is None


def test_checks_lengths_and_nulls_hold_at_each_statement(machine: Machine) -> None:
    assert rows(machine, "hire", id=1, name="long", team=None, coach=None) is None
    assert rows(machine, "hire", id=None, name="x", team=None, coach=None) is None
    assert rows(machine, "hire", id=1, name="x", team=None, coach=None) == []
    assert rows(machine, "score", id=1, n=-1) is None
    assert rows(machine, "score", id=1, n=2) == []
    assert rows(machine, "all") == [(1, 2, None, None)]


def test_deletion_does_what_the_foreign_key_says(machine: Machine) -> None:
    rows(machine, "found", name="a")
    rows(machine, "found", name="b")
    rows(machine, "hire", id=1, name="x", team=1, coach=2)
    assert rows(machine, "close", id=1) is None
    assert rows(machine, "close", id=2) == []
    assert rows(machine, "all") == [(1, 0, 1, None)]


def test_changes_with_joins_run(machine: Machine) -> None:
    rows(machine, "found", name="a")
    rows(machine, "hire", id=1, name="x", team=1, coach=None)
    rows(machine, "hire", id=2, name="y", team=None, coach=None)
    assert rows(machine, "swap_names") == []
    assert sorted(rows(machine, "players") or []) == [("a", 0), ("y", 0)]
    rows(machine, "drop_players", name="a")
    assert rows(machine, "all") == [(2, 0, None, None)]
    rows(machine, "score", id=2, n=1)
    rows(machine, "copy")
    assert rows(machine, "all") == [(2, 1, None, None), (12, 0, None, None)]


def test_ties_are_one_group_of_an_ordered_answer(machine: Machine) -> None:
    for number in (1, 2, 3):
        rows(machine, "hire", id=number, name="x", team=None, coach=None)
    rows(machine, "score", id=2, n=5)
    (answer,) = machine.call("players", {NOW: ""}).answers or ()
    assert [taken for _, taken in answer.groups] == [1, 2]
    (best,) = machine.call("best", {NOW: ""}).answers or ()
    assert best.groups == ((((2,),), 1),)
    rows(machine, "score", id=3, n=5)
    (best,) = machine.call("best", {NOW: ""}).answers or ()
    assert best.groups == ((((2,), (3,)), 1),)
