"""Statements, from SQL text to values; whatever is not understood is refused by name and place."""

from __future__ import annotations

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from dynamite.errors import InputError
from dynamite.refactor.reading_expressions import ExpressionReader
from dynamite.refactor.scope import Context, Scope
from dynamite.refactor.sql import (
    Assignment,
    Column,
    Delete,
    Expression,
    Insert,
    Join,
    Order,
    Output,
    Query,
    Source,
    Statement,
    Update,
)
from dynamite.refactor.tables import Database, Table


def read_statement(text: str, database: Database, dialect: str, place: str, line: int) -> Statement:
    """The statement that a text of SQL means; its first line is ``line`` of the file ``place``.

    Raises ``InputError`` for what is not SQL, not understood, or names what is not there.
    """
    try:
        tree = sqlglot.parse_one("\n" * (line - 1) + text, read=dialect)
    except SqlglotError as error:
        errors = getattr(error, "errors", None) or [{}]
        where = f"{place}:{errors[0].get('line', line)}"
        what = errors[0].get("description") or "a quotation or a comment does not end"
        raise InputError(f"not SQL of {dialect}: {what}", place=where) from None
    return _Reader(Context(database, place, line)).statement(tree)


def read_condition(tree: exp.Expr, database: Database, table: Table, place: str) -> Expression:
    """A check of a table, as a condition over its columns under the table's own name."""
    scope = Scope(Context(database, place, 1))
    scope.add(_table(table.name))
    return _Reader(scope.context).expressions.read(tree, scope)


def _table(name: str) -> exp.Table:
    return exp.Table(this=exp.to_identifier(name, quoted=True))


