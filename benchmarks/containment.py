"""Whether two programs of a scenario mean the same in every source that keeps to its facts."""

from __future__ import annotations

from benchmarks.constraints import constraints_of
from benchmarks.scenario import Scenario
from dynamite.containment.equal import not_shown_equal as not_shown_equal_under
from dynamite.datalog import Program


def not_shown_equal(scenario: Scenario, one: Program, other: Program) -> list[str]:
    """The target record types for which containment both ways is not shown."""
    return not_shown_equal_under(constraints_of(scenario), one, other)
