"""Rules in which every argument of an atom has a name, so that whole facts are known."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from dynamite.datalog import (
    Atom,
    Call,
    Comparison,
    Constant,
    Literal,
    Rule,
    Term,
    Variable,
    Wildcard,
)
from dynamite.explanation.question import Question
from dynamite.values import Value, is_null

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


def whole_rules(rules: tuple[Rule, ...], question: Question) -> Iterator[WholeRule]:
    """The rules that may make the record, one for each head of its relation."""
    for rule in rules:
        for head in rule.heads:
            if head.relation == question.relation:
                demands = tuple(_demands(head, question))
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


def _demands(head: Atom, question: Question) -> Iterator[Demand]:
    first = len(question.record_type.surrogates)
    for column, value in question.wanted.items():
        is_id = column < first and question.record_type.columns[column] != "_index"
        yield _demand(column, head.terms[column], value, is_id)


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
