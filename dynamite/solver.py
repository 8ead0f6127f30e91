"""The only import of z3: clauses over booleans, and the cheapest model, one and the same always.

Literals are integers as in DIMACS: ``3`` is variable 3, ``-3`` its negation.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterable, Mapping

import z3


class Solver:
    """Clauses, and a cost to be kept small.

    Among the models of least cost, ``cheapest`` takes the one whose true variables come first in
    the order of their creation, so that no order inside the solver decides an outcome.
    """

    def __init__(self) -> None:
        self._solver = z3.SolverFor("QF_FD")
        self._size = 0
        self._weights: dict[int, int] = {}
        self._guards: dict[int, z3.BoolRef] = {}

    def variable(self, weight: int = 0) -> int:
        """A new variable; the cost of a model counts ``weight`` where it is true."""
        self._size += 1
        if self._size > len(_POSITIVE):
            _make_variable()
        if weight:
            self._weights[self._size] = weight
        return self._size

    def add(self, clause: Iterable[int]) -> None:
        """At least one of these literals is true."""
        self._assert(_any_of([_literal(literal) for literal in clause]))

    def cheapest(
        self, at_least: int, at_most: int, *, first: bool = True
    ) -> tuple[int, frozenset[int]] | None:
        """The least cost from ``at_least`` to ``at_most`` and its true variables, or ``None``.

        ``at_least`` must be a lower bound of the cost of every model. Without ``first`` any model
        of that cost will do, which takes a tenth of the time: one and the same for one z3 only.
        """
        model = self._check(self._guard(at_most))
        if model is None:
            return None
        high = self._cost(model)
        low = at_least
        while low < high:
            middle = (low + high) // 2
            better = self._check(self._guard(middle))
            if better is None:
                low = middle + 1
            else:
                model, high = better, self._cost(better)
        return high, self._first_of_equals(high, model) if first else model

    def _first_of_equals(self, cost: int, model: frozenset[int]) -> frozenset[int]:
        # From the first variable to the last: true where some model of this cost allows it.
        guard = self._guard(cost)  # its meaning must outlive the scope
        self._solver.push()
        self._assert(guard)
        spent = 0
        for number in range(1, self._size + 1):
            if spent == cost:
                break
            weight = self._weights.get(number, 0)
            if number not in model:
                better = None if weight > cost - spent else self._check(_literal(number))
                if better is None:
                    if weight <= cost - spent:
                        self._assert(_NEGATIVE[number - 1])
                    continue
                model = better
            self._assert(_POSITIVE[number - 1])
            spent += weight
        self._solver.pop()
        return model

    def _check(self, assumption: z3.BoolRef) -> frozenset[int] | None:
        if self._solver.check(assumption) != z3.sat:
            return None
        # z3's own wrappers make several objects for each variable that they look up.
        context, model = z3.main_ctx().ref(), self._solver.model()
        found = set()
        for number, declared in enumerate(_DECLARED[: self._size], 1):
            value = z3.Z3_model_get_const_interp(context, model.model, declared.ast)
            # A variable that no clause constrains has no value: it is false.
            if value and z3.Z3_get_bool_value(context, value) == z3.Z3_L_TRUE:
                found.add(number)
        return frozenset(found)

    def _cost(self, model: frozenset[int]) -> int:
        return sum(self._weights.get(number, 0) for number in model)

    def _guard(self, bound: int) -> z3.BoolRef:
        guard = self._guards.get(bound)
        if guard is None:
            guard = z3.Bool(f"cost<={bound}")
            if self._weights:
                self._assert(z3.Implies(guard, self._at_most(bound)))
            self._guards[bound] = guard
        return guard

    def _at_most(self, bound: int) -> z3.BoolRef:
        context, count = z3.main_ctx(), len(self._weights)
        terms = (z3.Ast * count)(*(_POSITIVE[n - 1].as_ast() for n in self._weights))
        weights = (ctypes.c_int * count)(*self._weights.values())
        return z3.BoolRef(z3.Z3_mk_pble(context.ref(), count, terms, weights, bound), context)

    def _assert(self, constraint: z3.BoolRef) -> None:
        # z3's own method converts and checks what is a constraint already.
        z3.Z3_solver_assert(z3.main_ctx().ref(), self._solver.solver, constraint.as_ast())


_POSITIVE: list[z3.BoolRef] = []
_NEGATIVE: list[z3.BoolRef] = []
_DECLARED: list[z3.FuncDeclRef] = []
"""The variables of all solvers, made once: making one costs more than using it."""


def _make_variable() -> None:
    variable = z3.Bool(f"v{len(_POSITIVE) + 1}")
    _POSITIVE.append(variable)
    _NEGATIVE.append(z3.Not(variable))
    _DECLARED.append(variable.decl())


def _literal(literal: int) -> z3.BoolRef:
    return _POSITIVE[literal - 1] if literal > 0 else _NEGATIVE[-literal - 1]


def _any_of(literals: list[z3.BoolRef]) -> z3.BoolRef:
    # z3.Or converts and checks each argument again, which is most of the cost of a long clause.
    context = z3.main_ctx()
    array = (z3.Ast * len(literals))(*(literal.as_ast() for literal in literals))
    return z3.BoolRef(z3.Z3_mk_or(context.ref(), len(literals), array), context)


def literals(values: Mapping[int, bool]) -> list[int]:
    """The clause that some of these variables have another value: a model is blocked by it.

    >>> literals({1: True, 2: False})
    [-1, 2]
    """
    return [-number if value else number for number, value in values.items()]
