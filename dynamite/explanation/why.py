"""Why a record is there: the rules that derive it, and the facts that they derive it from.

A rule is matched with what was asked for bound in its head, so that engines look only at what
leads to it. Facts of other derived relations that take part are asked for in turn, in the same
program: ``goal`` holds each fact that was met, as one id so that nulls in it are found too, and
the rules of its relation are matched with it. So one evaluation gives the whole tree.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from dynamite.datalog import (
    Aggregate,
    Atom,
    Constant,
    Construct,
    Literal,
    Negation,
    Rule,
    Term,
    TypeDeclaration,
    Variable,
    substitute,
    variables,
)
from dynamite.engines.interface import Engine
from dynamite.explanation.answer import Derived, Fact, Way
from dynamite.explanation.evaluation import Asking, Place, answered, rows
from dynamite.explanation.question import Question
from dynamite.explanation.whole_rule import variable_types, whole_body, whole_rules
from dynamite.language.formatting import format_literal, format_rule
from dynamite.language.scope import aggregates, groups, scope_variables
from dynamite.language.types import ColumnType
from dynamite.values import format_value, is_null, show

MOST_RECORDS = 3
"""How many records that fit are shown."""

MOST_WAYS = 3
"""How many ways to derive one record are shown."""

MOST_ROWS = 1_000
"""How many matches of one rule are looked at."""


@dataclass(frozen=True)
class _Matching:
    """A relation of the matches of one rule: the head's cells, then the variables of its atoms."""

    relation: str
    rule: Rule
    head: Atom
    atoms: tuple[Atom, ...]
    names: tuple[str, ...]
    types: tuple[ColumnType, ...]
    without: tuple[Atom, ...]
    counting: tuple[tuple[str, tuple[Atom, ...], tuple[str, ...], tuple[ColumnType, ...]], ...]


def why(place: Place, asking: Asking, question: Question) -> tuple[tuple[Derived, ...], int]:
    """The first records that fit a question with the first ways to derive each; and all ways."""
    tree = _Tree(asking)
    for whole in whole_rules(asking.program.rules, question, asking.column_type):
        if all(demand.holds for demand in whole.demands):
            tree.match(whole.rule, whole.head, (*whole.body, *whole.tests), is_asked=True)
    tree.follow()
    with answered(place, asking) as engine:
        count = sum(engine.count(m.relation) for m in tree.asked)
        return tuple(_Reader(engine, tree, question).derived()), count


