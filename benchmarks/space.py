"""How many programs a search chooses from: the size of the search space, and what was searched.

The space of one goal (one target record type) is the product over the holes of its sketch: two for
each copy of a source relation that may be used and for each join that may hold, four for the kinds
of conditions, and for each target column the number of source columns that hold all its values
(VLDB 2020, section 4.3, where the holes of a body are the columns of its atoms instead). A
scenario's space is the sum over its goals, as the record types are solved one by one.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from benchmarks.scenario import Scenario
from dynamite.search import Limits, Meter
from dynamite.synthesis.attribute_mapping import AttributeMapping
from dynamite.synthesis.found_rule import FoundRule
from dynamite.synthesis.goal import Goal
from dynamite.synthesis.sketch import CONDITION_COSTS, Sketch
from dynamite.synthesis.solve import FAILURES, Outcome, Search
from dynamite.synthesis.source import JoinRank, Source
from dynamite.synthesis.targets import Targets


@dataclass
class TypeSearch:
    """The search for the rules of one target record type; ``space`` as a power of ten."""

    name: str
    rules: int = 0
    candidates: int = 0
    space: float = 0.0


def searches(scenario: Scenario) -> tuple[list[TypeSearch], float]:
    """What was searched for each target record type, and the processor seconds of the search."""
    examples = scenario.examples
    source = Source.of(examples.source_schema, [e.source for e in examples.examples])
    search = _ObservedSearch(source, Meter(Limits()))
    targets = Targets(search, examples.target_schema, [e.target for e in examples.examples])
    started = time.process_time()
    targets.solve()
    seconds = time.process_time() - started - search.aside
    for key, rules in targets.rules.items():
        search.of(scenario.target[key].name).rules = len(rules)
    return list(search.found.values()), seconds


class _ObservedSearch(Search):
    """Notes the candidates of each goal, and the size of its space; ``aside`` is time for that."""

    def __init__(self, source: Source, meter: Meter) -> None:
        super().__init__(source, meter)
        self.found: dict[str, TypeSearch] = {}
        self.aside = 0.0

    def of(self, name: str) -> TypeSearch:
        return self.found.setdefault(name, TypeSearch(name))

    def solve(
        self,
        goal: Goal,
        accept: Callable[[FoundRule], bool] | None = None,
        failures: int = FAILURES,
    ) -> Outcome:
        before = self.meter.candidates
        outcome = super().solve(goal, accept, failures)
        seen = self.of(goal.name)
        seen.candidates += self.meter.candidates - before
        with self._aside():
            seen.space = max(seen.space, self._space(goal))
        return outcome

    @contextmanager
    def _aside(self) -> Iterator[None]:
        started = time.process_time()
        yield
        self.aside += time.process_time() - started

    def _space(self, goal: Goal) -> float:
        mapping = AttributeMapping(self.source, goal)
        if not all(mapping.terms):
            mapping = AttributeMapping(self.source, goal, partial=True)
        sketch = Sketch(self.source, goal, mapping, JoinRank.SELF)
        holes = len(sketch.slot_variables) + len(sketch.equalities)
        assignments = sum(math.log10(max(1, len(terms))) for terms in mapping.terms)
        return holes * math.log10(2) + math.log10(len(CONDITION_COSTS) + 1) + assignments


def total_space(found: list[TypeSearch]) -> float:
    """The sum of the spaces, as a power of ten."""
    most = max(each.space for each in found)
    return most + math.log10(sum(10 ** (each.space - most) for each in found))
