"""The only import of z3: clauses over booleans, and the cheapest model, one and the same always.

Literals are integers as in DIMACS: ``3`` is variable 3, ``-3`` its negation.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterable, Iterator, Mapping, Sequence

import z3

from dynamite.errors import LimitError


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
        self._switches = 0
        self._last: tuple[z3.ModelRef, tuple[int, ...]] | None = None
        """The last model that was read, and what is true in it."""

    def variable(self, weight: int = 0) -> int:
        """A new variable; the cost of a model counts ``weight`` where it is true."""
        self._size += 1
        if self._size > len(_VARIABLES):
            _make_variable()
        if weight:
            self._weights[self._size] = weight
        return self._size

    def add(self, clause: Iterable[int]) -> None:
        """At least one of these literals is true."""
        self._assert(_any_of([_ast(literal) for literal in clause]))

    def add_implied(self, variable: int, by: Sequence[int]) -> None:
        """A variable is true where one of some others is: a clause for each, said at once."""
        if by:
            any_of = z3.BoolRef(_any_of([*map(_ast, by)]), z3.main_ctx())
            self._assert(z3.Or(_VARIABLES[variable - 1], z3.Not(any_of)).as_ast())

    def at_most_one(self, variables: Iterable[int], *, unless: int) -> None:
        """Not two of these variables are true, or ``unless`` is."""
        terms = [_VARIABLES[number - 1] for number in variables]
        if len(terms) > 1:
            constraint = z3.Or(_VARIABLES[unless - 1], z3.AtMost(*terms, 1))
            self._assert(constraint.as_ast())

    def cheapest(
        self, at_least: int, at_most: int, *, first: bool = True
    ) -> tuple[int, frozenset[int]] | None:
        """The least cost from ``at_least`` to ``at_most`` and its true variables, or ``None``.

        ``at_least`` must be a lower bound of the cost of every model. Without ``first`` any model
        of that cost will do, which takes less time: one and the same for one z3 only. Raises
        ``LimitError`` where z3 gives up, and ``KeyboardInterrupt`` where it is interrupted.
        """
        found = self._affordable(at_least, at_most)
        if found is None:
            return None
        low, model = found
        high = self._cost(model)
        while low < high:
            middle = (low + high) // 2
            better = self._check([self._guard(middle)])
            if better is None:
                low = middle + 1
            else:
                model, high = better, self._cost(better)
        if first:
            return high, self._first_of_equals(high, model)
        return high, frozenset(self._all_true(model))

    def _affordable(self, low: int, at_most: int) -> tuple[int, z3.ModelRef] | None:
        """A lower bound of the cost, and a model that is not much dearer, if there is any."""
        # The next filling of a sketch is mostly little dearer than the last.
        step = 1
        while True:
            bound = min(low + step - 1, at_most)
            model = self._check([self._guard(bound)])
            if model is not None:
                return low, model
            if bound == at_most:
                return None
            low, step = bound + 1, 2 * step

    def _first_of_equals(self, cost: int, model: z3.ModelRef) -> frozenset[int]:
        # From the first variable to the last: true where some model of this cost allows it. Those
        # that the model at hand leaves false are asked for together: can any of them be true?
        guard = self._guard(cost)
        taken: list[int] = []
        spent, last = 0, 0
        while spent < cost:
            following = next(self._true(model, range(last + 1, self._size + 1)))
            rivals = [
                number
                for number in range(last + 1, following)
                if self._weights.get(number, 0) <= cost - spent
            ]
            better = self._with_any(rivals, guard, taken) if rivals else None
            if better is not None:
                model = better
                continue
            taken.append(following)
            spent += self._weights.get(following, 0)
            last = following
        return frozenset((*taken, *self._true(model, range(last + 1, self._size + 1))))

    def _with_any(
        self, rivals: Sequence[int], guard: z3.BoolRef, taken: Sequence[int]
    ) -> z3.ModelRef | None:
        """A model under a guard with all that is taken and at least one of some variables."""
        assumed = [guard, *(_VARIABLES[number - 1] for number in taken)]
        if len(rivals) == 1:
            return self._check([*assumed, _VARIABLES[rivals[0] - 1]])
        # A scope of the solver costs more than a clause that is switched off for good afterwards.
        self._switches += 1
        off = z3.Bool(f"none{self._switches}")
        self._assert(_any_of([off.as_ast(), *map(_ast, rivals)]))
        model = self._check([*assumed, z3.Not(off)])
        self._assert(off.as_ast())
        return model

    def _check(self, assumptions: Sequence[z3.BoolRef]) -> z3.ModelRef | None:
        outcome = self._solver.check(*assumptions)
        if outcome == z3.unknown:
            reason = self._solver.reason_unknown()
            if "interrupted" in reason or "cancel" in reason:
                raise KeyboardInterrupt
            raise LimitError(f"the solver gave up: {reason}", mend="give a smaller example")
        return self._solver.model() if outcome == z3.sat else None

    def _true(self, model: z3.ModelRef, among: range) -> Iterator[int]:
        """Those of some variables that are true in a model, in order."""
        # z3's own wrappers make several objects for each variable that they look up.
        context = z3.main_ctx().ref()
        for number in among:
            value = z3.Z3_model_get_const_interp(context, model.model, _DECLARED[number - 1].ast)
            # A variable that no clause constrains has no value: it is false.
            if value and value.value == _TRUE.as_ast().value:
                yield number

    def _cost(self, model: z3.ModelRef) -> int:
        return sum(self._weights.get(number, 0) for number in self._all_true(model))

    def _all_true(self, model: z3.ModelRef) -> tuple[int, ...]:
        if self._last is None or self._last[0] is not model:
            self._last = model, tuple(self._true(model, range(1, self._size + 1)))
        return self._last[1]

    def _guard(self, bound: int) -> z3.BoolRef:
        guard = self._guards.get(bound)
        if guard is None:
            guard = z3.Bool(f"cost<={bound}")
            if self._weights:
                self._assert(z3.Implies(guard, self._at_most(bound)).as_ast())
            self._guards[bound] = guard
        return guard

    def _at_most(self, bound: int) -> z3.BoolRef:
        context, count = z3.main_ctx(), len(self._weights)
        terms = (z3.Ast * count)(*map(_ast, self._weights))
        weights = (ctypes.c_int * count)(*self._weights.values())
        return z3.BoolRef(z3.Z3_mk_pble(context.ref(), count, terms, weights, bound), context)

    def _assert(self, constraint: z3.Ast) -> None:
        # z3's own method converts and checks what is a constraint already.
        z3.Z3_solver_assert(z3.main_ctx().ref(), self._solver.solver, constraint)


_VARIABLES: list[z3.BoolRef] = []
_NEGATIONS: list[z3.BoolRef] = []
_DECLARED: list[z3.FuncDeclRef] = []
"""The variables of all solvers, made once: making one costs more than using it."""

_TRUE = z3.BoolVal(True)


def _make_variable() -> None:
    variable = z3.Bool(f"v{len(_VARIABLES) + 1}")
    _VARIABLES.append(variable)
    _NEGATIONS.append(z3.Not(variable))
    _DECLARED.append(variable.decl())


def _ast(literal: int) -> z3.Ast:
    return _VARIABLES[literal - 1].ast if literal > 0 else _NEGATIONS[-literal - 1].ast


def _any_of(literals: Sequence[z3.Ast]) -> z3.Ast:
    """A clause, to be asserted at once: z3 keeps it no longer than until it makes the next."""
    # z3.Or converts and checks each argument, and makes an object of the clause.
    count = len(literals)
    return z3.Z3_mk_or(z3.main_ctx().ref(), count, (z3.Ast * count)(*literals))


def literals(values: Mapping[int, bool]) -> list[int]:
    """The clause that some of these variables have another value: a model is blocked by it.

    >>> literals({1: True, 2: False})
    [-1, 2]
    """
    return [-number if value else number for number, value in values.items()]
