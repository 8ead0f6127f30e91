"""Programs and schemas as an independent reader sees them: through sqlglot's trees alone.

Nothing of ``dynamite`` is used, so that a mistake there is not repeated here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import sqlglot
from sqlglot import exp

_HEADING = re.compile(r"^--\s*name\s*:\s*(\w+).*$", re.MULTILINE)
_COMPARISONS = (exp.EQ, exp.NEQ, exp.LT, exp.LTE, exp.GT, exp.GTE)

Place = tuple[str, str]
"""A table and a column, in lower case."""


@dataclass(frozen=True)
class Table:
    """A table of the DDL; ``parents`` are the tables that its foreign keys refer to, by column.

    ``known_by`` are the columns of its key, and those that are unique by themselves.
    """

    name: str
    types: dict[str, str]
    key: tuple[str, ...]
    required: frozenset[str]
    counting: frozenset[str]
    parents: dict[str, Place]
    known_by: frozenset[str]


@dataclass(frozen=True)
class Block:
    """A function of a program: its statements as trees, in the dialect of the file."""

    name: str
    statements: tuple[exp.Expr, ...]

    @cached_property
    def is_query(self) -> bool:
        return all(isinstance(s, exp.Select) for s in self.statements)

    @cached_property
    def parameters(self) -> tuple[str, ...]:
        found = (node.name for s in self.statements for node in s.find_all(exp.Placeholder))
        return tuple(dict.fromkeys(found))

    @cached_property
    def tables(self) -> frozenset[str]:
        return frozenset(t.name.lower() for s in self.statements for t in s.find_all(exp.Table))

    @cached_property
    def created(self) -> frozenset[str]:
        return frozenset(_target(s) for s in self.statements if isinstance(s, exp.Insert))

    @cached_property
    def removed(self) -> frozenset[str]:
        return frozenset(_target(s) for s in self.statements if isinstance(s, exp.Delete))

    @cached_property
    def changed(self) -> frozenset[str]:
        return frozenset(_target(s) for s in self.statements if isinstance(s, exp.Update))


@dataclass
class Use:
    """Where the values of a parameter go: columns, patterns of LIKE, bounds of LIMIT."""

    stored: list[Place] = field(default_factory=list)
    compared: list[Place] = field(default_factory=list)
    is_pattern: bool = False
    is_bound: bool = False


def read_tables(ddl: str, dialect: str) -> dict[str, Table]:
    """The tables of a DDL by their names in lower case."""
    found = {}
    for statement in sqlglot.parse(ddl, read=dialect):
        if isinstance(statement, exp.Create) and statement.kind == "TABLE":
            table = _table(statement)
            found[table.name] = table
    return found


def _table(statement: exp.Create) -> Table:
    schema = statement.this
    types, required, counting, parents, unique = {}, set(), set(), {}, set()
    key: tuple[str, ...] = ()
    for node in schema.expressions:
        if isinstance(node, exp.ColumnDef):
            name = node.name.lower()
            types[name] = node.kind.this.value.lower()
            for constraint in node.constraints:
                kind = constraint.kind
                if isinstance(kind, exp.PrimaryKeyColumnConstraint):
                    key = (name,)
                elif isinstance(kind, exp.UniqueColumnConstraint):
                    unique.add(name)
                elif isinstance(kind, exp.NotNullColumnConstraint):
                    required.add(name)
                elif isinstance(kind, exp.Reference):
                    parents[name] = _referred(kind)
                elif isinstance(
                    kind,
                    exp.GeneratedAsIdentityColumnConstraint | exp.AutoIncrementColumnConstraint,
                ):
                    counting.add(name)
            if "serial" in types[name]:
                counting.add(name)
            continue
        inner = node.expressions[0] if isinstance(node, exp.Constraint) else node
        if isinstance(inner, exp.PrimaryKey):
            key = tuple(_name(part) for part in inner.expressions)
        elif isinstance(inner, exp.ForeignKey) and len(inner.expressions) == 1:
            parents[_name(inner.expressions[0])] = _referred(inner.args["reference"])
    return Table(
        schema.this.name.lower(), types, key, frozenset({*required, *key}), frozenset(counting),
        parents, frozenset({*key, *unique}),
    )  # fmt: skip


def _referred(reference: exp.Reference) -> Place:
    schema = reference.this
    if isinstance(schema, exp.Table):
        return schema.name.lower(), ""
    return schema.this.name.lower(), _name(schema.expressions[0])


def _name(node: Any) -> str:
    return str(node.name).lower()


def read_blocks(text: str, dialect: str) -> dict[str, Block]:
    """The functions of a program file."""
    parts = _HEADING.split(text)[1:]
    return {
        name: Block(name, tuple(s for s in sqlglot.parse(body, read=dialect) if s is not None))
        for name, body in zip(parts[::2], parts[1::2], strict=True)
    }


def _target(statement: exp.Expr) -> str:
    found = statement.this if not isinstance(statement.this, exp.Schema) else statement.this.this
    return str(found.name).lower()


def uses(block: Block, tables: dict[str, Table]) -> dict[str, Use]:
    """Where the values of each parameter go."""
    found = {name: Use() for name in block.parameters}
    for statement in block.statements:
        aliases = {
            node.alias_or_name.lower(): node.name.lower() for node in statement.find_all(exp.Table)
        }
        if isinstance(statement, exp.Insert):
            _stored(statement, tables, found)
        if isinstance(statement, exp.Update):
            for pair in statement.expressions:
                if isinstance(pair.expression, exp.Placeholder):
                    found[pair.expression.name].stored.append(
                        (_target(statement), _name(pair.this))
                    )
        for use, column in _compared(statement, found):
            place = _place(column, aliases, tables)
            if place is not None:
                use.compared.append(place)
        for like in statement.find_all(exp.Like):
            if isinstance(like.expression, exp.Placeholder):
                found[like.expression.name].is_pattern = True
        for bound in statement.find_all(exp.Limit, exp.Offset):
            if isinstance(bound.expression, exp.Placeholder):
                found[bound.expression.name].is_bound = True
    return found


def _stored(statement: exp.Insert, tables: dict[str, Table], found: dict[str, Use]) -> None:
    if isinstance(statement.this, exp.Schema):
        columns = [_name(column) for column in statement.this.expressions]
    else:
        columns = list(tables[_target(statement)].types)
    rows = statement.expression.expressions if statement.expression else []
    if isinstance(statement.expression, exp.Select):
        rows = [statement.expression]
    for row in rows:
        for column, value in zip(columns, row.expressions, strict=False):
            if isinstance(value, exp.Placeholder):
                found[value.name].stored.append((_target(statement), column))


def _compared(statement: exp.Expr, found: dict[str, Use]) -> Iterator[tuple[Use, exp.Column]]:
    for node in statement.find_all(*_COMPARISONS, exp.In, exp.Between):
        if isinstance(node, exp.In):
            parts = [node.this, *node.expressions]
        elif isinstance(node, exp.Between):
            parts = [node.this, node.args["low"], node.args["high"]]
        else:
            parts = [node.this, node.expression]
        columns = [part for part in parts if isinstance(part, exp.Column)]
        for part in parts:
            if isinstance(part, exp.Placeholder) and columns:
                yield found[part.name], columns[0]


def _place(column: exp.Column, aliases: dict[str, str], tables: dict[str, Table]) -> Place | None:
    name = column.name.lower()
    if column.table:
        return aliases.get(column.table.lower(), column.table.lower()), name
    for table in aliases.values():
        if table in tables and name in tables[table].types:
            return table, name
    return None


def literals(blocks: dict[str, Block], tables: dict[str, Table]) -> dict[Place, list[Any]]:
    """The constants that a program compares its columns with."""
    found: dict[Place, list[Any]] = {}
    for block in blocks.values():
        for statement in block.statements:
            aliases = {
                t.alias_or_name.lower(): t.name.lower() for t in statement.find_all(exp.Table)
            }
            for node in statement.find_all(*_COMPARISONS):
                for one, other in ((node.this, node.expression), (node.expression, node.this)):
                    if isinstance(one, exp.Column) and isinstance(other, exp.Literal):
                        place = _place(one, aliases, tables)
                        value = other.name if other.is_string else int(float(other.name))
                        if place is not None:
                            found.setdefault(place, []).append(value)
    return found
