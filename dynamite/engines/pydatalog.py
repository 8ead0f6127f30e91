"""The pydatalog engine: a program through pyDatalog, as a second opinion."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from pyDatalog import Logic, pyEngine

from dynamite.datalog import Atom, Program, Rule
from dynamite.engines.interface import EngineOptions
from dynamite.engines.pydatalog_aggregates import (
    planned_aggregates,
    refuse_computed_negations,
)
from dynamite.engines.pydatalog_clauses import ClauseWriter
from dynamite.engines.pydatalog_terms import Codes, Computation, Table
from dynamite.engines.reference import ReferenceEngine
from dynamite.language.strata import Stratum


class PyDatalogEngine(ReferenceEngine):
    """One run of one program in pyDatalog; see ``interface.Engine``.

    Each stratum is asked in full and its answers are the facts that the next one sees, so that
    pyDatalog negates facts only. Loading, counting and reading are the reference engine's.
    """

    name = "pydatalog"

    def __init__(self, program: Program, options: EngineOptions) -> None:
        super().__init__(program, options)
        for rule in self.program.rules:
            refuse_computed_negations(rule)
            for _ in planned_aggregates(rule):
                pass  # what cannot be planned is refused before anything is loaded

    def evaluate(self) -> None:
        codes = Codes()
        computation = Computation(codes)
        facts = self._evaluation.facts
        predicates = {relation: f"r{number}" for number, relation in enumerate(facts)}
        writer = ClauseWriter(predicates, computation)
        with _fresh_logic():
            for relation, predicate in predicates.items():
                # A predicate that pyDatalog has not seen is an error there.
                pyEngine.insert(pyEngine.Pred(predicate, len(self._checked.columns[relation])))
                for row in facts[relation].rows:
                    _assert_fact(predicate, [codes.code(value) for value in row])
            for stratum in self._checked.strata:
                self._ask(stratum, predicates, writer, computation)

    def _ask(
        self,
        stratum: Stratum,
        predicates: dict[str, str],
        writer: ClauseWriter,
        computation: Computation,
    ) -> None:
        for rule in stratum.rules:
            self._reduce(rule, writer, computation)
        if stratum.recursive and not _is_linear(stratum):
            self._ask_in_rounds(stratum, predicates, writer, computation)
            return
        rules = [clause for rule in stratum.rules for clause in writer.clauses(rule)]
        for clause in rules:
            pyEngine.assert_(clause)
        answers = {
            relation: _answers(predicates[relation], len(self._checked.columns[relation]))
            for relation in stratum.relations
        }
        for clause in rules:
            pyEngine.retract(clause)
        _refuse_failure(computation)
        for relation, found in answers.items():
            for row in found:
                _assert_fact(predicates[relation], row)
            values = (tuple(map(computation.codes.value, row)) for row in found)
            self._evaluation.facts[relation].add(values)

    def _ask_in_rounds(
        self,
        stratum: Stratum,
        predicates: dict[str, str],
        writer: ClauseWriter,
        computation: Computation,
    ) -> None:
        """Ask for what follows from the facts so far until nothing is new.

        pyDatalog itself may search without end where relations use each other or themselves twice.
        """
        arity = {relation: len(self._checked.columns[relation]) for relation in stratum.relations}
        fresh = {relation: f"new_{predicates[relation]}" for relation in stratum.relations}
        for relation, predicate in fresh.items():
            pyEngine.insert(pyEngine.Pred(predicate, arity[relation]))
        rules = [
            clause
            for rule in stratum.rules
            for clause in writer.clauses(rule, fresh[rule.heads[0].relation])
        ]
        is_growing = True
        while is_growing:
            for clause in rules:
                pyEngine.assert_(clause)
            answers = {name: _answers(fresh[name], arity[name]) for name in stratum.relations}
            for clause in rules:
                pyEngine.retract(clause)
            _refuse_failure(computation)
            is_growing = False
            for relation, found in answers.items():
                rows = [tuple(map(computation.codes.value, row)) for row in found]
                for row in self._evaluation.facts[relation].add(rows):
                    is_growing = True
                    codes = [computation.codes.code(value) for value in row]
                    _assert_fact(predicates[relation], codes)

    def _reduce(self, rule: Rule, writer: ClauseWriter, computation: Computation) -> None:
        """Reduce the aggregates of a rule, whose relations are all derived by now."""
        for aggregate, groups, plan in planned_aggregates(rule):
            zero = self._checked.empty_sums.get(aggregate, 0)
            table = computation.tables[aggregate] = Table(aggregate, groups, zero)
            clauses = writer.matches("aggregate", plan, aggregate, groups)
            for clause in clauses:
                pyEngine.assert_(clause)
            for row in _answers("aggregate", len(clauses[-1].head.terms)):
                group, value = row[: len(groups)], computation.codes.value(row[len(groups)])
                table.values.setdefault(tuple(group), []).append(value)
            for clause in clauses:
                pyEngine.retract(clause)
            _refuse_failure(computation)


def _is_linear(stratum: Stratum) -> bool:
    """Whether one relation uses itself, and no rule twice."""
    return len(stratum.relations) == 1 and all(
        sum(isinstance(one, Atom) and one.relation in stratum.relations for one in rule.body) <= 1
        for rule in stratum.rules
    )


def _refuse_failure(computation: Computation) -> None:
    if computation.failure is not None:
        raise computation.failure


@contextmanager
def _fresh_logic() -> Iterator[None]:
    """An empty database of pyDatalog, which has one for each thread; the old one comes back."""
    before = getattr(Logic.tl, "logic", None)
    Logic()
    try:
        yield
    finally:
        if before is None:
            Logic()
        else:
            Logic.tl.logic = before


def _assert_fact(predicate: str, row: list[int] | tuple[int, ...]) -> None:
    terms = [pyEngine.Const(code) for code in row]
    pyEngine.assert_(pyEngine.Clause(pyEngine.Literal(predicate, terms), []))


def _answers(predicate: str, arity: int) -> list[tuple[int, ...]]:
    """All facts of a predicate, in the order of their codes."""
    goal = pyEngine.Literal(predicate, [pyEngine.Var(f"A_{n}") for n in range(arity)])
    found = goal.ask()
    return [()] if found is True else sorted(found)
