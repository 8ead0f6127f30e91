"""A program running on a real SQL engine: SQLite, in memory.

Each call is a transaction. Keys hold at each statement, foreign keys at the end of the call; a call
that violates one fails and changes nothing. Every statement first reads what it is to change, then
changes it, so that the forms of all dialects run here (several targets, counting columns).
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

from dynamite.errors import InputError
from dynamite.refactor.printing import format_statement
from dynamite.refactor.sql import (
    Call,
    Column,
    Default,
    Delete,
    Expression,
    Function,
    Insert,
    Literal,
    NextValue,
    Output,
    Parameter,
    Query,
    Source,
    Statement,
    Update,
    nodes,
    rewrite,
)
from dynamite.refactor.tables import Database, OnDelete, Table, TableColumn
from dynamite.values import DataType

Row = tuple[Any, ...]

NOW: Final = "time_of_call_"
"""The parameter that holds the time of a call."""


@dataclass(frozen=True)
class Answer:
    """What a statement answers: groups of rows in order; within one, any order is right.

    Of each group ``taken`` rows belong to the answer: fewer than all where LIMIT cuts through ties.
    """

    groups: tuple[tuple[tuple[Row, ...], int], ...]

    @property
    def rows(self) -> tuple[Row, ...]:
        """One of the right answers."""
        return tuple(row for rows, taken in self.groups for row in rows[:taken])


@dataclass(frozen=True)
class Outcome:
    """The answers of a call's statements, or ``None`` where it failed, and why it failed."""

    answers: tuple[Answer, ...] | None
    reason: str = ""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Outcome) and self.answers == other.answers

    def __hash__(self) -> int:
        return hash(self.answers)


class Machine:
    """A database, empty at first, and the functions that can be called on it."""

    def __init__(self, database: Database, functions: tuple[Function, ...]) -> None:
        self.database = database
        self.functions = {function.name: function for function in functions}
        self._compiled: dict[str, tuple[_Step, ...]] = {}
        self._counters: dict[str, int] = {}
        self._connection = sqlite3.connect(":memory:", isolation_level=None, cached_statements=4096)
        self._run = self._connection.execute
        self._connection.create_function("nextval", 1, self._next_value)
        self._connection.create_function("currval", 1, self._counters.get)
        for pragma in ("foreign_keys = ON", "case_sensitive_like = ON", "synchronous = OFF"):
            self._run(f"PRAGMA {pragma}")
        for table in database:
            self._run(_declaration(table))

    def reset(self) -> None:
        """Empty all tables, start all counters again."""
        self._run("BEGIN")
        for table in self.database:
            self._run(f"DELETE FROM {_quoted(table.name)}")
        self._run("COMMIT")
        self._counters.clear()

    def call(self, name: str, arguments: Mapping[str, Any]) -> Outcome:
        """What a call of a function answers; a failed one leaves the database as it was."""
        steps = self._compiled.get(name)
        if steps is None:
            steps = tuple(_compile(s, self.database) for s in self.functions[name].statements)
            self._compiled[name] = steps
        counters = dict(self._counters)
        answers = []
        self._run("BEGIN")
        try:
            for step in steps:
                answer = step.run(self._connection, arguments)
                if answer is not None:
                    answers.append(answer)
            self._run("COMMIT")
        except (sqlite3.IntegrityError, sqlite3.OperationalError) as error:
            if isinstance(error, sqlite3.OperationalError) and not _is_of_data(error):
                raise
            self._run("ROLLBACK")
            self._counters.clear()
            self._counters.update(counters)
            return Outcome(None, str(error))
        return Outcome(tuple(answers))

    def rows(self, table: str) -> tuple[Row, ...]:
        """All rows of a table, sorted."""
        return tuple(sorted(self._run(f"SELECT * FROM {_quoted(table)}").fetchall(), key=repr))

    def ask(self, query: str) -> list[Row]:
        """The rows that a SELECT in SQLite's SQL gives."""
        return self._run(query).fetchall()

    def insert(self, table: str, row: Mapping[str, Any]) -> None:
        """Add a row; raises ``sqlite3.IntegrityError`` for one that a key or a check forbids."""
        names = ", ".join(map(_quoted, row))
        marks = ", ".join("?" * len(row))
        self._run(f"INSERT INTO {_quoted(table)} ({names}) VALUES ({marks})", tuple(row.values()))

    def add(self, table: str, row: Mapping[str, Any]) -> bool:
        """Whether the table takes a row: no key or check forbids it."""
        try:
            self.insert(table, row)
        except sqlite3.IntegrityError:
            return False
        return True

    def load(self, rows: Mapping[str, list[Row]], other: Machine) -> str:
        """Replace all rows; why they are no database of these tables, or an empty text.

        Sequences go on after what they have given here, and in another machine.
        """
        self.reset()
        self._run("BEGIN")
        try:
            for table in self.database:
                marks = ", ".join("?" * len(table.names))
                into = f"INSERT INTO {_quoted(table.name)} VALUES ({marks})"
                self._connection.executemany(into, rows[table.name])
            self._run("COMMIT")
        except sqlite3.IntegrityError as error:
            self._run("ROLLBACK")
            return str(error)
        self._counters.update(other._counters)
        for table in self.database:
            for number, column in enumerate(table.columns):
                if isinstance(column.default, NextValue):
                    name = column.default.sequence
                    known = [row[number] for row in rows[table.name] if row[number] is not None]
                    self._counters[name] = max(known, default=0)
        return ""

    def close(self) -> None:
        self._connection.close()

    def _next_value(self, sequence: str) -> int:
        self._counters[sequence] = self._counters.get(sequence, 0) + 1
        return self._counters[sequence]


