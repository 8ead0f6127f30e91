"""Minimization: the smaller body means the same on every database that obeys the schema, and
nothing more can be dropped from it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from random import Random
from typing import Any

import pytest
from synth_tasks import projection, random_body, random_database, random_head, random_schema

from dynamite.data.instance import Instance
from dynamite.data.schema_text import parse_schema
from dynamite.synthesis.body import Absence, Body, Condition, Place
from dynamite.synthesis.simplify import anchors, is_contained, minimize
from dynamite.synthesis.source import Source

DATABASES = 12
"""How many random databases the two bodies are compared on."""


# --- on random bodies ----------------------------------------------------------------------------


@pytest.mark.parametrize("block", range(8))
def test_minimization_keeps_the_meaning(block: int) -> None:
    for seed in range(block * 25, block * 25 + 25):
        random = Random(seed)
        schema = random_schema(random)
        source = Source.of(schema, [random_database(random, schema)])
        body = random_body(random, source)
        head = random_head(random, source, body)
        smaller, moved = minimize(source, body, head)
        after = [moved[place] for place in head]
        for _ in range(DATABASES):
            other = Source.of(schema, [random_database(random, schema) for _ in range(2)])
            assert projection(other, smaller, after) == projection(other, body, head), seed


@pytest.mark.parametrize("block", range(4))
def test_nothing_more_can_be_dropped(block: int) -> None:
    for seed in range(block * 25, block * 25 + 25):
        random = Random(seed)
        schema = random_schema(random)
        source = Source.of(schema, [])
        body = random_body(random, source)
        head = random_head(random, source, body)
        smaller, moved = minimize(source, body, head)
        for rest, places in with_one_part_less(smaller, [moved[place] for place in head]):
            assert not is_contained(source, rest, smaller, places), seed


@pytest.mark.parametrize("seed", range(40))
def test_minimization_is_done_at_once(seed: int) -> None:
    random = Random(seed)
    schema = random_schema(random)
    source = Source.of(schema, [])
    body = random_body(random, source)
    head = random_head(random, source, body)
    smaller, moved = minimize(source, body, head)
    again, _ = minimize(source, smaller, [moved[place] for place in head])
    assert again == smaller


def with_one_part_less(
    body: Body, head: Sequence[Place]
) -> Iterator[tuple[Body, dict[Place, Place]]]:
    """The body without one equality, one condition, or one atom that nothing else mentions."""
    here = {place: place for place in head}
    for equality in sorted(body.equalities):
        yield Body(body.slots, body.equalities - {equality}, body.conditions), here
    for condition in body.conditions:
        kept = tuple(c for c in body.conditions if c != condition)
        yield Body(body.slots, body.equalities, kept), here
    last = len(body.slots) - 1
    mentioned = {place[0] for place in head} | {c.place[0] for c in body.conditions}
    if last and last not in mentioned:
        equalities = frozenset(e for e in body.equalities if last not in (e[0][0], e[1][0]))
        yield Body(body.slots[:last], equalities, body.conditions), here


# --- what a foreign key allows, and what nullability forbids -------------------------------------

# Legend of the slots: P (0) refers to C (1); see ``source_with`` for the columns.
P, C = 0, 1
JOINED = Body((P, C), frozenset({((0, 1), (1, 0))}))


def source_with(*, c_id: str = "int", ref: str = "int", key: bool, foreign: bool) -> Source:
    """P(id, ref, v) and C(id, w), with what the schema declares of them."""
    p: dict[str, Any] = {"columns": {"id": "int", "ref": ref, "v": "int"}, "primary_key": ["id"]}
    c: dict[str, Any] = {"columns": {"id": c_id, "w": "int?"}}
    if foreign:
        p["foreign_keys"] = [{"columns": ["ref"], "table": "C", "references": ["id"]}]
    if key:
        c["primary_key"] = ["id"]
    schema = parse_schema({"model": "relational", "tables": {"P": p, "C": c}}, "")
    return Source.of(schema, [Instance(schema, {})])


def filtered(body: Body, *conditions: Condition) -> Body:
    return replace(body, conditions=conditions)


def slots_after(source: Source, body: Body, *head: Place) -> tuple[int, ...]:
    return minimize(source, body, head)[0].slots


def test_a_foreign_key_that_is_never_null_lets_the_lookup_go() -> None:
    assert slots_after(source_with(key=True, foreign=True), JOINED, (0, 2)) == (P,)


def test_a_foreign_key_needs_no_primary_key_to_let_the_lookup_go() -> None:
    assert slots_after(source_with(key=False, foreign=True), JOINED, (0, 2)) == (P,)


def test_a_lookup_stays_where_its_reference_may_be_null() -> None:
    source = source_with(ref="int?", key=True, foreign=True)
    assert slots_after(source, JOINED, (0, 2)) == (P, C)


def test_a_lookup_goes_where_a_condition_says_that_the_reference_is_there() -> None:
    source = source_with(ref="int?", key=True, foreign=True)
    body = filtered(JOINED, Condition((0, 1), "!=", None))
    smaller, _ = minimize(source, body, [(0, 2)])
    assert len(smaller.slots) + len(smaller.conditions) == 2


def test_a_lookup_stays_where_no_foreign_key_is_declared() -> None:
    assert slots_after(source_with(key=True, foreign=False), JOINED, (0, 2)) == (P, C)


def test_a_lookup_stays_where_the_head_shows_its_column() -> None:
    assert slots_after(source_with(key=True, foreign=True), JOINED, (0, 2), (1, 1)) == (P, C)


def test_the_key_of_a_lookup_is_the_reference_to_it() -> None:
    source = source_with(key=True, foreign=True)
    smaller, moved = minimize(source, JOINED, [(1, 0)])
    assert (smaller.slots, moved[1, 0]) == ((P,), (0, 1))


def test_a_condition_on_a_lookup_keeps_it() -> None:
    source = source_with(key=True, foreign=True)
    body = filtered(JOINED, Condition((1, 1), "=", 1))
    assert slots_after(source, body, (0, 2)) == (P, C)


def test_two_lookups_of_one_record_are_one_where_a_key_is_declared() -> None:
    body = Body((P, C, C), frozenset({((0, 1), (1, 0)), ((0, 1), (2, 0))}))
    with_key = source_with(key=True, foreign=True)
    assert slots_after(with_key, body, (1, 1), (2, 1)) == (P, C)
    without_key = source_with(key=False, foreign=True)
    assert slots_after(without_key, body, (1, 1), (2, 1)) == (P, C, C)


def test_a_copy_joined_on_its_key_is_the_same_record() -> None:
    source = source_with(key=True, foreign=True)
    body = Body((P, P), frozenset({((0, 0), (1, 0))}))
    assert slots_after(source, body, (0, 1), (1, 2)) == (P,)


def test_what_is_joined_to_a_copy_is_joined_to_the_record_itself() -> None:
    source = source_with(key=True, foreign=True)
    copies = {((0, 0), (1, 0)), ((0, 1), (2, 0)), ((1, 1), (3, 0))}
    smaller, _ = minimize(source, Body((P, P, C, C), frozenset(copies)), [(2, 1), (3, 1), (0, 2)])
    assert (smaller.slots, len(smaller.equalities)) == ((P, C), 1)


def test_a_join_on_a_column_that_may_be_null_is_a_test_for_null() -> None:
    # P joined with itself on P.ref keeps only the records whose reference is there.
    source = source_with(ref="int?", key=True, foreign=False)
    body = Body((P, P), frozenset({((0, 1), (1, 1))}))
    assert slots_after(source, body, (0, 2)) == (P, P)
    never_null = source_with(key=True, foreign=False)
    assert slots_after(never_null, body, (0, 2)) == (P,)


def test_an_equality_that_others_imply_goes() -> None:
    source = source_with(key=True, foreign=False)
    triangle = frozenset({((0, 1), (1, 0)), ((1, 0), (2, 1)), ((0, 1), (2, 1))})
    smaller, _ = minimize(source, Body((P, C, P), triangle), [(0, 2), (1, 1), (2, 2)])
    assert len(smaller.slots) == 3
    assert len(smaller.equalities) == 2


def test_a_repeated_condition_goes() -> None:
    source = source_with(key=True, foreign=True)
    twice = (Condition((0, 1), "=", 1), Condition((1, 0), "=", 1))
    smaller, _ = minimize(source, filtered(JOINED, *twice), [(0, 2), (1, 1)])
    assert len(smaller.conditions) == 1


def test_a_test_that_the_schema_implies_goes() -> None:
    source = source_with(key=True, foreign=True)
    body = filtered(Body((P,)), Condition((0, 2), "!=", None))
    assert minimize(source, body, [(0, 0)])[0] == Body((P,))


def test_a_negated_lookup_stays() -> None:
    source = source_with(ref="int?", key=True, foreign=True)
    body = Body((P,), absences=(Absence(C, ((0, (0, 1)),)),))
    smaller, _ = minimize(source, body, [(0, 2)])
    assert smaller == body


def test_a_parent_goes_and_a_parent_of_a_parent_too() -> None:
    # Every element of a nested array has its parents by structure.
    fields = {"name": "string", "b": [{"name": "string", "c": ["int"]}]}
    schema = parse_schema({"model": "document", "collections": {"a": fields}}, "")
    source = Source.of(schema, [])
    root_to_leaf = Body((0, 1, 2), frozenset({((0, 0), (1, 0)), ((1, 1), (2, 0))}))
    assert slots_after(source, root_to_leaf, (2, 3)) == (2,)
    assert slots_after(source, root_to_leaf, (0, 1), (2, 3)) == (0, 1, 2)
    # A parent may have no child, so that the child stays.
    assert slots_after(source, root_to_leaf, (0, 1)) == (0, 1, 2)


# --- anchors -------------------------------------------------------------------------------------


def test_the_anchor_of_a_lookup_is_the_record_that_refers() -> None:
    assert anchors(source_with(key=True, foreign=True), JOINED) == (0,)


def test_without_a_key_both_records_are_anchors() -> None:
    assert anchors(source_with(key=False, foreign=True), JOINED) == (0, 1)


def test_a_record_whose_key_a_condition_fixes_is_no_anchor() -> None:
    source = source_with(key=True, foreign=False)
    body = filtered(Body((P, C)), Condition((1, 0), "=", 3))
    assert anchors(source, body) == (0,)
