"""What a program's text proves about its target, and what it does not."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dynamite.datalog import Program
from dynamite.engines.reference_evaluation import evaluate
from dynamite.language.text import parse
from dynamite.migration.proofs import Reference, is_kept, is_never_null, is_unique

HEADER = """
//@ source relational
//@ in_A {"table": ["A"], "columns": {"a": "int", "b": "string?"}, "primary_key": ["a"]}
//@ in_B {"table": ["B"], "columns": {"b": "string", "c": "string?"}}
//@ target document
//@ out_P {"collection": ["P"], "fields": {"x": "string?"}}
//@ out_C {"array": ["P", "C"], "fields": {"y": "string?"}}
"""


def program(*rules: str) -> Program:
    return parse(HEADER + "\n".join(rules), "p.dl")


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("out_P($P(a), b) :- in_A(a, b).", False),
        ("out_P($P(a), c) :- in_A(a, b), in_B(b, c).", False),
        ("out_P($P(a), b) :- in_A(a, b), in_B(b, _).", True),
        ("out_P($P(b), b) :- in_B(b, _).", True),
        ("out_P($P(a), b) :- in_A(a, b), b != nil.", True),
        ('out_P($P(a), "x") :- in_A(a, _).', True),
        ("out_P($P(a), nil) :- in_A(a, _).", False),
        ("out_P($P(a), to_string(a)) :- in_A(a, _).", False),
        ("out_P($P(b), b) :- in_B(b, _).  out_P($P(a), b) :- in_A(a, b).", False),
    ],
)
def test_a_column_is_proved_never_null_only_by_every_rule(rule: str, expected: bool) -> None:
    assert is_never_null(program(rule), "out_P", 1) is expected


PARENT = "out_P($P(a), b) :- in_A(a, b)."


@pytest.mark.parametrize(
    ("parent", "child", "expected"),
    [
        (PARENT, "out_C($P(a), $C(a), nil, c) :- in_A(a, b), in_B(b, c).", True),
        (PARENT, "out_C($P(z), $C(z), nil, nil) :- in_A(z, _).", True),
        (PARENT, "out_C($P(b), $C(b), nil, c) :- in_B(b, c).", False),
        (PARENT, "out_C($Q(a), $C(a), nil, nil) :- in_A(a, _).", False),
        # The parent's join is not the child's.
        (
            "out_P($P(a), b) :- in_A(a, b), in_B(b, _).",
            "out_C($P(a), $C(a), nil, nil) :- in_A(a, _).",
            False,
        ),
        # One atom of the child cannot stand for two that join: a null would pass there.
        (
            "out_P($P(a), b) :- in_A(a, b), in_A(_, b).",
            "out_C($P(a), $C(a), nil, b) :- in_A(a, b).",
            False,
        ),
        # What two wildcards stand for need not be equal.
        (
            "out_P($P(a), b) :- in_A(a, b), in_B(b, _).",
            "out_C($P(a), $C(a), nil, nil) :- in_A(a, _), in_B(_, _).",
            False,
        ),
        # A null id refers to no parent, even where the parent's id is null as well.
        ("out_P(b, b) :- in_A(_, b).", "out_C(b, b, nil, b) :- in_A(_, b).", False),
        # The minimum of nothing derives no parent.
        (
            "out_P($P(a), min c : { in_B(b, c) }) :- in_A(a, b).",
            "out_C($P(a), $C(a), nil, nil) :- in_A(a, _).",
            False,
        ),
        (
            "out_P($P(a), b) :- in_A(a, b), a > 3.",
            "out_C($P(a), $C(a), nil, nil) :- in_A(a, _), a > 3.",
            True,
        ),
        (
            "out_P($P(a), b) :- in_A(a, b), !in_B(b, _).",
            "out_C($P(a), $C(a), nil, nil) :- in_A(a, _).",
            False,
        ),
    ],
)
def test_a_parent_is_proved_only_where_its_rule_is_in_the_childs(
    parent: str, child: str, expected: bool
) -> None:
    reference = Reference("out_C", (0,), "out_P", (0,))
    assert is_kept(program(parent, child), reference) is expected


@pytest.mark.parametrize(
    ("parent", "child", "expected"),
    [
        (PARENT, "out_C($P(a), $C(a), nil, b) :- in_A(a, b).", True),
        (PARENT, "out_C($P(a), $C(a), nil, b) :- in_A(a, _), in_B(b, _).", False),
        (PARENT, 'out_C($P(a), $C(a), nil, "x") :- in_A(a, "x").', True),
    ],
)
def test_a_foreign_key_is_proved_though_it_may_be_null(
    parent: str, child: str, expected: bool
) -> None:
    reference = Reference("out_C", (3,), "out_P", (1,), may_be_null=True)
    assert is_kept(program(parent, child), reference) is expected
    assert not is_kept(program(parent, child), replace(reference, may_be_null=False))


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        (("out_P($P(a), b) :- in_A(a, b).",), True),
        (("out_P($P(a), c) :- in_A(a, b), in_B(b, c).",), False),
        (("out_P($P(b), b) :- in_A(_, b).",), True),
        (("out_P($P(b), x) :- in_A(x, b).",), False),
        (("out_P($P(a), b) :- in_A(a, b).", "out_P($P(a), a) :- in_A(a, _)."), False),
        (("out_P(to_string(a), b) :- in_A(a, b).",), False),
        (("out_P($P(x), b) :- in_B(x, _), in_A(1, b).",), True),
    ],
)
def test_ids_are_proved_unique_only_where_keys_determine_the_head(
    rules: tuple[str, ...], expected: bool
) -> None:
    assert is_unique(program(*rules), "out_P", (0,), {"in_A": [(0,)]}) is expected


# --- whatever is proved holds of every result --------------------------------------------------

STRINGS = """
//@ source relational
//@ in_A {"table": ["A"], "columns": {"a": "string", "b": "string?"}, "primary_key": ["a"]}
//@ in_B {"table": ["B"], "columns": {"b": "string", "c": "string?"}}
//@ target document
//@ out_P {"collection": ["P"], "fields": {"x": "string?"}}
//@ out_C {"array": ["P", "C"], "fields": {"y": "string?"}}
.type Id = P {x: symbol} | C {x: symbol}
.decl in_A(a: symbol, b: symbol)
.input in_A
.decl in_B(b: symbol, c: symbol)
.input in_B
.decl out_P(_id: Id, x: symbol)
.output out_P
.decl out_C(_parent: Id, _id: Id, _index: number, y: symbol)
.output out_C
"""

terms = st.sampled_from(["u", "v", "w", "_", '"1"'])
atoms = st.tuples(st.sampled_from(["in_A", "in_B"]), terms, terms)


@st.composite
def rules(draw: st.DrawFn, head: str) -> str:
    body = draw(st.lists(atoms, min_size=1, max_size=3))
    bound = sorted({term for _, *both in body for term in both if term in "uvw"})
    shown = st.sampled_from([*bound, '"2"'])
    literals = [f"{name}({one}, {other})" for name, one, other in body]
    literals += [f"{name} != nil" for name in bound if draw(st.integers(0, 5)) == 0]
    return f"{head.format(draw(shown), draw(shown))} :- {', '.join(literals)}."


parents = st.lists(rules("out_P($P({}), {})"), min_size=1, max_size=2)
children = st.lists(rules("out_C($P({}), $C({}), nil, nil)"), min_size=1, max_size=2)
scalars = rules("out_C($P({0}), $C({0}), nil, {1})")
values = st.sampled_from(["1", "2", "3"])
some_a = st.dictionaries(values, st.none() | values, max_size=3)
some_b = st.sets(st.tuples(values, st.none() | values), max_size=3)

HALF_NULL = {"1": None, "2": "1"}


@given(parents, children | st.lists(scalars, min_size=1, max_size=1), some_a, some_b)
@example(
    ["out_P($P(u), u) :- in_A(_, u), in_A(_, u)."],
    ["out_C($P(u), $C(u), nil, u) :- in_A(_, u)."],
    HALF_NULL,
    set(),
)
def test_what_is_proved_holds_of_every_result(
    parent_rules: list[str],
    child_rules: list[str],
    a: dict[str, str | None],
    b: set[tuple[str, str | None]],
) -> None:
    parsed = parse(STRINGS + "\n".join([*parent_rules, *child_rules]), "p.dl")
    derived = evaluate(parsed, {"in_A": tuple(a.items()), "in_B": tuple(b)})
    found, nested = set(derived["out_P"]), set(derived["out_C"])
    if is_never_null(parsed, "out_P", 1):
        assert all(x is not None for _, x in found)
    if is_kept(parsed, Reference("out_C", (0,), "out_P", (0,))):
        assert {parent for parent, *_ in nested} <= {i for i, _ in found}
    if is_kept(parsed, Reference("out_C", (3,), "out_P", (1,), may_be_null=True)):
        assert {y for *_, y in nested} - {None} <= {x for _, x in found}
    if is_unique(parsed, "out_P", (0,), {"in_A": [(0,)]}):
        assert len({i for i, _ in found}) == len(found)
