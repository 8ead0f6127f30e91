"""Two programs tested against each other: sequences of calls on both, answers compared.

A sequence begins at the empty databases. A difference is made minimal: no call of it can be left
out, and its values are as few as they can be.
"""

from __future__ import annotations

import random
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from dynamite.refactor.classes import Place
from dynamite.refactor.domains import SIZE, Domains
from dynamite.refactor.engine import NOW, Machine, Outcome
from dynamite.refactor.relevance import Relevant, relevance
from dynamite.refactor.sql import Function

INSISTENCE: Final = 60
"""At most so many more sequences for a function of which no call has succeeded."""


@dataclass(frozen=True)
class Invocation:
    """A call of a function with its arguments."""

    function: str
    arguments: tuple[tuple[str, Any], ...]

    @property
    def text(self) -> str:
        """The call as people write it: ``f(id=1)``."""
        return f"{self.function}({', '.join(f'{name}={_text(v)}' for name, v in self.arguments)})"


def _text(value: Any) -> str:
    return "NULL" if value is None else repr(value)


@dataclass(frozen=True)
class StartingRow:
    """A row that the old database has before any call."""

    table: str
    values: tuple[tuple[str, Any], ...]

    @property
    def text(self) -> str:
        """The row as people read it: ``t(id=1)``."""
        return f"{self.table}({', '.join(f'{name}={_text(v)}' for name, v in self.values)})"


@dataclass(frozen=True)
class Counterexample:
    """Calls from the empty databases whose last one is answered differently.

    The first ``migrated_after`` of them, where that is a number, are those of the old program
    alone, and after them a migration fills the new database. The old one has ``rows`` at first.
    """

    calls: tuple[Invocation, ...]
    old: Outcome
    new: Outcome
    migrated_after: int | None = None
    rows: tuple[StartingRow, ...] = ()


@dataclass(frozen=True)
class Tested:
    """What testing found: how many sequences and calls, and how often a function succeeded."""

    sequences: int
    calls: int
    succeeded: Mapping[str, int]
    counterexample: Counterexample | None


def _moment(time: int) -> str:
    return f"2020-01-01 00:00:{time % 60:02}"


