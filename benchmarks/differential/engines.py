"""Programs on real engines: SQLite and PostgreSQL, through their drivers alone.

A call is a transaction: keys hold at each statement, foreign keys at its end. What violates one
fails and changes nothing; any other error of the engine is a fault of the program and is raised.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Protocol

import psycopg
import sqlglot
from sqlglot import exp

from benchmarks.differential.texts import Block, Table

Row = tuple[Any, ...]
Group = tuple[tuple[Row, ...], int]
Outcome = tuple[tuple[Group, ...], ...] | None
"""What a call answers: for each SELECT its rows, in groups that the order tells apart, each with
how many of its rows belong to the answer (fewer than all where LIMIT cuts); ``None``: it failed."""


class Engine(Protocol):
    """A database with a program's functions."""

    def call(self, name: str, arguments: Mapping[str, Any]) -> Outcome: ...

    def reset(self) -> None:
        """Empty it, and let generated keys begin again."""

    def close(self) -> None: ...


@dataclass(frozen=True)
class Step:
    """A statement to be run; ``width`` columns answer, those after them say the order."""

    text: str
    names: tuple[str, ...]
    width: int | None = None
    keys: tuple[int, ...] = ()
    limit: exp.Expr | None = None
    offset: exp.Expr | None = None

    def answer(self, rows: list[Row], arguments: Mapping[str, Any]) -> tuple[Group, ...]:
        """The groups of what the statement gave."""
        first = _bound(self.offset, arguments) or 0
        limit = _bound(self.limit, arguments)
        last = len(rows) if limit is None else min(len(rows), first + limit)
        groups: list[Group] = []
        at = 0
        for _, group in groupby(rows, key=lambda row: tuple(row[i] for i in self.keys)):
            members = sorted((tuple(row[: self.width]) for row in group), key=repr)
            taken = min(at + len(members), last) - max(at, first)
            at += len(members)
            if taken > 0:
                groups.append((tuple(members), taken))
        return tuple(groups)


def _bound(node: exp.Expr | None, arguments: Mapping[str, Any]) -> int | None:
    if node is None:
        return None
    return int(arguments[node.name] if isinstance(node, exp.Placeholder) else node.name)


def step(statement: exp.Expr, write: str) -> Step:
    """How a statement is run; a SELECT with an order shows its keys, and its limit is taken later.

    So answers whose ties an engine may order as it likes are compared by what must be the same.
    """
    names = tuple(dict.fromkeys(p.name for p in statement.find_all(exp.Placeholder)))
    if not isinstance(statement, exp.Select):
        width = len(statement.args["returning"].expressions) if _returning(statement) else None
        return Step(statement.sql(dialect=write), names, width)
    tree = statement.copy()
    limit, offset = tree.args.get("limit"), tree.args.get("offset")
    tree.set("limit", None)
    tree.set("offset", None)
    order = tree.args.get("order")
    shown = [node.unalias() for node in tree.expressions]
    aliases = {node.alias.lower(): at for at, node in enumerate(tree.expressions) if node.alias}
    keys = []
    for ordered in order.expressions if order else []:
        key = ordered.this
        if isinstance(key, exp.Literal) and not key.is_string:
            keys.append(int(key.name) - 1)
        elif isinstance(key, exp.Column) and not key.table and key.name.lower() in aliases:
            keys.append(aliases[key.name.lower()])
        elif key in shown:
            keys.append(shown.index(key))
        else:
            keys.append(len(tree.expressions))
            tree.append("expressions", key.copy())
    return Step(
        tree.sql(dialect=write), names, len(shown), tuple(keys),
        limit.expression if limit else None, offset.expression if offset else None,
    )  # fmt: skip


def _returning(statement: exp.Expr) -> bool:
    return statement.args.get("returning") is not None


