"""Every engine on random programs: how many give what the reference engine gives."""

from __future__ import annotations

import os
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from typing import Any

from benchmarks.random_programs import Case, random_case
from dynamite.engines import open_engine
from dynamite.engines.interface import Engine, EngineOptions
from dynamite.errors import InputError, MigrationError
from dynamite.language.check import check

OTHERS = ("duckdb", "pydatalog")
SPARK_SETTINGS = {
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.log.level": "OFF",
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.shuffle.partitions": "2",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
}
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
    """What came of one engine: how many programs it was given, refused, agreed on and, by their
    seeds, did not.
    """

    tried: int = 0
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


def measure(programs: int, on_spark: int = 0) -> Measured:
    """Run that many random programs, seed after seed, on every engine; the first on Spark too."""
    measured = Measured(engines={name: Agreement() for name in OTHERS})
    if on_spark:
        with spark_session():
            return _measured(measured, programs, on_spark)
    return _measured(measured, programs, 0)


@contextmanager
def spark_session() -> Iterator[None]:
    """A session on two cores that all runs share, as beginning one takes longer than a program."""
    from pyspark.sql import SparkSession

    os.environ["PYSPARK_PYTHON"] = sys.executable
    builder = SparkSession.builder.master("local[2]")
    for name, value in SPARK_SETTINGS.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    try:
        yield
    finally:
        session.stop()


def _measured(measured: Measured, programs: int, on_spark: int) -> Measured:
    start = time.process_time()
    for seed, case in valid_cases():
        if measured.programs == programs:
            break
        measured.programs += 1
        expected = outcome("reference", case)
        if expected is None:
            measured.stopped += 1
        if measured.programs <= on_spark:
            measured.engines.setdefault("spark", Agreement())
        for name, agreement in measured.engines.items():
            if name == "spark" and measured.programs > on_spark:
                continue
            agreement.tried += 1
            try:
                found = outcome(name, case)
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


def valid_cases() -> Iterator[tuple[int, Case]]:
    """Random programs that pass the checks, each with its seed, from the first seed on."""
    seed = 0
    while True:
        case = random_case(Seeded(seed))
        try:
            check(case.program)
            yield seed, case
        except InputError:
            pass  # it draws programs that clash in their types, or that bind too little
        seed += 1


def outcome(name: str, case: Case) -> dict[str, Any] | None:
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
            name: {
                "tried": a.tried,
                "refused": a.refused,
                "equal": a.equal,
                "different": a.different,
            }
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
        accepted = agreement.tried - agreement.refused
        share = accepted / agreement.tried if agreement.tried else 0.0
        lines.append(
            f"{name}: accepts {accepted:,} of {agreement.tried:,} ({share:.1%}), gives what the "
            f"reference gives on {agreement.equal:,} of them"
        )
        if agreement.different:
            seeds = ", ".join(map(str, agreement.different[:20]))
            lines.append(f"  differs on the seeds {seeds}")
    return "\n".join(lines)
