"""Why a record is not there: for each rule, the first literal of its body that finds nothing.

The atoms of a body are tried in the order in which what was asked for leads from one to the next,
with what was asked for bound as soon as its variable is. Each step is a relation that only the
first answer that is empty needs, so engines look at little.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from dynamite.datalog import (
    Atom,
    Comparison,
    Constant,
    Literal,
    Negation,
    Term,
    Variable,
    variables,
)
from dynamite.engines.interface import Engine
from dynamite.explanation.answer import Fact, Nearest, WhyNot
from dynamite.explanation.evaluation import Asking, Place, answered, rows
from dynamite.explanation.question import Question
from dynamite.explanation.steps import Step, steps
from dynamite.explanation.whole_rule import WholeRule, variable_types, whole_rules
from dynamite.language.formatting import format_literal, format_rule, format_term
from dynamite.language.types import ColumnType
from dynamite.values import format_value, is_null, show

MOST_NEAREST = 2
"""How many nearest records are shown of each rule."""


@dataclass(frozen=True)
class _Prefix:
    """The relation of the matches of the first steps of a body: the variables of its atoms."""

    relation: str
    atoms: tuple[Atom, ...]
    names: tuple[str, ...]
    types: tuple[ColumnType, ...]


@dataclass(frozen=True)
class _Attempt:
    """A rule with its steps and what is asked of each.

    ``loose`` are the matches up to a step without its constants, or without its demands, or of a
    negation those with the atom that it forbids; ``near`` the heads that fit but for one column.
    """

    whole: WholeRule
    steps: tuple[Step, ...]
    prefixes: tuple[_Prefix, ...]
    loose: tuple[tuple[_Prefix, ...], ...]
    near: tuple[tuple[int, str], ...]


def why_not(place: Place, asking: Asking, question: Question) -> tuple[WhyNot, ...]:
    """For each rule that could make the record, why it does not."""
    writer = _Writer(asking, question)
    wholes = list(whole_rules(asking.program.rules, question, asking.column_type))
    attempts = [writer.attempt(whole) for whole in wholes if all(d.holds for d in whole.demands)]
    if not attempts:
        return tuple(_written(whole, question) for whole in wholes)
    with answered(place, asking) as engine:
        told = {id(a.whole): _Teller(engine, asking, question, a).tell() for a in attempts}
    return tuple(told.get(id(whole)) or _written(whole, question) for whole in wholes)


def _written(whole: WholeRule, question: Question) -> WhyNot:
    """Where the rule's own constant is not what was asked for."""
    demand = next(demand for demand in whole.demands if not demand.holds)
    term = whole.head.terms[demand.column]
    name = question.record_type.columns[demand.column]
    wanted = _shown(question.wanted[demand.column])
    written = _shown(term.value) if isinstance(term, Constant) else format_term(term)
    reason = f"it writes {written} for {name}, not {wanted}"
    return WhyNot(_text(whole), whole.rule.line, "", reason)


