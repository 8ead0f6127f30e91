"""Terms made into Python functions, and the scope that they are made in.

The *environment* of a rule is a list with a slot for every variable.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from operator import itemgetter
from typing import Any, TypeAlias

from dynamite.datalog import (
    Aggregate,
    Call,
    Constant,
    Construct,
    Term,
    Variable,
)
from dynamite.engines.functors import apply
from dynamite.engines.reference_facts import Facts, Row
from dynamite.errors import InputError
from dynamite.language.scope import groups, inner_scope
from dynamite.values import Skolem, Value

Env: TypeAlias = list[Any]
Getter: TypeAlias = Callable[[Env], Any]


@dataclass
class Scope:
    """What the compiler of a body knows: slots of variables, relations, and the scope's variables.

    ``shared`` are the variables that aggregates in this body can share. ``size`` counts slots for
    the whole rule. ``zeros`` says what an empty sum is, by aggregate; an int where it is not there.
    ``rows``, where rows are to be watched, has the relation and the slot of the row for each atom.
    ``compile_aggregate`` comes from the compiler of bodies, which needs that of terms.
    """

    facts: Mapping[str, Facts]
    shared: frozenset[str]
    zeros: Mapping[Aggregate, Value]
    compile_aggregate: Callable[[Aggregate, Scope], Getter]
    rows: list[tuple[str, int]] | None = None
    slots: dict[str, int] = field(default_factory=dict)
    size: itertools.count[int] = field(default_factory=itertools.count)

    def slot(self, name: str) -> int:
        if name not in self.slots:
            self.slots[name] = next(self.size)
        return self.slots[name]

    def within(self, aggregate: Aggregate) -> Scope:
        """The scope of an aggregate's body."""
        outside = {name: self.slots[name] for name in groups(aggregate, self.shared)}
        shared = inner_scope(aggregate, self.shared)
        rows: list[tuple[str, int]] | None = None if self.rows is None else []
        return replace(self, shared=shared, rows=rows, slots=outside)


def compile_term(term: Term, scope: Scope) -> Getter:
    """What gives the value of a term from the environment."""
    match term:
        case Variable(name):
            return itemgetter(scope.slot(name))
        case Constant(value):
            return lambda env: value
        case Construct(constructor, args):
            getters = [compile_term(arg, scope) for arg in args]
            return lambda env: Skolem(constructor, tuple([getter(env) for getter in getters]))
        case Call(functor, args):
            function = apply(functor)
            getters = [compile_term(arg, scope) for arg in args]
            return lambda env: function(*[getter(env) for getter in getters])
        case Aggregate():
            return scope.compile_aggregate(term, scope)
    raise InputError("_ has no value here", mend="name the variable and bind it in the body")


def compile_row(terms: Sequence[Term], scope: Scope) -> Callable[[Env], Row]:
    """What gives a row of values from the environment."""
    slots = [scope.slot(term.name) for term in terms if isinstance(term, Variable)]
    if len(slots) == len(terms) > 1:
        return itemgetter(*slots)
    getters = [compile_term(term, scope) for term in terms]
    return lambda env: tuple([getter(env) for getter in getters])
