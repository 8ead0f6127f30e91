"""Two programs compared on databases that a migration has made of those of the old one."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing

from dynamite.refactor.engine import Outcome, loose_declaration
from dynamite.refactor.testing import Counterexample, Invocation, StartingRow, Tester

LENGTH = 5


class MigratedTester:
    """Calls of the old program, then the migration, then calls of both.

    ``statements`` are SQLite's; they read tables of ``old`` and write tables of ``new``.
    """

    def __init__(self, tester: Tester, statements: Sequence[str]) -> None:
        self.tester = tester
        self.statements = statements

    def run(self, sequences: int, filled: Sequence[str] = ()) -> Counterexample | None:
        """The first difference that so many random sequences show, made minimal.

        Tables that are to be ``filled`` have random rows first.
        """
        for number in range(sequences):
            focus = self.tester.functions[number % len(self.tester.functions)]
            rows = self.tester.random_rows(filled)
            first = self.tester.updating_calls(focus, LENGTH)
            then = (*self.tester.updating_calls(focus, 2), *self.tester.reading_calls(focus))
            found = self.difference(first, then, rows)
            if found is not None:
                return self._minimal(found)
        return None

    def difference(
        self,
        first: tuple[Invocation, ...],
        then: tuple[Invocation, ...],
        rows: tuple[StartingRow, ...] = (),
    ) -> Counterexample | None:
        """The first difference after rows and calls of the old program, and the migration."""
        self.tester.begin()
        rows = tuple(row for row in rows if self.tester.add(row))
        for number, call in enumerate(first):
            self.tester.call_old(call, number)
        problem = self._migrate()
        if problem:
            return Counterexample(first, Outcome(()), Outcome(None, problem), len(first), rows)
        for number, call in enumerate(then):
            old, new = self.tester.outcomes(call, len(first) + number)
            if old != new:
                calls = (*first, *then[: number + 1])
                return Counterexample(calls, old, new, len(first), rows)
        return None

    def _migrate(self) -> str:
        """Fill the new database from the old one; why that fails, or an empty text."""
        old, new = self.tester.old, self.tester.new
        with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
            for schema, machine in (("old", old), ("new", new)):
                connection.execute(f"ATTACH ':memory:' AS {schema}")
                for table in machine.database:
                    connection.execute(loose_declaration(table, schema))
            for table in old.database:
                marks = ", ".join("?" * len(table.names))
                into = f"INSERT INTO old.{_quoted(table.name)} VALUES ({marks})"
                connection.executemany(into, old.rows(table.name))
            for statement in self.statements:
                connection.execute(statement)
            rows = {
                table.name: connection.execute(
                    f"SELECT * FROM new.{_quoted(table.name)}"
                ).fetchall()
                for table in new.database
            }
        return new.load(rows, old)

    def _minimal(self, found: Counterexample) -> Counterexample:
        """The difference without the calls and rows that it does not need."""
        at = 0
        while at < len(found.calls):
            calls = found.calls[:at] + found.calls[at + 1 :]
            migrated = found.migrated_after or 0
            cut = migrated - (1 if at < migrated else 0)
            shorter = self.difference(calls[:cut], calls[cut:], found.rows)
            found, at = (found, at + 1) if shorter is None else (shorter, at)
        at = 0
        while at < len(found.rows):
            rows = found.rows[:at] + found.rows[at + 1 :]
            cut = found.migrated_after or 0
            shorter = self.difference(found.calls[:cut], found.calls[cut:], rows)
            found, at = (found, at + 1) if shorter is None else (shorter, at)
        return found


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
