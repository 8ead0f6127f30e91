"""DDL: the relational schema that a file of ``CREATE TABLE`` statements declares.

What bears on records is read: columns, types, NOT NULL, keys and references, also where ``ALTER
TABLE`` adds them; what bears on statements (CHECK, DEFAULT, columns that count themselves) is in
``declarations`` only. Indexes, sequences, comments, settings, owners, rights are passed over.
Everything else is refused with its line. Names keep the case in which they are written; a name that
is not quoted refers to a table or a column in whatever case.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import groupby

import sqlglot
from sqlglot import exp
from sqlglot.errors import ParseError, TokenError

from dynamite.data.ddl_types import COUNTING, attribute_type
from dynamite.errors import InputError
from dynamite.schema import Attribute, ForeignKey, Kind, Model, RecordType, Schema
from dynamite.values import DataType


def read_ddl(sql: str, place: str, dialect: str = "postgres") -> Schema:
    """The schema that the text of a file declares; ``place`` is the file's name in ``InputError``.

    ``dialect`` is sqlglot's name of the SQL dialect.

    >>> sql = "CREATE TABLE T (id serial PRIMARY KEY, name text); CREATE INDEX ON T (name);"
    >>> table = read_ddl(sql, "old.sql").record_types[0]
    >>> [attribute.text for attribute in table.attributes], table.primary_key
    (['int', 'string?'], ('id',))
    """
    reader = _Reader(place)
    for statement in _statements(sql, place, dialect):
        reader.read(statement)
    return reader.schema()


def declarations(sql: str, place: str, dialect: str = "postgres") -> tuple[Declaration, ...]:
    """The tables of a file with all that bears on statements, in the order of the file.

    Raises ``InputError`` as ``read_ddl`` does.
    """
    reader = _Reader(place)
    for statement in _statements(sql, place, dialect):
        reader.read(statement)
    for table, record_type in zip(reader.tables.values(), reader.schema(), strict=True):
        table.foreign_keys = list(record_type.foreign_keys)
    for index in reader.indexes:
        reader.read_unique_index(index)
    return tuple(reader.tables.values())


def _statements(sql: str, place: str, dialect: str) -> Iterator[exp.Expr]:
    """The statements that are not passed over, each parsed alone, with its lines in the file."""
    try:
        tokens = sqlglot.tokenize(sql, read=dialect)
    except TokenError:
        problem = f"not SQL of {dialect}: a quotation or a comment does not end"
        raise InputError(problem, place=place) from None
    except ValueError as error:
        raise InputError(str(error), place=place) from None
    for is_end, group in groupby(tokens, lambda token: token.token_type is _END):
        if is_end:
            continue
        statement = list(group)
        text = sql[statement[0].start : statement[-1].end + 1]
        if not _ADMINISTRATION.match(text):
            yield _parse("\n" * (statement[0].line - 1) + text, place, dialect)


def _parse(text: str, place: str, dialect: str) -> exp.Expr:
    try:
        with _without_warnings():
            statement = sqlglot.parse_one(text, read=dialect)
    except ParseError as error:
        first = error.errors[0]
        where = f"{place}:{first['line']}"
        raise InputError(f"not SQL of {dialect}: {first['description']}", place=where) from None
    if isinstance(statement, exp.Command):
        line = len(text) - len(text.lstrip("\n")) + 1
        raise _refused(text, f"{place}:{line}")
    return statement


def _refused(text: str, place: str) -> InputError:
    shown = " ".join(text.split())
    shown = shown if len(shown) <= 40 else shown[:37] + "..."
    mend = "keep CREATE TABLE, and ALTER TABLE that adds constraints"
    return InputError(f"{shown!r} does not declare a table", place=place, mend=mend)


@contextmanager
def _without_warnings() -> Iterator[None]:
    # sqlglot warns of a statement that it does not know, which is refused here by its line.
    logger = logging.getLogger("sqlglot")
    before = logger.disabled
    logger.disabled = True
    try:
        yield
    finally:
        logger.disabled = before


@dataclass
class Declaration:
    """A table as it is declared; ``defaults`` and ``checks`` are SQL expressions, not read yet."""

    name: str
    line: int
    types: dict[str, DataType] = field(default_factory=dict)
    required: set[str] = field(default_factory=set)
    primary_key: tuple[str, ...] = ()
    unique: list[tuple[str, ...]] = field(default_factory=list)
    references: list[tuple[tuple[str, ...], exp.Reference]] = field(default_factory=list)
    foreign_keys: list[ForeignKey] = field(default_factory=list)
    sql_types: dict[str, str] = field(default_factory=dict)
    defaults: dict[str, exp.Expr] = field(default_factory=dict)
    counting: set[str] = field(default_factory=set)
    checks: list[exp.Expr] = field(default_factory=list)
    others: list[str] = field(default_factory=list)
    """What else its columns and indexes say that bears on statements, as SQL."""

    def on_delete(self, number: int) -> str:
        """What becomes of a row when the row goes that its foreign key refers to: ``"CASCADE"``."""
        return self._on(number, "ON DELETE ")

    def on_update(self, number: int) -> str:
        """The same for a change of the key that is referred to."""
        return self._on(number, "ON UPDATE ")

    def _on(self, number: int, event: str) -> str:
        for option in self.references[number][1].args.get("options") or ():
            if str(option).upper().startswith(event):
                return str(option).upper().removeprefix(event)
        return "NO ACTION"


_NAME = r'(?:"[^"]*"|[^\s"])+'

# What a dump says of owners, rights, sequences and the session; sqlglot knows little of it.
_ADMINISTRATION = re.compile(
    rf"""(?: grant | revoke | alter\s+sequence | select\s+pg_catalog\.set_config
         | alter\s+\w+\s+(?:only\s+)?{_NAME}\s+owner\s+to
         | alter\s+table\s+(?:only\s+)?{_NAME}\s+alter\s+column\s+{_NAME}\s+add\s+generated )\b""",
    re.IGNORECASE | re.VERBOSE,
)

_END = sqlglot.TokenType.SEMICOLON

_PASSED_OVER = (
    exp.Comment,
    exp.Transaction,
    exp.Commit,
    exp.Set,
    exp.Pragma,
    exp.Use,
    exp.Semicolon,
)


_HARMLESS = (exp.CommentColumnConstraint, exp.NotNullColumnConstraint)
"""Constraints that say nothing, or nothing beyond what has been read of them."""


class _Reader:
    """Reads statements in order; references are resolved at the end, when all tables are known."""

    def __init__(self, place: str) -> None:
        self.place = place
        self.tables: dict[str, Declaration] = {}
        self.enums: set[str] = set()
        self.indexes: list[exp.Index] = []

    def at(self, node: exp.Expr) -> str:
        line = _line(node)
        return f"{self.place}:{line}" if line else self.place

    def refuse(self, problem: str, node: exp.Expr, mend: str = "") -> InputError:
        return InputError(problem, place=self.at(node), mend=mend)

    def read(self, statement: exp.Expr) -> None:
        match statement:
            case exp.Create(kind="TABLE", this=exp.Schema()) if not statement.expression:
                self.read_table(statement.this)
            case exp.Create(kind="INDEX", this=exp.Index() as index) if statement.args["unique"]:
                self.indexes.append(index)
            case exp.Create(kind="INDEX" | "SEQUENCE" | "SCHEMA" | "EXTENSION" | "DATABASE"):
                pass
            case exp.Create(kind="TYPE") if _is_enum(statement):
                self.enums.add(statement.this.name.lower())
            case exp.Alter(kind="TABLE"):
                self.read_alter(statement)
            case _ if isinstance(statement, _PASSED_OVER):
                pass
            case _:
                raise _refused(statement.sql(), self.at(statement))

    def read_table(self, declared: exp.Schema) -> None:
        name = declared.this.name
        if name in self.tables:
            raise self.refuse(f"the table {name!r} is declared twice", declared)
        table = self.tables[name] = Declaration(name, _line(declared))
        parts = declared.expressions
        for part in parts:
            if isinstance(part, exp.ColumnDef):
                self.read_column(table, part)
        for part in parts:
            if not isinstance(part, exp.ColumnDef):
                self.read_constraint(table, part)

    def read_column(self, table: Declaration, column: exp.ColumnDef) -> None:
        name = column.name
        if name in table.types:
            raise self.refuse(f"the column {table.name}.{name} is declared twice", column)
        table.types[name] = self.type(table, column)
        if column.kind is not None:
            table.sql_types[name] = column.kind.sql().lower()
            if column.kind.this in COUNTING:
                table.required.add(name)
                table.counting.add(name)
        for constraint in column.constraints:
            match constraint.kind:
                case exp.NotNullColumnConstraint() as null if not null.args.get("allow_null"):
                    table.required.add(name)
                case exp.PrimaryKeyColumnConstraint():
                    self.add_primary_key(table, (name,), column)
                case exp.UniqueColumnConstraint():
                    table.unique.append((name,))
                case (
                    exp.GeneratedAsIdentityColumnConstraint() | exp.AutoIncrementColumnConstraint()
                ):
                    table.required.add(name)
                    table.counting.add(name)
                case exp.DefaultColumnConstraint() as default:
                    table.defaults[name] = default.this
                case exp.CheckColumnConstraint() as check:
                    table.checks.append(check.this)
                case exp.Reference() as reference:
                    table.references.append(((name,), reference))
                case other if not isinstance(other, _HARMLESS):
                    table.others.append(other.sql())

    def type(self, table: Declaration, column: exp.ColumnDef) -> DataType:
        sql_type = column.kind
        if not isinstance(sql_type, exp.DataType):
            raise self.refuse(f"the column {table.name}.{column.name} has no type", column)
        found = attribute_type(sql_type)
        if sql_type.this is exp.DataType.Type.USERDEFINED:
            found = DataType.STRING if _text(sql_type).lower() in self.enums else None
        if found is None:
            raise self.refuse(
                f"the column {table.name}.{column.name} has the type {_text(sql_type)!r}, "
                "which has no counterpart",
                column,
                f"declare it as a type of: {', '.join(DataType)}",
            )
        return found

    def read_constraint(self, table: Declaration, constraint: exp.Expr) -> None:
        match constraint:
            case exp.Constraint():
                for part in constraint.expressions:
                    self.read_constraint(table, part)
            case exp.PrimaryKey():
                self.add_primary_key(table, self.columns(table, constraint.expressions), constraint)
            case exp.UniqueColumnConstraint(this=exp.Schema() as declared):
                table.unique.append(self.columns(table, declared.expressions))
            case exp.ForeignKey():
                columns = self.columns(table, constraint.expressions)
                table.references.append((columns, constraint.args["reference"]))
            case exp.CheckColumnConstraint() | exp.Check():
                table.checks.append(constraint.this)
            case exp.IndexColumnConstraint():
                pass
            case _:
                raise self.refuse(f"{constraint.sql()!r} is not understood", constraint)

    def add_primary_key(self, table: Declaration, columns: tuple[str, ...], node: exp.Expr) -> None:
        if table.primary_key:
            raise self.refuse(f"the table {table.name!r} has two primary keys", node)
        table.primary_key = columns
        table.required.update(columns)

    def read_alter(self, statement: exp.Alter) -> None:
        table = self.table(statement.this)
        for action in statement.args["actions"]:
            match action:
                case exp.AddConstraint():
                    for constraint in action.expressions:
                        self.read_constraint(table, constraint)
                case exp.ColumnDef():
                    self.read_column(table, action)
                case exp.AlterColumn() if action.args.get("default") is not None:
                    (name,) = self.columns(table, [action.this])
                    table.defaults[name] = action.args["default"]
                case exp.AlterColumn() if action.args.get("allow_null") is False:
                    table.required.update(self.columns(table, [action.this]))
                case _:
                    problem = f"{action.sql()!r} does not add a column or a constraint"
                    raise self.refuse(problem, statement)

    def read_unique_index(self, index: exp.Index) -> None:
        table = self.table(index.args["table"])
        parameters = index.args["params"]
        parts = [part.this for part in parameters.args.get("columns") or ()]
        if parameters.args.get("where") or not all(isinstance(p, exp.Column) for p in parts):
            table.others.append(f"UNIQUE INDEX {index.sql()}")
        else:
            table.unique.append(self.columns(table, parts))

    def columns(self, table: Declaration, names: Iterable[exp.Expr]) -> tuple[str, ...]:
        return tuple(self.column(table, name) for name in names)

    def column(self, table: Declaration, name: exp.Expr) -> str:
        found = _find(name, table.types)
        if found is None:
            raise self.refuse(
                f"the table {table.name!r} has no column {name.name!r}",
                name,
                f"its columns are: {', '.join(table.types)}",
            )
        return found

    def table(self, name: exp.Expr) -> Declaration:
        found = _find(name, self.tables)
        if found is None:
            raise self.refuse(f"there is no table {name.name!r}", name)
        return self.tables[found]

    def schema(self) -> Schema:
        if not self.tables:
            raise InputError("there is no CREATE TABLE", place=self.place)
        return Schema(Model.RELATIONAL, tuple(map(self.record_type, self.tables.values())))

    def record_type(self, table: Declaration) -> RecordType:
        attributes = tuple(
            Attribute(name, data_type, name not in table.required)
            for name, data_type in table.types.items()
        )
        foreign_keys = tuple(self.foreign_key(table, *pair) for pair in table.references)
        unique = tuple(dict.fromkeys(table.unique))
        try:
            return RecordType(
                (table.name,), Kind.TABLE, attributes, table.primary_key, unique, foreign_keys
            )
        except InputError as error:
            raise InputError(str(error), place=f"{self.place}:{table.line}") from None

    def foreign_key(
        self, table: Declaration, columns: tuple[str, ...], reference: exp.Reference
    ) -> ForeignKey:
        target = self.table(reference.this)
        if isinstance(reference.this, exp.Schema):
            references = self.columns(target, reference.this.expressions)
        else:
            references = target.primary_key
        if len(references) != len(columns):
            raise self.refuse(
                f"a foreign key of {table.name!r} pairs {len(columns)} columns with "
                f"{len(references)} of {target.name!r}",
                reference,
            )
        return ForeignKey(columns, target.name, references)


def _is_enum(statement: exp.Create) -> bool:
    sql_type = statement.args.get("expression")
    return isinstance(sql_type, exp.DataType) and sql_type.this is exp.DataType.Type.ENUM


def _text(sql_type: exp.DataType) -> str:
    """The type as it is written; of a type that the user has declared, its name."""
    kind = sql_type.args.get("kind")
    return str(kind.name if isinstance(kind, exp.Expression) else kind or sql_type.sql())


def _find(reference: exp.Expr, names: Collection[str]) -> str | None:
    """The name that is referred to: as it is written, else, unquoted, in another case."""
    name = _named(reference)
    if name.name in names or name.args.get("quoted"):
        return name.name if name.name in names else None
    return next((other for other in names if other.lower() == name.name.lower()), None)


def _named(reference: exp.Expr) -> exp.Expr:
    """The last identifier of a table's or a column's name, without what qualifies it."""
    while not isinstance(reference, exp.Identifier) and isinstance(reference.this, exp.Expression):
        reference = reference.this
    return reference


def _line(node: exp.Expr) -> int:
    lines = (identifier.meta.get("line", 0) for identifier in node.find_all(exp.Identifier))
    return min(filter(None, lines), default=0)
