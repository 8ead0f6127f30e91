"""Proofs: what is wrong is never proved, and what is proved rests on what can hold."""

from __future__ import annotations

from functools import cache

import pytest
from refactorings import case, with_function

from benchmarks.mutations import mutants
from dynamite.logic import FALSE, TRUE, apply, distinct, equal, exactly, exists, ground, variable
from dynamite.prover import Theory, Verdict
from dynamite.refactor.chains import Identities
from dynamite.refactor.equivalence import Programs, likely_mappings, make_tester, prove_mapping
from dynamite.refactor.proof import Proof
from dynamite.refactor.relation import Mapping


@cache
def mapping_of(name: str) -> tuple[Mapping, Identities]:
    """The first mapping by which the right rewriting is proved."""
    programs = case(name)
    for mapping, named in likely_mappings(programs, ()):
        found = prove_mapping(programs, mapping, named)
        if found is not None and found.is_complete:
            return mapping, named
    raise AssertionError(name)


def proof(name: str, programs: Programs) -> Proof:
    found = prove_mapping(programs, *mapping_of(name))
    assert found is not None
    return found


SAME_MEANING = {
    # What a foreign key that is never null leads to is there.
    ("junction", "amounts", "1: JOIN becomes LEFT JOIN"),
    ("junction", "holder", "1: JOIN becomes LEFT JOIN"),
    ("junction", "total", "1: JOIN becomes LEFT JOIN"),
    ("junction", "remove_customer", "1: DISTINCT"),
}


@pytest.mark.parametrize(("name", "part"), [("split_shared_key", 0), ("junction", 1)])
def test_no_mutation_that_changes_the_meaning_is_proved_or_checked(name: str, part: int) -> None:
    programs = case(name)
    number = 0
    for function in programs.new_functions:
        for mutant in mutants(function, programs.new):
            number += 1
            if number % 4 != part or (name, function.name, mutant.change) in SAME_MEANING:
                continue
            if not set(mutant.function.parameters) <= set(function.parameters):
                continue
            functions = tuple(
                mutant.function if f.name == function.name else f for f in programs.new_functions
            )
            changed = Programs(programs.old, programs.new, programs.old_functions, functions)
            found = proof(name, changed)
            settled = all(f.is_proved or f.rows is not None for f in found.functions)
            assert not settled, (function.name, mutant.change)
    assert number > 40


CHECKED = {
    # An inner join and an outer join with a condition on what it finds say the same.
    "last": (
        "rename",
        "-- name: last\nSELECT o.OrderID FROM Orders o JOIN Client c ON c.ClientID = o.ClientID "
        "WHERE c.FirstName = :name ORDER BY o.Total DESC LIMIT 1;",
    ),
    "idle": (
        "rename",
        "-- name: idle\nSELECT c.FirstName FROM Client c "
        "LEFT JOIN Orders o ON o.ClientID = c.ClientID WHERE o.OrderID IS NULL;",
    ),
}


@pytest.mark.parametrize("name", CHECKED)
def test_what_means_the_same_in_other_words_is_settled(name: str) -> None:
    base, text = CHECKED[name]
    programs = with_function(case(base), text)
    (found,) = (f for f in proof(base, programs).functions if f.function == name)
    assert found.is_proved or found.rows == 3
    assert make_tester(programs).run(200).counterexample is None


def test_small_databases_tell_a_bag_from_a_set() -> None:
    text = "-- name: cities\nSELECT city FROM MEMBER WHERE zipcode = :zip;"
    programs = with_function(case("merge_owned"), text)
    (found,) = (f for f in proof("merge_owned", programs).functions if f.function == "cities")
    assert not found.is_proved
    assert found.rows is None


def test_a_quantifier_is_replaced_by_the_value_that_it_forces() -> None:
    x, a = variable("x", "S"), distinct("a", "S")
    body = apply("p", (x,), "Bool")
    assert exists([x], equal(x, a)) is TRUE
    assert exists([x], body).operator == "exists"
    p_of_a = apply("p", (a,), "Bool")
    assert ground(exists([x], body), {"S": [a]}) is p_of_a


def test_exactly_counts_what_is_known() -> None:
    p = apply("p", (), "Bool")
    assert exactly(2, [TRUE, TRUE, FALSE]) is TRUE
    assert exactly(3, [TRUE, TRUE, FALSE]) is FALSE
    assert exactly(1, [TRUE, p]).name == "0"


def test_the_prover_says_what_follows_and_what_does_not() -> None:
    theory = Theory()
    p, q = (apply(name, (), "Bool") for name in "pq")
    assert theory.follows([p], p) is Verdict.PROVED
    assert theory.follows([p], q) is Verdict.REFUTED
    assert theory.check([distinct("a", "S") and p]) == "sat"
    assert theory.follows([], equal(distinct("a", "S"), apply("c", (), "S"))) is Verdict.REFUTED
