"""The reference engine: its meaning against a naive evaluator, its functors, its documents."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dynamite.columnar import to_batch
from dynamite.datalog import Atom, Comparison, Constant, Literal, Negation, Program, Rule, Variable
from dynamite.engines import open_engine
from dynamite.engines.interface import EngineOptions
from dynamite.engines.reference import Evaluation, ReferenceEngine, evaluate
from dynamite.errors import InputError, MigrationError
from dynamite.language.check import check
from dynamite.language.strata import stratify
from dynamite.language.text import parse
from dynamite.values import ABSENT, Json, Skolem, Value, is_null

Row = tuple[Value, ...]

DECLARATIONS = """
.type decimal <: symbol .type date <: symbol .type datetime <: symbol .type bool <: symbol
.type bytes <: symbol .type json <: symbol
.type Id = A {x: number} | B {x: number, y: number}
.decl a(x: number, y: number) .decl b(x: number, y: number)
.decl p(x: number, y: number) .decl q(x: number, y: number) .decl r(x: number, y: number)
.decl n(x: number) .decl f(x: float) .decl d(x: decimal) .decl s(x: symbol) .decl i(x: Id)
.decl bo(x: bool) .decl da(x: date) .decl dt(x: datetime) .decl by(x: bytes) .decl js(x: json)
"""


def derive(rules: str, relation: str, **facts: Iterable[Row]) -> set[Row]:
    return evaluate(parse(DECLARATIONS + rules), facts)[relation]


def value(term: str, relation: str = "n") -> Value:
    ((found,),) = derive(f"{relation}({term}).", relation)
    return found


# Against a naive evaluator


def naive(program: Program, facts: dict[str, list[Row]]) -> dict[str, set[Row]]:
    """Every combination of facts tried for every rule, until nothing is new."""
    known: dict[str, set[Row]] = {name: set() for name in program.declarations}
    for name, rows in facts.items():
        known[name] |= set(rows)
    for stratum in stratify(program):
        before = -1
        while before != (before := sum(map(len, known.values()))):
            for rule in stratum.rules:
                found = [naive_row(rule, bound) for bound in naive_matches(rule, known)]
                known[rule.heads[0].relation].update(found)
    return known


def naive_matches(rule: Rule, known: dict[str, set[Row]]) -> Iterator[dict[str, Value]]:
    atoms = [part for part in rule.body if isinstance(part, Atom)]
    others = [part for part in rule.body if not isinstance(part, Atom)]
    for rows in itertools.product(*(sorted(known[atom.relation], key=repr) for atom in atoms)):
        bound: dict[str, Value] = {}
        pairs = zip(atoms, rows, strict=True)
        if all(agrees(atom, row, bound) for atom, row in pairs) and all(
            holds(part, bound, known) for part in others
        ):
            yield bound


def agrees(atom: Atom, row: Row, bound: dict[str, Value]) -> bool:
    for term, cell in zip(atom.terms, row, strict=True):
        match term:
            case Constant(None):
                if not is_null(cell):
                    return False
            case Constant(wanted):
                if cell != wanted:
                    return False
            case Variable(name) if name not in bound:
                bound[name] = cell
            case Variable(name):
                if is_null(cell) or is_null(bound[name]) or bound[name] != cell:
                    return False
    return True


def holds(part: Literal, bound: dict[str, Value], known: dict[str, set[Row]]) -> bool:
    match part:
        case Negation(atom):
            return not any(agrees(atom, row, dict(bound)) for row in known[atom.relation])
        case Comparison(operator, left, Constant(None)):
            return is_null(naive_value(left, bound)) is (operator == "=")
        case Comparison(operator, left, right):
            one: Any = naive_value(left, bound)
            other: Any = naive_value(right, bound)
            if is_null(one) or is_null(other):
                return False
            return bool({"=": one == other, "!=": one != other, "<": one < other}[operator])
    raise AssertionError(part)


def naive_value(term: object, bound: dict[str, Value]) -> Value:
    if isinstance(term, Variable):
        return bound[term.name]
    assert isinstance(term, Constant)
    return term.value


def naive_row(rule: Rule, bound: dict[str, Value]) -> Row:
    return tuple(naive_value(term, bound) for term in rule.heads[0].terms)


LAYERS = {"p": ("a", "b", "p", "q"), "q": ("a", "b", "p", "q"), "r": ("a", "b", "p", "q")}


@st.composite
def small_rules(draw: st.DrawFn, head: str) -> str:
    arguments = st.sampled_from(["x", "y", "z", "_", "0", "1", "nil"])
    relations = st.sampled_from(LAYERS[head])
    body = [
        f"{draw(relations)}({draw(arguments)}, {draw(arguments)})"
        for _ in range(draw(st.integers(1, 3)))
    ]
    bound = [name for name in "xyz" if any(name in atom[1:] for atom in body)]
    operands = st.sampled_from([*bound, "0", "1"])
    if draw(st.booleans()) and bound:
        operator = draw(st.sampled_from(["=", "!=", "<"]))
        may_be_null: bool = draw(st.booleans())
        right = "nil" if may_be_null and operator != "<" else draw(operands)
        body.append(f"{draw(st.sampled_from(bound))} {operator} {right}")
    if draw(st.booleans()):
        negated = draw(st.sampled_from(["a", "b", "p"] if head == "r" else ["a", "b"]))
        terms = st.sampled_from([*bound, "_", "0", "nil"])
        body.append(f"!{negated}({draw(terms)}, {draw(terms)})")
    heads = st.sampled_from([*bound, "2", "nil", "$Absent"])
    shuffled: list[str] = draw(st.permutations(body))
    return f"{head}({draw(heads)}, {draw(heads)}) :- {', '.join(shuffled)}."


cells = st.sampled_from([0, 1, 2, None, ABSENT])
rows = st.lists(st.tuples(cells, cells), max_size=5)
small_programs = st.lists(
    st.sampled_from(list(LAYERS)).flatmap(small_rules), min_size=1, max_size=4
).map("\n".join)


@given(small_programs, rows, rows)
@settings(max_examples=200, deadline=None)
def test_random_programs_mean_what_trying_all_combinations_gives(
    rules: str, a: list[Row], b: list[Row]
) -> None:
    program = parse(DECLARATIONS + rules)
    assert evaluate(program, {"a": a, "b": b}) == naive(program, {"a": a, "b": b})


plain_cells = st.sampled_from([0, 1, 2, None])
plain_rows = st.lists(st.tuples(plain_cells, plain_cells), max_size=5)


@given(small_programs, plain_rows)
@settings(max_examples=100, deadline=None)
def test_derivations_count_the_matches_of_the_naive_evaluator(rules: str, a: list[Row]) -> None:
    program = parse(DECLARATIONS + rules)
    known = naive(program, {"a": a})
    engine = loaded(DECLARATIONS + rules, a=a)
    for relation in LAYERS:
        matches = [
            bound
            for rule in program.rules
            if rule.heads[0].relation == relation
            for bound in naive_matches(rule, known)
        ]
        assert engine.derivations(relation) == len(matches)


@given(small_programs, rows, rows)
@settings(max_examples=50, deadline=None)
def test_an_evaluation_can_be_run_again_from_other_facts(
    rules: str, a: list[Row], b: list[Row]
) -> None:
    program = parse(DECLARATIONS + rules)
    evaluation = Evaluation(program, checked=True)
    evaluation.run({"a": b, "b": a})
    assert evaluation.run({"a": a, "b": b}) == evaluate(program, {"a": a, "b": b})


# Nulls


def test_nulls_are_copied_and_never_join() -> None:
    facts: list[Row] = [(1, None), (None, 2), (ABSENT, ABSENT), (3, 3)]
    assert derive("p(x, y) :- a(x, y).", "p", a=facts) == set(facts)
    assert derive("p(x, 0) :- a(x, x).", "p", a=facts) == {(3, 0)}
    assert derive("p(x, y) :- a(x, z), a(z, y).", "p", a=facts) == {(3, 3)}
    assert derive("p(x, y) :- a(x, y), x = y.", "p", a=facts) == {(3, 3)}
    assert derive("p(x, y) :- a(x, _), y = x.", "p", a=facts) == {(1, 1), (3, 3)}


def test_null_tests_hold_of_null_and_absent() -> None:
    facts: list[Row] = [(1, None), (2, ABSENT), (3, 3)]
    assert derive("n(x) :- a(x, nil).", "n", a=facts) == {(1,), (2,)}
    assert derive("n(x) :- a(x, y), y = nil.", "n", a=facts) == {(1,), (2,)}
    assert derive("n(x) :- a(x, y), y != nil.", "n", a=facts) == {(3,)}
    assert derive("n(x) :- a(x, _), !a(x, nil).", "n", a=facts) == {(3,)}


def test_a_negated_atom_with_a_null_argument_holds() -> None:
    facts: list[Row] = [(None, None), (1, 1)]
    assert derive("p(x, y) :- a(x, y), !a(x, _).", "p", a=facts) == {(None, None)}


def test_duplicates_are_the_same_null_or_the_same_absent() -> None:
    facts: list[Row] = [(None, 1), (None, 1), (ABSENT, 1)]
    assert derive("p(x, y) :- a(x, y).", "p", a=facts) == {(None, 1), (ABSENT, 1)}


def test_omit_null_and_nullify_change_one_null_into_the_other() -> None:
    facts: list[Row] = [(None, ABSENT), (1, 2)]
    found = derive("p(@omit_null(x), @nullify(y)) :- a(x, y).", "p", a=facts)
    assert found == {(ABSENT, None), (1, 2)}


def test_functors_give_null_for_null_and_absent() -> None:
    assert value("nil + 1") is None
    assert value("to_string(@omit_null(nil))", "s") is None


# Skolem terms


def test_skolem_terms_are_equal_only_to_the_same_term() -> None:
    found = derive("i($A(x)) :- a(x, _). i($B(x, y)) :- a(x, y).", "i", a=[(1, 2), (1, 3)])
    assert found == {(Skolem("A", (1,)),), (Skolem("B", (1, 2)),), (Skolem("B", (1, 3)),)}


def test_skolem_terms_over_nulls_are_ids() -> None:
    rules = "i($A(x)) :- a(x, _). p(x, y) :- a(x, y), i(k), k = $A(x)."
    assert derive(rules, "p", a=[(None, 1), (2, None)]) == {(None, 1), (2, None)}


def test_a_skolem_term_can_be_taken_apart() -> None:
    rules = "i($B(x, y)) :- a(x, y). i($A(0)). p(y, x) :- i($B(x, y)). n(x) :- i(k), k = $B(x, _)."
    assert derive(rules, "p", a=[(1, 2)]) == {(2, 1)}
    assert derive(rules, "n", a=[(1, 2)]) == {(1,)}
    assert derive("i($B(1, nil)). n(x) :- i($B(x, nil)).", "n") == {(1,)}


# Aggregates


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        ("n(count : { a(_, _) }).", {(3,)}),
        ("n(sum y : { a(_, y) }).", {(25,)}),
        ("n(min y : { a(_, y) }).", {(5,)}),
        ("n(max y : { a(_, y) }).", {(10,)}),
        ("p(x, n) :- a(x, _), n = sum y : { a(x, y) }.", {(1, 15), (2, 10)}),
        ("n(c) :- c = count : { a(x, y), a(y, x) }.", {(0,)}),
        ("n(s) :- s = sum y : { b(_, y) }.", {(0,)}),
        ("n(s) :- s = min y : { b(_, y) }.", set()),
        ("n(s) :- s = count : { a(x, _), x = 1 } + 1.", {(3,)}),
        ("n(s) :- s = sum count : { a(x, _) } : { a(x, 5) }.", {(2,)}),
        ("n(x) :- a(x, _), 1 < count : { a(x, _) }.", {(1,)}),
    ],
)
def test_aggregates(rules: str, expected: set[Row]) -> None:
    relation = rules[0]
    assert derive(rules, relation, a=[(1, 5), (1, 10), (2, 10)]) == expected


def test_a_wildcard_is_a_variable_of_its_own_in_an_aggregate() -> None:
    assert derive("n(sum y : { a(_, y) }).", "n", a=[(1, 7), (2, 7)]) == {(14,)}


def test_aggregates_skip_nulls() -> None:
    facts: list[Row] = [(1, None), (2, ABSENT), (3, 4)]
    assert derive("n(sum y : { a(_, y) }).", "n", a=facts) == {(4,)}
    assert derive("n(count : { a(_, y) }).", "n", a=facts) == {(3,)}
    assert derive("f(mean y : { a(_, y) }).", "f", a=facts) == {(4.0,)}
    assert derive("n(c) :- a(_, y), y = nil, c = count : { a(_, y) }.", "n", a=facts) == {(0,)}


def test_the_sum_of_floats_does_not_depend_on_their_order() -> None:
    values = [1e16, 1.0, -1e16, 0.1] * 3
    text = ".decl v(k: number, x: float) .decl t(x: float) t(sum x : { v(_, x) })."
    found = {
        next(iter(evaluate(parse(text), {"v": list(enumerate(order))})["t"]))[0]
        for order in itertools.islice(itertools.permutations(values), 50)
    }
    assert found == {math.fsum(values)}


def test_decimals_are_summed_exactly() -> None:
    rules = "d(sum x : { s(y), x = @to_decimal(y) })."
    with pytest.raises(InputError):
        check(parse(DECLARATIONS + "d(sum x : { d(x) })."))
    found = derive(rules, "d", s=[("0.1",), ("0.20",), ("1000000000000000000000",)])
    assert found == {(Decimal("1000000000000000000000.3"),)}
    assert derive(rules, "d") == {(Decimal(0),)}


def test_a_sum_of_more_than_64_bits_is_an_error() -> None:
    with pytest.raises(MigrationError, match=r"sum of .*more than 64 bits"):
        derive("n(sum y : { a(_, y) }).", "n", a=[(1, 2**63 - 1), (2, 1)])


# Functors


@pytest.mark.parametrize(
    ("relation", "term", "expected"),
    [
        ("n", "7 / 2", 3),
        ("n", "-7 / 2", -3),
        ("n", "7 / -2", -3),
        ("n", "7 % 3", 1),
        ("n", "-7 % 3", -1),
        ("n", "7 % -3", 1),
        ("n", "2 ^ 62", 2**62),
        ("n", "(-1) ^ 1001", -1),
        ("n", "0 ^ 0", 1),
        ("n", "-(5)", -5),
        ("n", "min(3, 1, 2)", 1),
        ("n", "max(3, 1, 2)", 3),
        ("n", 'strlen("né🦊")', 3),
        ("n", 'ord("A")', 65),
        ("n", 'ord("")', 0),
        ("n", 'to_number("-012")', -12),
        ("n", "to_number(3.0)", 3),
        ("n", 'to_number(@decimal("12.00"))', 12),
        ("f", "7.0 / 2.0", 3.5),
        ("f", "-7.5 % 2.0", -1.5),
        ("f", "2.0 ^ 0.5", 2**0.5),
        ("f", "10.0 ^ 400.0", math.inf),
        ("f", 'to_float("1e3")', 1000.0),
        ("f", 'to_float("-inf")', -math.inf),
        ("f", "to_float(3)", 3.0),
        ("f", 'to_float(@decimal("0.1"))', 0.1),
        ("s", 'cat("a", "b", "c")', "abc"),
        ("s", 'substr("hello", 1, 3)', "ell"),
        ("s", 'substr("hello", 3, 99)', "lo"),
        ("s", 'substr("hello", 9, 1)', ""),
        ("s", 'substr("hello", -1, 2)', ""),
        ("s", "to_string(1)", "1"),
        ("s", "to_string(0.1)", "0.1"),
        ("s", "to_string(1.0 * 1.0)", "1.0"),
        ("s", 'to_string(@decimal("1.50"))', "1.5"),
        ("s", 'to_string(@bool("true"))', "true"),
        ("s", 'to_string(@date("2020-01-31"))', "2020-01-31"),
        ("s", 'to_string(@datetime("2020-01-31T10:00:00"))', "2020-01-31T10:00:00"),
        ("s", 'to_string(@bytes("YQ=="))', "YQ=="),
        ("s", 'to_string(@json("{\\"a\\": null}"))', '{"a":null}'),
        ("s", "to_string($B(1, nil))", "B:1:\\N"),
        ("d", '@to_decimal("1.20")', Decimal("1.2")),
        ("d", "@to_decimal(0.1)", Decimal("0.1")),
        ("d", "@to_decimal(5)", Decimal(5)),
        ("bo", '@to_bool("false")', False),
        ("da", '@to_date("2020-01-31")', date(2020, 1, 31)),
        ("da", '@to_date(@datetime("2020-01-31T10:00:00"))', date(2020, 1, 31)),
        ("dt", '@to_datetime("2020-01-31 10:00:00.5")', datetime(2020, 1, 31, 10, 0, 0, 500000)),
        ("dt", '@to_datetime("2020-01-31T10:00:00+02:00")', datetime(2020, 1, 31, 8)),
        ("dt", '@to_datetime(@date("2020-01-31"))', datetime(2020, 1, 31)),
        ("by", '@to_bytes("YWI=")', b"ab"),
        ("js", '@json("[1, 2]")', Json("[1,2]")),
    ],
)
def test_functors(relation: str, term: str, expected: Value) -> None:
    found = value(term, relation)
    assert (type(found), found) == (type(expected), expected)


@pytest.mark.parametrize(
    ("relation", "term", "message"),
    [
        ("n", "1 / 0", r"/ of 1, 0: division by zero"),
        ("n", "1 % 0", "% of 1, 0: division by zero"),
        ("f", "1.0 / 0.0", "/ of 1.0, 0.0: division by zero"),
        ("n", "9223372036854775807 + 1", "more than 64 bits"),
        ("n", "-9223372036854775808 - 1", "more than 64 bits"),
        ("n", "9223372036854775807 * 2", "more than 64 bits"),
        ("n", "-9223372036854775808 / -1", "more than 64 bits"),
        ("n", "-(-9223372036854775808)", "more than 64 bits"),
        ("n", "2 ^ 63", "more than 64 bits"),
        ("n", "2 ^ 1000000000", "more than 64 bits"),
        ("n", "2 ^ -1", "negative exponent"),
        ("f", "(-2.0) ^ 0.5", "no real number"),
        ("n", 'to_number("1.5")', 'to_number of "1.5": not an integer'),
        ("n", 'to_number(" 1")', "not an integer"),
        ("n", 'to_number("1_0")', "not an integer"),
        ("n", 'to_number("99999999999999999999")', "more than 64 bits"),
        ("n", "to_number(1.5)", "to_number of 1.5: not an integer"),
        ("n", 'to_number(@float("nan"))', "not an integer"),
        ("f", 'to_float("one")', "not a number"),
        ("d", '@to_decimal("inf")', "not a decimal"),
        ("d", '@to_decimal(@float("nan"))', "not a decimal"),
        ("d", '@to_decimal("1' + "0" * 38 + '")', "more than 38 digits"),
        ("bo", '@to_bool("TRUE")', "neither true nor false"),
        ("da", '@to_date("2020-02-30")', "not a date"),
        ("da", '@to_date("20200101")', "not a date"),
        ("dt", '@to_datetime("2020-01-31")', "not of the form"),
        ("dt", '@to_datetime("2020-01-31T25:00:00")', "not of the form"),
        ("dt", '@to_datetime("2020-01-31T10:00:00-00:60")', "not of the form"),
        ("by", '@to_bytes("a")', "not base64"),
    ],
)
def test_a_value_that_a_functor_cannot_take_is_named(
    relation: str, term: str, message: str
) -> None:
    with pytest.raises(MigrationError, match=message):
        value(term, relation)


def test_not_a_number_is_one_value_after_all_others() -> None:
    nan = float("nan")
    text = """