def _sequences(blocks: Iterable[Block], tables: Mapping[str, Table]) -> set[str]:
    named = {
        call.expressions[0].name.lower()
        for block in blocks
        for statement in block.statements
        for call in statement.find_all(exp.Anonymous)
        if call.name.lower() in ("nextval", "currval")
    }
    return named | {f"{t.name}_{column}_seq" for t in tables.values() for column in t.counting}


class Sqlite:
    """SQLite, in memory or in a file."""

    def __init__(
        self,
        ddl: str,
        blocks: Mapping[str, Block],
        tables: Mapping[str, Table],
        dialect: str = "postgres",
        path: str = ":memory:",
    ) -> None:
        self.tables = tables
        self.path = path
        self.counters: dict[str, int] = {}
        self.connection = sqlite3.connect(path, isolation_level=None, cached_statements=4096)
        self.run = self.connection.execute
        self.connection.create_function("nextval", 1, self._next)
        self.connection.create_function("currval", 1, lambda name: self.counters[name.lower()])
        for pragma in ("foreign_keys = ON", "synchronous = OFF", "journal_mode = MEMORY"):
            self.run(f"PRAGMA {pragma}")
        for statement in sqlglot.parse(ddl, read=dialect):
            if statement is not None:
                # INTEGER would make a key count by itself; INT does not.
                text = _counted_here(statement).sql(dialect="sqlite")
                self.run(text.replace(" INTEGER", " INT"))
        self.steps = {
            block.name: tuple(
                step(_for_sqlite(s, tables), "sqlite") for s in block.statements
            )
            for block in blocks.values()
        }  # fmt: skip

    def _next(self, name: str) -> int:
        name = name.lower()
        self.counters[name] = self.counters.get(name, 0) + 1
        return self.counters[name]

    def call(self, name: str, arguments: Mapping[str, Any]) -> Outcome:
        before = dict(self.counters)
        answers = []
        self.run("BEGIN")
        self.run("PRAGMA defer_foreign_keys = ON")
        try:
            for one in self.steps[name]:
                rows = self.run(one.text, {n: arguments[n] for n in one.names}).fetchall()
                if one.width is not None:
                    answers.append(one.answer(rows, arguments))
            self.run("COMMIT")
        except sqlite3.IntegrityError:
            self.run("ROLLBACK")
            self.counters.clear()
            self.counters.update(before)
            return None
        return tuple(answers)

    def fill(self, calls: Iterable[tuple[str, Mapping[str, Any]]]) -> None:
        """Make calls that succeed, all in one transaction."""
        self.run("BEGIN")
        self.run("PRAGMA defer_foreign_keys = ON")
        for name, arguments in calls:
            for one in self.steps[name]:
                self.run(one.text, {n: arguments[n] for n in one.names})
        self.run("COMMIT")

    def migrate_to(self, other: Sqlite, script: str) -> None:
        """Fill another database, by a script that reads ``old`` and writes ``new``."""
        with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
            connection.execute("PRAGMA foreign_keys = ON")
            for side, database in (("old", self), ("new", other)):
                connection.execute(f"ATTACH ? AS {side}", [database.path])
            connection.executescript(script)
        for table in other.tables.values():
            for column in table.counting:
                rows = other.run(f'SELECT MAX("{column}") FROM "{table.name}"').fetchall()
                other.counters[f"{table.name}_{column}_seq"] = rows[0][0] or 0

    def reset(self) -> None:
        self.run("PRAGMA foreign_keys = OFF")
        self.run("BEGIN")
        for table in self.tables:
            self.run(f'DELETE FROM "{table}"')
        self.run("COMMIT")
        self.run("PRAGMA foreign_keys = ON")
        self.counters.clear()

    def close(self) -> None:
        self.connection.close()