def _is_of_data(error: sqlite3.OperationalError) -> bool:
    return "integer overflow" in str(error)


@dataclass(frozen=True)
class _Step:
    """A statement as what it reads, and what it does with each row that it reads.

    ``changes`` are pairs of a statement and the positions in the row that fill its marks.
    """

    select: str
    names: tuple[str, ...]
    changes: tuple[tuple[str, tuple[int, ...]], ...] = ()
    answer: tuple[int, ...] | None = None
    keys: tuple[int, ...] = ()
    window: tuple[int | None, int | None] = (None, None)
    distinct_by: tuple[tuple[int, ...], ...] = ()

    def run(self, connection: sqlite3.Connection, arguments: Mapping[str, Any]) -> Answer | None:
        bound = {name: arguments[name] for name in self.names}
        rows = connection.execute(self.select, bound).fetchall()
        for number, (change, positions) in enumerate(self.changes):
            seen = set()
            for row in rows:
                if self.distinct_by:
                    identity = tuple(row[i] for i in self.distinct_by[number])
                    if identity in seen:
                        continue
                    seen.add(identity)
                connection.execute(change, tuple(row[i] for i in positions))
        return self._answer(rows) if self.answer is not None else None

    def _answer(self, rows: list[Row]) -> Answer:
        assert self.answer is not None
        limit, offset = (rows[0][at] if at is not None and rows else None for at in self.window)
        first = max(offset or 0, 0)
        last = len(rows) if limit is None or limit < 0 else min(first + limit, len(rows))
        groups = []
        at = 0
        for _, group in groupby(rows, lambda row: tuple(row[i] for i in self.keys)):
            members = [tuple(row[i] for i in self.answer) for row in group]
            taken = min(at + len(members), last) - max(at, first)
            at += len(members)
            if taken > 0:
                groups.append((tuple(sorted(members, key=_order)), taken))
        return Answer(tuple(groups))


def _order(row: Row) -> tuple[tuple[str, Any], ...]:
    return tuple((type(value).__name__, value if value is not None else 0) for value in row)


def _compile(statement: Statement, database: Database) -> _Step:
    statement = rewrite(statement, _at_call)
    match statement:
        case Query():
            return _query(statement)
        case Insert():
            return _insert(statement, database)
        case Update():
            return _update(statement)
        case Delete():
            return _delete(statement)