class _Writer:
    """Writes the relations of the attempts."""

    def __init__(self, asking: Asking, question: Question) -> None:
        self._asking = asking
        self._question = question
        self._declared = {
            name: declaration.attributes
            for name, declaration in asking.program.declarations.items()
        }

    def attempt(self, whole: WholeRule) -> _Attempt:
        taken = tuple(steps(whole))
        prefixes, loose = [], []
        done: list[Literal] = []
        for step in taken:
            loose.append(self._loose(done, step))
            done += [step.literal, *step.demands]
            prefixes.append(self._prefix(done))
        near = []
        columns = dict.fromkeys(d.column for d in whole.demands if d.literal is not None)
        for column in columns if len(columns) > 1 else ():
            others = [d.literal for d in whole.demands if d.column != column and d.literal]
            kinds = [kind for _, kind in self._declared[whole.head.relation]]
            relation = self._asking.relation(f"near_{whole.head.relation}", kinds)
            self._asking.rule(relation, whole.head.terms, (*whole.body, *others))
            near.append((column, relation))
        return _Attempt(whole, taken, tuple(prefixes), tuple(loose), tuple(near))

    def _loose(self, done: Sequence[Literal], step: Step) -> tuple[_Prefix, ...]:
        """What a step would find if it asked for less, or, negated, what is in its way."""
        match step.literal:
            case Negation(atom):
                return (self._prefix([*done, atom]),)
            case Atom() as atom:
                found = []
                open_atom = _without_constants(atom)
                if open_atom != atom:
                    found.append(self._prefix([*done, open_atom, *step.demands]))
                if step.demands:
                    found.append(self._prefix([*done, atom]))
                return tuple(found)
        return ()

    def _prefix(self, literals: Sequence[Literal]) -> _Prefix:
        atoms = tuple(literal for literal in literals if isinstance(literal, Atom))
        kinds = variable_types(atoms, self._declared)
        names = tuple(kinds)
        relation = self._asking.relation("attempt", [kinds[name] for name in names])
        self._asking.rule(relation, [Variable(name) for name in names], literals)
        found: dict[str, ColumnType] = {}
        for atom in atoms:
            for column, term in enumerate(atom.terms):
                if isinstance(term, Variable):
                    kind = self._asking.column_type(atom.relation, column)
                    found.setdefault(term.name, kind)
        return _Prefix(relation, atoms, names, tuple(found[name] for name in names))


def _without_constants(atom: Atom) -> Atom:
    """The atom with a variable for each constant but null, named as no program names one."""
    return Atom(
        atom.relation,
        tuple(
            Variable(f"constant {column}")
            if isinstance(term, Constant) and not is_null(term.value)
            else term
            for column, term in enumerate(atom.terms)
        ),
    )