.decl v(x: float) .decl w(x: float, y: float) .decl m(x: float)
w(x, y) :- v(x), v(y), x < y.  m(max x : { v(x) }).
"""
    found = evaluate(parse(text), {"v": [(nan,), (float("nan"),), (1.0,)]})
    assert len(found["v"]) == 2
    assert [(x, str(y)) for x, y in found["w"]] == [(1.0, "nan")]
    assert [str(x) for (x,) in found["m"]] == ["nan"]


def test_contains_and_match_compare_texts() -> None:
    facts: list[Row] = [("abc",), ("b",), (None,)]
    text = ".decl t(x: symbol) .decl u(x: symbol) "
    program = parse(text + 'u(x) :- t(x), contains("b", x), match("[a-c]+", x), !t("z").')
    assert evaluate(program, {"t": facts})["u"] == {("abc",), ("b",)}


# Recursion


def test_transitive_closure() -> None:
    edges = [(number, number + 1) for number in range(50)]
    found = derive("p(x, y) :- a(x, y). p(x, z) :- p(x, y), p(y, z).", "p", a=edges)
    assert len(found) == 50 * 51 // 2


def test_relations_that_use_each_other() -> None:
    text = """
.decl z(x: number) .decl s(x: number, y: number) .decl even(x: number) .decl odd(x: number)
even(0). odd(y) :- even(x), s(x, y). even(y) :- odd(x), s(x, y).
"""
    found = evaluate(parse(text), {"s": [(number, number + 1) for number in range(9)]})
    assert found["even"] == {(0,), (2,), (4,), (6,), (8,)}


def test_recursion_with_arithmetic_ends_where_a_comparison_ends_it() -> None:
    assert derive("n(0). n(x + 1) :- n(x), x < 5.", "n") == {(number,) for number in range(6)}


def test_facts_of_a_relation_with_rules_take_part() -> None:
    found = derive("p(x, z) :- p(x, y), p(y, z).", "p", p=[(1, 2), (2, 3), (3, 4)])
    assert (1, 4) in found


def test_a_relation_without_columns_holds_or_not() -> None:
    text = ".decl yes() .decl a(x: number) .decl r(x: number) yes() :- a(1). r(x) :- a(x), yes()."
    assert evaluate(parse(text), {"a": [(1,), (2,)]})["r"] == {(1,), (2,)}
    assert evaluate(parse(text), {"a": [(2,)]})["r"] == set()


# The engine, over Arrow


def loaded(text: str, **facts: list[Row]) -> ReferenceEngine:
    engine = ReferenceEngine(parse(text), EngineOptions())
    for relation, given_rows in facts.items():
        columns = [pa.array([row[n] for row in given_rows], pa.int64()) for n in range(2)]
        engine.load(relation, pa.RecordBatch.from_arrays(columns, ["x", "y"]))
    engine.evaluate()
    return engine


def test_derivations_count_matches_and_facts_do_once() -> None:
    text = DECLARATIONS + "n(x) :- a(x, _). n(1). n(x), n(y) :- b(x, y)."
    engine = loaded(text, a=[(1, 1), (1, 2), (1, 2)], b=[(3, 4)])
    assert engine.count("n") == 3
    assert engine.derivations("n") == 5
    assert engine.derivations("a") == 0


def test_unreached_counts_the_facts_that_take_part_in_no_match() -> None:
    text = DECLARATIONS + "n(x) :- a(x, y), b(y, _), !b(x, x)."
    engine = loaded(text, a=[(1, 2), (2, 9), (5, 2)], b=[(2, 0), (5, 5)])
    assert engine.count("n") == 1
    assert engine.unreached("a") == 2
    assert engine.unreached("b") == 1


def test_facts_under_an_aggregate_are_reached_where_the_body_holds() -> None:
    text = DECLARATIONS + "n(c) :- a(x, _), c = sum y : { b(x, y) }, c > 0."
    engine = loaded(text, a=[(1, 0), (2, 0)], b=[(1, 5), (2, -5), (3, 5)])
    assert (engine.unreached("a"), engine.unreached("b")) == (1, 2)


def test_read_gives_sorted_facts_with_ids_as_text() -> None:
    text = DECLARATIONS + "i($A(x)) :- a(x, _). i(nil)."
    engine = loaded(text, a=[(10, 0), (9, 0)])
    (batch,) = engine.read("i")
    assert batch.to_pylist() == [{"x": None}, {"x": "$A(9)"}, {"x": "$A(10)"}]


def test_a_relation_without_facts_reads_as_one_empty_batch() -> None:
    (batch,) = loaded(DECLARATIONS).read("p")
    assert batch.num_rows == 0
    assert batch.schema == pa.schema([("x", pa.int64()), ("y", pa.int64())])


def test_unknown_relations_and_engines_are_errors_that_list_the_names() -> None:
    engine = loaded(DECLARATIONS)
    with pytest.raises(InputError, match="nowhere is not declared"):
        engine.count("nowhere")
    with pytest.raises(InputError, match="duckdb, pydatalog, reference"):
        open_engine("oracle", parse(""))


MOVIES = """
//@ source relational
//@ in_movie {"table": ["movie"], "columns": {"id": "int", "title": "string?", "price": "decimal"}}
//@ in_actor {"table": ["actor"], "columns": {"movie": "int", "rank": "int?", "name": "string"}}
//@ target document
//@ out_movie {"collection": ["movie"], "fields": {"title": "string?", "price": "decimal"}}
//@ out_cast {"array": ["movie", "cast"], "fields": {"name": "string"}}
//@ out_tags {"scalars": ["movie", "cast", "tags"], "value": "int"}
//@ out_info {"object": ["movie", "info"], "fields": {"title": "string?"}}
//@ out_deep {"object": ["movie", "info", "deep"], "fields": {}}
.type Id = Movie {x: number} | Actor {x: number, y: symbol} | Info {x: number}
  | Deep {x: number} | Tag {x: number, y: symbol, z: number}
