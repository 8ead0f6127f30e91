"""Whether formulas follow from others, by Z3.

The effort is bounded by Z3's own count of steps, not by time, and a check depends on nothing but
the formulas: its answer is the same on every machine.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from enum import StrEnum

import z3

from dynamite.logic import BOOL, Term, negation


class Verdict(StrEnum):
    """What is known of a claim."""

    PROVED = "proved"
    REFUTED = "refuted"
    UNKNOWN = "unknown"


class Theory:
    """A place where formulas are translated once and asked about often."""

    def __init__(self, effort: int = 3_000_000) -> None:
        self._effort = effort
        self._context = z3.Context()
        self._sorts: dict[str, z3.SortRef] = {BOOL: z3.BoolSort(self._context)}
        self._made: dict[int, z3.ExprRef] = {}
        self._kept: list[Term] = []
        self._functions: dict[tuple[str, ...], z3.FuncDeclRef] = {}
        self._constants: dict[str, list[z3.ExprRef]] = defaultdict(list)
        self._different: dict[str, tuple[int, z3.BoolRef]] = {}
        self.checks = 0

    def follows(self, hypotheses: Sequence[Term], goal: Term) -> Verdict:
        """Whether the goal holds in every model of the hypotheses.

        ``REFUTED``: a model of the hypotheses violates it.
        """
        return _VERDICTS[self.check([*hypotheses, negation(goal)])]

    def check(self, formulas: Sequence[Term]) -> str:
        """``sat``, ``unsat`` or ``unknown``: whether the formulas hold together in some model."""
        self.checks += 1
        solver = z3.Solver(ctx=self._context)
        solver.set("rlimit", self._effort)
        solver.set("random_seed", 0)
        for formula in formulas:
            solver.add(self._translated(formula))
        for sort, constants in self._constants.items():
            if len(constants) > 1:
                solver.add(self._all_different(sort, constants))
        return str(solver.check())

    def _all_different(self, sort: str, constants: list[z3.ExprRef]) -> z3.BoolRef:
        number, found = self._different.get(sort, (0, None))
        if number != len(constants):
            found = z3.Distinct(*constants)
            self._different[sort] = (len(constants), found)
        return found

    def _sort(self, name: str) -> z3.SortRef:
        if name not in self._sorts:
            self._sorts[name] = z3.DeclareSort(name, self._context)
        return self._sorts[name]

    def _translated(self, term: Term) -> z3.ExprRef:
        found = self._made.get(id(term))
        if found is None:
            found = self._translate(term, [self._translated(a) for a in term.arguments])
            self._made[id(term)] = found
            self._kept.append(term)  # its id stays its own
        return found

    def _translate(self, term: Term, inner: list[z3.ExprRef]) -> z3.ExprRef:
        match term.operator:
            case "true" | "false":
                return z3.BoolVal(term.operator == "true", ctx=self._context)
            case "variable":
                return z3.Const(term.name, self._sort(term.sort))
            case "distinct":
                constant = z3.Const(f"={term.name}", self._sort(term.sort))
                self._constants[term.sort].append(constant)
                return constant
            case "apply":
                sorts = (*(a.sort for a in term.arguments), term.sort)
                key = (term.name, *sorts)
                if key not in self._functions:
                    self._functions[key] = z3.Function(term.name, *map(self._sort, sorts))
                return self._functions[key](*inner)
            case "=":
                return inner[0] == inner[1]
            case "and":
                return z3.And(*inner)
            case "or":
                return z3.Or(*inner)
            case "not":
                return z3.Not(inner[0])
            case "ite":
                return z3.If(*inner)
            case "exactly":
                return z3.PbEq([(part, 1) for part in inner], int(term.name))
        assert term.operator == "exists", term
        return z3.Exists(inner[:-1], inner[-1])


_VERDICTS = {"unsat": Verdict.PROVED, "sat": Verdict.REFUTED, "unknown": Verdict.UNKNOWN}
