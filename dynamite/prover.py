"""Whether formulas follow from others, by Z3; the answer is the same on every machine.

The effort is bounded by Z3's own count of steps, not by time.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from enum import StrEnum

import z3

from dynamite.logic import BOOL, Term, negation, subterms


class Verdict(StrEnum):
    """What is known of a claim."""

    PROVED = "proved"
    REFUTED = "refuted"
    UNKNOWN = "unknown"


def follows(hypotheses: Sequence[Term], goal: Term, effort: int = 2_000_000) -> Verdict:
    """Whether the goal holds in every model of the hypotheses.

    ``REFUTED``: a model of the hypotheses violates it.
    """
    return _VERDICTS[check([*hypotheses, negation(goal)], effort)]


def check(formulas: Sequence[Term], effort: int = 2_000_000) -> str:
    """``sat``, ``unsat`` or ``unknown``: whether the formulas hold together in some model."""
    context = z3.Context()
    solver = z3.Solver(ctx=context)
    solver.set("rlimit", effort)
    solver.set("random_seed", 0)
    translation = _Translation(context)
    for formula in translation.translate(formulas):
        solver.add(formula)
    for axiom in translation.differences():
        solver.add(axiom)
    return str(solver.check())


_VERDICTS = {"unsat": Verdict.PROVED, "sat": Verdict.REFUTED, "unknown": Verdict.UNKNOWN}


class _Translation:
    def __init__(self, context: z3.Context) -> None:
        self.context = context
        self.sorts: dict[str, z3.SortRef] = {BOOL: z3.BoolSort(context)}
        self.made: dict[int, z3.ExprRef] = {}
        self.functions: dict[tuple[str, ...], z3.FuncDeclRef] = {}
        self.constants: dict[str, list[z3.ExprRef]] = defaultdict(list)

    def sort(self, name: str) -> z3.SortRef:
        if name not in self.sorts:
            self.sorts[name] = z3.DeclareSort(name, self.context)
        return self.sorts[name]

    def translate(self, formulas: Sequence[Term]) -> list[z3.ExprRef]:
        for term in subterms(formulas):
            self.made[id(term)] = self._term(term)
        return [self.made[id(formula)] for formula in formulas]

    def differences(self) -> list[z3.ExprRef]:
        return [z3.Distinct(*constants) for constants in self.constants.values() if constants[1:]]

    def _term(self, term: Term) -> z3.ExprRef:
        inner = [self.made[id(argument)] for argument in term.arguments]
        match term.operator:
            case "true" | "false":
                return z3.BoolVal(term.operator == "true", ctx=self.context)
            case "variable":
                return z3.Const(term.name, self.sort(term.sort))
            case "distinct":
                constant = z3.Const(f"={term.name}", self.sort(term.sort))
                self.constants[term.sort].append(constant)
                return constant
            case "apply":
                sorts = (*(a.sort for a in term.arguments), term.sort)
                key = (term.name, *sorts)
                if key not in self.functions:
                    self.functions[key] = z3.Function(term.name, *map(self.sort, sorts))
                return self.functions[key](*inner)
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
        assert term.operator == "exists", term
        return z3.Exists(inner[:-1], inner[-1])
