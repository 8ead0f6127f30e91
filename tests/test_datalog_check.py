"""Checks: what engines are told of a program. The messages are in ``cases/errors/datalog.txt``."""

from __future__ import annotations

import pytest

from dynamite.datalog import Program
from dynamite.errors import InputError
from dynamite.language.check import FUNCTORS, check, empty_sums
from dynamite.language.text import parse
from dynamite.language.types import IdType
from dynamite.values import DataType

DECLARATIONS = """
.type decimal <: symbol .type date <: symbol .type Age <: number .type Young <: Age
.type Id = A {x: number} | B {}
.decl e(x: number, y: number) .decl p(x: number) .decl q(x: number) .decl r(x: number)
.decl f(x: float) .decl d(x: decimal) .decl i(i: Id) .decl s(x: symbol)
.decl t(x: Young, y: date, z: unsigned)
"""


def program(rules: str) -> Program:
    return parse(DECLARATIONS + rules)


def accepts(rules: str) -> bool:
    try:
        check(program(rules))
    except InputError:
        return False
    return True


def strata(rules: str) -> list[tuple[tuple[str, ...], bool]]:
    return [(stratum.relations, stratum.recursive) for stratum in check(program(rules)).strata]


def test_types_follow_subtypes_to_their_base() -> None:
    columns = check(program("")).columns
    assert columns["t"] == (DataType.INT, DataType.DATE, DataType.INT)
    assert columns["i"] == (IdType("Id"),)
    assert columns["d"] == (DataType.DECIMAL,)


def test_a_subtype_of_a_named_type_is_that_type() -> None:
    text = ".type date <: symbol .type Birthday <: date .decl b(x: Birthday)"
    assert check(parse(text)).columns["b"] == (DataType.DATE,)


def test_the_header_decides_the_types_but_of_the_ids_of_targets() -> None:
    text = """
//@ source document
//@ in_a {"collection": ["a"], "fields": {"n": "decimal"}}
//@ target graph
//@ out_N {"node": ["N"], "properties": {"n": "decimal"}}
.type Id = N {x: symbol}
.decl in_a(_id: symbol, n: symbol)
.decl out_N(_id: Id, n: symbol)
out_N($N(to_string(n)), n) :- in_a(_, n).
"""
    columns = check(parse(text)).columns
    assert columns["in_a"] == (DataType.INT, DataType.DECIMAL)
    assert columns["out_N"] == (IdType("Id"), DataType.DECIMAL)


def test_strata_come_after_what_they_use() -> None:
    rules = "r(x) :- q(x), !p(x). q(x) :- p(x). p(x) :- e(x, _)."
    assert strata(rules) == [(("p",), False), (("q",), False), (("r",), False)]


def test_relations_that_use_each_other_share_a_stratum() -> None:
    rules = "p(x) :- q(x). q(x) :- p(x). q(x) :- e(x, _). r(x) :- p(x), !q(x)."
    assert strata(rules) == [(("p", "q"), True), (("r",), False)]


def test_a_relation_that_uses_itself_is_recursive() -> None:
    assert strata("p(x) :- p(x), q(x).") == [(("p",), True)]


def test_a_rule_with_several_heads_is_in_the_stratum_of_each() -> None:
    checked = check(program('p(x), r(x) :- q(x), !s("a"). q(x) :- p(x), e(x, x).'))
    by_relation = {stratum.relations: stratum.rules for stratum in checked.strata}
    assert {len(rule.heads) for rules in by_relation.values() for rule in rules} == {1}
    assert set(by_relation) == {("p", "q"), ("r",)}


def test_a_long_chain_of_relations_is_stratified() -> None:
    declared = "".join(f".decl n{number}(x: number) " for number in range(2000))
    rules = "".join(f"n{number}(x) :- n{number + 1}(x). " for number in range(1999))
    assert len(check(parse(declared + rules)).strata) == 1999


@pytest.mark.parametrize(
    "rules",
    [
        "p(y) :- e(x, _), y = x + 1.",
        "p(y) :- e(x, _), x + 1 = y.",
        "p(z) :- z = y, y = x, e(x, _).",
        "p(x) :- i($A(x)).",
        "p(x) :- i(k), k = $A(x).",
        "i($A(x)) :- e(x, x).",
        "p(1) :- i($A(_)).",
        "p(x) :- e(x, x + 1).",
        "p(n) :- e(x, _), n = count : { e(x, _) }.",
        "p(n) :- n = sum y : { e(_, y) }, n > max y : { e(y, _) }.",
        "p(x) :- e(x, _), !e(_, x), !q(x + 1).",
        "p(x) :- e(x, nil), x != nil.",
        "p(nil). p(@omit_null(nil)).",
        "p(count : { e(_, _) }).",
        "i($Undeclared(1, 2)).",
        "f(x) :- d(y), x = to_float(y).",
        'p(to_number("1")).',
        "p(min(x, y, 1)) :- e(x, y).",
        "s(to_string(x)) :- i(x).",
        "p(1) :- i(x), i(y), x != y.",
        "f(1).",
        "f(x) :- x = y + 1, y = 2.",
    ],
)
def test_what_is_safe_and_typed_passes(rules: str) -> None:
    check(program(rules))


@pytest.mark.parametrize(
    "rules",
    [
        "p(y) :- y = y + 1, e(_, _).",
        "p(x) :- e(_, y), x < y.",
        "p(x) :- $A(x) = $A(y), e(_, _).",
        "p(n) :- n = sum n : { e(n, _) }.",
        'p(x) :- e(_, _), contains(x, "a").',
        "p(x) :- d(x).",
        "p(1.5).",
        "p(x) :- f(x).",
        "p(x) :- e(x, _), i(x).",
        's(cat(x, "a")) :- e(x, _).',
        'p(min(x, "a")) :- e(x, _).',
        'p(x) :- e(x, _), x = "a".',
        'p(x) :- e(x, _), i($A("a")).',
        "i($U(x)) :- s(x). i($U(x)) :- e(x, _).",
        "f(mean x : { s(x) }).",
        "p(min x : { i(x) }).",
        "d(x + x) :- d(x).",
    ],
)
def test_what_is_unsafe_or_ill_typed_does_not(rules: str) -> None:
    assert not accepts(rules)


def test_the_same_name_within_two_aggregates_is_two_variables() -> None:
    assert accepts("p(n) :- n = max y : { e(y, _) } + strlen(max y : { s(y) }).")


def test_constructors_have_the_types_of_their_arguments() -> None:
    checked = check(program("i($U(x, nil)) :- s(x). i($U(nil, 1.5))."))
    assert checked.constructors["U"] == (DataType.STRING, DataType.FLOAT)


def test_an_empty_sum_has_the_type_of_its_term() -> None:
    found = program("f(sum x : { f(x) }). d(sum x : { d(x) }). p(sum x : { p(x) }).")
    with pytest.raises(InputError):
        check(found)
    sums = empty_sums(found)
    assert sorted(map(str, sums.values())) == ["0", "0.0"]


def test_every_functor_has_one_signature_for_a_number_of_arguments() -> None:
    for signatures in FUNCTORS.values():
        for count in range(4):
            assert sum(signature.accepts(count) for signature in signatures) <= 1
