"""Mutants: single changes of right programs, and whether ``equivalent`` refutes them.

The right programs are those that ``refactor`` finds for the twenty refactorings. A mutant counts if
it changes the meaning: plain SQLite, run beside the verifier, answers some sequence of calls in
another way. Those that neither refutes are listed: they say the same in other words, or are not
told apart.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Final

from benchmarks.mutations import mutants
from benchmarks.plain_sqlite import PlainSqlite
from benchmarks.refactor import ROOT
from dynamite.commands.equivalent import read_program_file, read_schema
from dynamite.errors import InputError
from dynamite.refactor.classes import Side, connected_classes
from dynamite.refactor.domains import Domains, domains
from dynamite.refactor.equivalence import Certainty, Programs, compare
from dynamite.refactor.sql import Function, Insert
from dynamite.refactor.synthesis import refactor_functions

SEED: Final = 1
EACH: Final = 30
"""Mutants of each program."""

RUNS: Final = 3000
"""Sequences of calls by which plain SQLite is asked for a difference."""


@dataclass(frozen=True)
class Verdict:
    """What became of a mutant.

    ``is_refuted`` says that ``equivalent`` found calls; ``changes`` that plain SQLite confirms a
    difference; ``certainty`` is what the report says of the function.
    """

    program: str
    function: str
    change: str
    is_refuted: bool
    changes: bool
    calls: int
    certainty: str


def measure(name: str, each: int, seed: int = SEED) -> Iterator[Verdict]:
    """The verdicts of that many mutants of one program."""
    right = right_programs(name)
    for function, change in drawn(right, each, random.Random(f"{seed} {name}")):
        yield verdict(name, right, function, change)


def right_programs(name: str) -> Programs:
    """The old program of a refactoring and the new one that is found for it."""
    directory = ROOT / name
    old, new = (read_schema(directory / f"{s}.sql", "postgres") for s in ("old", "new"))
    functions = read_program_file(directory / "program.sql", old, "postgres").functions
    found = refactor_functions(old, new, functions, sequences=0)
    return Programs(old, new, functions, found.functions)


def drawn(right: Programs, each: int, rng: random.Random) -> list[tuple[Function, str]]:
    """Mutants that can be run, drawn at random; half of them of functions that have changed."""
    old = {function.name: function for function in right.old_functions}
    pools: tuple[list[tuple[Function, str]], ...] = ([], [])
    for function in right.new_functions:
        is_unchanged = function.statements == old[function.name].statements
        for mutant in mutants(function, right.new):
            if set(mutant.function.parameters) <= set(function.parameters):
                pools[is_unchanged].append((mutant.function, mutant.change))
    for pool in pools:
        rng.shuffle(pool)
    changed, unchanged = pools
    taken = changed[: max(each // 2, each - len(unchanged))]
    wanted = [*taken, *unchanged[: each - len(taken)]]
    return [mutant for mutant in wanted if _runs(right, mutant[0])]


def _runs(right: Programs, function: Function) -> bool:
    """Whether SQLite takes the text (an aggregate may have lost its group)."""
    machine = PlainSqlite(right.new, (function,))
    try:
        machine.call(function.name, dict.fromkeys(function.parameters))
    except (InputError, machine.connection.OperationalError, machine.connection.ProgrammingError):
        return False
    finally:
        machine.close()
    return True


def verdict(name: str, right: Programs, mutant: Function, change: str) -> Verdict:
    """What ``equivalent`` says of the mutant, and what plain SQLite says."""
    functions = tuple(mutant if f.name == mutant.name else f for f in right.new_functions)
    found = compare(replace(right, new_functions=functions))
    counterexample = found.counterexample
    differential = Differential(right, mutant)
    if counterexample is None:
        changes = differential.run(random.Random(f"{name} {mutant.name} {change}"))
    else:
        calls = [(call.function, dict(call.arguments)) for call in counterexample.calls]
        changes = differential.differs(calls)
    (report,) = (f for f in found.functions if f.name == mutant.name)
    return Verdict(
        name,
        mutant.name,
        change,
        counterexample is not None,
        changes,
        len(counterexample.calls) if counterexample is not None else 0,
        str(report.certainty),
    )


class Differential:
    """The right program and one with a mutant in it, both on plain SQLite."""

    def __init__(self, right: Programs, mutant: Function) -> None:
        functions = tuple(mutant if f.name == mutant.name else f for f in right.new_functions)
        self.mutant = mutant
        self.machines = (
            PlainSqlite(right.new, right.new_functions),
            PlainSqlite(right.new, functions),
        )
        self.values = _values(right)
        self.related = _related(right, mutant)
        self.parameters = {f.name: f.parameters for f in right.new_functions}

    def differs(self, calls: Sequence[tuple[str, dict[str, Any]]]) -> bool:
        """Whether some call of a sequence is answered differently."""
        for machine in self.machines:
            machine.reset()
        return any(self._answers(*call) for call in calls)

    def _answers(self, name: str, arguments: dict[str, Any]) -> bool:
        one, other = (machine.call(name, arguments) for machine in self.machines)
        return one != other

    def run(self, rng: random.Random) -> bool:
        """Whether some of many random sequences is answered differently."""
        creators = [f for f in self.related if any(isinstance(s, Insert) for s in f.statements)]
        changes = [f for f in self.related if not f.is_query]
        queries = [f for f in self.related if f.is_query]
        for _ in range(RUNS):
            sequence = [rng.choice(creators or self.related) for _ in range(rng.randint(1, 6))]
            sequence += [rng.choice(changes or self.related) for _ in range(rng.randint(0, 3))]
            sequence += [self.mutant, *queries]
            calls = [
                (f.name, {p: self._value(f.name, p, rng) for p in self.parameters[f.name]})
                for f in sequence
            ]
            if self.differs(calls):
                return True
        return False

    def _value(self, function: str, parameter: str, rng: random.Random) -> Any:
        return None if rng.random() < 0.04 else rng.choice(self.values.of(function, parameter))


def _values(right: Programs) -> Domains:
    sides = [
        (Side.OLD, right.old, right.old_functions),
        (Side.NEW, right.new, right.new_functions),
    ]
    return domains(right.old_functions, connected_classes(sides))


def _related(right: Programs, mutant: Function) -> list[Function]:
    """The functions that meet the mutant's tables, or insert what their rows refer to."""
    tables = set(mutant.tables)
    rest = list(tables)
    while rest:
        for reference in right.new[rest.pop()].references:
            if reference.other not in tables:
                tables.add(reference.other)
                rest.append(reference.other)
    return [f for f in right.new_functions if f.tables & tables]


