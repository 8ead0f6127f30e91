"""dynamite against hand-written SQL: 336,776 flights and the tables they refer to, into documents.

``python -m benchmarks.flights [--times 10]`` runs, in turn, ``dynamite migrate`` with the program
that ``dynamite synth`` finds from the example of examples/flights, and the three DuckDB queries of
``flights_sql``, each as a process of its own, and prints the medians of the wall time of the whole
process, processor time and peak memory. Every output is compared, record by record, with the first.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import multiprocessing
import os
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from benchmarks.flights_sql import VARIANTS
from examples.flights.make_data import FLIGHTS, write_csv, write_sqlite

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT / "benchmarks" / "data"
OURS = "dynamite"


@dataclass(frozen=True)
class Run:
    """One process: seconds of wall and processor time, peak memory in bytes."""

    wall: float
    processor: float
    memory: int


@dataclass(frozen=True)
class Result:
    """The runs of one contender on one source, and whether it wrote what the first one wrote."""

    contender: str
    source: str
    runs: tuple[Run, ...]
    same_output: bool

    def median(self, what: str) -> float:
        return float(statistics.median(getattr(run, what) for run in self.runs))


def measure(command: Sequence[str]) -> Run:
    """Run a command to its end; a failure ends the benchmark."""
    started = time.perf_counter()
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"{' '.join(command)} failed with status {process.returncode}")
    unit = 1 if sys.platform == "darwin" else 1024
    return Run(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * unit)


def digest(path: Path, is_canonical: bool) -> bytes:
    """A digest of the documents of a JSON Lines file, the same in whatever order they stand.

    It is made of the sorted digests of the lines, or of each line's canonical JSON.
    """
    found = []
    with path.open("rb") as lines:
        for line in lines:
            if is_canonical:
                line = json.dumps(json.loads(line), sort_keys=True).encode()
            found.append(hashlib.blake2b(line, digest_size=16).digest())
    return hashlib.blake2b(b"".join(sorted(found))).digest()


def same_documents(one: Path, others: Sequence[Path]) -> list[bool]:
    """Whether each of the other JSON Lines files holds the documents of the one.

    Files with the same lines do; only others are parsed, which takes minutes for ten years.
    """
    wanted, *given = in_processes(digest, [(path, False) for path in (one, *others)])
    unlike = [path for path, lines in zip(others, given, strict=True) if lines != wanted]
    if not unlike:
        return [True] * len(others)
    wanted, *given = in_processes(digest, [(path, True) for path in (one, *unlike)])
    different = {path for path, parsed in zip(unlike, given, strict=True) if parsed != wanted}
    return [path not in different for path in others]


def in_processes(function: Callable[..., Any], calls: Sequence[tuple[object, ...]]) -> list[Any]:
    """The results of calls of a function, each in a process of its own.

    A process that is measured starts out with the peak memory of the one that starts it, so this
    one is kept small.
    """
    with multiprocessing.get_context("spawn").Pool(min(len(calls), os.cpu_count() or 1)) as pool:
        return pool.starmap(function, calls, chunksize=1)


def source_path(kind: str, times: int) -> Path:
    """The source data of that kind, written where it is not there yet."""
    path = DATA / (f"flights-{times}" if kind == "csv" else f"flights-{times}.db")
    if not path.exists():
        DATA.mkdir(exist_ok=True)
        partial = path.with_name(f"{path.name}.partial")
        in_processes(write_csv if kind == "csv" else write_sqlite, [(partial, None, times)])
        partial.rename(path)
    return path


def command(
    contender: str, program: Path, source: Path, output: Path, memory: str | None
) -> list[str]:
    """The command line of a contender; ``memory`` bounds dynamite's engine."""
    if contender != OURS:
        return [
            *(sys.executable, "-m", "benchmarks.flights_sql", contender),
            *(str(source), str(output)),
        ]
    return [
        *(sys.executable, "-m", "dynamite", "migrate", "--program", str(program)),
        *("--source", str(source), "--target", str(output)),
        *(("--memory", memory) if memory else ()),
    ]


def compare(kind: str, times: int, repeat: int, program: Path, memory: str | None) -> list[Result]:
    """Measure all contenders on one source, in turn, ``repeat`` times over."""
    source = source_path(kind, times)
    outputs = {name: DATA / f"out-{name}" / "flights.jsonl" for name in (OURS, *VARIANTS)}
    runs: dict[str, list[Run]] = {name: [] for name in outputs}
    for number in range(repeat):
        for name, output in outputs.items():
            output.parent.mkdir(exist_ok=True)
            output.unlink(missing_ok=True)
            runs[name].append(measure(command(name, program, source, output, memory)))
            print(f"{kind} {number + 1}/{repeat} {name}", file=sys.stderr)
    print(f"{kind} comparing the outputs", file=sys.stderr)
    ours, *others = outputs.values()
    same = [True, *same_documents(ours, others)]
    for output in outputs.values():
        output.unlink()
    return [
        Result(name, kind, tuple(runs[name]), is_same)
        for name, is_same in zip(outputs, same, strict=True)
    ]


def print_results(results: list[Result]) -> None:
    """Print a table, and the ratio of the medians of dynamite and the fastest other."""
    print(f"{'source':<8}{'contender':<12}{'wall':>9}{'processor':>12}{'peak memory':>14}")
    for result in results:
        print(
            f"{result.source:<8}{result.contender:<12}{result.median('wall'):>7.2f} s"
            f"{result.median('processor'):>10.2f} s{result.median('memory') / 1e6:>11,.0f} MB"
            f"{'' if result.same_output else '  other output!'}"
        )
    ours, *others = results
    fastest = min(others, key=lambda result: result.median("wall"))
    ratio = ours.median("wall") / fastest.median("wall")
    print(f"{ours.source:<8}{OURS} takes {ratio:.2f} times as long as {fastest.contender}\n")


def write_json(path: Path, times: int, synth: Run, results: list[Result]) -> None:
    """Write everything that was measured, with what it was measured on."""
    measured = {
        "flights": FLIGHTS * times,
        "python": platform.python_version(),
        "duckdb": version("duckdb"),
        "processors": os.cpu_count(),
        "synth": asdict(synth),
        "results": [asdict(result) for result in results],
    }
    path.write_text(json.dumps(measured, indent=2) + "\n", "utf-8")


def main() -> None:
    """Measure, print, and write the measurements where asked."""
    parser = argparse.ArgumentParser(prog="benchmarks.flights", description=__doc__)
    parser.add_argument("--times", type=int, choices=(1, 10), default=1, help="as many flights")
    parser.add_argument("--repeat", type=int, default=5, help="runs of each contender (5)")
    parser.add_argument("--source", choices=("csv", "sqlite"), help="only that source")
    parser.add_argument("--memory", help="bounds dynamite's engine, as 500MB; else it is not bound")
    parser.add_argument("--json", type=Path, help="also write the measurements to that file")
    options = parser.parse_args()
    program = DATA / "flights.dl"
    DATA.mkdir(exist_ok=True)
    example = ROOT / "examples" / "flights" / "example.json"
    synth = [sys.executable, "-m", "dynamite", "synth", "--examples", str(example)]
    found = measure([*synth, "-o", str(program)])
    print(f"{FLIGHTS * options.times:,} flights; program found in {found.wall:.1f} s\n")
    results = []
    for kind in (options.source,) if options.source else ("csv", "sqlite"):
        measured = compare(kind, options.times, options.repeat, program, options.memory)
        print_results(measured)
        results += measured
    if options.json:
        write_json(options.json, options.times, found, results)


if __name__ == "__main__":
    main()
