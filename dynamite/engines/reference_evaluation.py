"""Evaluation of a program over Python values: strata in order, each by semi-naive iteration."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from dynamite.datalog import Atom, Program, Rule
from dynamite.engines.functors import NAN
from dynamite.engines.reference_bodies import Step, compile_aggregate, compile_body
from dynamite.engines.reference_facts import Facts, Row
from dynamite.engines.reference_terms import Env, Scope, compile_row
from dynamite.language.check import Checked, check, empty_sums
from dynamite.language.scope import scope_variables
from dynamite.language.strata import Stratum, rule_atoms, stratify
from dynamite.values import Value

FactsByRelation: TypeAlias = Mapping[str, Iterable[tuple[Value, ...]]]


def evaluate(
    program: Program, facts: FactsByRelation, *, checked: bool = False
) -> dict[str, set[Row]]:
    """All facts of every relation: those given and those derived, as values of ``values.py``.

    Raises ``InputError`` where ``language.check`` does, and ``MigrationError`` where a functor
    meets a value that it cannot take. With ``checked`` the caller vouches that ``check`` passes,
    which saves most of the time on a tiny input.

    >>> from dynamite.language.text import parse
    >>> text = ".decl p(x: number) .decl q(x: number) q(x + 1) :- p(x)."
    >>> evaluate(parse(text), {"p": [(1,), (2,)]})["q"] == {(2,), (3,)}
    True
    """
    return Evaluation(program, checked=checked).run(facts)


class Evaluation:
    """A program made ready to be evaluated many times; not to be shared between threads.

    ``checked`` is what ``check`` gave for the program, or true where it is known to pass.
    """

    def __init__(self, program: Program, *, checked: bool | Checked = False) -> None:
        verified = check(program) if checked is False else checked
        if isinstance(verified, Checked):
            program = verified.program
            self.strata, self._zeros = verified.strata, verified.empty_sums
        else:
            self.strata, self._zeros = stratify(program), empty_sums(program)
        self.program = program
        names = set(program.declarations)
        for rule in program.rules:
            names.update(_relations(rule))
        self.facts = {name: Facts() for name in sorted(names)}
        self._runs = [self._stratum(stratum) for stratum in self.strata]

    def run(self, facts: FactsByRelation) -> dict[str, set[Row]]:
        """Evaluate from the facts given, anew; gives all facts of every relation."""
        for known in self.facts.values():
            known.clear()
        for relation, rows in facts.items():
            self.facts.setdefault(relation, Facts()).add(map(_with_one_nan, rows))
        self.derive()
        return {relation: set(known.rows) for relation, known in self.facts.items()}

    def derive(self) -> None:
        """Derive everything from the facts that are there."""
        for run in self._runs:
            run()

    def _stratum(self, stratum: Stratum) -> Callable[[], None]:
        if not stratum.recursive:
            rules = [self._rule(rule, None) for rule in stratum.rules]
            return lambda: _once(rules)
        deltas = {relation: Facts() for relation in stratum.relations}
        first = [self._rule(rule, None) for rule in stratum.rules]
        again = [
            self._rule(rule, (position, deltas[literal.relation]))
            for rule in stratum.rules
            for position, literal in enumerate(rule.body)
            if isinstance(literal, Atom) and literal.relation in deltas
        ]
        return lambda: _semi_naive(first, again, deltas)

    def _rule(self, rule: Rule, delta: tuple[int, Facts] | None) -> _CompiledRule:
        scope = self.scope(rule)
        derived: list[Row] = []

        def last(full: Scope) -> Step:
            row_of = compile_row(rule.heads[0].terms, full)
            return lambda env: derived.append(row_of(env))

        chain = compile_body(rule.body, scope, last, delta)
        relation = rule.heads[0].relation
        return _CompiledRule(
            relation, self.facts[relation], chain, [None] * next(scope.size), derived
        )

    def scope(self, rule: Rule, watched: bool = False) -> Scope:
        """The scope of a rule's body; a ``watched`` one keeps the row that each atom matched."""
        shared = scope_variables(rule.heads, rule.body)
        rows: list[tuple[str, int]] | None = [] if watched else None
        return Scope(self.facts, shared, self._zeros, compile_aggregate, rows)


@dataclass
class _CompiledRule:
    relation: str
    facts: Facts
    chain: Step
    env: Env
    derived: list[Row]

    def __call__(self) -> list[Row]:
        """Derive what follows now; gives the facts that are new."""
        self.derived.clear()
        self.chain(self.env)
        return self.facts.add(self.derived)


def _once(rules: list[_CompiledRule]) -> None:
    for rule in rules:
        rule()


def _semi_naive(
    first: list[_CompiledRule], again: list[_CompiledRule], deltas: Mapping[str, Facts]
) -> None:
    """Every rule once, then again only where a fact of the last round takes part."""
    new: dict[str, list[Row]] = {relation: [] for relation in deltas}
    for rule in first:
        new[rule.relation] += rule()
    while any(new.values()):
        for relation, delta in deltas.items():
            delta.clear()
            delta.add(new[relation])
            new[relation] = []
        for rule in again:
            new[rule.relation] += rule()


def _relations(rule: Rule) -> Iterable[str]:
    yield from (head.relation for head in rule.heads)
    yield from (atom.relation for atom, _ in rule_atoms(rule))


def _with_one_nan(row: Row) -> Row:
    for value in row:
        if value != value:
            return tuple([NAN if one != one else one for one in row])
    return row
