"""``python -m benchmarks BENCHMARK``: measures, prints, and writes ``benchmarks/results``."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from benchmarks import (
    bulk,
    certainty,
    determinism,
    engines,
    live,
    migrate,
    mutants,
    recursion,
    refactor,
    sensitivity,
    spark,
    synth,
)
from benchmarks.differential import run
from benchmarks.golden import risen, write_golden
from benchmarks.machine import RESULTS, machine
from benchmarks.measurements import add_measurements
from benchmarks.scenario import read_scenarios
from dynamite.errors import InputError

ENGINES: Final = ("sqlite", "postgres")


def main() -> None:
    """Run one benchmark; a user's error is one line and status 2."""
    options = _parser().parse_args()
    try:
        status = options.run(options)
    except InputError as error:
        sys.exit(f"benchmarks: {error}")
    sys.exit(status)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="benchmark")
    command = _command(commands, "synth", "solve every scenario from its example", _synth)
    command.add_argument("--records", type=int, default=10_500, help="of the data compared on")
    command.add_argument("--no-ablations", action="store_true", help="only the full search")
    command.add_argument("--golden", action="store_true", help="write the candidate counts down")
    command.add_argument("--check", action="store_true", help="fail where counts have risen")
    command = _command(commands, "sensitivity", "solve examples drawn at random", _sensitivity)
    command.add_argument("--draws", type=int, default=20, help="of each size (20)")
    command.add_argument("--sizes", type=_sizes, default=sensitivity.SIZES, help="1-8, or 2,3")
    command = _command(commands, "certainty", "answer the questions of random examples", _certainty)
    command.add_argument("--draws", type=int, default=20, help="of each scenario (20)")
    command.add_argument("--records", type=int, default=2, help="of each record type (2)")
    command = _command(commands, "migrate", "run every program over generated data", _migrate)
    command.add_argument("--scale", type=_scales, default=(10_000,), help="source records, 1e4,1e6")
    command.add_argument("--repeat", type=int, default=1, help="runs, of which the median counts")
    command.add_argument("--data", type=Path, help="a directory that keeps the generated sources")
    command = _command(commands, "live", "migrate between live servers", _live)
    command.add_argument("--scale", type=_scales, default=(1_000_000,), help="records, 1e5,1e6")
    command.add_argument("--repeat", type=int, default=3, help="runs, of which the median counts")
    command = _command(commands, "engines", "compare engines on random programs", _engines)
    command.add_argument("--programs", type=int, default=1000, help="how many (1000)")
    command.add_argument("--spark", type=int, default=50, help="how many of them on Spark (50)")
    command = _command(commands, "bulk", "compare with SQL by hand and other engines", _bulk)
    command.add_argument("--scale", type=_scales, default=(1_000_000,), help="rows, 1e6,1e7")
    command.add_argument("--repeat", type=int, default=1, help="runs, of which the median counts")
    command = _command(commands, "recursion", "compare engines on recursive questions", _recursion)
    command.add_argument("--edges", type=_scale, default=recursion.EDGES, help="of a graph, 1e5")
    command = _command(commands, "spark", "measure the rates of Spark per core", _spark)
    command.add_argument("--rows", type=lambda t: int(float(t)), default=10**6, help="orders, 1e6")
    command = _command(commands, "refactor", "rewrite every program for its new schema", _refactor)
    command.add_argument("--sequences", type=int, default=1000, help="of calls that are tried")
    command.add_argument("--limit", type=float, default=120, help="seconds of each search")
    command.add_argument("--engine", choices=ENGINES, help="compare the outputs there instead")
    command.add_argument("--url", help="of PostgreSQL; its schemas old and new are replaced")
    command.add_argument("--nightly", action="store_true", help="20,000 sequences")
    command.add_argument("--same", action="store_true", help="compare three runs, byte for byte")
    command.add_argument("--rows", type=float, default=0, help="per table, then 1,000 calls")
    command = _command(commands, "mutants", "refute single changes of right programs", _mutants)
    command.add_argument("--each", type=int, default=mutants.EACH, help="of each program (30)")
    report = commands.add_parser("report", help="write docs/results.md from benchmarks/results")
    report.set_defaults(run=_report)
    return parser


