"""What the rules of a program do with their source relations: where they join, test and convert."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import permutations

from dynamite.datalog import (
    Aggregate,
    Atom,
    Call,
    Comparison,
    Constant,
    Construct,
    Header,
    Literal,
    Negation,
    Program,
    Rule,
    Term,
    Variable,
    Wildcard,
    substitute,
    variables,
)
from dynamite.language.scope import aggregates, groups, scope_variables
from dynamite.values import is_null

CANNOT_FAIL = frozenset(
    {"min", "max", "cat", "strlen", "substr", "to_string", "@omit_null", "@nullify"}
)
"""The functors that have a value for all that they take; the others may stop a run."""


@dataclass(frozen=True)
class Join:
    """Two atoms of one body that share variables: ``on`` pairs their columns."""

    rule: Rule
    left: Atom
    right: Atom
    on: tuple[tuple[int, int], ...]

    @property
    def left_columns(self) -> tuple[int, ...]:
        return tuple(mine for mine, _ in self.on)

    @property
    def right_columns(self) -> tuple[int, ...]:
        return tuple(theirs for _, theirs in self.on)


@dataclass(frozen=True)
class Use:
    """A column of a source relation whose value a rule joins, or tests, so that a null fails."""

    rule: Rule
    relation: str
    column: int
    how: str


def source_atoms(rule: Rule, header: Header) -> list[Atom]:
    """The positive atoms of source relations in a body, outside its aggregates."""
    return [
        literal
        for literal in rule.body
        if isinstance(literal, Atom) and literal.relation in header.source_by_relation
    ]


def joins(program: Program, header: Header) -> Iterator[Join]:
    """Each pair of atoms of source relations that share a variable, both ways round."""
    for rule in program.rules:
        for left, right in permutations(source_atoms(rule, header), 2):
            on = tuple(_shared(left, right))
            if on:
                yield Join(rule, left, right, on)


def _shared(left: Atom, right: Atom) -> Iterator[tuple[int, int]]:
    at = {term: c for c, term in reversed(list(enumerate(right.terms)))}
    for column, term in enumerate(left.terms):
        if isinstance(term, Variable) and term in at:
            yield column, at[term]


def uses(program: Program, header: Header) -> Iterator[Use]:
    """Each column of a source relation that a body joins or tests, such that no null passes."""
    for rule in program.rules:
        atoms = source_atoms(rule, header)
        counts = Counter(
            name
            for literal in rule.body
            if isinstance(literal, Atom)
            for name in variables(literal)
        )
        for atom in atoms:
            for column, term in enumerate(atom.terms):
                for how in _how_used(rule, atom, term, counts, header):
                    yield Use(rule, atom.relation, column, how)
                    break


def _how_used(
    rule: Rule, atom: Atom, term: Term, counts: Counter[str], header: Header
) -> Iterator[str]:
    match term:
        case Constant(value) if not is_null(value):
            yield "tested"
        case Variable(name):
            if counts[name] > 1:
                yield f"joined with {_others(rule, atom, term, header)}"
            for literal in rule.body:
                is_test = isinstance(literal, Comparison) and not _is_null_test(literal)
                if is_test and name in variables(literal):
                    yield "tested"


def _others(rule: Rule, atom: Atom, term: Variable, header: Header) -> str:
    """The other columns that hold the variable, as people name them."""
    found = []
    for literal in rule.body:
        if isinstance(literal, Atom):
            names = column_names(header, literal.relation)
            for column, other in enumerate(literal.terms):
                if term.name in variables(other) and literal is not atom:
                    found.append(
                        f"{record_name(header, literal.relation)}.{names[column]}"
                        if names
                        else literal.relation
                    )
    return " and ".join(dict.fromkeys(found)) or "itself"


def _is_null_test(comparison: Comparison) -> bool:
    return any(
        isinstance(side, Constant) and is_null(side.value)
        for side in (comparison.left, comparison.right)
    )


def record_name(header: Header, relation: str) -> str:
    """The record type that a relation stands for, as people name it; else the relation."""
    found = header.source_by_relation.get(relation) or header.target_by_relation.get(relation)
    return relation if found is None else found.name


def column_names(header: Header, relation: str) -> tuple[str, ...]:
    """The names of a record type's columns; none of another relation's."""
    found = header.source_by_relation.get(relation) or header.target_by_relation.get(relation)
    return () if found is None else found.columns


def column_list(header: Header, relation: str, columns: Sequence[int]) -> str:
    """Columns as a finding names them: ``AtBats.batter_id``, ``T.(a, b)``."""
    names = [column_names(header, relation)[column] for column in columns]
    text = names[0] if len(names) == 1 else f"({', '.join(names)})"
    return f"{record_name(header, relation)}.{text}"


def target_names(header: Header, rules: Sequence[Rule]) -> str:
    """The target record types that rules derive, as people name them."""
    heads = dict.fromkeys(
        record_name(header, head.relation) for rule in rules for head in rule.heads
    )
    return " and ".join(heads)


def own_tests(rule: Rule, atom: Atom) -> tuple[Literal, ...]:
    """The comparisons of a body that look at one atom alone, and cannot fail on a value."""
    own = set(variables(atom))
    return tuple(
        literal
        for literal in rule.body
        if isinstance(literal, Comparison)
        and own.issuperset(variables(literal))
        and not any(True for _ in aggregates(literal))
        and not may_fail(literal)
    )


def bare(atom: Atom, kept: Sequence[int]) -> Atom:
    """The atom with its constants, and of its variables only those at some columns."""
    counts = Counter(variables(atom))
    terms = tuple(
        term
        if column in kept
        or isinstance(term, Constant)
        or any(counts[name] > 1 for name in variables(term))
        else Wildcard()
        for column, term in enumerate(atom.terms)
    )
    return Atom(atom.relation, terms)


def fallible_calls(part: Term | Literal) -> Iterator[Call]:
    """The calls within a term or literal that may stop a run on a value, inner ones first."""
    match part:
        case Call(functor, args):
            for arg in args:
                yield from fallible_calls(arg)
            if functor not in CANNOT_FAIL:
                yield part
        case Construct(_, args) | Atom(_, args) | Negation(Atom(_, args)):
            for arg in args:
                yield from fallible_calls(arg)
        case Comparison(operator, left, right):
            yield from fallible_calls(left)
            yield from fallible_calls(right)
            if operator == "match" and not isinstance(left, Constant):
                yield Call("match", (left, right))
        case Aggregate(_, inner, body):
            for literal in body:
                yield from fallible_calls(literal)
            if inner is not None:
                yield from fallible_calls(inner)


def may_fail(part: Term | Literal) -> bool:
    """Whether a value may stop the evaluation of a term or literal."""
    return any(True for _ in fallible_calls(part))


def bodies(rule: Rule) -> Iterator[tuple[Literal, ...]]:
    """The body, and with it the body of each aggregate, whose facts take part where it holds.

    The own variables of an aggregate get names that no program can write.
    """
    yield rule.body
    scope = scope_variables(rule.heads, rule.body)
    parts: list[Literal | Term] = [*rule.body, *(t for head in rule.heads for t in head.terms)]
    for part in parts:
        for number, aggregate in enumerate(aggregates(part)):
            shared = groups(aggregate, scope)
            own = {name for name in variables(aggregate) if name not in shared}
            apart = {name: Variable(f"{name} of aggregate {number}") for name in sorted(own)}
            yield (*rule.body, *(substitute(literal, apart) for literal in aggregate.body))


def rule_lines(program: Program, relation: str) -> tuple[int, ...]:
    """The lines of the rules that derive a relation."""
    rules = [rule for rule in program.rules if any(h.relation == relation for h in rule.heads)]
    return tuple(sorted({rule.line for rule in rules}))


def rules_calling(program: Program, functor: str) -> list[Rule]:
    """The rules in which a call of a functor may stop a run."""
    return [
        rule
        for rule in program.rules
        if any(
            call.functor == functor
            for part in (*rule.body, *(term for head in rule.heads for term in head.terms))
            for call in fallible_calls(part)
        )
    ]
