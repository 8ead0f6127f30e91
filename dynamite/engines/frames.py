"""Frames: the columns of a target relation as a query in the making sees them.

A frame stands either for the body of the relation's only rule, in place, or for a table or subquery
of its facts. An embedded object whose rule repeats its parent's body and adds lookups by key is
*grafted*: its lookups are left-joined to the parent's own query, without grouping or joining ids.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from sqlglot import exp

from dynamite.datalog import Atom, Constant, Construct, Term, Variable, variables
from dynamite.engines.keys import Keys, determined_atoms
from dynamite.engines.sql import HeadRule
from dynamite.engines.sql_terms import BodySql, aliases_in
from dynamite.engines.sql_types import Typed, not_null_sql


@dataclass(frozen=True)
class Frame:
    """The typed columns of one record, and the rule and body that they come from, if in place."""

    columns: tuple[Typed, ...]
    id_column: int
    derived: HeadRule | None = None
    body: BodySql | None = None
    tests: tuple[exp.Expr, ...] = ()


@dataclass(frozen=True)
class Graft:
    """What a child adds to its parent's query: tables to left-join, and whether a record is there.

    ``exists`` is empty where the child is always there.
    """

    frame: Frame
    joins: tuple[tuple[str, str, list[exp.Expr]], ...]
    """Relation, alias and conditions of each left join."""
    exists: tuple[exp.Expr, ...]


@dataclass
class Matching:
    """How a child's body repeats its parent's: child variables and atoms to the parent's."""

    variables: dict[str, Term] = field(default_factory=dict)
    atoms: dict[int, int] = field(default_factory=dict)


def match_bodies(
    parent: Frame, child: HeadRule, child_atoms: list[Atom], keys: Mapping[str, Keys]
) -> Matching | None:
    """The matching of all of the parent's atoms in the child's body, if the ids prove one.

    Two atoms match when they agree on a key of their relation: then they are the same fact.
    """
    if parent.derived is None or parent.body is None:
        return None
    matching = Matching()
    own = parent.derived.head.terms[parent.id_column]
    if not _match_terms(child.head.terms[0], own, matching):
        return None
    parent_atoms = parent.body.scope.plan.atoms
    grown = True
    while grown:
        grown = False
        for number, atom in enumerate(child_atoms):
            if number in matching.atoms:
                continue
            for other_number, other in enumerate(parent_atoms):
                if other_number not in matching.atoms.values() and _same_fact(
                    atom, other, keys, matching
                ):
                    matching.atoms[number] = other_number
                    _learn(atom, other, matching)
                    grown = True
                    break
    if set(matching.atoms.values()) != set(range(len(parent_atoms))):
        return None
    return matching


def _match_terms(child: Term, parent: Term, matching: Matching) -> bool:
    match child, parent:
        case Variable(name), _:
            known = matching.variables.setdefault(name, parent)
            return known == parent
        case Constant(), Constant():
            return child == parent
        case Construct(one, one_args), Construct(other, other_args):
            if one != other or len(one_args) != len(other_args):
                return False
            return all(
                _match_terms(left, right, matching)
                for left, right in zip(one_args, other_args, strict=True)
            )
    return False


def _same_fact(atom: Atom, other: Atom, keys: Mapping[str, Keys], matching: Matching) -> bool:
    if atom.relation != other.relation:
        return False
    return any(
        all(_agree(atom.terms[column], other.terms[column], matching) for column in key)
        for key in keys[atom.relation]
    )


def _agree(child: Term, parent: Term, matching: Matching) -> bool:
    match child:
        case Variable(name):
            return name in matching.variables and matching.variables[name] == parent
        case Constant():
            return child == parent
    return False


def _learn(atom: Atom, other: Atom, matching: Matching) -> None:
    for child, parent in zip(atom.terms, other.terms, strict=True):
        if isinstance(child, Variable) and isinstance(parent, Variable | Constant):
            matching.variables.setdefault(child.name, parent)


def graft(
    parent: Frame,
    child: HeadRule,
    child_body: BodySql,
    keys: Mapping[str, Keys],
    prefix: str,
) -> Graft | None:
    """The child's lookups as left joins to its parent's query, if keys prove that this is it.

    That is: every child has its parent (its body repeats the parent's), and a parent has at most
    one child (its id determines the rest of the child's body).
    """
    repeated = _repeat(parent, child, child_body, keys, prefix)
    if repeated is None:
        return None
    matching, body, tests = repeated
    start = set(variables(child.head.terms[0]))
    atoms = body.scope.plan.atoms
    order = determined_atoms(child.rule, atoms, start, set(matching.atoms), keys)
    return None if order is None else _placed(parent, child, body, tests, order)


def repeats_body(
    parent: Frame, child: HeadRule, child_body: BodySql, keys: Mapping[str, Keys]
) -> bool:
    """Whether a child's body repeats its parent's, so that every child has its parent."""
    return _repeat(parent, child, child_body, keys, "g") is not None


def _repeat(
    parent: Frame, child: HeadRule, child_body: BodySql, keys: Mapping[str, Keys], prefix: str
) -> tuple[Matching, BodySql, list[exp.Expr]] | None:
    """The child's body on the parent's atoms where it repeats them, and the tests it adds."""
    atoms = child_body.scope.plan.atoms
    matching = match_bodies(parent, child, atoms, keys)
    if matching is None or parent.body is None:
        return None
    aliases = {
        number: parent.body.alias(matching.atoms[number])
        if number in matching.atoms
        else f"{prefix}_{number}"
        for number in range(len(atoms))
    }
    body = replace(child_body, aliases=aliases)
    tests = body.tests()
    known = {_normal(test) for test in parent.tests}
    if not known <= {_normal(test) for test in tests}:
        return None
    return matching, body, [test for test in tests if _normal(test) not in known]


def _placed(
    parent: Frame,
    child: HeadRule,
    body: BodySql,
    tests: list[exp.Expr],
    order: list[tuple[int, int]],
) -> Graft | None:
    joins = []
    flags: list[exp.Expr] = []
    waiting = list(tests)
    later = {body.alias(number) for number, _ in order}
    for number, key_column in order:
        alias = body.alias(number)
        later.discard(alias)
        conditions: list[exp.Expr] = [
            test
            for test in waiting
            if isinstance(test, exp.EQ)
            and test.find(exp.Select) is None
            and alias in aliases_in(test)
            and not aliases_in(test) & later
        ]
        if not conditions:
            return None
        waiting = [test for test in waiting if all(test is not taken for taken in conditions)]
        joins.append((body.scope.plan.atoms[number].relation, alias, conditions))
        flags.append(not_null_sql(body.column_sql(number, key_column)))
    exists = (*flags, *waiting)
    columns = tuple(
        body.head_column(child.head, position) for position in range(len(child.head.terms))
    )
    frame = Frame(columns, 1, child, body, (*parent.tests, *tests))
    return Graft(frame, tuple(joins), exists)


def _normal(test: exp.Expr) -> str:
    """The text of a test, the same whichever side of an equality comes first."""
    if isinstance(test, exp.EQ):
        return " = ".join(sorted((test.this.sql(), test.expression.sql())))
    return test.sql()
