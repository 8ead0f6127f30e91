"""What the text of a program already proves about its target, so that no check has to run.

Both proofs are sound and incomplete: what is not proved is checked on the data.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from dynamite.datalog import (
    Aggregate,
    Atom,
    Call,
    Comparison,
    Constant,
    Construct,
    Literal,
    Program,
    Rule,
    Term,
    Variable,
    Wildcard,
    variables,
)
from dynamite.values import is_null

Keys: TypeAlias = Mapping[str, Sequence[Sequence[int]]]
"""By relation, the sets of columns on which no two of its facts agree."""


def is_never_null(program: Program, relation: str, column: int) -> bool:
    """Whether no rule can derive a fact with a null (or absent) in that column.

    A variable is never null where it occurs twice in positive atoms of its body, since nulls do
    not join, or where it stands for a source column that is not nullable: reading the source
    refuses a null there.
    """
    return all(
        _is_never_null(program, rule, head.terms[column])
        for rule, head in _derivations(program, relation)
    )


def _is_never_null(program: Program, rule: Rule, term: Term) -> bool:
    match term:
        case Construct():
            return True
        case Constant(value):
            return not is_null(value)
        case Variable(name):
            atoms = [literal for literal in rule.body if isinstance(literal, Atom)]
            occurrences = [(a, i) for a in atoms for i, t in enumerate(a.terms) if t == term]
            return (
                Counter(v for atom in atoms for v in variables(atom))[name] > 1
                or Comparison("!=", term, Constant(None)) in rule.body
                or any(_is_required(program, atom, i) for atom, i in occurrences)
            )
    return False


def _is_required(program: Program, atom: Atom, column: int) -> bool:
    header = program.header
    if header is None or atom.relation not in header.source_by_relation:
        return False
    if _derives(program, atom.relation):
        return False
    record_type = header.source_by_relation[atom.relation]
    attribute = column - len(record_type.surrogates)
    return attribute < 0 or not record_type.attributes[attribute].nullable


@dataclass(frozen=True)
class Reference:
    """That each fact of ``child`` agrees with some fact of ``parent``, column by column.

    ``may_be_null``: as a foreign key of SQL, it is kept where one of the columns is null.
    """

    child: str
    columns: tuple[int, ...]
    parent: str
    parent_columns: tuple[int, ...]
    may_be_null: bool = False


def is_kept(program: Program, reference: Reference) -> bool:
    """Whether the rules alone see to it that every fact keeps a reference.

    They do where some rule of the parent is contained in each rule of the child: its body, with
    its variables renamed so that the columns hold the same terms, is a part of the child's body.
    """
    parents = [
        (rule, head)
        for rule, head in _derivations(program, reference.parent)
        # A min or max of nothing has no value, and then there is no record.
        if not any(isinstance(term, Aggregate) for term in head.terms)
    ]
    return all(
        any(
            _is_contained(
                parent_rule,
                [parent_head.terms[column] for column in reference.parent_columns],
                rule,
                [head.terms[column] for column in reference.columns],
                reference.may_be_null,
            )
            for parent_rule, parent_head in parents
        )
        for rule, head in _derivations(program, reference.child)
    )


def _is_contained(
    parent: Rule, wanted: list[Term], child: Rule, given: list[Term], may_be_null: bool
) -> bool:
    """Whether the parent's rule derives what the child refers to whenever the child's matches."""
    renaming: dict[str, Term] = {}
    # A plain variable may be null, and a null id refers to nothing.
    if not may_be_null and not all(isinstance(term, Construct) for term in given):
        return False
    return all(
        _match_term(mine, theirs, renaming) for mine, theirs in zip(wanted, given, strict=True)
    ) and _cover(list(parent.body), list(child.body), renaming)


def _cover(wanted: list[Literal], given: list[Literal], renaming: dict[str, Term]) -> bool:
    """Whether each wanted literal, renamed, is a given literal of its own.

    Of its own: two occurrences of a variable in the wanted body join, and must join in the given
    one too, where nulls would otherwise pass.
    """
    if not wanted:
        return True
    literal, *rest = wanted
    for position, candidate in enumerate(given):
        attempt = dict(renaming)
        if _match_literal(literal, candidate, attempt) and _cover(
            rest, given[:position] + given[position + 1 :], attempt
        ):
            return True
    return False


def _match_literal(wanted: Literal, given: Literal, renaming: dict[str, Term]) -> bool:
    if isinstance(wanted, Atom) and isinstance(given, Atom):
        return wanted.relation == given.relation and all(
            _match_term(mine, theirs, renaming)
            for mine, theirs in zip(wanted.terms, given.terms, strict=True)
        )
    # Negations and comparisons count only where they are the same, renamed to themselves.
    return wanted == given and all(
        _match_term(Variable(name), Variable(name), renaming) for name in variables(wanted)
    )


def _match_term(wanted: Term, given: Term, renaming: dict[str, Term]) -> bool:
    match wanted, given:
        case Wildcard(), _:
            return True
        case Variable(name), Wildcard():
            # What a wildcard stands for has no name, so the variable must not be met again.
            is_new = name not in renaming
            renaming[name] = Wildcard()
            return is_new
        case Variable(name), _:
            return renaming.setdefault(name, given) == given
        case (Construct(mine, args), Construct(theirs, others)) | (
            Call(mine, args),
            Call(theirs, others),
        ):
            return (
                mine == theirs
                and len(args) == len(others)
                and all(_match_term(a, b, renaming) for a, b in zip(args, others, strict=True))
            )
    return isinstance(wanted, Constant) and wanted == given


def is_unique(program: Program, relation: str, columns: Sequence[int], keys: Keys) -> bool:
    """Whether no two facts of a relation agree on some columns.

    It holds where one rule derives them all and these columns determine every variable of its
    head: by ``keys`` of the body's relations, starting from what the ids and plain columns hold.
    """
    derivations = list(_derivations(program, relation))
    if len(derivations) != 1:
        return False
    rule, head = derivations[0]
    if any(isinstance(term, Aggregate) for term in head.terms):
        return False
    known = {name for column in columns for name in _held(head.terms[column])}
    atoms = [literal for literal in rule.body if isinstance(literal, Atom)]
    grown = True
    while grown:
        before = len(known)
        for atom in atoms:
            if any(_is_known(atom, key, known) for key in keys.get(atom.relation, ())):
                known.update(variables(atom))
        grown = len(known) > before
    return known.issuperset(name for term in head.terms for name in variables(term))


def _held(term: Term) -> Iterator[str]:
    """The variables whose values a term shows: a Skolem term shows its arguments, a call none."""
    match term:
        case Variable(name):
            yield name
        case Construct(_, args):
            for arg in args:
                yield from _held(arg)


def _is_known(atom: Atom, key: Sequence[int], known: set[str]) -> bool:
    terms = [atom.terms[column] for column in key]
    return all(
        isinstance(term, Constant) or (isinstance(term, Variable) and term.name in known)
        for term in terms
    )


def _derivations(program: Program, relation: str) -> Iterator[tuple[Rule, Atom]]:
    for rule in program.rules:
        for head in rule.heads:
            if head.relation == relation:
                yield rule, head


def _derives(program: Program, relation: str) -> bool:
    return any(True for _ in _derivations(program, relation))
