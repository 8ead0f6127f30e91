"""``python -m benchmarks certainty``: how many questions an example drawn at random needs.

An example is what the intended program makes of generated source data with *r* records of each
record type. Questions are answered by an oracle: what the intended program makes of the question's
records, which is one of the options or else an edited output. A draw is settled after *q* questions
where the program found then gives what the intended one gives on other generated data.
"""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import asdict, dataclass, field
from typing import Any

from benchmarks.causes import both, cause
from benchmarks.evaluation import draw, target_of, wrong_types
from benchmarks.scenario import Scenario
from benchmarks.sensitivity import LIMITS, others
from dynamite.certainty.open_programs import look_further
from dynamite.certainty.question import ask
from dynamite.data.instance import Instance
from dynamite.errors import DynamiteError
from dynamite.examples import Examples
from dynamite.synthesis import synth

MOST_QUESTIONS = 10


@dataclass(frozen=True)
class Draw:
    """One example: after how many questions its meaning was found (``None``: never), and asked."""

    seed: int
    settled_after: int | None
    asked: int
    picked: int
    seconds: tuple[float, ...]
    """Processor time of each question, with the search for what is open."""
    sizes: tuple[int, ...]
    is_closed: bool
    """Whether no question was left at the end."""
    failure: str = ""
    rules: dict[str, dict[str, list[str]]] = field(default_factory=dict)


@dataclass
class Row:
    """The draws of one scenario."""

    name: str
    draws: list[Draw] = field(default_factory=list)


def measure(scenario: Scenario, records: int, draws: int) -> Row:
    """Draw examples of a size, and answer what is asked of each."""
    row = Row(scenario.name)
    unseen = list(others(scenario))
    for seed in range(draws):
        examples, _ = draw(scenario, records, seed)
        row.draws.append(_settle(scenario, examples, unseen, seed))
    return row


def _settle(scenario: Scenario, examples: Examples, unseen: list[Instance], seed: int) -> Draw:
    settled: int | None = None
    picked, seconds, sizes = 0, [], []
    wrong: list[str] = []
    for asked in range(MOST_QUESTIONS + 1):
        started = time.process_time()
        try:
            found = synth(examples, limits=LIMITS)
        except DynamiteError as error:
            return Draw(seed, None, asked, picked, tuple(seconds), tuple(sizes), False, str(error))
        assert found.solution is not None
        open_programs = look_further(found)
        question = ask(open_programs)
        seconds.append(time.process_time() - started)
        wrong = list(
            dict.fromkeys(
                name
                for source in unseen
                for name in wrong_types(found.program, scenario.program, source)
            )
        )
        if not wrong and settled is None:
            settled = asked
        if wrong:
            settled = None
        if question is None or asked == MOST_QUESTIONS:
            break
        answer = target_of(scenario.program, question.source)
        sizes.append(sum(map(len, question.source.facts.values())))
        picked += question.matching(answer) is not None
        examples = question.answered(examples, answer)
    failure = "" if settled is not None else cause(scenario, found.program, wrong[0])
    rules = {} if settled is not None else {n: both(scenario, found.program, n) for n in wrong}
    return Draw(
        seed,
        settled,
        asked,
        picked,
        tuple(seconds),
        tuple(sizes),
        question is None,
        failure,
        rules,
    )


def summary(rows: list[Row]) -> dict[str, Any]:
    """What the table says in all."""
    draws = [draw for row in rows for draw in row.draws]
    settled = [d.settled_after for d in draws if d.settled_after is not None]
    asked = [d.asked for d in draws]
    sizes = [n for d in draws for n in d.sizes]
    return {
        "draws": len(draws),
        **{f"settled within {n}": sum(q <= n for q in settled) / len(draws) for n in (0, 1, 3, 6)},
        "mean questions until settled": sum(settled) / max(1, len(settled)),
        "mean questions asked": sum(asked) / len(draws),
        "closed": sum(d.is_closed for d in draws) / len(draws),
        "answered by choosing": sum(d.picked for d in draws) / max(1, sum(asked)),
        "most seconds": max((s for d in draws for s in d.seconds), default=0.0),
        "mean records of a question": sum(sizes) / max(1, len(sizes)),
        "failures": Counter(d.failure for d in draws if d.settled_after is None),
    }


def table(rows: list[Row]) -> str:
    """The draws for reading."""
    lines = [f"{'scenario':<16} settled after (asked), most s"]
    for row in rows:
        shown = " ".join(
            f"{'-' if d.settled_after is None else d.settled_after}"
            f"({d.asked}{'' if d.is_closed else '+'})"
            for d in row.draws
        )
        most = max(s for d in row.draws for s in d.seconds) if row.draws else 0.0
        lines.append(f"{row.name:<16} {shown}  {most:.1f}")
    lines += [f"{name}: {value}" for name, value in summary(rows).items()]
    return "\n".join(lines)


def as_json(rows: list[Row]) -> dict[str, Any]:
    """The draws as JSON values."""
    return {"summary": summary(rows), "scenarios": list(map(asdict, rows))}
