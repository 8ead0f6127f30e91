"""The search that both synthesizers share: propose the cheapest filling, check it, learn.

Soundness. ``check`` returns either a result, or rejections. Each rejection is a clause that every
filling which ``check`` would accept satisfies (its docstring argues why), and every filling that is
proposed violates one of its own rejections; so no correct filling is excluded, none is proposed
twice, and the search ends. As fillings come in order of cost, the first accepted one is a cheapest
one.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from dynamite.errors import LimitError
from dynamite.holes import Filling, Rejection
from dynamite.solver import Solver


@dataclass(frozen=True)
class Limits:
    """Bounds of one synthesis: seconds of wall time and candidates evaluated; ``None`` is none."""

    seconds: float | None = 60.0
    candidates: int | None = 20_000


@dataclass
class Meter:
    """Counts candidates and keeps the limits; ``report`` is told what the search is doing."""

    limits: Limits = field(default_factory=Limits)
    report: Callable[[str], None] | None = None
    candidates: int = 0
    started: float = field(default_factory=time.monotonic)
    doing: str = ""

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.started

    def begin(self, what: str) -> None:
        """Say what is searched now."""
        self.doing = what
        if self.report is not None:
            self.report(f"{what} ({self.candidates} candidates, {self.seconds:.1f} s)")

    def count(self) -> None:
        """One more candidate is evaluated; raises ``LimitError`` past a limit."""
        self.candidates += 1
        if self.report is not None and self.candidates % 10 == 0:
            self.begin(self.doing)
        self.check()

    def check(self) -> None:
        """Raises ``LimitError`` past a limit."""
        limits = self.limits
        if limits.candidates is not None and self.candidates > limits.candidates:
            self._stop(f"the limit of {limits.candidates} candidates")
        if limits.seconds is not None and self.seconds > limits.seconds:
            self._stop(f"the limit of {limits.seconds:g} seconds")

    def _stop(self, what: str) -> None:
        raise LimitError(
            f"stopped at {what} while searching {self.doing}",
            mend="raise --limit-seconds or --limit-candidates, or give a larger example",
        )


def fillings(
    solver: Solver,
    lowest: int,
    highest: int,
    reject: Callable[[Filling], list[Rejection] | None],
    meter: Meter,
    *,
    first: bool = True,
) -> Iterator[Filling]:
    """Fillings in order of cost. ``reject`` may refuse one unseen, with clauses that say why.

    Of equal costs the ``first`` comes first, whatever the solver; or any.

    Whoever takes a filling adds the rejections that it earns to the solver before the next.
    """
    while True:
        meter.check()
        found = solver.cheapest(lowest, highest, first=first)
        if found is None:
            return
        lowest = found[0]
        filling = Filling(found[1], found[0])
        refusals = reject(filling)
        if refusals is None:
            yield filling
        else:
            for refusal in refusals:
                solver.add(refusal.clause)
