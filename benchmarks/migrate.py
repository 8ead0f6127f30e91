"""``python -m benchmarks migrate``: each scenario's program over generated data of some size.

Source and target are Parquet files (tables), JSON Lines (documents) or a graph's JSON Lines as APOC
exports them; times are those of the whole process of ``dynamite migrate``, reading and writing with
it. The program is the one that ``synth`` finds.

Each scenario has SQL written by hand (``hand*.sql``, each file a variant), which DuckDB runs over
the same source in the same run, in turn with the migration, as a process of its own: the SQL reads
``source…`` and writes ``target…`` of its working directory, by the names of the files that
``dynamite migrate`` writes. A variant counts where its target is the migration's
(``benchmarks.same_target``).
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.processes import ProcessError, Run, in_a_process, run_process
from benchmarks.same_target import same_target
from benchmarks.scenario import Scenario
from benchmarks.source_cache import CachedSource, cached_source
from benchmarks.source_store import store_url
from dynamite import format, synth

SEED = 4_711

OURS = "dynamite"


@dataclass(frozen=True)
class Measured:
    """One scenario at one scale; ``hand`` are the variants of hand-written SQL, by their names.

    ``same`` says for each of them whether its target is dynamite's. ``failure`` says why there is
    nothing measured, where there is nothing.
    """

    name: str
    scale: int
    records: int
    source: str
    target: str
    failure: str = ""
    dynamite: Run | None = None
    hand: dict[str, Run] = field(default_factory=dict)
    same: dict[str, bool] = field(default_factory=dict)

    @property
    def rate(self) -> float | None:
        """Source records per second of wall time."""
        return None if self.dynamite is None else self.records / self.dynamite.wall

    @property
    def by_hand(self) -> Run | None:
        """The fastest run of hand-written SQL that gave the same target."""
        runs = [run for name, run in self.hand.items() if self.same.get(name)]
        return min(runs, key=lambda run: run.wall, default=None)

    @property
    def ratio(self) -> float | None:
        """How many times as long as the fastest hand-written SQL; ``None`` where there is none."""
        by_hand = self.by_hand
        if self.dynamite is None or by_hand is None:
            return None
        return self.dynamite.wall / by_hand.wall


def measure(scenario: Scenario, total: int, repeat: int, data: Path | None) -> Measured:
    """Migrate about ``total`` source records; of several runs the one of median wall time.

    Sources are kept in ``data`` and taken from there; it is also where targets are, for a while.
    """
    with tempfile.TemporaryDirectory(prefix="dynamite-", dir=data) as directory:
        work = Path(directory)
        source = cached_source(scenario, total, SEED, data or work)
        about = (
            *(scenario.name, total, source.records),
            *(scenario.source.model.value, scenario.target.model.value),
        )
        program = work / "program.dl"
        program.write_text(in_a_process(_program, scenario.directory / "example.json"), "utf-8")
        runs: dict[str, Callable[[], Run]] = {OURS: lambda: _ours(scenario, program, source, work)}
        for sql in scenario.hand_written:
            runs[sql.stem] = lambda sql=sql: by_hand(sql, source.path, work / sql.stem)  # type: ignore[misc] # bound now
        _read_once(source.path)
        try:
            found = _in_turn(runs, repeat)
        except ProcessError as error:
            return Measured(*about, failure=str(error))
        same = {
            name: in_a_process(
                same_target, scenario.target, work / OURS / "target", work / name / "target"
            )
            for name in runs
            if name != OURS
        }
    return Measured(*about, dynamite=found.pop(OURS), hand=found, same=same)


def _read_once(source: Path) -> None:
    """Have the system hold the source in memory, so that whoever comes first does not wait."""
    for file in sorted(source.rglob("*")) if source.is_dir() else [source]:
        if file.is_file():
            with file.open("rb") as content:
                while content.read(1 << 24):
                    pass


def _program(example: Path) -> str:
    return format(synth(example).program)


def _in_turn(runs: dict[str, Callable[[], Run]], repeat: int) -> dict[str, Run]:
    """Of each the run of median wall time; in turn, as a machine is slower at some times."""
    found: dict[str, list[Run]] = {name: [] for name in runs}
    for _ in range(repeat):
        for name, run in runs.items():
            found[name].append(run())
    return {
        name: sorted(each, key=lambda run: run.wall)[len(each) // 2] for name, each in found.items()
    }


def _ours(scenario: Scenario, program: Path, source: CachedSource, work: Path) -> Run:
    place = _emptied(work / OURS)
    target = store_url(scenario.target.model, place / "target")
    command = [sys.executable, "-m", "dynamite", "migrate", "--program", str(program)]
    return run_process([*command, "--source", source.url, "--target", target])


def by_hand(sql: Path, source: Path, place: Path) -> Run:
    """Run hand-written SQL over a source in a directory of its own, emptied before.

    Raises ``ProcessError`` where DuckDB refuses it.
    """
    (_emptied(place) / "target").mkdir()
    (place / source.name).symlink_to(source.resolve())
    return run_process([sys.executable, "-m", "benchmarks.hand_sql", str(sql), str(place)])


def _emptied(place: Path) -> Path:
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(parents=True)
    return place


def table(rows: list[Measured]) -> str:
    """The rows for reading."""
    lines = [
        f"{'scenario':<14}{'records':>11}{'wall':>10}{'processor':>11}{'records/s':>12}"
        f"{'peak memory':>13}{'by hand':>11}{'memory':>10}{'times':>8}"
    ]
    for row in rows:
        if row.dynamite is None:
            lines.append(f"{row.name:<14}{row.records:>11,}  FAILED: {row.failure}")
            continue
        fastest = row.by_hand
        lines.append(
            f"{row.name:<14}{row.records:>11,}{row.dynamite.wall:>8.2f} s"
            f"{row.dynamite.processor:>9.2f} s{row.rate or 0:>12,.0f}"
            f"{row.dynamite.memory / 1e6:>10,.0f} MB"
            + (
                f"{'-':>11}{'-':>10}{'-':>8}"
                if fastest is None
                else f"{fastest.wall:>9.2f} s{fastest.memory / 1e6:>7,.0f} MB{row.ratio:>8.2f}"
            )
            + "".join(f"  {name}: other target!" for name, same in row.same.items() if not same)
        )
    return "\n".join(lines)


def as_json(rows: list[Measured]) -> list[dict[str, Any]]:
    """The rows as JSON values."""
    return [
        {**asdict(row), "records_per_second": row.rate, "times_by_hand": row.ratio} for row in rows
    ]
