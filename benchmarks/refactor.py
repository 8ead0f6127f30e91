"""The benchmark of the refactorings: a program for each new schema, and how sure it is."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from dynamite.commands.refactor import Limits, refactor
from dynamite.errors import DynamiteError
from dynamite.refactor.equivalence import Certainty

ROOT = Path(__file__).parent / "refactorings"


@dataclass(frozen=True)
class Row:
    """What was measured of one refactoring; seconds are wall time, search and proofs together."""

    name: str
    functions: int
    correspondences: int
    candidates: int
    failing_inputs: int
    seconds: float
    proved: int
    checked: int
    tested: int
    failure: str = ""


def names(only: str) -> Iterator[str]:
    """The refactorings whose names contain a text, in order."""
    yield from sorted(path.name for path in ROOT.iterdir() if path.is_dir() and only in path.name)


def measure(name: str, sequences: int, seconds: float) -> Row:
    """The row of one refactoring."""
    directory = ROOT / name
    program = directory / "program.sql"
    count = program.read_text().count("-- name:")
    begin = time.perf_counter()
    try:
        found = refactor(
            directory / "old.sql",
            directory / "new.sql",
            program,
            sequences=sequences,
            limits=Limits(seconds=seconds),
        ).found
    except DynamiteError as error:
        taken = time.perf_counter() - begin
        return Row(name, count, 0, 0, 0, taken, 0, 0, 0, str(error))
    taken = time.perf_counter() - begin
    proved, checked, tested = map(
        found.certainty.count, (Certainty.PROVED, Certainty.BOUNDED, Certainty.TESTED)
    )
    tested += found.certainty.count(Certainty.CONDITIONAL)
    inputs = len(found.failing_inputs)
    return Row(
        name, count, found.correspondences, found.candidates, inputs, taken, proved, checked, tested
    )


def table(rows: Sequence[Row]) -> str:
    """The rows as a table in Markdown."""
    lines = [
        "| refactoring | functions | correspondences | candidates | failing inputs | seconds "
        "| proved | checked | tested |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for row in rows:
        numbers = (
            row.functions, row.correspondences, row.candidates, row.failing_inputs,
            f"{row.seconds:.1f}", row.proved, row.checked, row.tested,
        )  # fmt: skip
        lines.append(f"| {row.name} | {' | '.join(map(str, numbers))} |")
        if row.failure:
            lines.append(f"| | {row.failure} |")
    return "\n".join(lines)


def as_json(rows: Sequence[Row]) -> dict[str, Any]:
    """The rows for a file of results."""
    return {"refactorings": [asdict(row) for row in rows]}