class _Tree:
    """Writes the relations of all matches that may take part in an answer."""

    def __init__(self, asking: Asking) -> None:
        self.asking = asking
        self.asked: list[_Matching] = []
        self.goals: dict[str, str] = {}
        self.followed: dict[str, list[_Matching]] = {}
        self._declared = {
            name: declaration.attributes
            for name, declaration in asking.program.declarations.items()
        }

    def match(
        self, rule: Rule, head: Atom, body: Sequence[Literal], *, is_asked: bool
    ) -> _Matching:
        """Adds the matches of a rule whose body has names for all arguments of its atoms."""
        atoms = tuple(a for a in body if isinstance(a, Atom) and a.relation in self._declared)
        kinds = variable_types(atoms, self._declared)
        names = tuple(kinds)
        head_kinds = [kind for _, kind in self._declared[head.relation]]
        relation = self.asking.relation(
            f"why_{head.relation}", [*head_kinds, *(kinds[name] for name in names)]
        )
        terms = (*head.terms, *(Variable(name) for name in names))
        self.asking.rule(relation, terms, body)
        matching = _Matching(
            relation,
            rule,
            head,
            atoms,
            names,
            (*self._head_types(head), *self._types(atoms, names)),
            tuple(literal.atom for literal in rule.body if isinstance(literal, Negation)),
            tuple(self._counting(rule, head, body, names, atoms)),
        )
        (self.asked if is_asked else self.followed[head.relation]).append(matching)
        for atom in atoms:
            if self._is_derived(atom.relation):
                bound = tuple(Variable(f"head {n}") for n in range(len(head.terms)))
                whole = Atom(relation, (*bound, *(Variable(name) for name in names)))
                goal = self._goal(atom.relation)
                self.asking.rule(goal, [Construct(goal, atom.terms)], [whole])
        return matching

    def follow(self) -> None:
        """Adds the matches of the rules of each relation that has a goal, until all have them."""
        while missing := [relation for relation in self.goals if relation not in self.followed]:
            for relation in missing:
                self.followed[relation] = []
                for rule in self.asking.program.rules:
                    for head in rule.heads:
                        if head.relation == relation:
                            goal = self.goals[relation]
                            wanted = Atom(goal, (Construct(goal, head.terms),))
                            body = (*whole_body(rule.body), wanted)
                            self.match(rule, head, body, is_asked=False)

    def _goal(self, relation: str) -> str:
        """The relation of the facts of a derived relation that are asked for."""
        if relation not in self.goals:
            attributes = tuple(
                (f"c{position}", kind)
                for position, (_, kind) in enumerate(self._declared[relation])
            )
            name = f"goal_{relation}"
            self.asking.items.append(TypeDeclaration(f"{name}_id", branches=((name, attributes),)))
            self.goals[relation] = self.asking.relation(name, [f"{name}_id"])
        return self.goals[relation]

    def _counting(
        self,
        rule: Rule,
        head: Atom,
        body: Sequence[Literal],
        names: tuple[str, ...],
        atoms: tuple[Atom, ...],
    ) -> Iterator[tuple[str, tuple[Atom, ...], tuple[str, ...], tuple[ColumnType, ...]]]:
        """For each aggregate of a rule, the relation of the facts that it looks at in a match."""
        scope = scope_variables(rule.heads, rule.body)
        parts: list[Literal | Term] = [*rule.body, *head.terms]
        for number, aggregate in enumerate(a for part in parts for a in aggregates(part)):
            inner = whole_body(_own(aggregate, scope, number), f"counted {number} ")
            inside = tuple(literal for literal in inner if isinstance(literal, Atom))
            kinds = variable_types((*atoms, *inside), self._declared)
            own = (*names, *(name for name in kinds if name not in names))
            relation = self.asking.relation(f"counted_{head.relation}", [kinds[n] for n in own])
            terms = [Variable(name) for name in own]
            self.asking.rule(relation, terms, (*body, *inner))
            yield relation, inside, own, self._types((*atoms, *inside), own)

    def _is_derived(self, relation: str) -> bool:
        return any(
            head.relation == relation for rule in self.asking.program.rules for head in rule.heads
        )

    def _head_types(self, head: Atom) -> Iterator[ColumnType]:
        for column in range(len(head.terms)):
            yield self.asking.column_type(head.relation, column)

    def _types(self, atoms: Sequence[Atom], names: Sequence[str]) -> tuple[ColumnType, ...]:
        found: dict[str, ColumnType] = {}
        for atom in atoms:
            for column, term in enumerate(atom.terms):
                if isinstance(term, Variable):
                    kind = self.asking.column_type(atom.relation, column)
                    found.setdefault(term.name, kind)
        return tuple(found[name] for name in names)


def _own(aggregate: Aggregate, scope: frozenset[str], number: int) -> tuple[Literal, ...]:
    """The body of an aggregate, its own variables named apart from those around it."""
    shared = groups(aggregate, scope)
    apart = {
        name: Variable(f"{name} of aggregate {number}")
        for name in sorted(set(variables(aggregate)) - shared)
    }
    return tuple(substitute(literal, apart) for literal in aggregate.body)


