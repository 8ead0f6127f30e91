"""In what a program that was found differs from the intended one, where both fit the example.

That both fit is the proof that the example was ambiguous: the intended program made it, and the
synthesizer runs what it found on it. What is named here is where the two part.
"""

from __future__ import annotations

from collections import Counter
from enum import StrEnum

from benchmarks.scenario import Scenario
from dynamite.datalog import Atom, Constant, Literal, Program, Rule
from dynamite.language.text import format_rule
from dynamite.schema import RecordType


class Cause(StrEnum):
    """Why a draw did not give the intended program."""

    NO_RECORD = "no draw shows a record of every target type"
    NOT_FOUND = "no program found, though the intended one fits"
    LIMIT = "stopped at a limit"
    UNION = "another number of rules"
    JOIN = "other relations joined"
    SELECTION = "another condition"
    IDENTITY = "other ids: records grouped otherwise"
    COLUMN = "another column, or other columns joined"


def rules_of(program: Program, record_type: RecordType) -> list[Rule]:
    """The rules of one target record type."""
    assert program.header is not None
    relation = program.header.target_relation[record_type.key]
    return [rule for rule in program.rules if rule.heads[0].relation == relation]


def cause(scenario: Scenario, found: Program, type_name: str) -> Cause:
    """Where two programs part in one target record type."""
    record_type = _type(scenario, type_name)
    one, other = rules_of(found, record_type), rules_of(scenario.program, record_type)
    if len(one) != len(other):
        return Cause.UNION
    if _count(one, _relations) != _count(other, _relations):
        return Cause.JOIN
    if _count(one, _conditions) != _count(other, _conditions):
        return Cause.SELECTION
    if record_type.surrogates and _shown(one, record_type) == _shown(other, record_type):
        return Cause.IDENTITY
    return Cause.COLUMN


def both(scenario: Scenario, found: Program, type_name: str) -> dict[str, list[str]]:
    """The rules of both programs for a target record type, for reading."""
    record_type = _type(scenario, type_name)
    return {
        "found": [format_rule(rule) for rule in rules_of(found, record_type)],
        "intended": [format_rule(rule) for rule in rules_of(scenario.program, record_type)],
    }


def _type(scenario: Scenario, name: str) -> RecordType:
    return next(rt for rt in scenario.target if rt.name == name)


def _count(rules: list[Rule], part: object) -> Counter[object]:
    assert callable(part)
    return Counter(part(rule.body) for rule in rules)


def _relations(body: tuple[Literal, ...]) -> tuple[str, ...]:
    return tuple(sorted(literal.relation for literal in body if isinstance(literal, Atom)))


def _conditions(body: tuple[Literal, ...]) -> tuple[str, ...]:
    constants = [
        f"{literal.relation}.{position} = {term.value!r}"
        for literal in body
        if isinstance(literal, Atom)
        for position, term in enumerate(literal.terms)
        if isinstance(term, Constant)
    ]
    others = [type(literal).__name__ for literal in body if not isinstance(literal, Atom)]
    return tuple(sorted(constants + others))


def _shown(rules: list[Rule], record_type: RecordType) -> set[tuple[object, ...]]:
    """Where the attributes come from: each as the places of its variable in the body."""
    first = len(record_type.surrogates)
    found: set[tuple[object, ...]] = set()
    for rule in rules:
        places: dict[object, set[tuple[str, int]]] = {}
        for literal in rule.body:
            if isinstance(literal, Atom):
                for position, term in enumerate(literal.terms):
                    places.setdefault(term, set()).add((literal.relation, position))
        found.add(tuple(frozenset(places.get(term, ())) for term in rule.heads[0].terms[first:]))
    return found
