"""Subtypes: values of a type go where it, or a type above it, is declared.

A ``.type A <: B`` is a set of its own within ``B``; a union is above its members; ``.type A = B``
is another name for ``B``. A variable is in every type that a positive atom gives it, so these must
have a type below them in common, and a head's column must be above all of those. What is computed,
and constants, are in every subtype of their base.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from dynamite.datalog import (
    Atom,
    Comparison,
    Construct,
    Literal,
    Program,
    Rule,
    Term,
    Variable,
)
from dynamite.errors import InputError
from dynamite.language.scope import aggregates
from dynamite.language.strata import rule_place

_MEND = "declare the column with the wider type, or write as(x, TYPE)"

Bounds = dict[str, dict[str, str]]
"""The types of each variable, with the places that give them."""


def check_subtypes(program: Program) -> None:
    """Raises ``InputError`` for a variable in two types that have nothing in common, or that
    reaches a column whose type is narrower."""
    if not program.types:
        return
    check = _Subtypes(program)
    for rule in program.rules:
        check.rule(rule)


class _Subtypes:
    def __init__(self, program: Program) -> None:
        self._program = program
        self._below: dict[str, frozenset[str]] = {}
        header = program.header
        described = (
            frozenset()
            if header is None
            else frozenset((*header.source_relations, *header.target_relations))
        )
        self._columns: Mapping[str, tuple[str, ...]] = {
            relation: tuple(self._canonical(name) for _, name in declaration.attributes)
            for relation, declaration in program.declarations.items()
            if relation not in described
        }
        self._fields = {
            constructor: tuple(self._canonical(name) for _, name in fields)
            for declaration in program.types.values()
            if not declaration.is_record
            for constructor, fields in declaration.branches
        }

    def _canonical(self, name: str) -> str:
        while name in self._program.types and len(self._program.types[name].members) == 1:
            name = self._program.types[name].members[0]
        return name

    def below(self, name: str) -> frozenset[str]:
        """The type and all types below it."""
        if name not in self._below:
            found = {name}
            size = 0
            while size != (size := len(found)):
                for other, declaration in self._program.types.items():
                    if declaration.base and self._canonical(declaration.base) in found:
                        found.add(other)
                    if other in found and len(declaration.members) > 1:
                        found.update(map(self._canonical, declaration.members))
            self._below[name] = frozenset(found)
        return self._below[name]

    def rule(self, rule: Rule) -> None:
        place = rule_place(rule)
        bounds = self._body(rule.body, {}, place)
        for head in rule.heads:
            for where, wanted, term in self._arguments(head):
                if isinstance(term, Variable) and term.name in bounds:
                    self._reaches(term.name, bounds[term.name], wanted, where, place)

    def _body(self, body: Iterable[Literal], outer: Bounds, place: str) -> Bounds:
        literals = list(body)
        bounds: Bounds = {name: dict(types) for name, types in outer.items()}
        for literal in literals:
            if isinstance(literal, Atom):
                for where, name, term in self._arguments(literal):
                    if isinstance(term, Variable):
                        bounds.setdefault(term.name, {}).setdefault(name, where)
        before: object = None
        while before != (before := {name: frozenset(types) for name, types in bounds.items()}):
            for literal in literals:
                match literal:
                    case Comparison("=", Variable(one), Variable(other)):
                        both = {**bounds.get(one, {}), **bounds.get(other, {})}
                        if both:
                            bounds[one] = bounds[other] = both
        for name, types in bounds.items():
            self._meet(name, types, place)
        for literal in literals:
            for aggregate in aggregates(literal):
                self._body(aggregate.body, bounds, place)
        return bounds

    def _arguments(self, atom: Atom) -> Iterator[tuple[str, str, Term]]:
        """The arguments of an atom, also those within ids: where each stands, and its type."""
        columns = self._columns.get(atom.relation, ())
        for number, (name, term) in enumerate(zip(columns, atom.terms, strict=False), 1):
            yield from self._within(f"column {number} of {atom.relation}", name, term)

    def _within(self, where: str, name: str, term: Term) -> Iterator[tuple[str, str, Term]]:
        yield where, name, term
        if isinstance(term, Construct):
            fields = self._fields.get(term.constructor, ())
            for number, (field, arg) in enumerate(zip(fields, term.args, strict=False), 1):
                yield from self._within(f"argument {number} of ${term.constructor}", field, arg)

    def _meet(self, variable: str, types: Mapping[str, str], place: str) -> frozenset[str]:
        """The types that a variable may be in."""
        met: frozenset[str] | None = None
        for name in types:
            met = self.below(name) if met is None else met & self.below(name)
        if met:
            return met
        shown = " and ".join(f"{name} ({where})" for name, where in types.items())
        raise InputError(
            f"variable {variable} is in {shown}, which have no value in common",
            place=place,
            mend=_MEND,
        )

    def _reaches(
        self, variable: str, types: Mapping[str, str], wanted: str, where: str, place: str
    ) -> None:
        if self._meet(variable, types, place) <= self.below(wanted):
            return
        shown = " and ".join(f"{name} ({source})" for name, source in types.items())
        raise InputError(
            f"variable {variable} is in {shown}, and {where} takes {wanted}",
            place=place,
            mend=_MEND,
        )
