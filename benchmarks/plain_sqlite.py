"""Programs run by plain SQLite: its own SQL, its own keys, nothing of what the verifier runs by.

It is the second opinion on what the verifier says: a statement is printed and executed as it is,
foreign keys are checked at the end of a call, and a call that fails is rolled back.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from typing import Any, Final

from dynamite.refactor.printing import format_statement
from dynamite.refactor.sql import Call, Function, Literal, NextValue, Parameter, nodes, rewrite
from dynamite.refactor.tables import Database, OnDelete, Table
from dynamite.values import DataType

Answer = tuple[tuple[Any, ...], ...]

NOW: Final = "2020-01-01 00:00:00"

_TYPES: Final = {
    DataType.INT: "INT",
    DataType.BOOL: "INT",
    DataType.FLOAT: "REAL",
    DataType.DECIMAL: "NUMERIC",
    DataType.BYTES: "BLOB",
}


class PlainSqlite:
    """A database in memory and the functions that can be called on it."""

    def __init__(self, database: Database, functions: tuple[Function, ...]) -> None:
        self.database = database
        self.functions = {function.name: function for function in functions}
        self.connection = sqlite3.connect(":memory:", isolation_level=None)
        self.counters: dict[str, int] = {}
        self.connection.create_function("nextval", 1, self._next)
        self.connection.create_function("currval", 1, self.counters.get)
        self.connection.execute("PRAGMA foreign_keys = ON")
        self.connection.execute("PRAGMA case_sensitive_like = ON")
        for table in database:
            self.connection.execute(declaration(table))
        self._texts: dict[str, list[tuple[str, tuple[str, ...], bool]]] = {}

    def reset(self) -> None:
        """Empty all tables and start all counters again."""
        self.connection.execute("BEGIN")
        for table in self.database:
            self.connection.execute(f'DELETE FROM "{table.name}"')
        self.connection.execute("COMMIT")
        self.counters.clear()

    def call(self, name: str, arguments: Mapping[str, Any]) -> tuple[Answer, ...] | None:
        """The answers of a call, rows in order where it is ordered else sorted; None: it failed."""
        answers = []
        counters = dict(self.counters)
        self.connection.execute("BEGIN")
        try:
            for text, names, is_ordered in self._statements(name):
                cursor = self.connection.execute(text, {n: arguments[n] for n in names})
                if cursor.description is not None:
                    rows = cursor.fetchall()
                    answers.append(tuple(rows if is_ordered else sorted(rows, key=repr)))
            self.connection.execute("COMMIT")
        except sqlite3.IntegrityError:
            self.connection.execute("ROLLBACK")
            self.counters.clear()
            self.counters.update(counters)
            return None
        return tuple(answers)

    def close(self) -> None:
        self.connection.close()

    def _next(self, sequence: str) -> int:
        self.counters[sequence] = self.counters.get(sequence, 0) + 1
        return self.counters[sequence]

    def _statements(self, name: str) -> list[tuple[str, tuple[str, ...], bool]]:
        if name not in self._texts:
            self._texts[name] = [self._text(s) for s in self.functions[name].statements]
        return self._texts[name]

    def _text(self, statement: Any) -> tuple[str, tuple[str, ...], bool]:
        statement = rewrite(statement, lambda n: Literal(NOW) if n == Call("now", ()) else n)
        text = format_statement(statement, "sqlite", pretty=False)
        names = {n.name: None for n in nodes(statement) if isinstance(n, Parameter)}
        return text, tuple(names), bool(getattr(statement, "order_by", ()))


def declaration(table: Table) -> str:
    """CREATE TABLE in SQLite's SQL; a column that counts by itself takes the next value."""
    parts = []
    for column in table.columns:
        text = f'"{column.name}" {_TYPES.get(column.type, "TEXT")}'
        if isinstance(column.default, NextValue):
            # A single counting key is SQLite's own; its name must then be INTEGER.
            kind = "INTEGER" if table.key == (column.name,) else "INT"
            text = f'"{column.name}" {kind}'
        elif isinstance(column.default, Literal) and column.default.value is not None:
            value = column.default.value
            shown = f"'{value}'" if isinstance(value, str) else str(int(value))
            text += f" DEFAULT {shown}"
        parts.append(text + ("" if column.nullable else " NOT NULL"))
    if table.key:
        parts.append(f"PRIMARY KEY ({_list(table.key)})")
    parts += [f"UNIQUE ({_list(names)})" for names in table.unique]
    for reference in table.references:
        action = reference.on_delete
        parts.append(
            f'FOREIGN KEY ({_list(reference.columns)}) REFERENCES "{reference.other}" '
            f"({_list(reference.other_columns)})"
            + (f" ON DELETE {action}" if action is not OnDelete.REFUSE else "")
            + " DEFERRABLE INITIALLY DEFERRED"
        )
    return f'CREATE TABLE "{table.name}" ({", ".join(parts)})'


def _list(names: tuple[str, ...]) -> str:
    return ", ".join(f'"{name}"' for name in names)
