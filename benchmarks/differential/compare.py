"""The differential test: the same calls on both programs, every outcome compared."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from benchmarks.differential.calls import Call, Calls
from benchmarks.differential.engines import Engine, Outcome
from benchmarks.differential.texts import Block, Table


@dataclass(frozen=True)
class Difference:
    """Calls from empty databases whose last one is answered differently."""

    calls: tuple[Call, ...]
    old: Outcome
    new: Outcome

    @property
    def text(self) -> str:
        lines = [
            f"  {name}({', '.join(f'{k}={v!r}' for k, v in a.items())})" for name, a in self.calls
        ]
        return "\n".join([*lines, f"  old: {self.old}", f"  new: {self.new}"])


@dataclass(frozen=True)
class Compared:
    """How many sequences and calls were compared, how often functions succeeded and answered."""

    sequences: int
    calls: int
    succeeded: Mapping[str, int]
    answered: Mapping[str, int]
    difference: Difference | None


def compare(
    old: Engine,
    new: Engine,
    blocks: Mapping[str, Block],
    tables: Mapping[str, Table],
    new_blocks: Mapping[str, Block],
    sequences: int,
    seed: int = 20261,
) -> Compared:
    """Compare that many random sequences, or fewer, up to the first difference."""
    made = Calls(blocks, tables, new_blocks, seed)
    names = sorted(blocks)
    succeeded: Counter[str] = Counter()
    answered: Counter[str] = Counter()
    count = 0
    for number in range(sequences):
        old.reset()
        new.reset()
        calls: list[Call] = []
        for call in made.sequence(blocks[names[number % len(names)]]):
            calls.append(call)
            count += 1
            outcomes = old.call(*call), new.call(*call)
            if outcomes[0] != outcomes[1]:
                found = smallest(old, new, calls)
                return Compared(number + 1, count, succeeded, answered, found)
            if outcomes[0] is not None:
                made.succeeded(call)
                succeeded[call[0]] += 1
                answered[call[0]] += any(outcomes[0])
    return Compared(sequences, count, succeeded, answered, None)


def compare_filled(old: Engine, new: Engine, made: Calls, calls: int) -> Compared:
    """Compare that many random calls on databases with rows, up to the first difference."""
    made.begin()
    succeeded: Counter[str] = Counter()
    answered: Counter[str] = Counter()
    run: list[Call] = []
    names = sorted(made.blocks)
    for number in range(calls):
        call = made.call(made.blocks[names[number % len(names)]])
        run.append(call)
        outcomes = old.call(*call), new.call(*call)
        if outcomes[0] != outcomes[1]:
            difference = Difference(tuple(run), *outcomes)
            return Compared(1, number + 1, succeeded, answered, difference)
        if outcomes[0] is not None:
            made.succeeded(call)
            succeeded[call[0]] += 1
            answered[call[0]] += any(outcomes[0])
    return Compared(1, calls, succeeded, answered, None)


def first_difference(old: Engine, new: Engine, calls: Sequence[Call]) -> Difference | None:
    """The first difference that calls from the empty databases show."""
    old.reset()
    new.reset()
    for at, call in enumerate(calls):
        one, other = old.call(*call), new.call(*call)
        if one != other:
            return Difference(tuple(calls[: at + 1]), one, other)
    return None


def smallest(old: Engine, new: Engine, calls: Sequence[Call]) -> Difference:
    """The difference with no call that could be left out."""
    found = first_difference(old, new, calls)
    assert found is not None, "a difference that does not come again"
    at = 0
    while at < len(found.calls):
        shorter = first_difference(old, new, found.calls[:at] + found.calls[at + 1 :])
        if shorter is None:
            at += 1
        else:
            found = shorter
    return found