class Tester:
    """Both programs on their databases."""

    def __init__(self, old: Machine, new: Machine, values: Domains, seed: int = 1) -> None:
        self.old = old
        self.new = new
        self.values = values
        self.random = random.Random(seed)
        self.functions = tuple(old.functions.values())
        self.updates = tuple(f for f in self.functions if not f.is_query)
        self.relevant = relevance([(m.database, tuple(m.functions.values())) for m in (old, new)])
        self.calls = 0
        self.succeeded = dict.fromkeys(old.functions, 0)
        self.first, self.later = self._order()
        self._begin()

    def _order(self) -> tuple[tuple[Function, ...], tuple[Function, ...]]:
        """The functions that differ in text or meet tables that do; and the others."""
        tables = {t.name for t in self.old.database if t.name in self.new.database}
        same = {name for name in tables if self.old.database[name] == self.new.database[name]}
        later = tuple(
            f
            for f in self.functions
            if f.statements == self.new.functions[f.name].statements and f.tables <= same
        )
        return tuple(f for f in self.functions if f not in later), later

    def begin(self) -> None:
        """Empty both databases."""
        self._begin()

    def random_rows(self, tables: Sequence[str]) -> tuple[StartingRow, ...]:
        """Up to three random rows of each table, parents first; keys may forbid some of them."""
        found = []
        for name in tables:
            for _ in range(self.random.randint(0, SIZE) if self.random.random() < 0.9 else 0):
                values = []
                for column in self.old.database[name].columns:
                    known = self.values.of_column(name, column.name, column.type)
                    is_null = column.nullable and self.random.random() < 0.15
                    values.append((column.name, None if is_null else self.random.choice(known)))
                found.append(StartingRow(name, tuple(values)))
        return tuple(found)

    def add(self, row: StartingRow) -> bool:
        """Whether the old database takes a row: no key or check forbids it."""
        return self.old.add(row.table, dict(row.values))

    def call_old(self, call: Invocation, time: int) -> Outcome:
        """What the old program answers now; the new one is not called."""
        return self.old.call(call.function, {**dict(call.arguments), NOW: _moment(time)})

    def updating_calls(self, focus: Function, length: int) -> tuple[Invocation, ...]:
        """Random calls of functions that change what this one reads."""
        found = []
        for _ in range(self.random.randint(1, length) if self.updates else 0):
            call = self._random_call(self._likely(self.relevant[focus.name]))
            self._note(call)
            found.append(call)
        return tuple(found)

    def reading_calls(self, focus: Function) -> tuple[Invocation, ...]:
        """A random call of the function, and of some that read what it does."""
        queries = self.relevant[focus.name].queries
        shown = self.random.sample(queries, min(len(queries), 4))
        return tuple(self._random_call(function) for function in (focus, *shown))

    def outcomes(self, call: Invocation, time: int) -> tuple[Outcome, Outcome]:
        """What both programs answer now."""
        arguments = dict(call.arguments)
        arguments[NOW] = _moment(time)
        self.calls += 1
        old = self.old.call(call.function, arguments)
        new = self.new.call(call.function, arguments)
        if old.answers is not None and new.answers is not None:
            self.succeeded[call.function] += 1
        return old, new

    def _begin(self) -> None:
        self.old.reset()
        self.new.reset()
        self.used: dict[Place, list[Any]] = {}

    def _note(self, call: Invocation) -> None:
        for name, value in call.arguments:
            place = self.values.class_of(call.function, name)
            if value is not None and value not in self.used.setdefault(place, []):
                self.used[place].append(value)

    def difference(self, calls: tuple[Invocation, ...]) -> Counterexample | None:
        """The first difference that a sequence shows."""
        self._begin()
        for number, call in enumerate(calls):
            old, new = self.outcomes(call, number)
            if old != new:
                return Counterexample(calls[: number + 1], old, new)
        return None

    def run(self, sequences: int, length: int = 8) -> Tested:
        """Tests that many random sequences, or fewer, up to the first difference.

        Functions that differ have three of four; one of which no call has succeeded has further
        ones of its own.
        """
        done = 0
        for number in range(sequences):
            done += 1
            is_first = bool(self.first) and (number % 4 < 3 or not self.later)
            functions = self.first if is_first else self.later
            focus = functions[(number - number // 4 if is_first else number // 4) % len(functions)]
            found = self._random_sequence(focus, length)
            if found is not None:
                return self._tested(done, found)
        for focus in self.functions if sequences else ():
            for _ in range(INSISTENCE):
                if self.succeeded[focus.name]:
                    break
                done += 1
                found = self._random_sequence(focus, 2 * length)
                if found is not None:
                    return self._tested(done, found)
        return self._tested(done, None)

    def insist(self, names: Collection[str], sequences: int, length: int = 8) -> Tested:
        """Tests that many sequences about some functions, those that no proof has settled."""
        focused = [f for f in self.functions if f.name in names]
        for number in range(sequences if focused else 0):
            found = self._random_sequence(focused[number % len(focused)], length)
            if found is not None:
                return self._tested(number + 1, found)
        return self._tested(sequences, None)

    def _tested(self, sequences: int, found: Counterexample | None) -> Tested:
        minimal = self.minimal(found) if found is not None else None
        return Tested(sequences, self.calls, dict(self.succeeded), minimal)

    def _random_sequence(self, focus: Function, length: int) -> Counterexample | None:
        self._begin()
        relevant = self.relevant[focus.name]
        calls: list[Invocation] = []

        def differs(function: Function, attempts: int = 1) -> Counterexample | None:
            for _ in range(attempts):
                call = self._random_call(function)
                old, new = self.outcomes(call, len(calls))
                if old != new:
                    return Counterexample((*calls, call), old, new)
                # What fails on both sides, or asks, has changed nothing: it is not kept.
                if old.answers is not None:
                    if not function.is_query:
                        calls.append(call)
                        self._note(call)
                    break
            return None

        if self.random.random() < 0.5:
            # Rows that refer to each other: those that are referred to first.
            for function in relevant.creators:
                if len(relevant.creators) > length and self.random.random() < 0.5:
                    continue
                if found := differs(function, attempts=3):
                    return found
        for _ in range(self.random.randint(1, length)):
            if self.updates and (found := differs(self._likely(relevant), attempts=3)):
                return found
            if found := differs(focus):
                return found
        shown = relevant.queries
        shown = shown if len(shown) <= 6 else tuple(self.random.sample(shown, 6))
        for query in shown:
            if found := differs(query):
                return found
        return None

    def walk(self, length: int = 6) -> None:
        """Leave both databases in some state that random calls reach."""
        self._begin()
        focus = self.random.choice(self.functions)
        for number in range(self.random.randint(1, length)):
            if not self.updates:
                break
            function = self._likely(self.relevant[focus.name])
            for _ in range(4):
                call = self._random_call(function)
                if self.outcomes(call, number)[0].answers is not None:
                    self._note(call)
                    break

    def _likely(self, relevant: Relevant) -> Function:
        """A function that changes something; half of the time one that inserts, where there is."""
        if relevant.creators and self.random.random() < 0.5:
            return self.random.choice(relevant.creators)
        return self.random.choice(relevant.changes or relevant.creators or self.updates)

    def _random_call(self, function: Function) -> Invocation:
        """A call with values that this sequence has used already, half of the time."""
        arguments = []
        for name in function.parameters:
            values = self.values.of(function.name, name)
            used = self.used.get(self.values.class_of(function.name, name), [])
            chance = self.random.random()
            if chance < 0.04:
                value = None
            elif chance < 0.54 and used:
                value = self.random.choice(used)
            else:
                value = self.random.choice(values)
            arguments.append((name, value))
        return Invocation(function.name, tuple(arguments))

    def minimal(self, found: Counterexample) -> Counterexample:
        """A shortest difference inside this one: no call can go, and no argument be simpler."""
        shorter = True
        while shorter:
            shorter = False
            for candidate in self._smaller(found.calls):
                smaller = self.difference(candidate)
                if smaller is not None:
                    found, shorter = smaller, True
                    break
        return found

    def _smaller(self, calls: tuple[Invocation, ...]) -> Iterator[tuple[Invocation, ...]]:
        for number in range(len(calls)):
            if len(calls) > 1:
                yield calls[:number] + calls[number + 1 :]
        for number in range(len(calls)):
            # A null needs no row that it refers to.
            rest = calls[:number] + calls[number + 1 :]
            for position, call in enumerate(rest):
                for at, (name, value) in enumerate(call.arguments):
                    if value is not None:
                        yield _with_argument(rest, position, at, (name, None))
        for number, call in enumerate(calls):
            for at, (name, value) in enumerate(call.arguments):
                values = self.values.of(call.function, name)
                rank = values.index(value) if value in values else len(values)
                for simpler in values[: min(rank, 2)]:
                    yield _with_argument(calls, number, at, (name, simpler))


def _with_argument(
    calls: tuple[Invocation, ...], number: int, at: int, argument: tuple[str, Any]
) -> tuple[Invocation, ...]:
    call = calls[number]
    arguments = (*call.arguments[:at], argument, *call.arguments[at + 1 :])
    return (*calls[:number], Invocation(call.function, arguments), *calls[number + 1 :])