class _Reader:
    """Reads matches, and makes trees of them."""

    def __init__(self, engine: Engine, tree: _Tree, question: Question) -> None:
        self._engine = engine
        self._tree = tree
        self._header = tree.asking.header
        self._record = tree.asking.record
        self._question = question
        self._read: dict[str, list[tuple[Any, ...]]] = {}

    def derived(self) -> Iterator[Derived]:
        found: dict[str, tuple[dict[str, Any], list[Way]]] = {}
        for matching in self._tree.asked:
            for row in self._rows(matching.relation, matching.types):
                width = len(matching.head.terms)
                _, record = self._record(matching.head.relation, dict(enumerate(row[:width])))
                key = repr(row[:width])
                if key not in found and len(found) == MOST_RECORDS:
                    continue
                ways = found.setdefault(key, (record, []))[1]
                if len(ways) < MOST_WAYS:
                    ways.append(self._way(matching, row, ()))
        for record, ways in found.values():
            yield Derived(record, tuple(ways))

    def _rows(self, relation: str, types: Sequence[ColumnType]) -> list[tuple[Any, ...]]:
        if relation not in self._read:
            self._read[relation] = [*rows(self._engine, relation, types, MOST_ROWS)]
        return self._read[relation]

    def _way(self, matching: _Matching, row: tuple[Any, ...], above: tuple[Any, ...]) -> Way:
        values = dict(zip(matching.names, row[len(matching.head.terms) :], strict=True))
        return Way(
            " ".join(format_rule(matching.rule).split()),
            matching.rule.line,
            tuple(self._fact(atom, values, above) for atom in matching.atoms),
            tuple(_bound_text(atom, values) for atom in matching.without),
            tuple(self._counted(matching, values)),
        )

    def _fact(self, atom: Atom, values: dict[str, Any], above: tuple[Any, ...]) -> Fact:
        cells = tuple(_cell(term, values) for term in atom.terms)
        name, record = self._record(atom.relation, dict(enumerate(cells)))
        return Fact(name, record, self._derivation(atom.relation, cells, above))

    def _derivation(
        self, relation: str, cells: tuple[Any, ...], above: tuple[Any, ...]
    ) -> Way | None:
        """A way to derive a fact of a derived relation that does not go through the fact itself."""
        fact = (relation, repr(cells))
        for matching in self._tree.followed.get(relation, ()):
            for row in self._rows(matching.relation, matching.types):
                if repr(row[: len(cells)]) != fact[1]:
                    continue
                if self._is_grounded(matching, row, (*above, fact)):
                    return self._way(matching, row, (*above, fact))
        return None

    def _is_grounded(
        self, matching: _Matching, row: tuple[Any, ...], above: tuple[Any, ...]
    ) -> bool:
        """Whether each derived fact of a match has a way of its own, not through those above."""
        values = dict(zip(matching.names, row[len(matching.head.terms) :], strict=True))
        for atom in matching.atoms:
            if atom.relation not in self._tree.followed:
                continue
            cells = tuple(_cell(term, values) for term in atom.terms)
            if (atom.relation, repr(cells)) in above:
                return False
            if self._is_input_fact(atom.relation):
                continue
            if self._derivation(atom.relation, cells, above) is None:
                return False
        return True

    def _is_input_fact(self, relation: str) -> bool:
        """Whether the facts of a relation may come from the source too."""
        return relation in self._header.source_by_relation

    def _counted(self, matching: _Matching, values: dict[str, Any]) -> Iterator[Fact]:
        for relation, atoms, names, types in matching.counting:
            for row in self._rows(relation, types):
                inner = dict(zip(names, row, strict=True))
                if all(inner[name] == values[name] for name in matching.names):
                    for atom in atoms:
                        cells = {n: _cell(term, inner) for n, term in enumerate(atom.terms)}
                        yield Fact(*self._record(atom.relation, cells))


def _cell(term: Term, values: dict[str, Any]) -> Any:
    match term:
        case Variable(name):
            return values[name]
        case Constant(value):
            return None if is_null(value) else format_value(value)
    raise AssertionError(f"{term} has no name")


def _bound_text(atom: Atom, values: dict[str, Any]) -> str:
    """A negated atom with the values of a match in place of its variables."""
    text = format_literal(atom)
    shown = [
        show(values[term.name]) if isinstance(term, Variable) and term.name in values else "_"
        for term in atom.terms
    ]
    plain = all(not isinstance(term, Variable) or term.name in values for term in atom.terms)
    return f"{atom.relation}({', '.join(shown)})" if plain else text
