"""``python -m benchmarks sensitivity``: how often an example drawn at random is enough.

An example is what the intended program makes of generated source data with *r* records of each
table, collection, label and edge type. A draw counts as a success where the program found gives
what the intended one gives on other generated data. No draw is left out; an example that shows no
record of some target type is drawn again, which is counted.
"""

from __future__ import annotations

import statistics
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import Any

from benchmarks.causes import Cause, both, cause
from benchmarks.evaluation import draw, is_whole, wrong_types
from benchmarks.generate import generate, generate_total
from benchmarks.scenario import Scenario
from dynamite.data.instance import Instance
from dynamite.errors import LimitError, NoProgramError
from dynamite.search import Limits
from dynamite.synthesis import synth

SIZES = tuple(range(1, 9))
LIMITS = Limits(seconds=60.0, candidates=20_000)
SHOWN = 3
"""The size of the examples whose failures are shown one by one."""

OTHER_SEED = 1_000_003
"""Of the data on which programs are compared: no example is drawn from it."""


@dataclass(frozen=True)
class Failure:
    """A draw whose program is not the intended one; ``rules`` are both programs', by type.

    ``fits`` says that both give the example's target from its source: the proof that the example
    was ambiguous. It is false where there is no program.
    """

    records: int
    seed: int
    cause: Cause
    types: list[str] = field(default_factory=list)
    message: str = ""
    fits: bool = False
    rules: dict[str, dict[str, list[str]]] = field(default_factory=dict)


@dataclass
class Curve:
    """The draws of one scenario, by records of each type."""

    name: str
    draws: int
    successes: dict[int, int] = field(default_factory=dict)
    redraws: dict[int, int] = field(default_factory=dict)
    seconds: dict[int, float] = field(default_factory=dict)
    failures: list[Failure] = field(default_factory=list)


def measure(scenario: Scenario, sizes: tuple[int, ...], draws: int) -> Curve:
    """Draw examples of each size; the seconds are of processor time, for one synthesis."""
    curve = Curve(scenario.name, draws)
    others = list(_others(scenario))
    for records in sizes:
        failures, seconds, redraws = [], 0.0, 0
        for seed in range(draws):
            examples, again = draw(scenario, records, seed)
            redraws += again
            started = time.process_time()
            failure = _failure(scenario, examples, others, records, seed)
            seconds += time.process_time() - started
            if failure is not None:
                failures.append(failure)
        curve.successes[records] = draws - len(failures)
        curve.redraws[records] = redraws
        curve.seconds[records] = seconds / draws
        curve.failures += failures
    return curve


def _others(scenario: Scenario) -> Iterator[Instance]:
    yield generate(scenario, 12, OTHER_SEED).instance()
    yield generate(scenario, 40, OTHER_SEED + 1).instance()
    yield generate_total(scenario, 1_000, OTHER_SEED + 2).instance()


def _failure(
    scenario: Scenario, examples: Any, others: list[Instance], records: int, seed: int
) -> Failure | None:
    try:
        found = synth(examples, limits=LIMITS).program
    except NoProgramError as error:
        return Failure(records, seed, Cause.NOT_FOUND, message=str(error))
    except LimitError as error:
        return Failure(records, seed, Cause.LIMIT, message=str(error))
    wrong = list(
        dict.fromkeys(
            name for source in others for name in wrong_types(found, scenario.program, source)
        )
    )
    if not wrong:
        return None
    (example,) = examples.examples
    fits = not wrong_types(found, scenario.program, example.source)
    if not is_whole(example.target):
        return Failure(records, seed, Cause.NO_RECORD, wrong, fits=fits)
    return Failure(
        records,
        seed,
        cause(scenario, found, wrong[0]),
        wrong,
        fits=fits,
        rules={name: both(scenario, found, name) for name in wrong},
    )


def rates(curves: list[Curve]) -> dict[int, float]:
    """The share of draws that succeed, averaged over scenarios, by records of each type."""
    sizes = sorted({records for curve in curves for records in curve.successes})
    return {
        records: statistics.mean(curve.successes[records] / curve.draws for curve in curves)
        for records in sizes
    }


def causes(curves: list[Curve], records: int | None = None) -> Counter[str]:
    """How many draws failed for each cause, at one size or at all."""
    return Counter(
        failure.cause.value
        for curve in curves
        for failure in curve.failures
        if records in (None, failure.records)
    )


def table(curves: list[Curve]) -> str:
    """The curves for reading, and the causes of what failed."""
    found = rates(curves)
    lines = [f"{'records of each type':<22}" + "".join(f"{records:>7}" for records in found)]
    for curve in curves:
        lines.append(
            f"{curve.name:<22}"
            + "".join(f"{100 * curve.successes[r] / curve.draws:>6.0f}%" for r in found)
        )
    lines.append(f"{'all':<22}" + "".join(f"{100 * rate:>6.1f}%" for rate in found.values()))
    for records in found:
        for what, count in causes(curves, records).most_common():
            lines.append(f"{records} records: {count} draws: {what}")
    lines += _shown(curves, SHOWN)
    return "\n".join(lines)


def _shown(curves: list[Curve], records: int) -> Iterator[str]:
    """The draws of one size that failed, by cause, each with both programs."""
    failures = [
        (failure.cause.value, curve.name, failure)
        for curve in curves
        for failure in curve.failures
        if failure.records == records
    ]
    for what, name, failure in sorted(failures, key=lambda item: item[:2]):
        yield ""
        ambiguous = "; both programs fit the example" if failure.fits else ""
        yield f"{records} records, {what}: {name}, draw {failure.seed}{ambiguous}"
        if failure.message:
            yield f"  {failure.message}"
        for type_name, rules in failure.rules.items():
            for which, texts in rules.items():
                yield f"  {type_name}, {which}:"
                yield from (f"    {line}" for text in texts for line in text.splitlines())


def as_json(curves: list[Curve]) -> dict[str, Any]:
    """The curves as JSON values."""
    return {
        "rates": rates(curves),
        "causes": causes(curves),
        "scenarios": list(map(asdict, curves)),
    }
