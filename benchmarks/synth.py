"""``python -m benchmarks synth``: each scenario solved from its example, and the program judged.

*Candidates* are all skeletons and assignments that were evaluated; ``most`` is the most for one
target record type, all its rules together. *Search* is processor time in the search, *total* that
of the whole of ``dynamite.synth``, from reading the file to the checked program. *Space* is the
number of programs that the search chooses from (``benchmarks.space``). The program found is the
intended one ``as text``: its rules are the same, letter for letter; ``contained``: both ways, under
the declared keys and references (``benchmarks.containment``); ``on data``: both give the same
target on generated data.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from typing import Any

from benchmarks.containment import not_shown_equal
from benchmarks.evaluation import wrong_types
from benchmarks.generate import generate_total
from benchmarks.scenario import Scenario
from benchmarks.space import searches, total_space
from dynamite import synth
from dynamite.errors import LimitError, NoProgramError
from dynamite.holes import Learning
from dynamite.search import Limits
from dynamite.synthesis import synth as find_program

SEED = 20_200
"""Of the data on which programs are compared."""

ABLATIONS = {
    "nothing learned": Learning.NOTHING,
    "projections": Learning.PROJECTIONS,
    "monotonicity": Learning.MONOTONICITY,
    "both": Learning.BOTH,
}

LIMITS = Limits(seconds=20.0, candidates=20_000)
"""Of one ablated synthesis."""


@dataclass(frozen=True)
class Ablation:
    """The search with some kinds of rejections only; ``None`` where it came to a limit."""

    candidates: int | None
    seconds: float


@dataclass(frozen=True)
class Row:
    """One scenario; the lists name target record types, and are empty where all is well.

    ``space`` is a power of ten. Seconds are of processor time. ``failure`` says why there is no
    program, where there is none.
    """

    name: str
    title: str
    types: int
    total_seconds: float
    failure: str = ""
    rules: int = 0
    candidates: int = 0
    by_type: dict[str, int] = field(default_factory=dict)
    search_seconds: float = 0.0
    space: float = 0.0
    as_text: bool = False
    not_contained: list[str] = field(default_factory=list)
    wrong_on_data: list[str] = field(default_factory=list)
    data_records: int = 0
    ablations: dict[str, Ablation] = field(default_factory=dict)

    @property
    def is_solved(self) -> bool:
        return not self.failure and not self.wrong_on_data

    @property
    def most_candidates(self) -> int:
        return max(self.by_type.values(), default=0)


def measure(scenario: Scenario, records: int, *, ablate: bool = True) -> Row:
    """Solve a scenario and compare with its intended program on about ``records`` records."""
    started = time.process_time()
    try:
        found = synth(scenario.directory / "example.json")
    except (NoProgramError, LimitError) as error:
        seconds = time.process_time() - started
        return Row(
            scenario.name,
            scenario.title,
            len(scenario.target.record_types),
            seconds,
            failure=str(error),
        )
    total = time.process_time() - started
    searched, seconds = searches(scenario)
    source = generate_total(scenario, records, SEED).instance()
    return Row(
        name=scenario.name,
        title=scenario.title,
        types=len(scenario.target.record_types),
        total_seconds=total,
        rules=found.rules,
        candidates=found.candidates,
        by_type={each.name: each.candidates for each in searched},
        search_seconds=seconds,
        space=total_space(searched),
        as_text=found.program.rules == scenario.program.rules,
        not_contained=not_shown_equal(scenario, found.program, scenario.program),
        wrong_on_data=wrong_types(found.program, scenario.program, source),
        data_records=sum(map(len, source.facts.values())),
        ablations=dict(_ablations(scenario)) if ablate else {},
    )


def _ablations(scenario: Scenario) -> Iterable[tuple[str, Ablation]]:
    for name, learning in ABLATIONS.items():
        started = time.process_time()
        candidates = None
        with suppress(LimitError):
            found = find_program(scenario.examples, limits=LIMITS, learning=learning)
            candidates = found.candidates
        yield name, Ablation(candidates, time.process_time() - started)


def summary(rows: list[Row]) -> dict[str, Any]:
    """What the table says in all."""
    per_type = [count for row in rows for count in row.by_type.values()]
    return {
        "scenarios": len(rows),
        "solved": sum(row.is_solved for row in rows),
        "equal_as_text": sum(row.as_text for row in rows),
        "shown_equal_by_containment": sum(
            not row.failure and not row.not_contained for row in rows
        ),
        "total_seconds": sum(row.total_seconds for row in rows),
        "most_seconds": max(row.total_seconds for row in rows),
        "mean_seconds": statistics.mean(row.total_seconds for row in rows),
        "candidates": sum(row.candidates for row in rows),
        "most_candidates": max(per_type, default=0),
        "median_candidates": statistics.median(per_type) if per_type else 0,
    }


def table(rows: list[Row]) -> str:
    """The rows for reading."""
    head = (
        f"{'scenario':<14}{'types':>6}{'rules':>6}{'candidates':>11}{'most':>6}{'search':>9}"
        f"{'total':>9}{'space':>9}  {'text':<5}{'contained':<11}{'on data':<8}"
    )
    ablated = [name for name in ABLATIONS if any(name in row.ablations for row in rows)]
    lines = [head + "".join(f"{name:>18}" for name in ablated)]
    for row in rows:
        if row.failure:
            lines.append(f"{row.name:<14}NOT SOLVED: {row.failure}")
            continue
        contained = "yes" if not row.not_contained else f"not {len(row.not_contained)}"
        lines.append(
            f"{row.name:<14}{row.types:>6}{row.rules:>6}{row.candidates:>11}"
            f"{row.most_candidates:>6}{row.search_seconds:>7.3f} s{row.total_seconds:>7.3f} s"
            f"{'10^' + format(row.space, '.0f'):>9}  {'yes' if row.as_text else 'no':<5}"
            f"{contained:<11}{'equal' if row.is_solved else 'WRONG':<8}"
            + "".join(_ablation(row.ablations.get(name)) for name in ablated)
        )
        for name in row.wrong_on_data:
            lines.append(f"{'':<14}wrong on data: {name}")
        for name in row.not_contained:
            lines.append(f"{'':<14}not shown equal: {name}")
    lines.append("")
    lines += [f"{name.replace('_', ' ')}: {value:.6g}" for name, value in summary(rows).items()]
    return "\n".join(lines)


def _ablation(measured: Ablation | None) -> str:
    if measured is None:
        return ""
    count = "limit" if measured.candidates is None else str(measured.candidates)
    return f"{f'{count} / {measured.seconds:.2f} s':>18}"


def as_json(rows: list[Row]) -> dict[str, Any]:
    """The rows and their summary as JSON values."""
    return {"summary": summary(rows), "scenarios": [asdict(row) for row in rows]}