def _counted_here(statement: exp.Expr) -> exp.Expr:
    """The DDL with counting columns as numbers: this driver counts, as sequences do.

    A key of SQLite may be null if it is not told otherwise; in the standard none is.
    """

    def plain(node: exp.Expr) -> exp.Expr:
        if isinstance(node, exp.DataType) and "SERIAL" in node.this.value:
            return exp.DataType.build("int")
        if isinstance(node, exp.ColumnDef) and any(
            isinstance(c.kind, exp.PrimaryKeyColumnConstraint) for c in node.constraints
        ):
            node.append("constraints", exp.ColumnConstraint(kind=exp.NotNullColumnConstraint()))
        return node

    return statement.transform(plain)


def _for_sqlite(statement: exp.Expr, tables: Mapping[str, Table]) -> exp.Expr:
    statement = statement.copy()
    if isinstance(statement, exp.Insert):
        _with_names(statement, tables)
        _with_keys(statement, tables)
    if isinstance(statement, exp.Delete) and statement.args.get("using"):
        return _without_using(statement)
    return statement


def _with_names(statement: exp.Insert, tables: Mapping[str, Table]) -> None:
    """PostgreSQL lets VALUES give the first columns only; SQLite wants all, or their names."""
    if isinstance(statement.this, exp.Table):
        rows = statement.expression.expressions
        table = tables[statement.this.name.lower()]
        names = [exp.to_identifier(name) for name in table.types][: len(rows[0].expressions)]
        statement.set("this", exp.Schema(this=statement.this, expressions=names))


def _with_keys(statement: exp.Insert, tables: Mapping[str, Table]) -> None:
    """Counting columns that an INSERT leaves out get the next value of their sequence."""
    table = tables[statement.this.this.name.lower()]
    named = {column.name.lower() for column in statement.this.expressions}
    for column in sorted(table.counting - named):
        statement.this.append("expressions", exp.to_identifier(column))
        value = f"nextval('{table.name}_{column}_seq')"
        content = statement.expression
        for row in [content] if isinstance(content, exp.Select) else content.expressions:
            row.append("expressions", sqlglot.parse_one(value, read="postgres"))


def _without_using(statement: exp.Delete) -> exp.Expr:
    """SQLite has no DELETE … USING: the rows are named by a subquery."""
    target = statement.this
    alias = target.alias_or_name
    sources = [target.copy(), *(table.copy() for table in statement.args["using"])]
    inner = exp.select(exp.column("rowid", alias)).from_(sources[0])
    for source in sources[1:]:
        inner = inner.join(source, join_type="cross")
    if statement.args.get("where"):
        inner = inner.where(statement.args["where"].this.copy())
    where = exp.Where(this=exp.In(this=exp.column("rowid"), query=exp.Subquery(this=inner)))
    return exp.Delete(this=exp.Table(this=target.this.copy()), where=where)