class _Reader:
    def __init__(self, context: Context) -> None:
        self.context = context
        self.expressions = ExpressionReader(self.query)

    def statement(self, tree: exp.Expr) -> Statement:
        match tree:
            case exp.Select():
                return self.query(tree, None)
            case exp.Insert():
                return self.insert(tree)
            case exp.Update():
                return self.update(tree)
            case exp.Delete():
                return self.delete(tree)
        shown = " ".join(tree.sql().split())
        shown = shown if len(shown) <= 60 else shown[:57] + "..."
        mend = "a program has SELECT, INSERT, UPDATE and DELETE"
        raise self.context.refuse(f"{shown!r} is not understood", tree, mend)

    def query(self, tree: exp.Expr, outer: Scope | None) -> Query:
        if isinstance(tree, exp.Subquery):
            tree = tree.this
        if not isinstance(tree, exp.Select):
            kind = type(tree).__name__.upper()
            raise self.context.refuse(f"{kind} is not understood", tree, "write one SELECT")
        self.context.allow(
            tree, "distinct", "expressions", "from_", "joins", "where", "group", "having",
            "order", "limit", "offset",
        )  # fmt: skip
        scope = Scope(self.context, outer)
        if tree.args.get("from_") is not None:
            self.sources(scope, tree.args["from_"].this, tree.args.get("joins") or ())
        distinct = tree.args.get("distinct")
        if distinct is not None:
            self.context.allow(distinct)
        outputs = self.outputs(tree.expressions, scope)
        group = tree.args.get("group")
        if group is not None:
            self.context.allow(group, "expressions")
        grouped = tuple(
            self.by_position(part, outputs, scope) for part in (group.expressions if group else ())
        )
        ordering = self.ordering(tree.args.get("order"), outputs, scope)
        shown = [output.expression for output in outputs]
        if distinct is not None and any(order.expression not in shown for order in ordering):
            problem = "SELECT DISTINCT is ordered by what it does not select"
            raise self.context.refuse(problem, tree, "select it")
        return Query(
            outputs,
            tuple(source for _, source, _ in scope.sources),
            self.condition(tree.args.get("where"), scope),
            distinct is not None,
            grouped,
            self.condition(tree.args.get("having"), scope),
            ordering,
            self.bound(tree.args.get("limit"), scope),
            self.bound(tree.args.get("offset"), scope),
        )

    def sources(self, scope: Scope, first: exp.Expr, joins: object) -> None:
        scope.add(first)
        nested = first.args.get("joins") or ()
        assert isinstance(joins, list | tuple)
        for join in (*nested, *joins):
            self.join(scope, join)

    def join(self, scope: Scope, join: exp.Join) -> None:
        self.context.allow(join, "this", "side", "kind", "on", "using")
        side, kind = join.side.upper(), join.kind.upper()
        if side not in ("", "LEFT") or kind not in ("", "INNER", "CROSS", "OUTER"):
            raise self.context.refuse(f"{side} {kind} JOIN is not understood".lstrip(), join)
        on, using = join.args.get("on"), join.args.get("using") or ()
        if kind == "CROSS" or (on is None and not using and not side):
            how = Join.CROSS
        else:
            how = Join.LEFT if side else Join.INNER
        if how is not Join.CROSS and on is None and not using:
            raise self.context.refuse("a JOIN has no condition", join)
        nested = join.this.args.get("joins") or ()
        source = scope.add(join.this, how)
        condition = self.expressions.read(on, scope) if on is not None else None
        if using:
            raise self.context.refuse("JOIN USING is not understood", join, "write ON")
        scope.joined(source, condition)
        for inner in nested:
            self.join(scope, inner)

    def outputs(self, trees: list[exp.Expr], scope: Scope) -> tuple[Output, ...]:
        found: list[Output] = []
        for tree in trees:
            if isinstance(tree, exp.Star):
                self.context.allow(tree)
                for _, source, table in scope.sources:
                    found += [Output(Column(source.alias, name), name) for name in table.names]
            elif isinstance(tree, exp.Column) and isinstance(tree.this, exp.Star):
                source, table = scope.source(tree.args["table"])
                found += [Output(Column(source.alias, name), name) for name in table.names]
            else:
                inner = tree.this if isinstance(tree, exp.Alias) else tree
                expression = self.expressions.read(inner, scope)
                found.append(Output(expression, _name(tree)))
        return tuple(found)

    def condition(self, tree: exp.Expr | None, scope: Scope) -> Expression | None:
        return self.expressions.read(tree.this, scope) if tree is not None else None

    def bound(self, tree: exp.Expr | None, scope: Scope) -> Expression | None:
        if tree is None:
            return None
        self.context.allow(tree, "expression")
        return self.expressions.read(tree.expression, scope)

    def ordering(
        self, tree: exp.Expr | None, outputs: tuple[Output, ...], scope: Scope
    ) -> tuple[Order, ...]:
        if tree is None:
            return ()
        self.context.allow(tree, "expressions")
        orders = []
        for part in tree.expressions:
            self.context.allow(part, "this", "desc", "nulls_first")
            expression = self.by_position(part.this, outputs, scope, by_name=True)
            # sqlglot states where nulls come by the dialect's default; one dialect at a time here.
            nulls_first = part.args.get("nulls_first")
            orders.append(Order(expression, bool(part.args.get("desc")), nulls_first))
        return tuple(orders)

    def by_position(
        self, tree: exp.Expr, outputs: tuple[Output, ...], scope: Scope, by_name: bool = False
    ) -> Expression:
        if isinstance(tree, exp.Literal) and not tree.is_string:
            number = int(tree.this)
            if not 1 <= number <= len(outputs):
                raise self.context.refuse(f"there is no output {number}", tree)
            return outputs[number - 1].expression
        bare = isinstance(tree, exp.Column) and not tree.args.get("table")
        named = [o for o in outputs if bare and o.name.lower() == tree.name.lower()]
        if by_name and named:
            return named[0].expression
        return self.expressions.read(tree, scope)

    def insert(self, tree: exp.Insert) -> Insert:
        self.context.allow(tree, "this", "expression", "returning")
        declared = tree.this
        target = declared.this if isinstance(declared, exp.Schema) else declared
        table = self.context.table(target)
        self.context.aliases.add(table.name.lower())
        if isinstance(declared, exp.Schema):
            columns = tuple(self.context.column(table, name) for name in declared.expressions)
        else:
            columns = table.names
        if len(set(columns)) < len(columns):
            raise self.context.refuse("a column is named twice", declared)
        returning = self.returning(tree, table, target)
        content = tree.expression
        if isinstance(content, exp.Values):
            scope = Scope(self.context)
            rows = tuple(
                tuple(self.expressions.read(value, scope) for value in row.expressions)
                for row in content.expressions
            )
            if any(len(row) != len(columns) for row in rows):
                raise self.context.refuse(
                    f"INSERT has {len(columns)} columns and another number of values", tree
                )
            return Insert(table.name, columns, rows, None, returning)
        if content is None:
            raise self.context.refuse("INSERT without VALUES or SELECT is not understood", tree)
        query = self.query(content, None)
        if len(query.outputs) != len(columns):
            raise self.context.refuse(
                f"INSERT has {len(columns)} columns and another number of outputs", tree
            )
        return Insert(table.name, columns, (), query, returning)

    def returning(self, tree: exp.Expr, table: Table, target: exp.Expr) -> tuple[Output, ...]:
        node = tree.args.get("returning")
        if node is None:
            return ()
        self.context.allow(node, "expressions")
        scope = Scope(self.context)
        source = Source(table.name, table.name)
        scope.sources.append((target.this, source, table))
        return self.outputs(node.expressions, scope)

    def update(self, tree: exp.Update) -> Update:
        self.context.allow(tree, "this", "expressions", "from_", "where", "returning")
        scope = Scope(self.context)
        self.sources(scope, tree.this, ())
        first = scope.sources[0][1].alias
        is_mysql = len(scope.sources) > 1
        if tree.args.get("from_") is not None:
            self.sources(scope, tree.args["from_"].this, ())
        assignments = []
        for pair in tree.expressions:
            if not isinstance(pair, exp.EQ) or not isinstance(pair.this, exp.Column):
                raise self.context.refuse(f"{pair.sql()!r} is no assignment", pair)
            column = self.assigned(pair.this, scope, first, is_mysql)
            value = self.expressions.read(pair.expression, scope)
            assignments.append(Assignment(column.alias, column.name, value))
        named = [(assignment.alias, assignment.column) for assignment in assignments]
        if len(set(named)) < len(named):
            raise self.context.refuse("a column is assigned twice", tree)
        sources = tuple(source for _, source, _ in scope.sources)
        where = self.condition(tree.args.get("where"), scope)
        returning = self.outputs_of_change(tree, scope)
        return Update(sources, tuple(assignments), where, returning)

    def assigned(self, node: exp.Column, scope: Scope, first: str, is_mysql: bool) -> Column:
        if is_mysql or node.args.get("table"):
            return scope.column(node)
        _, source, table = scope.sources[0]
        assert source.alias == first
        return Column(first, self.context.column(table, node))

    def outputs_of_change(self, tree: exp.Expr, scope: Scope) -> tuple[Output, ...]:
        node = tree.args.get("returning")
        if node is None:
            return ()
        self.context.allow(node, "expressions")
        return self.outputs(node.expressions, scope)

    def delete(self, tree: exp.Delete) -> Delete:
        self.context.allow(tree, "this", "using", "where", "returning", "tables")
        scope = Scope(self.context)
        self.sources(scope, tree.this, ())
        using = tree.args.get("using") or ()
        for other in using:
            self.join_all(scope, other)
        named = tree.args.get("tables") or ()
        targets = tuple(scope.source(table.this)[0].alias for table in named)
        if not targets and len(scope.sources) > 1 and not using:
            raise self.context.refuse("DELETE does not say of which tables", tree)
        return Delete(
            tuple(source for _, source, _ in scope.sources),
            targets or (scope.sources[0][1].alias,),
            self.condition(tree.args.get("where"), scope),
            self.outputs_of_change(tree, scope),
        )

    def join_all(self, scope: Scope, node: exp.Expr) -> None:
        scope.add(node)
        for join in node.args.get("joins") or ():
            self.join(scope, join)


def _name(tree: exp.Expr) -> str:
    return tree.alias if isinstance(tree, exp.Alias) else tree.name * isinstance(tree, exp.Column)
