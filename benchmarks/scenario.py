"""Scenarios: two schemas, an example, the intended program, and what source data look like.

A scenario is a directory ``benchmarks/scenarios/NN-name`` of three files:

``program.dl``     the intended program; its header has both schemas
``example.json``   an example as a user would write it
``scenario.json``  its ``number`` and ``title``, perhaps ``notes`` for the reader, and what
                   generated source data keep to (``benchmarks.facts_reading``)

``hand*.sql`` stand beside them: SQL written by hand for the same target, each file a variant.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from benchmarks.facts import Column, CompositeLink, Facts, columns_of, is_own_id
from benchmarks.facts_reading import FIELDS, FactsReader
from dynamite.commands.program_file import read_program
from dynamite.data.json_text import expect_keys, expect_object, read_json
from dynamite.datalog import Header, Program
from dynamite.errors import InputError
from dynamite.examples import Examples, read_examples
from dynamite.schema import Schema
from dynamite.stores import open_store

__all__ = [
    "SCENARIOS",
    "Column",
    "CompositeLink",
    "Facts",
    "Scenario",
    "columns_of",
    "is_own_id",
    "read_scenario",
    "read_scenarios",
]

SCENARIOS = Path(__file__).resolve().parent / "scenarios"


@dataclass(frozen=True)
class Scenario:
    """One scenario; its example is read when it is first asked for."""

    directory: Path
    number: int
    title: str
    program: Program
    facts: Facts

    @property
    def name(self) -> str:
        return self.directory.name

    @property
    def header(self) -> Header:
        assert self.program.header is not None
        return self.program.header

    @property
    def source(self) -> Schema:
        return self.header.source

    @property
    def target(self) -> Schema:
        return self.header.target

    @property
    def hand_written(self) -> list[Path]:
        """The variants of SQL written by hand for the same target."""
        return sorted(self.directory.glob("hand*.sql"))

    @cached_property
    def examples(self) -> Examples:
        """The example; raises ``InputError`` where its schemas are not the program's."""
        path = self.directory / "example.json"
        examples = read_examples(path, open_store)
        for side, one, other in (
            ("source", examples.source_schema, self.source),
            ("target", examples.target_schema, self.target),
        ):
            _refuse_difference(one, other, f"{path}: {side}")
        return examples


def read_scenarios(directory: Path = SCENARIOS, only: str = "") -> list[Scenario]:
    """The scenarios of a directory in the order of their names, those that contain ``only``.

    ``only`` may name several, with commas between them.
    """
    wanted = [part.strip().lower() for part in only.split(",")]
    found = [
        read_scenario(path)
        for path in sorted(directory.iterdir())
        if (path / "scenario.json").is_file() and any(part in path.name.lower() for part in wanted)
    ]
    if not found:
        raise InputError(f"no scenario is called {only!r}", place=str(directory))
    return found


def read_scenario(directory: Path) -> Scenario:
    """The scenario in a directory; raises ``InputError`` that names what is wrong in it."""
    place = str(directory / "scenario.json")
    raw = expect_object(read_json(directory / "scenario.json", place), place)
    expect_keys(raw, ("number", "title", "notes", *FIELDS), place, required=("number", "title"))
    program = read_program(directory / "program.dl")
    if program.header is None:
        raise InputError("the program has no header", place=str(directory / "program.dl"))
    facts = FactsReader(program.header.source, place).facts(raw)
    return Scenario(directory, int(raw["number"]), str(raw["title"]), program, facts)


def _refuse_difference(one: Schema, other: Schema, place: str) -> None:
    """Raises ``InputError`` where two schemas are not the same, whatever their order."""
    for key in sorted(one.by_key.keys() | other.by_key.keys()):
        left, right = one.by_key.get(key), other.by_key.get(key)
        if left is None or right is None:
            missing = "the example" if left is None else "the program"
            raise InputError(f"{missing} has no record type {'.'.join(key)}", place=place)
        if left != right:
            raise InputError(
                f"{left.name} is declared otherwise in the example than in the program",
                place=place,
                mend=f"the program has {right}, the example {left}",
            )
