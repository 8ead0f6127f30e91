"""Rules as pyDatalog's clauses.

Legend: relation number n is the predicate ``r<n>``. A column of an atom is a pyDatalog variable:
that of the rule's variable which stands there, so that pyDatalog joins, else one of its own. What
pyDatalog cannot say is a test ``1 == operation`` over variables that are bound before it. A negated
atom is an auxiliary predicate ``n<number>`` of the arguments that a fact agrees with.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from pyDatalog import pyEngine

from dynamite.datalog import (
    Aggregate,
    Call,
    Comparison,
    Constant,
    Literal,
    Negation,
    Rule,
    Term,
    Variable,
    variables,
)
from dynamite.engines.body import (
    BodyPlan,
    ColumnSource,
    PartSource,
    Source,
    TermSource,
    plan_body,
)
from dynamite.engines.pydatalog_terms import TRUE, Computation
from dynamite.language.scope import needed, scope_variables, sides
from dynamite.values import is_null

_MARK = pyEngine.Const(0)
"""The first argument of every auxiliary predicate: pyDatalog errs on negation without arguments."""


class ClauseWriter:
    """Writes the clauses of one rule after another."""

    def __init__(self, predicates: Mapping[str, str], computation: Computation) -> None:
        self._predicates = predicates
        self._computation = computation
        self._negations = 0

    def clauses(self, rule: Rule, predicate: str = "") -> Iterator[pyEngine.Clause]:
        """The clause of a rule of one head, after those of its negated atoms.

        ``predicate`` is that of the head, where it is not its relation's.
        """
        plan = plan_body(rule.body, frozenset(), scope_variables(rule.heads, rule.body))
        body = _Body(plan, self._predicates, self._computation)
        body.write()
        yield from self._negated(plan, body)
        head = rule.heads[0]
        terms = [body.head(term) for term in head.terms]
        yield body.clause(predicate or self._predicates[head.relation], terms)

    def matches(
        self, name: str, plan: BodyPlan, aggregate: Aggregate, groups: Sequence[str]
    ) -> list[pyEngine.Clause]:
        """The clauses of the matches of an aggregate's body: groups, value, and all columns.

        The columns tell apart matches that agree in the rest. The last clause is that of ``name``.
        """
        body = _Body(plan, self._predicates, self._computation)
        body.write()
        negated = list(self._negated(plan, body))
        shared = [body.variable(group) for group in groups]
        value = body.head(aggregate.term or Constant(TRUE))
        return [*negated, body.clause(name, [*shared, value, *body.columns()])]

    def _negated(self, plan: BodyPlan, body: _Body) -> Iterator[pyEngine.Clause]:
        """The clauses of the negated atoms of a body, which gets the tests that none agrees."""
        for negation in plan.negations:
            self._negations += 1
            name = f"n{self._negations}"
            yield self._agreeing(name, negation, plan)
            shared = _shared(negation)
            terms = [_MARK, *(body.variable(v) for v in shared)]
            place = body.literals if body.are_in_columns(shared) else body.computed
            place.append(pyEngine.Literal(f"~{name}", terms))

    def _agreeing(self, name: str, negation: Negation, plan: BodyPlan) -> pyEngine.Clause:
        """That a fact agrees with a negated atom whose variables have these values."""
        shared = _shared(negation)
        guards = tuple(Comparison("!=", Variable(v), Constant(None)) for v in shared)
        # The variables are bound by what stands in the atom: equal to it, and so never null.
        body: tuple[Literal, ...] = (negation.atom, *guards)
        inner = _Body(
            plan_body(body, frozenset(), frozenset(shared)), self._predicates, self._computation
        )
        inner.write()
        terms = [_MARK, *(inner.variable(v) for v in shared)]
        return inner.clause(name, terms)


def _shared(negation: Negation) -> list[str]:
    return list(dict.fromkeys(variables(negation)))


class _Body:
    """The literals of one planned body; those that compute come last, on what passes the rest."""

    def __init__(
        self, plan: BodyPlan, predicates: Mapping[str, str], computation: Computation
    ) -> None:
        self.plan = plan
        self.literals: list[pyEngine.Literal] = []
        self.computed: list[pyEngine.Literal] = []
        self._predicates = predicates
        self._computation = computation
        self._columns: dict[ColumnSource, str] = {}
        self._may_fail: list[str] = []
        self._fresh = 0

    def clause(self, predicate: str, terms: list[pyEngine.Term]) -> pyEngine.Clause:
        """The clause of a head over this body; its last literal finds what failed."""
        body = [*self.literals, *self.computed]
        if self._may_fail:
            body.append(_holds(self._computation.has_not_failed, self._may_fail))
        return pyEngine.Clause(pyEngine.Literal(predicate, terms), body)

    def columns(self) -> list[pyEngine.Var]:
        """The variables of the columns of all atoms."""
        return [pyEngine.Var(name) for name in dict.fromkeys(self._columns.values())]

    def variable(self, name: str) -> pyEngine.Var:
        return pyEngine.Var(f"V_{name}")

    def _new(self) -> str:
        self._fresh += 1
        return f"F_{self._fresh}"

    def write(self) -> None:
        """Atoms, then what must not be null, then each binding and test in its turn."""
        for number, atom in enumerate(self.plan.atoms):
            terms = [self._column(number, n, term) for n, term in enumerate(atom.terms)]
            self.literals.append(pyEngine.Literal(self._predicates[atom.relation], terms))
        for name, source in self.plan.bound.items():
            if isinstance(source, ColumnSource) and name in self.plan.joined:
                self._test(self._computation.is_present, [f"V_{name}"])
        self._bind_and_test()

    def _column(self, atom: int, position: int, term: Term) -> pyEngine.Term:
        if isinstance(term, Variable) and isinstance(self.plan.bound.get(term.name), ColumnSource):
            name = f"V_{term.name}"
        elif isinstance(term, Constant) and not is_null(term.value):
            return pyEngine.Const(self._computation.codes.code(term.value))
        else:
            name = self._new()
        self._columns[ColumnSource(atom, position)] = name
        return pyEngine.Var(name)

    def _bind_and_test(self) -> None:
        made: set[tuple[Source, str, int]] = set()
        for comparison in self.plan.comparisons:
            if self._is_early(comparison):
                self._comparison(comparison, late=False)
        for source in self.plan.null_tests:
            if isinstance(source, ColumnSource):
                self._test(self._computation.is_null, [self._name(source)])
        for name, source in self.plan.bound.items():
            if isinstance(source, ColumnSource):
                continue
            for pattern in self.plan.patterns:
                if pattern not in made and _is_part_of(source, pattern[0]):
                    self._pattern(*pattern)
                    made.add(pattern)
            self._bind(name, source)
        for pattern in self.plan.patterns:
            if pattern not in made:
                self._pattern(*pattern)
        for source in self.plan.null_tests:
            if not isinstance(source, ColumnSource):
                self._test(self._computation.is_null, [self._name(source)], late=True)
        for source, term in self.plan.equalities:
            self._equality(source, term)
        for comparison in self.plan.comparisons:
            if not self._is_early(comparison):
                self._comparison(comparison, late=True)

    def are_in_columns(self, names: Iterable[str]) -> bool:
        """Whether the variables are bound by columns of atoms."""
        return all(isinstance(self.plan.bound.get(name), ColumnSource) for name in names)

    def _is_early(self, comparison: Comparison) -> bool:
        computes = any(isinstance(side, Call | Aggregate) for side, _ in sides(comparison))
        return not computes and self.are_in_columns(self._needed(comparison))

    def _needed(self, part: Term | Comparison) -> list[str]:
        return sorted(needed(part, self.plan.scope))

    def _pattern(self, source: Source, constructor: str, arity: int) -> None:
        self._test(
            self._computation.is_made_by(constructor, arity), [self._name(source)], late=True
        )

    def _bind(self, name: str, source: Source) -> None:
        bound = f"V_{name}"
        match source:
            case TermSource(term):
                self._assign(bound, term)
            case PartSource(whole, _, position):
                self._compute(bound, self._computation.part(position), [self._name(whole)])
        if name in self.plan.joined:
            self._test(self._computation.is_present, [bound], late=True)

    def _equality(self, source: Source, term: Term) -> None:
        if isinstance(source, ColumnSource):
            if isinstance(term, Variable) and isinstance(
                self.plan.bound.get(term.name), ColumnSource
            ):
                return  # one pyDatalog variable stands in both places
            if isinstance(term, Constant):
                return  # it stands in the atom
        name = self._name(source)
        shown = Comparison("=", Variable(name), term)
        names = self._needed(term)
        test = self._computation.holds(shown, [name, *names])
        self._test(test, [name, *(f"V_{v}" for v in names)], late=True)

    def _comparison(self, comparison: Comparison, late: bool) -> None:
        names = self._needed(comparison)
        test = self._computation.holds(comparison, names)
        self._test(test, [f"V_{v}" for v in names], late)

    def _name(self, source: Source) -> str:
        """The pyDatalog variable that holds what stands in a source."""
        match source:
            case ColumnSource():
                return self._columns[source]
            case PartSource(whole, _, position):
                name = self._new()
                self._compute(name, self._computation.part(position), [self._name(whole)])
                return name
            case TermSource(Variable(name)):
                return f"V_{name}"
            case TermSource(term):
                name = self._new()
                self._assign(name, term)
                return name

    def _assign(self, bound: str, term: Term) -> None:
        names = self._needed(term)
        self._compute(bound, self._computation.value_of(term, names), [f"V_{v}" for v in names])

    def _compute(self, bound: str, function: Callable[..., int], names: list[str]) -> None:
        self._may_fail.append(bound)
        self.computed.append(
            pyEngine.Literal("==", [pyEngine.Var(bound), _operation(function, names)])
        )

    def _test(self, function: Callable[..., int], names: list[str], late: bool = False) -> None:
        if not late:
            self.literals.append(_holds(function, names))
            return
        outcome = self._new()
        self._compute(outcome, function, names)
        self.computed.append(_holds(self._computation.passes, [outcome]))

    def head(self, term: Term) -> pyEngine.Term:
        """What stands in a head: a variable, a code, or a variable that is computed."""
        match term:
            case Variable(name):
                return self.variable(name)
            case Constant(value):
                return pyEngine.Const(self._computation.codes.code(value))
        name = self._new()
        self._assign(name, term)
        return pyEngine.Var(name)


def _holds(function: Callable[..., int], names: list[str]) -> pyEngine.Literal:
    return pyEngine.Literal("==", [pyEngine.Const(TRUE), _operation(function, names)])


def _operation(function: Callable[..., int], names: list[str]) -> pyEngine.Term:
    if not names:
        return pyEngine.Const(function())
    args = pyEngine.VarTuple([pyEngine.Var(name) for name in names])
    # pyDatalog calls functions, and silently fails to call methods.
    return pyEngine.Operation(pyEngine.Const(0), lambda *codes: function(*codes), args)


def _is_part_of(source: Source, whole: Source) -> bool:
    while isinstance(source, PartSource):
        source = source.whole
        if source == whole:
            return True
    return False
