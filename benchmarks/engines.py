"""Every engine on random programs: how many give what the reference engine gives."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any

from benchmarks.random_programs import Case, random_case
from dynamite.engines import open_engine
from dynamite.engines.interface import Engine, EngineOptions
from dynamite.errors import InputError, MigrationError
from dynamite.language.check import check

OTHERS = ("duckdb", "pydatalog")
REFUSAL = "engine cannot express"


class Seeded:
    """Choices by a generator of random numbers."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)

    def integer(self, least: int, most: int) -> int:
        return self._random.randint(least, most)

    def choose(self, options: list[Any]) -> Any:
        return self._random.choice(options)

    def order(self, items: list[Any]) -> list[Any]:
        return self._random.sample(items, len(items))


@dataclass
class Agreement:
    """What came of one engine: how many programs it refused, agreed on, and not (their seeds)."""

    refused: int = 0
    equal: int = 0
    different: list[int] = field(default_factory=list)


@dataclass
class Measured:
    """``programs`` that passed the checks; ``stopped`` of them ended the reference's run."""

    programs: int = 0
    stopped: int = 0
    seconds: float = 0.0
    engines: dict[str, Agreement] = field(default_factory=dict)


def measure(programs: int) -> Measured:
    """Run that many random programs, seed after seed, on every engine."""
    measured = Measured(engines={name: Agreement() for name in OTHERS})
    start = time.process_time()
    for seed, case in _valid_cases():
        if measured.programs == programs:
            break
        measured.programs += 1
        expected = _outcome("reference", case)
        if expected is None:
            measured.stopped += 1
        for name, agreement in measured.engines.items():
            try:
                found = _outcome(name, case)
            except InputError as refusal:
                assert REFUSAL in str(refusal), refusal
                agreement.refused += 1
                continue
            if found == expected:
                agreement.equal += 1
            else:
                agreement.different.append(seed)
    measured.seconds = time.process_time() - start
    return measured


def _valid_cases() -> Iterator[tuple[int, Case]]:
    seed = 0
    while True:
        case = random_case(Seeded(seed))
        try:
            check(case.program)
            yield seed, case
        except InputError:
            pass  # it draws programs that clash in their types, or that bind too little
        seed += 1


def _outcome(name: str, case: Case) -> dict[str, Any] | None:
    """The facts and counts of every relation; none where the run stops with an error."""
    with closing(open_engine(name, case.program, EngineOptions(threads=1))) as engine:
        try:
            for relation, batch in case.batches.items():
                engine.load(relation, batch)
            engine.evaluate()
            return {name: _facts(engine, name) for name in case.program.declarations}
        except MigrationError:
            return None


def _facts(engine: Engine, relation: str) -> Any:
    facts = Counter(
        repr(tuple(row.values())) for batch in engine.read(relation) for row in batch.to_pylist()
    )
    return facts, engine.count(relation), engine.derivations(relation)


def as_json(measured: Measured) -> dict[str, Any]:
    """The figures as JSON."""
    return {
        "programs": measured.programs,
        "stopped": measured.stopped,
        "seconds": round(measured.seconds, 1),
        "engines": {
            name: {"refused": a.refused, "equal": a.equal, "different": a.different}
            for name, a in measured.engines.items()
        },
    }


def table(measured: Measured) -> str:
    """The figures as lines."""
    lines = [
        f"{measured.programs:,} random programs ({measured.stopped:,} of them stop with an error) "
        f"in {measured.seconds:.0f} s of processor time"
    ]
    for name, agreement in measured.engines.items():
        accepted = measured.programs - agreement.refused
        share = accepted / measured.programs if measured.programs else 0.0
        lines.append(
            f"{name}: accepts {accepted:,} ({share:.1%}), gives what the reference gives on "
            f"{agreement.equal:,} of them"
        )
        if agreement.different:
            seeds = ", ".join(map(str, agreement.different[:20]))
            lines.append(f"  differs on the seeds {seeds}")
    return "\n".join(lines)