def _scale(text: str) -> int:
    return int(float(text))


def _scales(text: str) -> tuple[int, ...]:
    return tuple(int(float(part)) for part in text.split(","))


def _sizes(text: str) -> tuple[int, ...]:
    least, dash, most = text.partition("-")
    if dash:
        return tuple(range(int(least), int(most) + 1))
    return tuple(int(part) for part in text.split(","))


def _command(commands: Any, name: str, does: str, run: Any) -> argparse.ArgumentParser:
    command: argparse.ArgumentParser = commands.add_parser(name, help=does, description=does)
    command.add_argument("--only", default="", help="scenarios whose names contain this")
    command.add_argument("--json", type=Path, help="where to write the result")
    command.set_defaults(run=run)
    return command


def _refactor(options: argparse.Namespace) -> int:
    if options.engine or options.rows:
        return _differential(options)
    if options.same:
        different = {
            n: determinism.differing(refactor.ROOT / n) for n in refactor.names(options.only)
        }
        for name, files in different.items():
            print(f"{name}: {', '.join(files) if files else 'the same'}")
        return 1 if any(different.values()) else 0
    rows = []
    for name in refactor.names(options.only):
        rows.append(refactor.measure(name, options.sequences, options.limit))
        print(refactor.table(rows[-1:]).splitlines()[-1], file=sys.stderr)
    print(refactor.table(rows))
    _write(options, "refactor", refactor.as_json(rows))
    return 0 if not any(row.failure for row in rows) else 1


def _same(options: argparse.Namespace) -> int:
    status = 0
    for name in refactor.names(options.only):
        different = determinism.differing(refactor.ROOT / name)
        print(f"{name}: {', '.join(different) if different else 'the same'}", flush=True)
        status = max(status, bool(different))
    return status


def _differential(options: argparse.Namespace) -> int:
    engine = options.engine or "sqlite"
    if (engine == "postgres") != bool(options.url):
        raise InputError("--engine postgres goes with --url, and no other does")
    sequences = 20_000 if options.nightly else options.sequences
    rows = []
    for name in refactor.names(options.only):
        directory = refactor.ROOT / name
        rows.append(run.measure(directory, engine, options.url, sequences, int(options.rows)))
        print(run.line(rows[-1]), flush=True)
    if options.json is not None:
        result = {"machine": machine(), "differential": [asdict(row) for row in rows]}
        options.json.write_text(json.dumps(result, indent=1) + "\n", "utf-8")
    return 1 if any(row.difference for row in rows) else 0


def _mutants(options: argparse.Namespace) -> int:
    verdicts: list[mutants.Verdict] = []
    for name in refactor.names(options.only):
        verdicts += mutants.measure(name, options.each)
        own = [verdict for verdict in verdicts if verdict.program == name]
        print(mutants.table(own).splitlines()[2], file=sys.stderr, flush=True)
    print(mutants.table(verdicts))
    _write(options, "mutants", mutants.as_json(verdicts))
    wrong = mutants.wrongly_settled(verdicts)
    for verdict in wrong:
        print(f"WRONG: {verdict}")
    return 1 if wrong else 0


def _engines(options: argparse.Namespace) -> int:
    measured = engines.measure(options.programs, options.spark)
    print(engines.table(measured))
    _write(options, "engines", engines.as_json(measured))
    return 1 if any(one.different for one in measured.engines.values()) else 0


def _bulk(options: argparse.Namespace) -> int:
    rows = []
    for scale in options.scale:
        for row in bulk.measure(scale, options.repeat, options.only):
            rows.append(row)
            print(bulk.table([row]).splitlines()[1], file=sys.stderr, flush=True)
            _write(options, "bulk", bulk.as_json(rows))
    print(bulk.table(rows))
    return 1 if any(bulk.faults(rows)) else 0


