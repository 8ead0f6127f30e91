"""How a row of facts is matched with the arguments of an atom."""

from __future__ import annotations

from collections.abc import Callable, Set
from operator import itemgetter
from typing import Any, Final, TypeAlias

from dynamite.datalog import Constant, Construct, Term, Variable, Wildcard
from dynamite.engines.reference_terms import Env, Getter, Scope, compile_term
from dynamite.language.scope import Binding, needed
from dynamite.values import ABSENT, Skolem, is_null

Check: TypeAlias = Callable[[Any, Env], bool]
"""A test of a row (or of a value in a tuple of one), which may also set slots."""

NO_KEY: Final = object()
"""Instead of a key that holds a null: it finds nothing."""


class Matching:
    """How a row is matched with the arguments of an atom.

    What is known before becomes a key of an index; variables met first are bound; the rest are
    checks, in three rounds: the shape of patterns, what patterns bind, and equalities.
    """

    def __init__(self, scope: Scope, bound: Set[str], binding: Binding) -> None:
        self._scope = scope
        self._bound = set(bound)
        self._before = bound
        self._binding = binding
        self.key_positions: list[int] = []
        self._key_terms: list[Term] = []
        self.binds: list[tuple[int, int]] = []
        self._shapes: list[Check] = []
        self._late: list[tuple[Callable[[Any], Any], Term]] = []
        self._nulls: list[Check] = []

    def argument(self, position: int, term: Term) -> None:
        """Match the argument of an atom at a position."""
        match term:
            case Wildcard():
                return
            case Variable(name) if name not in self._bound:
                self._bound.add(name)
                self.binds.append((position, self._scope.slot(name)))
                return
            case Constant(value) if is_null(value):
                self._nulls.append(_null_check(itemgetter(position)))
                return
        is_early = needed(term, self._scope.shared) <= self._before
        if is_early and not self._binding.is_pattern(term):
            self.key_positions.append(position)
            self._key_terms.append(term)
        else:
            self.within(itemgetter(position), term)

    def within(self, part: Callable[[Any], Any], term: Term) -> None:
        """Match a part of the row with a term."""
        match term:
            case Wildcard():
                pass
            case Variable(name) if name not in self._bound:
                self._bound.add(name)
                self._shapes.append(_bind_check(part, self._scope.slot(name)))
            case Constant(value) if is_null(value):
                self._nulls.append(_null_check(part))
            case Construct(constructor, args) if self._binding.is_pattern(term):
                self._shapes.append(_shape_check(part, constructor, len(args)))
                for position, arg in enumerate(args):
                    self.within(_argument_of(part, position), arg)
            case _:
                self._late.append((part, term))

    def checks(self) -> tuple[Check, ...]:
        """The checks of a row, in their order."""
        late = [_equality_check(part, compile_term(term, self._scope)) for part, term in self._late]
        return (*self._shapes, *self._nulls, *late)

    def key(self, scope: Scope) -> Getter | None:
        """What gives the key of the index from the environment, if there is one."""
        getters = [compile_term(term, scope) for term in self._key_terms]
        if not getters:
            return None
        if len(getters) == 1:
            only = getters[0]

            def single(env: Env) -> Any:
                value = only(env)
                return NO_KEY if value is None or value is ABSENT else value

            return single

        def several(env: Env) -> Any:
            values = tuple([getter(env) for getter in getters])
            return NO_KEY if None in values or ABSENT in values else values

        return several


def _bind_check(part: Callable[[Any], Any], slot: int) -> Check:
    def bind(row: Any, env: Env) -> bool:
        env[slot] = part(row)
        return True

    return bind


def _null_check(part: Callable[[Any], Any]) -> Check:
    return lambda row, env: is_null(part(row))


def _shape_check(part: Callable[[Any], Any], constructor: str, arity: int) -> Check:
    def has_shape(row: Any, env: Env) -> bool:
        value = part(row)
        return (
            isinstance(value, Skolem)
            and value.constructor == constructor
            and len(value.args) == arity
        )

    return has_shape


def _argument_of(part: Callable[[Any], Any], position: int) -> Callable[[Any], Any]:
    return lambda row: part(row).args[position]


def _equality_check(part: Callable[[Any], Any], value_of: Getter) -> Check:
    def equal(row: Any, env: Env) -> bool:
        value, other = part(row), value_of(env)
        if value is None or value is ABSENT or other is None or other is ABSENT:
            return False
        return value is other or bool(value == other)

    return equal