def table(verdicts: Sequence[Verdict]) -> str:
    """The counts of each program, and the mutants that were not refuted, in Markdown."""
    lines = [
        "| refactoring | mutants | change the meaning | refuted | most calls |",
        "|---|---|---|---|---|",
    ]
    for name in dict.fromkeys(v.program for v in verdicts):
        own = [v for v in verdicts if v.program == name]
        lines.append(_line(name, own))
    lines += [_line("all", verdicts), ""]
    for one in verdicts:
        if not one.is_refuted:
            what = "MISSED" if one.changes else "no difference known"
            lines.append(f"- {one.program} {one.function}, {one.change}: {what}, {one.certainty}")
    return "\n".join(lines)


def _line(name: str, verdicts: Sequence[Verdict]) -> str:
    changing = [v for v in verdicts if v.changes]
    refuted = [v for v in changing if v.is_refuted]
    calls = max((v.calls for v in refuted), default=0)
    return f"| {name} | {len(verdicts)} | {len(changing)} | {len(refuted)} | {calls} |"


def wrongly_settled(verdicts: Sequence[Verdict]) -> list[Verdict]:
    """Mutants that change the meaning and are called proved or checked: faults of the verifier."""
    settled = (Certainty.PROVED, Certainty.BOUNDED, Certainty.CONDITIONAL)
    return [v for v in verdicts if v.changes and v.certainty in map(str, settled)]


def as_json(verdicts: Sequence[Verdict]) -> dict[str, Any]:
    """The verdicts for a file of results."""
    return {"mutants": [asdict(one) for one in verdicts]}
