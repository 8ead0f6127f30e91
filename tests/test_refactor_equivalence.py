"""Right rewritings are proved; wrong ones are refuted by calls that replay, and never proved."""

from __future__ import annotations

import pytest
from refactorings import NAMES, case, with_function

from dynamite.errors import InputError
from dynamite.refactor.declared import read_database
from dynamite.refactor.equivalence import (
    Certainty,
    Programs,
    compare,
    likely_mappings,
    make_tester,
    prove_mapping,
)
from dynamite.refactor.program_text import read_program

WRONG = {
    # An orphan is left behind, and comes back when its owner is made again.
    "orphan": (
        "split_shared_key",
        "-- name: remove\nDELETE FROM EmployeeIdentification WHERE EmployeeNumber_fk = :n "
        "AND Picture IS NULL;\nDELETE FROM Employee WHERE EmployeeNumber = :n;",
    ),
    "orphan_account": (
        "move_column",
        "-- name: remove\nDELETE FROM Customer WHERE CustomerID = :id;\n"
        "UPDATE Account SET CustomerID_fk = NULL WHERE CustomerID_fk = :id;",
    ),
    "dropped_update": ("split_owned", "-- name: move\nUPDATE locations SET address = address;"),
    "shared_by_all": (
        "split_owned",
        "-- name: move\nUPDATE locations SET address = :address;",
    ),
    "invented_value": (
        "natural_key",
        "-- name: create_address\nINSERT INTO Address (Aid, Street, StateCode_fk) "
        "VALUES (:id, :street, 'zz');",
    ),
    "lost_without_link": (
        "natural_key",
        "-- name: within\nSELECT a.Aid FROM Address a JOIN State s ON s.StateCode = a.StateCode_fk "
        "WHERE s.StateCode = :code;",
    ),
}


@pytest.mark.parametrize("name", NAMES)
def test_a_right_rewriting_is_proved(name: str) -> None:
    found = compare(case(name), sequences=60)
    assert {f.name: f.reason for f in found.functions if f.certainty is not Certainty.PROVED} == {}
    assert found.is_proved
    assert found.reached


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_rewriting_is_refuted_by_few_calls(name: str) -> None:
    base, text = WRONG[name]
    programs = with_function(case(base), text)
    found = compare(programs, sequences=2000).counterexample
    assert found is not None
    assert len(found.calls) <= 4
    replayed = make_tester(programs).difference(found.calls)
    assert replayed is not None
    assert (replayed.old, replayed.new) == (found.old, found.new)
    for number in range(len(found.calls)):
        shorter = found.calls[:number] + found.calls[number + 1 :]
        assert not shorter or make_tester(programs).difference(shorter) is None


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_rewriting_is_not_proved_untested(name: str) -> None:
    base, text = WRONG[name]
    programs = with_function(case(base), text)
    mapping, named = next(iter(likely_mappings(programs, ())))
    found = prove_mapping(programs, mapping, named)
    assert found is not None
    assert not all(f.is_proved or f.rows is not None for f in found.functions)


def test_functions_must_have_namesakes() -> None:
    programs = case("rename")
    with pytest.raises(InputError, match="no function 'create' in the target program"):
        Programs(programs.old, programs.new, programs.old_functions, programs.new_functions[1:])


def test_a_new_parameter_is_refused() -> None:
    programs = case("rename")
    text = "-- name: remove\nDELETE FROM Client WHERE ClientID = :other;"
    with pytest.raises(InputError, match=r"'remove' .* has the parameter 'other'"):
        with_function(programs, text)


def test_a_program_that_never_succeeds_is_not_proved() -> None:
    programs = case("rename")
    old = "-- name: f\nINSERT INTO Customer (CustomerID, Fname) VALUES (NULL, :n);"
    new = old.replace("Customer (CustomerID, Fname)", "Client (ClientID, FirstName)")
    functions = read_program(old, programs.old, "p").functions
    rewritten = read_program(new, programs.new, "q").functions
    found = compare(Programs(programs.old, programs.new, functions, rewritten), sequences=20)
    assert [f.certainty for f in found.functions] == [Certainty.TESTED]


QUERIES = """-- name: dear
SELECT m.name FROM member m JOIN team t ON t.tid = m.team WHERE t.city = :city AND m.fee > 2;
-- name: teams
SELECT tid FROM team ORDER BY tid;
"""
TABLES = (
    "CREATE TABLE team (tid int PRIMARY KEY, city text);"
    "CREATE TABLE member (mid int PRIMARY KEY, name text, fee int, team int REFERENCES team (tid));"
)


def queries(text: str) -> Programs:
    """A program that only asks, and the same with another text for renamed tables."""
    old = read_database(TABLES, "old.sql")
    new = read_database(TABLES.replace("member", "person").replace("name", "full_name"), "new.sql")
    functions = read_program(QUERIES, old, "p.sql").functions
    return Programs(old, new, functions, read_program(text, new, "q.sql").functions)


RENAMED = QUERIES.replace("member", "person").replace("m.name", "m.full_name")


def test_a_program_that_only_asks_is_tested_on_rows_that_keys_allow() -> None:
    assert compare(queries(RENAMED), sequences=400).counterexample is None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("> 2", ">= 2"),
        ("t.city = :city AND", ""),
        ("m.fee > 2", "NOT m.fee IS NULL"),
        ("ORDER BY tid", "LIMIT 1"),
    ],
)
def test_queries_that_differ_are_refuted_though_nothing_inserts(one: str, other: str) -> None:
    assert one in RENAMED
    found = compare(queries(RENAMED.replace(one, other)), sequences=4000).counterexample
    assert found is not None
    assert len(found.calls) == 1
    assert 1 <= len(found.rows) <= 2
