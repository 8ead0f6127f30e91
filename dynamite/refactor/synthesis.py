"""The search for the program of a new schema: propose the simplest, run it, learn from failing.

A mapping gives each statement a few rewritings; a candidate takes one combination for each
function, simplest first. It is tested against the old program. The calls of a minimum failing input
call few functions; every candidate that agrees on those fails alike, so their combination is
rejected, and nothing that fits is: rejections are clauses over exactly the functions that the
failing calls ran. When no candidate is left, the next mapping is tried.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final

from dynamite.errors import NoProgramError
from dynamite.holes import Filling, Rejection
from dynamite.refactor.chains import Identities, mappings
from dynamite.refactor.correspondence import Field, correspondences
from dynamite.refactor.differences import difference_text
from dynamite.refactor.equivalence import (
    Equivalence,
    Programs,
    compare,
    make_tester,
)
from dynamite.refactor.identities import identities
from dynamite.refactor.locations import Locations
from dynamite.refactor.relation import Mapping
from dynamite.refactor.rewriting_changes import combinations, rewritings
from dynamite.refactor.rewriting_rows import NoRewritingError
from dynamite.refactor.sql import Function
from dynamite.refactor.tables import Database
from dynamite.refactor.testing import Counterexample
from dynamite.search import Limits, Meter, fillings
from dynamite.solver import Solver

CORRESPONDENCES: Final = 30
COMBINATIONS: Final = 64
QUICK: Final = 150
"""Sequences of calls that a candidate is tried on before the proofs begin."""


@dataclass(frozen=True)
class Refactoring:
    """The functions for the new schema, with how they were found and what is known of them."""

    functions: tuple[Function, ...]
    mapping: Mapping
    certainty: Equivalence
    correspondences: int
    candidates: int
    failing_inputs: tuple[Counterexample, ...]


def refactor_functions(
    old: Database,
    new: Database,
    functions: tuple[Function, ...],
    *,
    pins: Iterable[tuple[Field, Field]] = (),
    limits: Limits | None = None,
    sequences: int = 1000,
    progress: Callable[[str], None] | None = None,
) -> Refactoring:
    """The simplest functions for the new schema that no test tells from the old ones.

    Raises ``NoProgramError`` where no mapping has a program that passes, with the reason, and
    ``LimitError`` at a limit.
    """
    pins = tuple(pins)
    meter = Meter(limits or Limits(), progress)
    failing: list[Counterexample] = []
    tried = 0
    reason = ""
    seen: set[Mapping] = set()
    for number, mapping, named in _mappings(old, new, functions, pins):
        if mapping in seen:
            continue
        seen.add(mapping)
        tried = max(tried, number)
        meter.begin(f"correspondence {number}")
        try:
            holes = [_choices(function, Locations(mapping, old, new)) for function in functions]
        except NoRewritingError as error:
            reason = reason or str(error)
            continue
        search = _Search(old, new, functions, holes, meter)
        for programs in search.candidates():
            found = compare(
                programs,
                pins=pins,
                first=[(mapping, named)],
                sequences=sequences,
                progress=progress,
            )
            if found.counterexample is not None:
                search.learn(found.counterexample)
                continue
            return Refactoring(
                programs.new_functions,
                mapping,
                found,
                tried,
                meter.candidates,
                (*failing, *search.failing),
            )
        failing += search.failing
        if search.failing and not reason:
            last = search.failing[-1]
            reason = (
                f"every rewriting of {last.calls[-1].function!r} that was tried differs, "
                f"as after {difference_text(last)}"
            )
    raise NoProgramError(
        f"no program for the new schema was found: {reason or 'no correspondence fits'}",
        mend="name the correspondence with --map Old.column=New.column",
    )


def _mappings(
    old: Database,
    new: Database,
    functions: tuple[Function, ...],
    pins: tuple[tuple[Field, Field], ...],
) -> Iterator[tuple[int, Mapping, Identities]]:
    found = correspondences(old, new, functions, pins)
    for number, correspondence in enumerate(islice(found, CORRESPONDENCES), 1):
        for named in identities(old, new):
            for mapping in mappings(correspondence, old, new, named):
                yield number, mapping, named


def _choices(function: Function, locations: Locations) -> list[Function]:
    """The rewritings of a function, the simplest first."""
    try:
        holes = rewritings(function, locations)
    except NoRewritingError as error:
        raise NoRewritingError(f"{function.name}: {error.problem}") from None
    found = [
        Function(function.name, statements, function.line)
        for statements in islice(combinations(holes), COMBINATIONS)
    ]
    usable = [f for f in found if f.statements and set(f.parameters) <= set(function.parameters)]
    if not usable:
        raise NoRewritingError(f"{function.name}: nothing of it is left")
    return usable


class _Search:
    """The candidates of one mapping."""

    def __init__(
        self,
        old: Database,
        new: Database,
        functions: tuple[Function, ...],
        choices: list[list[Function]],
        meter: Meter,
    ) -> None:
        self.old, self.new, self.functions = old, new, functions
        self.choices = choices
        self.meter = meter
        self.solver = Solver()
        self.failing: list[Counterexample] = []
        self.highest = 0
        self.variables: list[list[int]] = []
        for found in choices:
            numbers = [self.solver.variable(weight) for weight in range(len(found))]
            self.highest += len(found) - 1
            self.solver.add(numbers)
            for at, first in enumerate(numbers):
                for second in numbers[at + 1 :]:
                    self.solver.add([-first, -second])
            self.variables.append(numbers)
        self.filling: Filling | None = None

    def candidates(self) -> Iterator[Programs]:
        """The candidates that pass the quick tests, the simplest first."""
        for filling in fillings(self.solver, 0, self.highest, self._refused, self.meter):
            self.filling = filling
            yield self._programs(filling)

    def _programs(self, filling: Filling) -> Programs:
        chosen = tuple(
            next(f for f, n in zip(found, numbers, strict=True) if n in filling.chosen)
            for found, numbers in zip(self.choices, self.variables, strict=True)
        )
        return Programs(self.old, self.new, self.functions, chosen)

    def _refused(self, filling: Filling) -> list[Rejection] | None:
        self.meter.count()
        programs = self._programs(filling)
        for earlier in self.failing:
            again = make_tester(programs).difference(earlier.calls)
            if again is not None:
                return [self._rejection(filling, again)]
        found = make_tester(programs).run(QUICK).counterexample
        if found is None:
            return None
        self.failing.append(found)
        return [self._rejection(filling, found)]

    def _rejection(self, filling: Filling, found: Counterexample) -> Rejection:
        called = {call.function for call in found.calls}
        clause = tuple(
            -number
            for function, numbers in zip(self.functions, self.variables, strict=True)
            if function.name in called
            for number in numbers
            if number in filling.chosen
        )
        return Rejection(clause, " ".join(call.text for call in found.calls))

    def learn(self, found: Counterexample) -> None:
        """Never propose again what these calls tell from the old program."""
        assert self.filling is not None
        self.failing.append(found)
        self.solver.add(self._rejection(self.filling, found).clause)