class Postgres:
    """A schema of a PostgreSQL database; a sequence of calls is a transaction that is undone."""

    def __init__(
        self,
        ddl: str,
        blocks: Mapping[str, Block],
        tables: Mapping[str, Table],
        url: str,
        schema: str,
    ) -> None:
        self.connection = psycopg.connect(url, autocommit=True, cursor_factory=psycopg.ClientCursor)
        self.cursor = self.connection.cursor()
        self.tables = tables
        self.run("SET lock_timeout = '20s'; SET client_min_messages = warning")
        self.run(f"DROP SCHEMA IF EXISTS {schema} CASCADE; CREATE SCHEMA {schema}")
        self.run(f"SET search_path = {schema}; {ddl}")
        self._defer(schema)
        self.sequences = sorted(_sequences(blocks.values(), tables))
        for sequence in self.sequences:
            self.run(f'CREATE SEQUENCE IF NOT EXISTS "{sequence}"')
        self.counters = dict.fromkeys(self.sequences, 0)
        self.generating = {
            b.name for b in blocks.values() if any(tables[t].counting for t in b.created)
            or any(call.name.lower() == "nextval" for s in b.statements
                   for call in s.find_all(exp.Anonymous))
        }  # fmt: skip
        self.steps = {
            name: tuple(step(s, "postgres") for s in block.statements)
            for name, block in blocks.items()
        }
        for name, steps in self.steps.items():
            for number, one in enumerate(steps):
                self._prepare(f"{name}_{number}", one)
        self.run("BEGIN")

    def run(self, text: str) -> None:
        self.cursor.execute(text)  # type: ignore[call-overload]

    def _prepare(self, name: str, one: Step) -> None:
        text = one.text
        for number, parameter in enumerate(one.names, 1):
            text = text.replace(f"%({parameter})s", f"${number}")
        self.run(f'PREPARE "{name}" AS {text}')

    def _defer(self, schema: str) -> None:
        self.run(
            "SELECT conrelid::regclass::text, quote_ident(conname) FROM pg_constraint "
            f"WHERE contype = 'f' AND connamespace = '{schema}'::regnamespace"
        )
        for table, name in self.cursor.fetchall():
            self.run(f"ALTER TABLE {table} ALTER CONSTRAINT {name} DEFERRABLE INITIALLY DEFERRED")

    def call(self, name: str, arguments: Mapping[str, Any]) -> Outcome:
        parts = ["SAVEPOINT the_call"]
        for number, one in enumerate(self.steps[name]):
            given = ", ".join(_literal(arguments[n]) for n in one.names)
            parts.append(f'EXECUTE "{name}_{number}"' + (f"({given})" if given else ""))
        parts += ["SET CONSTRAINTS ALL IMMEDIATE", "SET CONSTRAINTS ALL DEFERRED"]
        try:
            self.run("; ".join([*parts, "RELEASE the_call"]))
        except (psycopg.IntegrityError, psycopg.DataError):
            self.run("ROLLBACK TO the_call")
            if name in self.generating:
                self._count_from(self.counters)
            return None
        answers = []
        for one in self.steps[name]:
            self.cursor.nextset()
            if one.width is not None:
                answers.append(one.answer(self.cursor.fetchall(), arguments))
        if name in self.generating:
            for sequence in self.sequences:
                self.run(f'SELECT last_value, is_called FROM "{sequence}"')
                ((value, is_called),) = self.cursor.fetchall()
                self.counters[sequence] = value if is_called else value - 1
        return tuple(answers)

    def fill_from(self, other: Sqlite) -> None:
        """Take the rows and the counters of a database of SQLite; they stay."""
        self.run("ROLLBACK")
        for table in self.tables.values():
            names = ", ".join(table.types)
            with self.cursor.copy(f"COPY {table.name} ({names}) FROM STDIN") as copy:  # type: ignore[arg-type]
                for row in other.run(f"SELECT {names} FROM {table.name}"):
                    copy.write_row(row)
        self.run("ANALYZE")
        self.run("BEGIN")
        for sequence in self.sequences:
            self.counters[sequence] = other.counters.get(sequence, 0)
        self._count_from(self.counters)

    def migrate_to(self, other: Postgres, script: str) -> None:
        """Fill another schema by a script that reads ``old`` and writes ``new``."""
        other.run("ROLLBACK")
        other.run(script)
        other.run("ANALYZE")
        other.run("BEGIN")
        for sequence in other.sequences:
            other.run(f'SELECT last_value, is_called FROM "{sequence}"')
            ((value, is_called),) = other.cursor.fetchall()
            other.counters[sequence] = value if is_called else value - 1

    def _count_from(self, counters: Mapping[str, int]) -> None:
        for sequence, value in counters.items():
            self.run(f"SELECT setval('\"{sequence}\"', {value + 1}, false)")

    def reset(self) -> None:
        self.run("ROLLBACK; BEGIN")
        self.counters = dict.fromkeys(self.sequences, 0)
        self._count_from(self.counters)

    def close(self) -> None:
        self.connection.close()


def _literal(value: Any) -> str:
    if value is None:
        return "NULL"
    return "'" + value.replace("'", "''") + "'" if isinstance(value, str) else str(value)