class _Teller:
    """Reads what an attempt found, and says where it ends."""

    def __init__(
        self, engine: Engine, asking: Asking, question: Question, attempt: _Attempt
    ) -> None:
        self._engine = engine
        self._record = asking.record
        self._question = question
        self._attempt = attempt
        self._head_types = [
            asking.column_type(question.relation, column)
            for column in range(len(attempt.whole.head.terms))
        ]

    def tell(self) -> WhyNot:
        attempt = self._attempt
        rule = attempt.whole
        nearest = tuple(islice(self._nearest(), MOST_NEAREST))
        for number, prefix in enumerate(attempt.prefixes):
            if self._engine.count(prefix.relation) == 0:
                before = attempt.prefixes[number - 1] if number else None
                values = self._first(before) if before is not None else {}
                facts = () if before is None else tuple(self._facts(before, values))
                fails, reason = self._reason(number, values)
                return WhyNot(_text(rule), rule.rule.line, fails, reason, facts, nearest)
        return WhyNot(_text(rule), rule.rule.line, "", "its body holds", (), nearest)

    def _first(self, prefix: _Prefix) -> dict[str, Any]:
        for row in rows(self._engine, prefix.relation, prefix.types, 1):
            return dict(zip(prefix.names, row, strict=True))
        return {}

    def _facts(self, prefix: _Prefix, values: dict[str, Any]) -> Iterator[Fact]:
        for atom in prefix.atoms:
            cells = {column: _cell(term, values) for column, term in enumerate(atom.terms)}
            yield Fact(*self._record(atom.relation, cells))

    def _reason(self, number: int, values: dict[str, Any]) -> tuple[str, str]:
        step = self._attempt.steps[number]
        loose = self._attempt.loose[number]
        match step.literal:
            case Atom() as atom:
                return self._missing(atom, step.demands, loose, values)
            case Negation(atom):
                found = self._first(loose[0])
                cells = {
                    column: found[term.name]
                    for column, term in enumerate(atom.terms)
                    if isinstance(term, Variable)
                }
                name, record = self._record(atom.relation, cells)
                return f"!{_atom_text(atom)}", f"there is a record of {name}{_with(record)}"
            case comparison:
                shown = ", ".join(
                    f"{name} is {show(values[name])}"
                    for name in dict.fromkeys(variables(comparison))
                    if name in values and " " not in name
                )
                demand = self._demanded(comparison)
                if demand:
                    return "", f"it gives no {demand}" + (f" where {shown}" if shown else "")
                return format_literal(comparison), f"it does not hold: {shown}"

    def _demanded(self, comparison: Comparison) -> str:
        """The column and value that a comparison was asked for by, if it was."""
        for demand in self._attempt.whole.demands:
            if demand.literal == comparison:
                name = self._question.record_type.columns[demand.column]
                return f"{name} = {_shown(self._question.wanted[demand.column])}"
        return ""

    def _missing(
        self,
        atom: Atom,
        demands: tuple[Comparison, ...],
        loose: tuple[_Prefix, ...],
        values: dict[str, Any],
    ) -> tuple[str, str]:
        wanted: dict[str, Term] = {}
        for demand in demands:
            assert isinstance(demand.left, Variable)
            first = wanted.setdefault(demand.left.name, demand.right)
            if first != demand.right:
                both = f"{format_term(first)} and {format_term(demand.right)}"
                return _atom_text(atom), f"{demand.left.name} cannot be both {both}"
        sought: dict[int, Any] = {}
        is_joined_by_null = False
        for column, term in enumerate(atom.terms):
            if isinstance(term, Variable) and term.name in values:
                sought[column] = values[term.name]
                is_joined_by_null = is_joined_by_null or sought[column] is None
            constant = wanted.get(term.name) if isinstance(term, Variable) else term
            if isinstance(constant, Constant):
                sought[column] = _plain(constant.value)
        name, record = self._record(atom.relation, sought)
        reason = f"there is no record of {name}{_with(record)}"
        if is_joined_by_null:
            return _atom_text(atom), f"{reason}, as a null joins nothing"
        return _atom_text(atom), reason + self._instead(atom, loose, sought)

    def _instead(self, atom: Atom, loose: tuple[_Prefix, ...], sought: dict[int, Any]) -> str:
        """What a record that is there has instead, where it has some of what was sought."""
        for prefix in loose:
            found = self._first(prefix)
            if not found:
                continue
            cells = [_cell(term, found) for term in prefix.atoms[-1].terms]
            other = {
                column: cells[column]
                for column, value in sought.items()
                if not isinstance(cells[column], type(value)) or cells[column] != value
            }
            if other and len(other) < len(sought):
                return f", but one{_with(self._record(atom.relation, other)[1])}"
        return ""

    def _nearest(self) -> Iterator[Nearest]:
        # What few records fit is nearer than what many do.
        counts = {relation: self._engine.count(relation) for _, relation in self._attempt.near}
        for column, relation in sorted(self._attempt.near, key=lambda near: counts[near[1]]):
            for row in rows(self._engine, relation, self._head_types, 1):
                cells = dict(enumerate(row))
                _, record = self._record(self._question.relation, cells)
                yield Nearest(record, self._question.record_type.columns[column])


def _atom_text(atom: Atom) -> str:
    """An atom as its rule writes it: names that were made up are ``_`` again."""
    shown = [
        "_" if isinstance(term, Variable) and " " in term.name else format_term(term)
        for term in atom.terms
    ]
    return f"{atom.relation}({', '.join(shown)})"


def _with(record: dict[str, Any]) -> str:
    """What is known of a record, in words."""
    shown = " and ".join(f"{name} = {show(cell)}" for name, cell in record.items())
    return f" with {shown}" if shown else ""


def _text(whole: WholeRule) -> str:
    return " ".join(format_rule(whole.rule).split())


def _cell(term: Term, values: dict[str, Any]) -> Any:
    match term:
        case Variable(name):
            return values[name]
        case Constant(value):
            return _plain(value)
    raise AssertionError(f"{term} has no name")


def _plain(value: Any) -> Any:
    return None if is_null(value) else format_value(value)


def _shown(value: Any) -> str:
    return show(_plain(value))
