"""``python -m benchmarks migrate``: each scenario's program over generated data of some size.

Source and target are Parquet files (tables), JSON Lines (documents) or a graph's JSON; times are
those of the whole process of ``dynamite migrate``, reading and writing with it. The program is the
one that ``synth`` finds.

Where a scenario has hand-written SQL (``hand*.sql``, each file a variant), DuckDB runs it over the
same source in the same run, as a process of its own: the SQL reads ``source/…`` and writes
``target/…`` of its working directory, by the names of the files that ``dynamite migrate`` writes.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.hand_sql import same_target
from benchmarks.processes import ProcessError, Run, in_a_process, run_process
from benchmarks.scenario import Scenario
from benchmarks.source_store import store_url, write_source
from dynamite import format, synth

SEED = 4_711


@dataclass(frozen=True)
class Measured:
    """One scenario at one scale; ``hand`` are the variants of hand-written SQL, by their names.

    ``same`` says for each of them whether its target is dynamite's.
    """

    name: str
    records: int
    failure: str = ""
    dynamite: Run | None = None
    hand: dict[str, Run] = field(default_factory=dict)
    same: dict[str, bool] = field(default_factory=dict)

    @property
    def rate(self) -> float | None:
        """Source records per second of wall time."""
        return None if self.dynamite is None else self.records / self.dynamite.wall

    @property
    def ratio(self) -> float | None:
        """How many times as long as the fastest hand-written SQL; ``None`` where there is none."""
        if self.dynamite is None or not self.hand:
            return None
        return self.dynamite.wall / min(run.wall for run in self.hand.values())


def measure(scenario: Scenario, total: int, repeat: int) -> Measured:
    """Migrate about ``total`` source records; of several runs the one of median wall time."""
    with tempfile.TemporaryDirectory(prefix="dynamite-") as directory:
        work = Path(directory)
        url, records = in_a_process(write_source, scenario, total, SEED, work / "source")
        program = work / "program.dl"
        program.write_text(format(synth(scenario.directory / "example.json").program), "utf-8")
        try:
            ours = _median(_ours(scenario, program, url, work) for _ in range(repeat))
            hand = {
                path.stem: _median(_by_hand(path, work) for _ in range(repeat))
                for path in sorted(scenario.directory.glob("hand*.sql"))
            }
        except ProcessError as error:
            return Measured(scenario.name, records, failure=str(error))
        same = {
            name: in_a_process(same_target, scenario.target, work / "target", work / name)
            for name in hand
        }
    return Measured(scenario.name, records, dynamite=ours, hand=hand, same=same)


def _median(runs: Iterator[Run]) -> Run:
    found = sorted(runs, key=lambda run: run.wall)
    return found[len(found) // 2]


def _ours(scenario: Scenario, program: Path, url: str, work: Path) -> Run:
    target = store_url(scenario.target.model, work / "target")
    _remove(work, "target")
    command = [sys.executable, "-m", "dynamite", "migrate", "--program", str(program)]
    return run_process([*command, "--source", url, "--target", target])


def _by_hand(sql: Path, work: Path) -> Run:
    """Run SQL in a directory of its own, beside dynamite's target, which keeps its name."""
    place = work / sql.stem
    shutil.rmtree(place, ignore_errors=True)
    (place / "target").mkdir(parents=True)
    source = next(work.glob("source*"))
    (place / source.name).symlink_to(source)
    return run_process([sys.executable, "-m", "benchmarks.hand_sql", str(sql), str(place)])


def _remove(work: Path, stem: str) -> None:
    for path in work.glob(f"{stem}*"):
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()


def table(rows: list[Measured]) -> str:
    """The rows for reading."""
    lines = [
        f"{'scenario':<14}{'records':>11}{'wall':>10}{'records/s':>12}{'peak memory':>13}"
        f"{'by hand':>11}{'times':>8}"
    ]
    for row in rows:
        if row.dynamite is None:
            lines.append(f"{row.name:<14}{row.records:>11,}  FAILED: {row.failure}")
            continue
        ratio = row.ratio
        by_hand = "-" if ratio is None else f"{row.dynamite.wall / ratio:.2f} s"
        times = "-" if ratio is None else f"{ratio:.2f}"
        lines.append(
            f"{row.name:<14}{row.records:>11,}{row.dynamite.wall:>8.2f} s{row.rate or 0:>12,.0f}"
            f"{row.dynamite.memory / 1e6:>10,.0f} MB{by_hand:>11}{times:>8}"
            + "".join(f"  {name}: other target!" for name, same in row.same.items() if not same)
        )
    return "\n".join(lines)


def as_json(rows: list[Measured]) -> dict[str, Any]:
    """The rows as JSON values."""
    return {
        "measurements": [
            {**asdict(row), "records_per_second": row.rate, "times_by_hand": row.ratio}
            for row in rows
        ]
    }
