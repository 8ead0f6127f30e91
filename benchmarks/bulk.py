"""Bulk: flat, joined and nested targets from a million rows up, beside SQL written by hand.

The same output is made by ``dynamite migrate`` and by DuckDB from hand-written SQL, each in a
process of its own, one after the other; what counts is the ratio of their processor times. Other
engines read and write Parquet in the same run.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from typing import Any, Final

import duckdb

from benchmarks.bulk_data import COLUMNS, FORMATS, reading, write_source
from benchmarks.bulk_others import OTHERS
from benchmarks.bulk_rules import RULES, Rule
from benchmarks.processes import ProcessError, Run, run_process
from dynamite.errors import InputError

GOAL: Final = 1.15
"""The most processor time, as a multiple of what the hand-written SQL takes."""
BOUND: Final = "1GB"
OURS: Final = "dynamite"
HAND: Final = "SQL by hand"


@dataclass(frozen=True)
class Row:
    """What one engine took for one target: seconds of processor and wall time, peak bytes.

    ``ratio`` is to the hand-written SQL of the same run. ``failure`` tells what went wrong, or why
    it was not run.
    """

    rule: str
    rows: int
    source: str
    target: str
    engine: str
    processor: float = 0.0
    wall: float = 0.0
    memory: int = 0
    ratio: float | None = None
    failure: str = ""


@dataclass(frozen=True)
class _Task:
    """One target to be made of one source, in a directory of its own."""

    rule: Rule
    rows: int
    is_skewed: bool
    source: str
    target: str
    directory: Path

    @property
    def name(self) -> str:
        return f"{self.rule.name}, skewed" if self.is_skewed else self.rule.name

    @property
    def select(self) -> str:
        tables = {table: reading(self.directory, table, self.source) for table in COLUMNS}
        return self.rule.sql.format(**tables)

    def output(self, engine: str) -> Path:
        return self.directory / "out" / f"{engine.replace(' ', '-')}-{self.target}"


def measure(rows: int, repeat: int = 1, only: str = "") -> Iterator[Row]:
    """Make every target of the rules at one size; ``only`` those whose names contain it."""
    for is_skewed in (False, True):
        for source in FORMATS:
            rules = [rule for rule in RULES if rule.is_nested or not is_skewed]
            rules = [rule for rule in rules if only in rule.name]
            if not rules or (is_skewed and source == "csv"):
                continue
            with tempfile.TemporaryDirectory(prefix="bulk-") as name:
                directory = Path(name)
                write_source(directory, rows, is_skewed, source)
                for rule in rules:
                    for target in ("json",) if rule.is_nested else ("parquet", "json"):
                        yield from _compared(
                            _Task(rule, rows, is_skewed, source, target, directory), repeat
                        )


def _compared(task: _Task, repeat: int) -> Iterator[Row]:
    (task.directory / "out").mkdir(exist_ok=True)
    program = task.directory / "rule.dl"
    program.write_text(task.rule.program(task.target == "json"), "utf-8")
    source = f"{'parquet' if task.source == 'parquet' else 'csv'}:{task.directory}"
    ours, hand = task.output(OURS), task.output(HAND)
    place = f"parquet:{ours}" if task.target == "parquet" else f"{ours / task.rule.relation}.jsonl"
    migrate = ("-m", "dynamite", "migrate", "--program", str(program), "--source", source)
    migrate = (*migrate, "--target", place, "--if-exists", "replace")
    statement = f"COPY ({task.select}) TO '{hand}' (FORMAT {task.target})"
    text = task.directory / "hand.sql"
    text.write_text(statement, "utf-8")
    by_hand = ("-m", "benchmarks.hand_sql", str(text), str(task.directory))
    if task.target == "json":
        ours.mkdir(exist_ok=True)
    try:
        pairs = [(_run(by_hand), _run(migrate)) for _ in range(repeat)]
    except ProcessError as error:
        yield _row(task, OURS, failure=str(error))
        return
    best = median(one.processor for one, _ in pairs)
    failure = "" if _same(task, hand, ours) else "the output differs"
    yield _row(task, HAND, [one for one, _ in pairs], best)
    yield _row(task, OURS, [other for _, other in pairs], best, failure)
    if task.rule.is_nested:
        try:
            bounded = [_run((*migrate, "--memory", BOUND))]
            failure = "" if _same(task, hand, ours) else "the output differs"
            yield _row(task, f"{OURS}, --memory {BOUND}", bounded, best, failure)
        except ProcessError as error:
            yield _row(task, f"{OURS}, --memory {BOUND}", failure=str(error))
    yield from _others(task, best)
    for file in sorted((task.directory / "out").rglob("*"), reverse=True):
        file.unlink() if file.is_file() else file.rmdir()


def _others(task: _Task, best: float) -> Iterator[Row]:
    """Other engines, where they can bear the size; all read Parquet."""
    if task.source != "parquet" or task.is_skewed:
        return
    for engine, most in OTHERS.items():
        if task.rows > most:
            continue
        command = ("-m", "benchmarks.bulk_others", engine, task.rule.name, task.target)
        output = task.output(engine)
        try:
            run = _run((*command, str(task.directory), str(output)))
        except ProcessError as error:
            yield _row(task, engine, failure=str(error).removeprefix("benchmarks.bulk_others: "))
            continue
        yield _row(task, engine, [run], best)


def _run(command: Sequence[str]) -> Run:
    return run_process((sys.executable, *command))


def _row(
    task: _Task, engine: str, runs: Sequence[Run] = (), best: float = 0.0, failure: str = ""
) -> Row:
    asked = (task.name, task.rows, task.source, task.target, engine)
    if not runs:
        return Row(*asked, failure=failure)
    processor = median(run.processor for run in runs)
    wall, memory = median(run.wall for run in runs), max(run.memory for run in runs)
    return Row(*asked, processor, wall, memory, processor / best, failure)


def _same(task: _Task, hand: Path, ours: Path) -> bool:
    """Whether both outputs hold the same records, whatever their order."""
    name = task.rule.relation
    if task.target == "parquet":
        files = [f"read_parquet('{hand}')", f"read_parquet('{ours / name}.parquet')"]
    else:
        kinds = {"int": "BIGINT", "float": "DOUBLE", "date": "DATE"}
        columns = {field: kinds.get(kind, "VARCHAR") for field, kind in task.rule.fields.items()}
        if task.rule.is_nested:
            columns["orders"] = "STRUCT(id BIGINT, day DATE, price DOUBLE)[]"
        typed = ", ".join(f"'{field}': '{kind}'" for field, kind in columns.items())
        options = f"columns = {{{typed}}}, maximum_object_size = 1073741824"
        paths = (hand, ours / f"{name}.jsonl")
        files = [f"read_json('{path}', format = 'newline_delimited', {options})" for path in paths]
    with duckdb.connect() as connection:
        digests = [
            connection.execute(f"SELECT count(*), sum(hash(t)) FROM {file} AS t").fetchall()
            for file in files
        ]
    if digests[0][0][0] == 0:
        raise InputError("the hand-written SQL gives nothing")
    return digests[0] == digests[1]


def faults(rows: Sequence[Row]) -> Iterator[str]:
    """What is wrong with the figures of this engine."""
    for row in rows:
        if row.engine.startswith(OURS):
            what = f"{row.rule}, {row.rows:,} rows, {row.source} to {row.target}"
            if row.failure:
                yield f"{what}: {row.engine}: {row.failure}"
            elif row.engine == OURS and row.ratio is not None and row.ratio > GOAL:
                yield f"{what}: {row.ratio:.2f} times the SQL by hand"


def as_json(rows: Sequence[Row]) -> dict[str, Any]:
    """The figures as JSON."""

    def rounded(row: Row) -> dict[str, Any]:
        told = {**asdict(row), "processor": round(row.processor, 3), "wall": round(row.wall, 3)}
        return told | {"ratio": None if row.ratio is None else round(row.ratio, 3)}

    return {"targets": [rounded(row) for row in rows], "faults": list(faults(rows))}


def table(rows: Sequence[Row]) -> str:
    """The figures as lines."""
    head = f"{'rule':16} {'rows':>10} {'from':8} {'to':8} {'engine':24}"
    lines = [f"{head} {'seconds':>8} {'ratio':>6} {'MB':>6}"]
    for row in rows:
        start = f"{row.rule:16} {row.rows:10,} {row.source:8} {row.target:8} {row.engine:24}"
        ratio = f"{row.ratio:6.2f}" if row.ratio is not None else ""
        figures = f"{row.processor:8.2f} {ratio} {row.memory / 2**20:6,.0f}"
        lines.append(f"{start} {row.failure or figures}")
    return "\n".join([*lines, *faults(rows)])
