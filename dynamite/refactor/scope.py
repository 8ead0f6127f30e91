"""Names of a statement while it is read: aliases of sources, columns, tables, with their places."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from sqlglot import exp

from dynamite.errors import InputError
from dynamite.refactor.sql import Column, Join, Source
from dynamite.refactor.sql import Expression as SqlExpression
from dynamite.refactor.tables import Database, Table


@dataclass
class Context:
    """What is fixed for one statement: the tables, the file's name, and the aliases in use."""

    database: Database
    place: str
    line: int
    aliases: set[str] = field(default_factory=set)

    def refuse(self, problem: str, node: exp.Expr | None = None, mend: str = "") -> InputError:
        line = self.line
        if node is not None:
            found = (i.meta.get("line", 0) for i in node.find_all(exp.Identifier))
            line = min(filter(None, found), default=line)
        return InputError(problem, place=f"{self.place}:{line}", mend=mend)

    def allow(self, node: exp.Expr, *names: str) -> None:
        """Refuses whatever part of a node is not in this list: nothing is skipped unseen."""
        for name, value in node.args.items():
            if value and name not in names:
                shown = " ".join(node.sql().split())
                shown = shown if len(shown) <= 60 else shown[:57] + "..."
                what = name.strip("_").replace("_", " ").upper()
                raise self.refuse(f"{what} in {shown!r} is not understood", node)

    def table(self, node: exp.Expr | None) -> Table:
        if not isinstance(node, exp.Table) or not isinstance(node.this, exp.Identifier):
            shown = " ".join(node.sql().split()) if node is not None else ""
            raise self.refuse(f"{shown!r} is no table", node, "name a table of the schema")
        self.allow(node, "this", "alias", "joins", "db")
        name = find(node.this, self.database.by_name)
        if name is None:
            raise self.refuse(f"there is no table {node.name!r}", node)
        return self.database[name]

    def column(self, table: Table, node: exp.Expr) -> str:
        identifier = node.this if isinstance(node, exp.Column) else node
        name = find(identifier, table.by_name)
        if name is None:
            raise self.refuse(
                f"the table {table.name!r} has no column {identifier.name!r}",
                node,
                f"its columns are: {', '.join(table.names)}",
            )
        return name

    def new_alias(self, wanted: str) -> str:
        alias, number = wanted, 1
        while alias.lower() in self.aliases:
            number += 1
            alias = f"{wanted}_{number}"
        self.aliases.add(alias.lower())
        return alias


@dataclass
class Scope:
    """The sources that a name may refer to, innermost query first."""

    context: Context
    outer: Scope | None = None
    sources: list[tuple[exp.Identifier, Source, Table]] = field(default_factory=list)

    def add(
        self, node: exp.Expr, join: Join = Join.CROSS, on: SqlExpression | None = None
    ) -> Source:
        table = self.context.table(node)
        written = node.args.get("alias")
        identifier = written.this if written is not None else node.this
        if any(find(identifier, [i.name]) for i, _, _ in self.sources):
            raise self.context.refuse(f"the alias {identifier.name!r} is used twice", node)
        wanted = identifier.name if written is not None else table.name
        source = Source(table.name, self.context.new_alias(wanted), join, on)
        self.sources.append((identifier, source, table))
        return source

    def joined(self, source: Source, on: SqlExpression | None) -> Source:
        """The last source again, with its condition, which may name the source itself."""
        identifier, last, table = self.sources[-1]
        assert last == source
        complete = Source(last.table, last.alias, last.join, on)
        self.sources[-1] = (identifier, complete, table)
        return complete

    def source(self, identifier: exp.Identifier) -> tuple[Source, Table]:
        scope: Scope | None = self
        while scope is not None:
            for name, source, table in scope.sources:
                if find(identifier, [name.name]) is not None:
                    return source, table
            scope = scope.outer
        raise self.context.refuse(f"there is no alias {identifier.name!r}", identifier)

    def column(self, node: exp.Column) -> Column:
        self.context.allow(node, "this", "table")
        if "table" in node.args and node.args["table"] is not None:
            source, table = self.source(node.args["table"])
            return Column(source.alias, self.context.column(table, node))
        scope: Scope | None = self
        while scope is not None:
            found = [
                Column(source.alias, name)
                for _, source, table in scope.sources
                if (name := find(node.this, table.by_name)) is not None
            ]
            if len(found) > 1:
                problem = f"the column {node.name!r} is ambiguous"
                raise self.context.refuse(problem, node, "write its table before it")
            if found:
                return found[0]
            scope = scope.outer
        raise self.context.refuse(f"there is no column {node.name!r}", node)


def find(identifier: exp.Expr, names: Collection[str]) -> str | None:
    """The name that is referred to: as it is written, else, unquoted, in another case."""
    if identifier.name in names:
        return identifier.name
    if identifier.args.get("quoted"):
        return None
    return next((name for name in names if name.lower() == identifier.name.lower()), None)