.type decimal <: symbol
.decl in_movie(id: number, title: symbol, price: decimal)
.decl in_actor(movie: number, rank: number, name: symbol)
.decl out_movie(_id: Id, title: symbol, price: decimal)
.decl out_cast(_parent: Id, _id: Id, _index: number, name: symbol)
.decl out_tags(_parent: Id, _id: Id, _index: number, value: number)
.decl out_info(_parent: Id, _id: Id, title: symbol)
.decl out_deep(_parent: Id, _id: Id)
"""
MOVIE_RULES = """
out_movie($Movie(m), @omit_null(t), p) :- in_movie(m, t, p).
out_cast($Movie(m), $Actor(m, n), r, n) :- in_actor(m, r, n).
out_tags($Actor(m, n), $Tag(m, n, 1), nil, 1) :- in_actor(m, _, n), contains("a", n).
out_tags($Actor(m, n), $Tag(m, n, 0), nil, 2) :- in_actor(m, _, n), contains("a", n).
out_info($Movie(m), $Info(m), t) :- in_movie(m, t, _), t != nil.
out_deep($Info(m), $Deep(m)) :- in_movie(m, "B", _).
"""


def movies(rules: str = MOVIE_RULES) -> ReferenceEngine:
    program = parse(MOVIES + rules)
    header = program.header
    assert header is not None
    engine = ReferenceEngine(program, EngineOptions())
    engine.load(
        "in_movie",
        to_batch(
            header.source_by_relation["in_movie"],
            [(10, None, Decimal("1.50")), (9, "B", Decimal(2)), (11, "C", Decimal(3))],
        ),
    )
    engine.load(
        "in_actor",
        to_batch(
            header.source_by_relation["in_actor"],
            [(10, 2, "zoe"), (10, 1, "max"), (10, None, "ann"), (9, None, "cy"), (9, None, "bo")],
        ),
    )
    engine.evaluate()
    return engine


def test_documents_are_nested_and_their_arrays_ordered() -> None:
    (batch,) = movies().read_documents("out_movie")
    absent, info_b, info_c = {"value": None, "absent": True}, "B", "C"
    assert batch.to_pylist() == [
        {
            "title": {"value": info_b, "absent": False},
            "price": "2",
            "cast": [{"name": "bo", "tags": []}, {"name": "cy", "tags": []}],
            "info": {"title": {"value": info_b, "absent": False}, "deep": {}},
        },
        {
            "title": absent,
            "price": "1.5",
            "cast": [
                {"name": "ann", "tags": [2, 1]},
                {"name": "max", "tags": [2, 1]},
                {"name": "zoe", "tags": []},
            ],
            "info": None,
        },
        {
            "title": {"value": info_c, "absent": False},
            "price": "3",
            "cast": [],
            "info": {"title": {"value": info_c, "absent": False}, "deep": None},
        },
    ]


def test_a_second_record_of_an_embedded_object_is_an_error() -> None:
    engine = movies(MOVIE_RULES + 'out_info($Movie(m), $Info(m), "again") :- in_movie(m, "B", _).')
    with pytest.raises(MigrationError, match=r"movie\.info: the movie Movie:9 has 2 records"):
        list(engine.read_documents("out_movie"))


def test_a_nested_record_without_its_parent_is_an_error() -> None:
    engine = movies(
        MOVIE_RULES + 'out_cast($Movie(1), $Actor(1, "x"), 0, "x") :- in_movie(9, _, _).'
    )
    with pytest.raises(MigrationError, match=r"movie\.cast: the record Actor:1:x has no parent"):
        list(engine.read_documents("out_movie"))


def test_only_a_collection_has_documents() -> None:
    with pytest.raises(InputError, match="out_cast is no collection"):
        movies().read_documents("out_cast")


def test_flat_facts_of_a_target_are_laid_out_as_columns_with_ids_as_text() -> None:
    (batch,) = movies().read("out_movie")
    assert batch.schema.field("_id").type == pa.string()
    assert batch.column("title")[1].as_py() == {"value": None, "absent": True}
    (cast,) = movies().read("out_cast")
    assert cast.schema.field("_index").type == pa.int64()


def test_facts_of_a_source_read_back_as_they_were_loaded() -> None:
    engine = movies()
    header = engine.program.header
    assert header is not None
    (batch,) = engine.read("in_movie")
    assert batch.schema == to_batch(header.source_by_relation["in_movie"], []).schema
    assert batch.column("price").to_pylist() == ["2", "1.5", "3"]