def _recursion(options: argparse.Namespace) -> int:
    rows = []
    for row in recursion.measure(options.edges):
        rows.append(row)
        print(recursion.table([row]).splitlines()[1], file=sys.stderr, flush=True)
    print(recursion.table(rows))
    _write(options, "recursion", recursion.as_json(rows))
    return 1 if any(recursion.faults(rows)) else 0


def _spark(options: argparse.Namespace) -> int:
    measured = []
    for row in spark.measure(options.rows):
        measured.append(row)
        print(spark.table([row]).splitlines()[1], file=sys.stderr, flush=True)
    print(spark.table(measured))
    _write(options, "spark", spark.as_json(measured))
    return 0


def _synth(options: argparse.Namespace) -> int:
    rows = []
    for scenario in read_scenarios(only=options.only):
        print(scenario.name, file=sys.stderr)
        rows.append(synth.measure(scenario, options.records, ablate=not options.no_ablations))
    print(synth.table(rows))
    _write(options, "synth", synth.as_json(rows))
    counts = {row.name: row.by_type for row in rows if not row.failure}
    if options.golden:
        write_golden(counts)
    rises = list(risen(counts)) if options.check else []
    for rise in rises:
        print(rise)
    return 0 if all(row.is_solved for row in rows) and not rises else 1


def _sensitivity(options: argparse.Namespace) -> int:
    curves = []
    for scenario in read_scenarios(only=options.only):
        curves.append(sensitivity.measure(scenario, options.sizes, options.draws))
        print(f"{scenario.name} {curves[-1].successes}", file=sys.stderr, flush=True)
    print(sensitivity.table(curves))
    _write(options, "sensitivity", sensitivity.as_json(curves))
    return 0


def _certainty(options: argparse.Namespace) -> int:
    rows = []
    for scenario in read_scenarios(only=options.only):
        rows.append(certainty.measure(scenario, options.records, options.draws))
        print(certainty.table(rows[-1:]).splitlines()[1], file=sys.stderr, flush=True)
    print(certainty.table(rows))
    _write(options, "certainty", certainty.as_json(rows))
    return 0


def _migrate(options: argparse.Namespace) -> int:
    if options.data is not None:
        options.data.mkdir(parents=True, exist_ok=True)
    rows = []
    for scale in options.scale:
        for scenario in read_scenarios(only=options.only):
            rows.append(migrate.measure(scenario, scale, options.repeat, options.data))
            print(migrate.table(rows[-1:]).splitlines()[-1], file=sys.stderr, flush=True)
            # Written after each, as a run may take hours; what it has not measured is kept.
            path = _path(options, "migrate")
            if path is not None:
                add_measurements(path, migrate.as_json(rows[-1:]))
    print(migrate.table(rows))
    is_whole = all(not row.failure and all(row.same.values()) for row in rows)
    return 0 if is_whole else 1


def _live(options: argparse.Namespace) -> int:
    moved = []
    path = _path(options, "live")
    old = json.loads(path.read_text("utf-8")) if path is not None and path.is_file() else {}
    for size in options.scale:
        for one in live.measure(size, options.repeat, options.only):
            moved.append(one)
            print("\n".join(live.table([one]).splitlines()[1:]), file=sys.stderr, flush=True)
            # Written after each, as a run may take hours; what it has not measured is kept.
            _write(options, "live", live.as_json(moved, old.get("moves", ())))
    print(live.table(moved))
    return 0


def _report(_: argparse.Namespace) -> int:
    # Imported here, as only the plots need matplotlib.
    from benchmarks.report import write_report

    print(write_report())
    return 0


def _write(options: argparse.Namespace, name: str, result: dict[str, Any]) -> None:
    path = _path(options, name)
    if path is not None:
        path.parent.mkdir(parents=True, exist_ok=True)
        text = json.dumps({"machine": machine(), **result}, indent=1, ensure_ascii=False)
        path.write_text(text + "\n", "utf-8")


def _path(options: argparse.Namespace, name: str) -> Path | None:
    path: Path | None = options.json
    return path or (None if options.only else RESULTS / f"{name}.json")


if __name__ == "__main__":
    main()
