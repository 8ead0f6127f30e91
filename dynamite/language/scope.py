"""Which variables a literal binds and needs, and the order in which a body can be evaluated.

A variable is bound by a direct argument of a positive atom; else by ``=`` with a side whose
variables are bound; else by taking apart a Skolem term (a *pattern*). An aggregate needs its
*groups*, the variables that it shares with what is around it; its other variables are its own.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence, Set
from typing import Final

from dynamite.datalog import (
    Aggregate,
    Atom,
    Call,
    Comparison,
    Constant,
    Construct,
    Literal,
    Negation,
    Term,
    Variable,
    Wildcard,
    variables,
)
from dynamite.values import is_null

_NONE: Final[frozenset[str]] = frozenset()


def direct_variables(part: Term | Literal) -> Iterator[str]:
    """The variables of a term or literal outside its aggregates."""
    match part:
        case Variable(name):
            yield name
        case Call(_, args) | Construct(_, args):
            for arg in args:
                yield from direct_variables(arg)
        case Atom(_, terms) | Negation(Atom(_, terms)):
            for term in terms:
                yield from direct_variables(term)
        case Comparison(_, left, right):
            yield from direct_variables(left)
            yield from direct_variables(right)


def aggregates(part: Term | Literal) -> Iterator[Aggregate]:
    """The outermost aggregates of a term or literal."""
    match part:
        case Aggregate():
            yield part
        case Call(_, args) | Construct(_, args) | Atom(_, args) | Negation(Atom(_, args)):
            for arg in args:
                yield from aggregates(arg)
        case Comparison(_, left, right):
            yield from aggregates(left)
            yield from aggregates(right)


def scope_variables(heads: Iterable[Atom], body: Iterable[Literal]) -> frozenset[str]:
    """The variables of a rule outside its aggregates: those that aggregates can share."""
    return frozenset(name for part in (*heads, *body) for name in direct_variables(part))


def inner_scope(aggregate: Aggregate, scope: Set[str]) -> frozenset[str]:
    """The variables that aggregates within this one can share."""
    own = scope_variables((), aggregate.body)
    term = _NONE if aggregate.term is None else frozenset(direct_variables(aggregate.term))
    return own | term | groups(aggregate, scope)


def groups(aggregate: Aggregate, scope: Set[str]) -> frozenset[str]:
    """The variables that an aggregate shares with the scope around it."""
    return frozenset(variables(aggregate)) & scope


def needed(part: Term | Literal, scope: Set[str]) -> frozenset[str]:
    """The variables that must be bound before the term has a value."""
    found = set(direct_variables(part))
    for aggregate in aggregates(part):
        found |= groups(aggregate, scope)
    return frozenset(found)


def gives_value(term: Term) -> bool:
    """Whether ``=`` can bind by the term: it has a value, and is not ``nil``, which ``=`` tests."""
    return not _has_wildcard(term) and not (isinstance(term, Constant) and is_null(term.value))


def _has_wildcard(term: Term) -> bool:
    match term:
        case Wildcard():
            return True
        case Construct(_, args):
            return any(map(_has_wildcard, args))
    return False


class Binding:
    """How the variables of one body come to be bound, from those bound outside.

    ``bound`` are all variables that are; ``taken_apart`` those that only a pattern binds.
    """

    def __init__(self, body: Sequence[Literal], outside: Set[str], scope: Set[str]) -> None:
        self._scope = scope
        self._comparisons = [
            literal
            for literal in body
            if isinstance(literal, Comparison) and literal.operator == "="
        ]
        self._arguments = [
            term for literal in body if isinstance(literal, Atom) for term in literal.terms
        ]
        self.bound: set[str] = set(outside)
        self.bound.update(term.name for term in self._arguments if isinstance(term, Variable))
        self.taken_apart: set[str] = set()
        self._bind_equal()
        while taken := self._pattern_variables():
            self.taken_apart |= taken
            self.bound |= taken
            self._bind_equal()

    def _bind_equal(self) -> None:
        changed = True
        while changed:
            changed = False
            for comparison in self._comparisons:
                for left, right in sides(comparison):
                    is_new = isinstance(left, Variable) and left.name not in self.bound
                    known = gives_value(right) and needed(right, self._scope) <= self.bound
                    if isinstance(left, Variable) and is_new and known:
                        self.bound.add(left.name)
                        changed = True

    def _pattern_variables(self) -> set[str]:
        """The unbound variables of the first pattern whose whole is known."""
        patterns = [term for term in self._arguments if isinstance(term, Construct)]
        for comparison in self._comparisons:
            for left, right in sides(comparison):
                if isinstance(left, Construct) and needed(right, self._scope) <= self.bound:
                    patterns.append(left)
        for pattern in patterns:
            unbound = set(_plain_variables(pattern)) - self.bound
            if unbound:
                return unbound
        return set()

    def is_pattern(self, term: Term) -> bool:
        """Whether a Skolem term takes a value apart, and is not compared as a whole."""
        return isinstance(term, Construct) and (
            _has_wildcard(term) or not self.taken_apart.isdisjoint(_plain_variables(term))
        )

    def needs(self, literal: Literal) -> frozenset[str]:
        """The variables that must be bound before the literal can be evaluated.

        For ``=``, those beyond the variable or pattern that it can bind are in ``ways``.
        """
        if not isinstance(literal, Atom):
            return needed(literal, self._scope)
        own = {term.name for term in literal.terms if isinstance(term, Variable)}
        for term in literal.terms:
            if isinstance(term, Construct) and self.is_pattern(term):
                own |= self.taken_apart & set(_plain_variables(term))
        return needed(literal, self._scope) - own

    def ways(self, comparison: Comparison) -> Iterator[tuple[Term, Term, frozenset[str]]]:
        """The ways in which ``=`` binds: what it binds, from which term, what that needs."""
        for left, right in sides(comparison):
            needs = needed(right, self._scope)
            if not gives_value(right):
                continue
            if isinstance(left, Variable):
                yield left, right, needs
            elif self.is_pattern(left):
                others = frozenset(direct_variables(left)) - self.taken_apart
                yield left, right, needs | others


def sides(comparison: Comparison) -> tuple[tuple[Term, Term], tuple[Term, Term]]:
    """Both readings of a symmetric comparison."""
    return (comparison.left, comparison.right), (comparison.right, comparison.left)


def _plain_variables(term: Construct) -> Iterator[str]:
    """The variables that a pattern can bind: arguments of it, or of a term within it."""
    for arg in term.args:
        if isinstance(arg, Variable):
            yield arg.name
        elif isinstance(arg, Construct):
            yield from _plain_variables(arg)


def unready(names: Collection[str], bound: Set[str]) -> list[str]:
    """The names that are not bound, in order."""
    return sorted(name for name in names if name not in bound)
