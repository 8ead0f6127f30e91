"""Keys: what determines a body match, and so where duplicates cannot arise.

A rule gives each fact once when the head determines the match: its variables, the arguments of its
Skolem terms (which are injective), and all that follows through keys of the body's atoms.
"""

from __future__ import annotations

from collections.abc import Mapping

from dynamite.datalog import (
    Aggregate,
    Atom,
    Call,
    Comparison,
    Constant,
    Construct,
    Program,
    Rule,
    Term,
    Variable,
    variables,
)
from dynamite.language.scope import sides
from dynamite.schema import Kind, RecordType
from dynamite.values import is_null

Keys = tuple[frozenset[int], ...]
"""The keys of a relation, each a set of column positions; none where facts may repeat."""


def record_keys(record_type: RecordType) -> Keys:
    """The keys of a record type: its surrogate id, its primary key, its unique columns.

    Columns that may be null are no key: a store may hold such a record twice.
    """
    columns = record_type.columns
    first = len(record_type.surrogates)
    keys = []
    if record_type.kind is not Kind.TABLE:
        keys.append(frozenset({columns.index("_id")}))
    nullable = {a.name for a in record_type.attributes if a.nullable}
    position = {a.name: first + n for n, a in enumerate(record_type.attributes)}
    for names in (record_type.primary_key, *record_type.unique):
        if names and not nullable & set(names):
            keys.append(frozenset(position[name] for name in names))
    return tuple(keys)


def input_keys(program: Program, relation: str) -> Keys:
    """The declared keys of an input relation."""
    header = program.header
    if header is None or relation not in header.source_by_relation:
        return ()
    return record_keys(header.source_by_relation[relation])


def determined(rule: Rule, known: set[str], keys_of: Mapping[str, Keys]) -> set[str]:
    """The variables that are determined once ``known`` are: a closure over keys and equalities."""
    size = -1
    while size != len(known):
        size = len(known)
        known = _by_equalities(rule, known)
        for literal in rule.body:
            if isinstance(literal, Atom) and any(
                _holds(literal, key, known) for key in keys_of[literal.relation]
            ):
                known |= set(variables(literal))
    return known


def _by_equalities(rule: Rule, known: set[str]) -> set[str]:
    """The variables known once what ``=`` says of those known is used."""
    known = set(known)
    size = -1
    while size != len(known):
        size = len(known)
        for literal in rule.body:
            if isinstance(literal, Comparison) and literal.operator == "=":
                for one, other in sides(literal):
                    if _is_determined(other, known):
                        known |= injective_variables(one)
    return known


def is_match_determined(rule: Rule, known: set[str], keys_of: Mapping[str, Keys]) -> bool:
    """Whether at most one match of the body agrees with the values of ``known``."""
    closed = determined(rule, known, keys_of)
    return all(
        any(_holds(literal, key, closed) for key in keys_of[literal.relation])
        for literal in rule.body
        if isinstance(literal, Atom)
    )


def determined_atoms(
    rule: Rule,
    atoms: list[Atom],
    known: set[str],
    held: set[int],
    keys_of: Mapping[str, Keys],
) -> list[tuple[int, int]] | None:
    """An order in which each atom beyond ``held`` is one fact, found by a key; with a key column.

    ``None`` where the atoms are not determined by the variables of ``known`` and the held atoms.
    """
    known = set(known)
    for number in held:
        known |= set(variables(atoms[number]))
    order: list[tuple[int, int]] = []
    waiting = [number for number in range(len(atoms)) if number not in held]
    while waiting:
        known = _by_equalities(rule, known)
        found = None
        for number in waiting:
            for key in keys_of[atoms[number].relation]:
                if key and _holds(atoms[number], key, known):
                    found = (number, min(key))
                    break
            if found is not None:
                break
        if found is None:
            return None
        order.append(found)
        waiting.remove(found[0])
        known |= set(variables(atoms[found[0]]))
    return order


def has_distinct_matches(rule: Rule, head: Atom, keys_of: Mapping[str, Keys]) -> bool:
    """Whether a rule gives each fact of its head once."""
    known = {name for term in head.terms for name in injective_variables(term)}
    return is_match_determined(rule, known, keys_of)


def injective_variables(term: Term) -> set[str]:
    """The variables whose values can be told from the term's value."""
    match term:
        case Variable(name):
            return {name}
        case Construct(_, args):
            return {name for arg in args for name in injective_variables(arg)}
    return set()


def _holds(atom: Atom, key: frozenset[int], known: set[str]) -> bool:
    return all(_is_determined(atom.terms[position], known) for position in key)


def _is_determined(term: Term, known: set[str]) -> bool:
    match term:
        case Constant(value):
            return not is_null(value)  # nil stands for null and for absent
        case Variable() | Construct() | Call():
            return set(variables(term)) <= known and not _has_aggregate(term)
    return False


def _has_aggregate(term: Term) -> bool:
    match term:
        case Aggregate():
            return True
        case Construct(_, args) | Call(_, args):
            return any(map(_has_aggregate, args))
    return False


def are_disjoint(one: Atom, other: Atom) -> bool:
    """Whether two heads can give no common fact: constants or constructors that differ."""
    return any(_differ(left, right) for left, right in zip(one.terms, other.terms, strict=True))


def _differ(one: Term, other: Term) -> bool:
    match one, other:
        case Constant(), Constant():
            return one != other
        case Construct(left, left_args), Construct(right, right_args):
            if left != right:
                return True
            return any(map(_differ, left_args, right_args))
        case (Constant(), Construct()) | (Construct(), Constant()):
            return True
    return False
