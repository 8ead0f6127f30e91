"""Bodies of rules, planned: where each variable takes its value from, and what is then tested.

Legend: a *source* says where a value comes from: a column of the body's n-th positive atom, a part
of a Skolem term that stands in another source, or a term over variables that are already bound.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass, field
from typing import TypeAlias

from dynamite.datalog import (
    Atom,
    Comparison,
    Constant,
    Construct,
    Literal,
    Negation,
    Term,
    Variable,
    Wildcard,
)
from dynamite.errors import InputError
from dynamite.language.scope import Binding, needed, sides
from dynamite.values import is_null


@dataclass(frozen=True, slots=True)
class ColumnSource:
    """A column of the body's n-th positive atom."""

    atom: int
    column: int


@dataclass(frozen=True, slots=True)
class PartSource:
    """An argument of the Skolem term, of a known constructor, that stands in another source."""

    whole: Source
    constructor: str
    position: int


@dataclass(frozen=True, slots=True)
class TermSource:
    """A term over variables that are bound before."""

    term: Term


Source: TypeAlias = "ColumnSource | PartSource | TermSource"


@dataclass
class BodyPlan:
    """The positive atoms of a body, the source of each variable, and the tests on a match.

    ``bound`` is in binding order; ``joined`` names the variables that no match binds to null;
    ``scope`` those that aggregates within can share, and ``outer`` those bound around the body.
    """

    binding: Binding
    scope: frozenset[str]
    outer: frozenset[str]
    atoms: list[Atom]
    negations: list[Negation]
    bound: dict[str, Source] = field(default_factory=dict)
    joined: set[str] = field(default_factory=set)
    equalities: list[tuple[Source, Term]] = field(default_factory=list)
    patterns: list[tuple[Source, str, int]] = field(default_factory=list)
    null_tests: list[Source] = field(default_factory=list)
    not_null: list[Source] = field(default_factory=list)
    comparisons: list[Comparison] = field(default_factory=list)

    def is_bound(self, names: Iterable[str]) -> bool:
        return all(name in self.bound or name in self.outer for name in names)

    def match(self, source: Source, term: Term) -> None:
        """Bind or test what stands in ``source`` against a term of the body."""
        match term:
            case Wildcard():
                pass
            case Variable(name) if not self.is_bound((name,)):
                self.bound[name] = source
            case Construct(constructor, args) if self.binding.is_pattern(term):
                self.patterns.append((source, constructor, len(args)))
                for position, arg in enumerate(args):
                    self.match(PartSource(source, constructor, position), arg)
            case Constant(value) if is_null(value):
                self.null_tests.append(source)
            case _:
                self.equalities.append((source, term))
                self.join(term)

    def join(self, term: Term) -> None:
        """Note that no match binds the term, if it is a variable, to null."""
        if isinstance(term, Variable) and term.name not in self.outer:
            self.joined.add(term.name)


def plan_body(body: Sequence[Literal], outer: Set[str], scope: Set[str]) -> BodyPlan:
    """The plan of a body; ``scope`` are the variables that its aggregates can share.

    Raises ``InputError`` where a variable is bound nowhere.
    """
    plan = BodyPlan(
        Binding(body, outer, scope),
        frozenset(scope),
        frozenset(outer),
        [literal for literal in body if isinstance(literal, Atom)],
        [literal for literal in body if isinstance(literal, Negation)],
    )
    waiting: list[tuple[Source, Term]] = []
    for number, atom in enumerate(plan.atoms):
        for position, term in enumerate(atom.terms):
            source: Source = ColumnSource(number, position)
            if isinstance(term, Variable | Wildcard):
                plan.match(source, term)
            else:
                waiting.append((source, term))
    comparisons = [literal for literal in body if isinstance(literal, Comparison)]
    # What is bound by = before patterns is compared with them as a whole.
    comparisons = _bind_variables(plan, comparisons)
    while True:
        left = len(waiting) + len(comparisons)
        waiting = _match_patterns(plan, waiting)
        comparisons = _bind_variables(plan, _take_apart(plan, comparisons))
        if len(waiting) + len(comparisons) == left:
            break
    for source, term in waiting:
        plan.match(source, term)
    for comparison in comparisons:
        _test(plan, comparison)
    return plan


def _bind_variables(plan: BodyPlan, comparisons: list[Comparison]) -> list[Comparison]:
    """Bind what ``x = term`` binds; gives the comparisons that are left."""
    changed = True
    while changed:
        changed = False
        for comparison in comparisons:
            if comparison.operator == "=" and _binds(plan, comparison):
                comparisons = [other for other in comparisons if other is not comparison]
                changed = True
                break
    return comparisons


def _binds(plan: BodyPlan, comparison: Comparison) -> bool:
    for left, right in sides(comparison):
        if not isinstance(left, Variable) or plan.is_bound((left.name,)):
            continue
        if plan.binding.is_pattern(right) or not plan.is_bound(needed(right, plan.scope)):
            continue
        plan.bound[left.name] = TermSource(right)
        plan.joined.add(left.name)
        plan.join(right)
        plan.not_null.append(TermSource(right))
        return True
    return False


def _match_patterns(
    plan: BodyPlan, waiting: list[tuple[Source, Term]]
) -> list[tuple[Source, Term]]:
    rest = []
    for source, term in waiting:
        if plan.binding.is_pattern(term):
            plan.match(source, term)
        else:
            rest.append((source, term))
    return rest


def _take_apart(plan: BodyPlan, comparisons: list[Comparison]) -> list[Comparison]:
    """Match ``$C(x) = term`` where the term's value is known."""
    rest = []
    for comparison in comparisons:
        for left, right in sides(comparison):
            if (
                comparison.operator == "="
                and plan.binding.is_pattern(left)
                and not plan.binding.is_pattern(right)
                and plan.is_bound(needed(right, plan.scope))
            ):
                plan.match(TermSource(right), left)
                plan.join(right)
                break
        else:
            rest.append(comparison)
    return rest


def _test(plan: BodyPlan, comparison: Comparison) -> None:
    for name in sorted(needed(comparison, plan.scope)):
        if not plan.is_bound((name,)):
            raise InputError(
                f"variable {name} is bound nowhere", mend="bind it in an atom of the body"
            )
    plan.comparisons.append(comparison)
    if not is_null_test(comparison):
        plan.join(comparison.left)
        plan.join(comparison.right)
    elif comparison.operator == "!=":
        for side, _ in sides(comparison):
            plan.join(side)


def is_null_test(comparison: Comparison) -> bool:
    """Whether one side is ``nil``."""
    return any(isinstance(side, Constant) and is_null(side.value) for side, _ in sides(comparison))
