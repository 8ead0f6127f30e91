"""Rules in which every argument of an atom has a name, so that whole facts are known."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from dynamite.datalog import (
    Atom,
    Call,
    Comparison,
    Constant,
    Construct,
    Literal,
    Rule,
    Term,
    Variable,
    Wildcard,
)
from dynamite.explanation.question import Question
from dynamite.language.types import ColumnType
from dynamite.values import DataType, Skolem, Value, is_null, skolem_text

NULLS = ("@omit_null", "@nullify")
"""Functors that only change one null for the other."""


@dataclass(frozen=True)
class Demand:
    """That a column of the head holds what was asked for: a literal, or a head that cannot."""

    column: int
    literal: Comparison | None
    """None where the head's own constant tells: then ``holds`` says whether it is that."""
    holds: bool = True


@dataclass(frozen=True)
class WholeRule:
    """A rule for a relation, with the demands of a question on its head.

    ``body`` is the rule's own but that each argument of an atom is a variable or a constant.
    """

    rule: Rule
    head: Atom
    body: tuple[Literal, ...]
    demands: tuple[Demand, ...]

    @property
    def atoms(self) -> tuple[Atom, ...]:
        return tuple(literal for literal in self.body if isinstance(literal, Atom))

    @property
    def tests(self) -> tuple[Literal, ...]:
        """The demands, as literals."""
        return tuple(demand.literal for demand in self.demands if demand.literal is not None)


def whole_rules(
    rules: tuple[Rule, ...], question: Question, column_type: Callable[[str, int], ColumnType]
) -> Iterator[WholeRule]:
    """The rules that may make the record, one for each head of its relation.

    ``column_type`` tells the type of a column of a relation.
    """
    for rule in rules:
        types = {
            term.name: column_type(literal.relation, column)
            for literal in rule.body
            if isinstance(literal, Atom)
            for column, term in enumerate(literal.terms)
            if isinstance(term, Variable)
        }
        for head in rule.heads:
            if head.relation == question.relation:
                demands = tuple(_demands(head, question, types))
                yield WholeRule(rule, head, whole_body(rule.body), demands)


def whole_body(body: tuple[Literal, ...], mark: str = "") -> tuple[Literal, ...]:
    """The body with a name for each argument of its atoms, which then are variables or constants.

    Names hold a space, so that no program has them; ``mark`` tells those of several bodies apart.
    """
    atoms: list[Literal] = []
    rest: list[Literal] = []
    for literal in body:
        if not isinstance(literal, Atom):
            rest.append(literal)
            continue
        terms: list[Term] = []
        for column, term in enumerate(literal.terms):
            if isinstance(term, Variable | Constant):
                terms.append(term)
                continue
            named = Variable(f"{mark}argument {len(atoms)} {column}")
            terms.append(named)
            if not isinstance(term, Wildcard):
                rest.append(Comparison("=", named, term))
        atoms.append(Atom(literal.relation, tuple(terms)))
    return (*atoms, *rest)


def _demands(head: Atom, question: Question, types: Mapping[str, ColumnType]) -> Iterator[Demand]:
    first = len(question.record_type.surrogates)
    for column, value in question.wanted.items():
        term = head.terms[column]
        is_id = column < first and question.record_type.columns[column] != "_index"
        if is_id and isinstance(term, Construct) and isinstance(value, str):
            yield from _id_demands(column, term, value, types)
        else:
            yield _demand(column, term, value, is_id)


def _id_demands(
    column: int, term: Construct, text: str, types: Mapping[str, ColumnType]
) -> Iterator[Demand]:
    """The demands on the variables of an id, where its text tells their values."""
    parts = id_parts(text)
    if parts[0] != term.constructor:
        yield Demand(column, None, holds=False)
        return
    values = [
        _part_value(part, types.get(arg.name)) if isinstance(arg, Variable) else None
        for part, arg in zip(parts[1:], term.args, strict=False)
    ]
    whole = Skolem(term.constructor, tuple(values))
    if len(values) < len(term.args) or None in values or skolem_text(whole) != text:
        yield _demand(column, term, text, is_id=True)
        return
    for arg, value in zip(term.args, values, strict=True):
        yield Demand(column, Comparison("=", arg, Constant(value)))


def id_parts(text: str) -> list[str]:
    r"""The constructor and the arguments in the text of an id, as ``skolem_text`` writes it.

    >>> id_parts(r"Person:7:a\:b")
    ['Person', '7', 'a:b']
    """
    parts = re.findall(r"((?:[^\\:]|\\.)*)(?::|$)", text)
    return [re.sub(r"\\(.)", r"\1", part) for part in parts[: len(parts) - 1] or parts]


def _part_value(part: str, kind: ColumnType | None) -> Value:
    """The value of an argument in the text of an id; null where the text does not tell."""
    if kind is DataType.STRING:
        return part
    if kind is DataType.INT and re.fullmatch(r"-?[0-9]{1,18}", part):
        return int(part)
    return None


def _demand(column: int, term: Term, value: Value, is_id: bool) -> Demand:
    while isinstance(term, Call) and term.functor in NULLS:
        (term,) = term.args
    if isinstance(term, Constant):
        same = is_null(term.value) if value is None else term == Constant(value)
        return Demand(column, None, same)
    if value is None:
        return Demand(column, Comparison("=", term, Constant(None)))
    shown = Call("to_string", (term,)) if is_id else term
    return Demand(column, Comparison("=", shown, Constant(value)))


def variable_types(
    atoms: tuple[Atom, ...], declared: Mapping[str, tuple[tuple[str, str], ...]]
) -> dict[str, str]:
    """The declared type of each variable that an atom holds, in order."""
    found: dict[str, str] = {}
    for atom in atoms:
        for term, (_, kind) in zip(atom.terms, declared[atom.relation], strict=True):
            if isinstance(term, Variable):
                found.setdefault(term.name, kind)
    return found
