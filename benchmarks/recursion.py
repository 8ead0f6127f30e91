"""Transitive closure and same generation on graphs of 10⁵ edges, by several engines.

Every engine reads the edges from one Parquet file (Soufflé from tab separated text), answers, and
counts the answer, in a process of its own whose processor time is what counts.
"""

from __future__ import annotations

import random
import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.processes import ProcessError, run_process
from benchmarks.recursion_engines import ENGINES

EDGES: Final = 100_000
SMALL_EDGES: Final = 500
"""What pyDatalog answers in seconds."""


@dataclass(frozen=True)
class Row:
    """One engine's answer to one question: its pairs, and seconds of processor time.

    ``failure`` tells why there is none.
    """

    question: str
    edges: int
    engine: str
    pairs: int = 0
    processor: float = 0.0
    memory: int = 0
    failure: str = ""


def closure_edges(count: int) -> Iterator[tuple[int, int]]:
    """Edges of many small random graphs, each with more edges than nodes."""
    chooser, nodes = random.Random(7), 50
    for number in range(count):
        first = number // 75 * nodes
        yield first + chooser.randrange(nodes), first + chooser.randrange(nodes)


def generation_edges(count: int) -> Iterator[tuple[int, int]]:
    """Parents and children of many random trees of a hundred nodes."""
    chooser, nodes = random.Random(7), 100
    for number in range(count):
        tree, child = divmod(number, nodes - 1)
        yield tree * nodes + chooser.randrange(child + 1), tree * nodes + child + 1


QUESTIONS: Final = {"transitive closure": closure_edges, "same generation": generation_edges}


def measure(edges: int = EDGES, small: int = SMALL_EDGES) -> Iterator[Row]:
    """Ask every engine every question; those that cannot bear the size, about a small graph."""
    for question, draw in QUESTIONS.items():
        for size in (edges, small):
            with tempfile.TemporaryDirectory(prefix="recursion-") as name:
                directory = Path(name)
                write_edges(directory, sorted(set(draw(size))))
                for engine, is_small in ENGINES.items():
                    # Ours stands beside the others at both sizes.
                    if size == edges and is_small:
                        continue
                    if size == small and not (is_small or engine == "dynamite, duckdb"):
                        continue
                    yield _answered(question, size, engine, directory)


def write_edges(directory: Path, edges: list[tuple[int, int]]) -> None:
    """Write the edges as Parquet and as Soufflé's text."""
    columns = [pa.array(column, pa.int64()) for column in zip(*edges, strict=True)]
    pq.write_table(pa.Table.from_arrays(columns, ["x", "y"]), directory / "edge.parquet")
    text = "".join(f"{x}\t{y}\n" for x, y in edges)
    (directory / "edge.facts").write_text(text, "ascii")


def _answered(question: str, edges: int, engine: str, directory: Path) -> Row:
    if engine == "Soufflé" and shutil.which("souffle") is None:
        return Row(question, edges, engine, failure="absent")
    found = directory / "found"
    command = (sys.executable, "-m", "benchmarks.recursion_engines", engine, question)
    try:
        run = run_process((*command, str(directory)))
    except ProcessError as error:
        return Row(question, edges, engine, failure=str(error))
    pairs = int(found.read_text("ascii"))
    found.unlink()
    return Row(question, edges, engine, pairs, run.processor, run.memory)


def faults(rows: list[Row]) -> Iterator[str]:
    """What is wrong: answers that differ, and more than three times the best engine's time."""
    for question in QUESTIONS:
        for size in sorted({row.edges for row in rows}):
            asked = [
                row
                for row in rows
                if row.question == question and row.edges == size and not row.failure
            ]
            if len({row.pairs for row in asked}) > 1:
                yield f"{question}, {size:,} edges: the answers differ"
            ours = next((row for row in asked if row.engine == "dynamite, duckdb"), None)
            if ours is not None and ours.processor > 3 * min(row.processor for row in asked):
                yield f"{question}, {size:,} edges: more than three times the best"


def as_json(rows: list[Row]) -> dict[str, Any]:
    """The figures as JSON."""
    return {
        "answers": [{**asdict(row), "processor": round(row.processor, 3)} for row in rows],
        "faults": list(faults(rows)),
    }


def table(rows: list[Row]) -> str:
    """The figures as lines."""
    lines = [f"{'question':20} {'edges':>8} {'engine':20} {'pairs':>10} {'seconds':>8} {'MB':>6}"]
    for row in rows:
        start = f"{row.question:20} {row.edges:8,} {row.engine:20}"
        figures = f"{row.pairs:10,} {row.processor:8.2f} {row.memory / 2**20:6,.0f}"
        lines.append(f"{start} {row.failure or figures}")
    return "\n".join([*lines, *faults(rows)])
