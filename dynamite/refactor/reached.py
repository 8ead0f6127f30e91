"""Clauses asked of databases that the programs reached: hypotheses that no run contradicts.

A relation that holds of reached databases with rows in them is satisfiable; one that is violated
there would make a proof worthless, however Z3 found it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from dynamite.refactor.classes import Side
from dynamite.refactor.clauses import Clause
from dynamite.refactor.engine import Machine, loose_declaration
from dynamite.refactor.tables import Database


class Reached:
    """A place for a pair of databases, where clauses can be asked of both together."""

    def __init__(self, old: Database, new: Database) -> None:
        self._databases = {Side.OLD: old, Side.NEW: new}
        self._connection = sqlite3.connect(":memory:", isolation_level=None)
        self.pairs = 0
        self.filled: set[tuple[Side, str]] = set()
        for side, database in self._databases.items():
            self._connection.execute(f"ATTACH ':memory:' AS {side}")
            for table in database:
                self._connection.execute(loose_declaration(table, side))

    def take(self, old: Machine, new: Machine) -> None:
        """Copy what is in both databases now."""
        self.pairs += 1
        for side, machine in ((Side.OLD, old), (Side.NEW, new)):
            for table in self._databases[side]:
                name = f"{side}.{_quoted(table.name)}"
                rows = machine.rows(table.name)
                self._connection.execute(f"DELETE FROM {name}")
                marks = ", ".join("?" * len(table.names))
                self._connection.executemany(f"INSERT INTO {name} VALUES ({marks})", rows)
                if rows:
                    self.filled.add((side, table.name))

    def migrate(self, statements: Sequence[str]) -> None:
        """Replace the new database by what a migration makes of the old one."""
        for table in self._databases[Side.NEW]:
            self._connection.execute(f"DELETE FROM {Side.NEW}.{_quoted(table.name)}")
        for statement in statements:
            self._connection.execute(statement)

    def violated(self, clauses: Sequence[Clause]) -> list[Clause]:
        """The clauses that do not hold of the pair that was taken."""
        schemas = {side: str(side) for side in Side}
        return [
            clause
            for clause in clauses
            if self._connection.execute(f"{clause.violations(schemas)} LIMIT 1").fetchone()
        ]

    def close(self) -> None:
        self._connection.close()


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