def _at_call(node: Any) -> Any:
    return Parameter(NOW) if node == Call("now", ()) else node


def _step(query: Query, **more: Any) -> _Step:
    text = format_statement(query, "sqlite", pretty=False)
    names = tuple({node.name: None for node in nodes(query) if isinstance(node, Parameter)})
    return _Step(text, names, **more)


def _query(query: Query) -> _Step:
    outputs = list(query.outputs)
    count = len(outputs)
    keys = [Output(key, "") for key in query.ordering]
    window: list[int | None] = []
    bounds: list[Output] = []
    for bound in (query.limit, query.offset):
        window.append(count + len(keys) + len(bounds) if bound is not None else None)
        bounds += [Output(bound, "")] if bound is not None else []
    everything = tuple(
        Output(o.expression, f"c{i}") for i, o in enumerate([*outputs, *keys, *bounds])
    )
    whole = Query(
        everything, query.sources, query.where, query.distinct, query.group_by, query.having,
        query.order_by,
    )  # fmt: skip
    return _step(
        whole,
        answer=tuple(range(count)),
        keys=tuple(range(count, count + len(keys))),
        window=(window[0], window[1]),
    )


def _insert(insert: Insert, database: Database) -> _Step:
    table = database[insert.table]
    rows = insert.rows
    if insert.query is not None:
        given = dict(zip(insert.columns, insert.query.outputs, strict=True))
        query = insert.query
        left_out = {n: table.value_left_out(n) for n in table.names if n not in given}
        if left_out and (query.distinct or query.is_aggregated or query.limit is not None):
            raise InputError("INSERT of a grouped query that leaves columns out cannot be run")
        outputs = [
            Output(given[n].expression if n in given else left_out[n], n) for n in table.names
        ]
        selects = [_replaced(query, outputs)]
    else:
        selects = []
        for row in rows:
            values = dict(zip(insert.columns, row, strict=True))
            complete = [
                Output(_value(values.get(name, Default()), table, name), name)
                for name in table.names
            ]
            selects.append(Query(tuple(complete)))
    steps = [_step(select) for select in selects]
    names = tuple(dict.fromkeys(name for step in steps for name in step.names))
    marks = ", ".join("?" * len(table.names))
    change = f"INSERT INTO {_quoted(table.name)} VALUES ({marks})"
    answer = None
    if insert.returning:
        positions = {name: i for i, name in enumerate(table.names)}
        answer = tuple(
            positions[_returned(output.expression, insert.table)] for output in insert.returning
        )
    everything = " UNION ALL ".join(step.select for step in steps)
    return _Step(everything, names, ((change, tuple(range(len(table.names)))),), answer)


def _replaced(query: Query, outputs: list[Output]) -> Query:
    return Query(
        tuple(outputs), query.sources, query.where, query.distinct, query.group_by, query.having,
        query.order_by, query.limit, query.offset,
    )  # fmt: skip


def _returned(expression: Expression, alias: str) -> str:
    if isinstance(expression, Column) and expression.alias == alias:
        return expression.name
    raise InputError("RETURNING of an expression cannot be run")


def _value(value: Expression, table: Table, name: str) -> Expression:
    return table.value_left_out(name) if isinstance(value, Default) else value


def _rowid(alias: str) -> Output:
    return Output(Column(alias, "_rowid_"), "")


def _named(outputs: list[Output]) -> tuple[Output, ...]:
    return tuple(Output(output.expression, f"c{i}") for i, output in enumerate(outputs))


