"""Runs an example: makes its data, finds its program, migrates, and checks what came out."""

from __future__ import annotations

import argparse
import json
import os
import shlex
import shutil
import subprocess
import sys
import tomllib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from examples.comparison import expected_lines, first_difference, target_lines, target_records

DIRECTORY = Path(__file__).resolve().parent
SHOWN = 3
"""How many records of each record type are printed."""

ENGINES = ("duckdb", "reference", "pydatalog")


@dataclass(frozen=True)
class Example:
    """What ``example.toml`` declares, by the example's name.

    ``cut`` is how many records of its data the tests use, None where the data is small; ``ids``
    is "values" where a graph's ids are values of the data, else "opaque"; a target that is a
    directory ends with a slash. ``answers`` are those to the questions of ``--interactive``, a line
    each.
    """

    name: str
    title: str
    direction: str
    source: str
    target: str
    check: str
    cut: int | None = None
    ids: str = "opaque"
    engines: tuple[str, ...] = ENGINES
    answers: tuple[str, ...] = ()

    @property
    def asks(self) -> tuple[str, ...]:
        """What makes ``synth`` ask, where the example has answers."""
        return ("--interactive",) if self.answers else ()

    @property
    def spoken(self) -> str:
        """The answers as they are typed."""
        return "".join(f"{answer}\n" for answer in self.answers)

    @property
    def directory(self) -> Path:
        return DIRECTORY / self.name

    @property
    def is_made(self) -> bool:
        """Whether a script writes the source data; else it lies in the tree."""
        return (self.directory / "make_data.py").exists()

    def source_in(self, data: Path) -> Path:
        """The source data, where ``data`` is the directory that it was made in."""
        return (data if self.is_made else self.directory) / self.source

    def target_argument(self, out: Path) -> str:
        """The target below ``out``, with the final slash that says that it is a directory."""
        return f"{os.path.relpath(out / self.target)}{'/' if self.target.endswith('/') else ''}"


def read_example(name: str) -> Example:
    """The example of that name."""
    path = DIRECTORY / name / "example.toml"
    if not path.is_file():
        sys.exit(f"no example {name!r}; there are: {', '.join(example_names())}")
    declared = tomllib.loads(path.read_text("utf-8"))
    engines = tuple(declared.pop("engines", ENGINES))
    answers = tuple(declared.pop("answers", ()))
    return Example(name=name, engines=engines, answers=answers, **declared)


def example_names() -> list[str]:
    """The names of all examples."""
    return sorted(path.parent.name for path in DIRECTORY.glob("*/example.toml"))


def make_data(example: Example, data: Path, limit: int | None) -> None:
    """Write the source data of an example that has a script for it."""
    if not example.is_made:
        return
    command = [sys.executable, "-m", f"examples.{example.name}.make_data", str(data.absolute())]
    if limit is not None:
        command += ["--limit", str(limit)]
    subprocess.run(command, cwd=DIRECTORY.parent, check=True)


def difference(example: Example, source: Path, target: Path) -> str:
    """How a migrated target differs from what is expected; empty where it does not."""
    check = example.directory / example.check
    return first_difference(
        target_lines(target, example.ids), expected_lines(check, source, target, example.ids)
    )


def main(arguments: Sequence[str]) -> int:
    """Run the examples that the arguments name; 0 where everything came out as expected."""
    options = _parser().parse_args(arguments)
    if not options.names and not options.all:
        for example in map(read_example, example_names()):
            print(f"{example.name:<14} {example.direction:<26} {example.title}")
    names = example_names() if options.all else options.names
    is_right = [run(read_example(name), options.limit, options.out) for name in names]
    return 0 if all(is_right) else 1


def run(example: Example, limit: int | None, out: Path | None) -> bool:
    """Make the data, find the program, migrate, check, and print all of it; whether it is right."""
    _heading(f"{example.name}: {example.title} ({example.direction})")
    data = example.directory / ("data" if limit is None else f"data/first-{limit}")
    source = example.source_in(data)
    if example.is_made and (limit is not None or not source.exists()):
        make_data(example, data, limit)
    out = _cleared(example) if out is None else out
    target, program = out / example.target, out / "program.dl"
    _print_example(example.directory / "example.json")
    _heading("1. The program, found from that example")
    file = example.directory / "example.json"
    _dynamite("synth", "--examples", file, "-o", program, *example.asks, answers=example.spoken)
    _print_rules(program)
    _heading("2. The whole database, migrated by that program")
    url = example.target_argument(out)
    _dynamite("migrate", "--program", program, "--source", source, "--target", url)
    _heading("3. The first of what was written")
    _print_first(target)
    _heading("4. The same, computed another way")
    differs = difference(example, source, target)
    print(differs or f"equal, record by record ({example.check} does not use dynamite)")
    return not differs


def _cleared(example: Example) -> Path:
    """The directory for what an example writes, empty."""
    out = example.directory / "out"
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir()
    return out


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="examples/run.py", description="Runs examples; without a name, lists them."
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help="an example, or several")
    parser.add_argument("--all", action="store_true", help="run every example")
    parser.add_argument("--limit", type=int, help="make only about that many records of data")
    parser.add_argument("--out", type=Path, help="where to write (examples/NAME/out)")
    return parser


def _dynamite(*arguments: object, answers: str = "") -> None:
    """Print a command, and run it; where it fails, so does the example."""
    words = [os.path.relpath(a) if isinstance(a, Path) else str(a) for a in arguments]
    print(f"$ dynamite {shlex.join(words)}", flush=True)
    command = [sys.executable, "-m", "dynamite", *words]
    status = subprocess.run(command, check=False, input=answers, encoding="utf-8").returncode
    if status != 0:
        sys.exit(status)


def _heading(text: str) -> None:
    print(f"\n{text}\n{'-' * len(text)}", flush=True)


def _print_example(path: Path) -> None:
    """Print data of both sides of an examples file, a record to a line."""
    sides = json.loads(path.read_text("utf-8"))
    for side, what in (("source", "From records like these"), ("target", "to records like these")):
        print(f"{what}:")
        for record_type, records in sides[side]["data"].items():
            for record in records[:SHOWN]:
                print(f"  {record_type}: {_cut(record)}")
            if len(records) > SHOWN:
                print(f"  {record_type}: {len(records) - SHOWN} more")
    print(f"(in full, with both schemas: {os.path.relpath(path)})")


def _print_rules(program: Path) -> None:
    """Print a program without its declarations."""
    print()
    for line in program.read_text("utf-8").splitlines():
        if line and not line.startswith(("//", ".")):
            print(line)


def _print_first(target: Path) -> None:
    """Print the first records of a target."""
    if target.suffix == ".jsonl":
        with target.open(encoding="utf-8") as lines:
            for line in islice(lines, 1):
                print(json.dumps(json.loads(line), indent=2, ensure_ascii=False))
        return
    shown: Counter[str] = Counter()
    for record_type, record in target_records(target):
        shown[record_type] += 1
        if shown[record_type] <= SHOWN:
            print(f"{record_type}: {_cut(record)}")


def _cut(record: Any) -> str:
    text = json.dumps(record, ensure_ascii=False)
    return text if len(text) <= 160 else f"{text[:157]}..."
