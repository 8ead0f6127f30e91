"""The programs that fit an example besides the one found, each with what is known of it."""

from __future__ import annotations

from dataclasses import dataclass

from dynamite.certainty.rivals import Bounds, Rivals
from dynamite.certainty.separation import Judge, Judged, Verdict
from dynamite.data.instance import Instance
from dynamite.synthesis import Synthesis


@dataclass(frozen=True)
class OpenPrograms:
    """Rivals of a program, judged; ``is_whole`` where the search for them was not cut short."""

    judged: tuple[Judged, ...]
    is_whole: bool
    judge: Judge

    def of(self, verdict: Verdict) -> list[Judged]:
        """The rivals of one verdict."""
        return [each for each in self.judged if each.verdict is verdict]


def look_further(
    found: Synthesis, bounds: Bounds | None = None, *, stored: Instance | None = None
) -> OpenPrograms:
    """What fits the example besides a program that was found.

    ``stored`` are real source records, to tell programs apart by. The search goes on where it
    stopped; a second call on the same value goes on from there.
    """
    solution, header = found.solution, found.program.header
    assert solution is not None and header is not None
    rivals = Rivals(solution, bounds)
    judge = Judge(solution, header, stored)
    judged = tuple(each for rival in rivals if (each := judge.judge(rival)) is not None)
    return OpenPrograms(judged, rivals.is_whole, judge)