def _update(update: Update) -> _Step:
    tables = {source.alias: source.table for source in update.sources}
    outputs: list[Output] = []
    changes, identities = [], []
    for target in update.targets:
        own = [a for a in update.assignments if a.alias == target]
        pairs = ", ".join(f"{_quoted(a.column)} = ?" for a in own)
        change = f"UPDATE {_quoted(tables[target])} SET {pairs} WHERE _rowid_ = ?"
        at = len(outputs)
        outputs += [Output(assignment.value, "") for assignment in own] + [_rowid(target)]
        changes.append((change, tuple(range(at, len(outputs)))))
        identities.append((len(outputs) - 1,))
    answer = None
    if update.returning:
        at = len(outputs)
        new = {(a.alias, a.column): a.value for a in update.assignments}
        for output in update.returning:
            outputs.append(Output(rewrite(output.expression, lambda n: _after(n, new)), ""))
        answer = tuple(range(at, len(outputs)))
    query = Query(_named(outputs), update.sources, update.where)
    return _step(query, changes=tuple(changes), answer=answer, distinct_by=tuple(identities))


def _after(node: Any, new: Mapping[tuple[str, str], Expression]) -> Any:
    return new.get((node.alias, node.name), node) if isinstance(node, Column) else node


def _delete(delete: Delete) -> _Step:
    tables = {source.alias: source.table for source in delete.sources}
    outputs = [_rowid(target) for target in delete.targets]
    changes = tuple(
        (f"DELETE FROM {_quoted(tables[target])} WHERE _rowid_ = ?", (number,))
        for number, target in enumerate(delete.targets)
    )
    answer = None
    if delete.returning:
        outputs += delete.returning
        answer = tuple(range(len(delete.targets), len(outputs)))
    query = Query(_named(outputs), delete.sources, delete.where)
    return _step(query, changes=changes, answer=answer)


_AFFINITIES: Final = {
    DataType.INT: "INT",
    DataType.BOOL: "INT",
    DataType.FLOAT: "REAL",
    DataType.DECIMAL: "NUMERIC",
    DataType.BYTES: "BLOB",
}


def _declaration(table: Table) -> str:
    # A key of the type INTEGER would be SQLite's own row number and count by itself: it is INT.
    parts = [_column(column) for column in table.columns]
    for kind, names in (("PRIMARY KEY", table.key), *(("UNIQUE", names) for names in table.unique)):
        if names:
            parts.append(f"{kind} ({_list(names)})")
    for reference in table.references:
        action = reference.on_delete
        parts.append(
            f"FOREIGN KEY ({_list(reference.columns)}) REFERENCES {_quoted(reference.other)} "
            f"({_list(reference.other_columns)})"
            + (f" ON DELETE {action}" if action is not OnDelete.REFUSE else "")
            + " DEFERRABLE INITIALLY DEFERRED"
        )
    for check in table.checks:
        query = Query((Output(check, ""),), (Source(table.name, table.name),))
        text = format_statement(query, "sqlite", pretty=False)
        condition = text.removeprefix("SELECT ").rpartition(" FROM ")[0]
        parts.append(f"CHECK ({condition})")
    return f"CREATE TABLE {_quoted(table.name)} ({', '.join(parts)})"


def loose_declaration(table: Table, schema: str) -> str:
    """A table for what a migration reads or writes: no keys but defaults, and keys that count."""
    parts = []
    for column in table.columns:
        text = _quoted(column.name)
        if isinstance(column.default, NextValue) and table.key == (column.name,):
            text += " INTEGER PRIMARY KEY"
        elif isinstance(column.default, Literal) and column.default.value is not None:
            query = Query((Output(column.default, ""),))
            value = format_statement(query, "sqlite", pretty=False).removeprefix("SELECT ")
            text += f" DEFAULT {value}"
        parts.append(text)
    return f"CREATE TABLE {schema}.{_quoted(table.name)} ({', '.join(parts)})"


def _column(column: TableColumn) -> str:
    name = _quoted(column.name)
    text = f"{name} {_AFFINITIES.get(column.type, 'TEXT')}"
    if not column.nullable:
        text += " NOT NULL"
    length = re.fullmatch(r"(?:var)?char\((\d+)\)", column.sql_type)
    return text + (f" CHECK (length({name}) <= {length[1]})" if length else "")


def _list(names: tuple[str, ...]) -> str:
    return ", ".join(map(_quoted, names))


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
