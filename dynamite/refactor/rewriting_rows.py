"""The sources and expressions of an old statement, over the tables of the new schema.

Each old alias stands for a new row: of the table that its rows are linked to, or, where its table
was merged into another, of its owner. Columns that have moved are reached by joins along the paths
of the mapping, made when they are first needed. Two old rows that a vanished foreign key connects
become one row, or are joined by the columns that link them now.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields, is_dataclass, replace
from typing import Any

from dynamite.errors import InputError
from dynamite.refactor.locations import Location, Locations, reference_between
from dynamite.refactor.relation import Hop, RowLink
from dynamite.refactor.sql import (
    Column,
    Comparison,
    Exists,
    Expression,
    InQuery,
    Join,
    Literal,
    Output,
    Query,
    Scalar,
    Source,
    conjunction,
    conjuncts,
    nodes,
    rewrite,
)


class NoRewritingError(InputError):
    """The mapping has no place for something that a function needs."""


@dataclass
class Names:
    """New aliases of one statement, all different."""

    taken: set[str] = field(default_factory=set)

    def new(self, wanted: str) -> str:
        name, number = wanted, 1
        while name.lower() in self.taken:
            number += 1
            name = f"{wanted}_{number}"
        self.taken.add(name.lower())
        return name


@dataclass
class RowScope:
    """The rows of one query or change, while it is rewritten."""

    locations: Locations
    names: Names
    outer: RowScope | None = None
    tables: dict[str, str] = field(default_factory=dict)
    roots: dict[str, str] = field(default_factory=dict)
    sources: list[Source] = field(default_factory=list)
    joined: dict[tuple[str, str, tuple[Hop, ...]], str] = field(default_factory=dict)
    links: dict[str, RowLink] = field(default_factory=dict)

    # Rows.

    def add(self, source: Source) -> None:
        """Give an old source its new row."""
        self.tables[source.alias] = source.table
        anchors = self.locations.anchors(source.table)
        if anchors:
            link = anchors[0]
        else:
            owner = self.locations.owner(source.table)
            if owner is None:
                raise NoRewritingError(f"the rows of {source.table} have no place")
            link = owner.rows
        alias = self.names.new(source.alias if source.alias != source.table else link.new)
        self.roots[source.alias] = alias
        self.links[alias] = link
        self.sources.append(Source(link.new, alias, source.join))

    def find(self, alias: str) -> tuple[RowScope, str]:
        scope: RowScope | None = self
        while scope is not None:
            if alias in scope.tables:
                return scope, scope.tables[alias]
            scope = scope.outer
        raise AssertionError(alias)

    def unify(self, kept: str, merged: str) -> None:
        """Two new rows are one."""
        kept_root, merged_root = self.roots[kept], self.roots[merged]
        if kept_root == merged_root:
            return
        self.sources = [s for s in self.sources if s.alias != merged_root]
        for alias, root in self.roots.items():
            if root == merged_root:
                self.roots[alias] = kept_root

    # Values.

    def value(self, column: Column, hops: tuple[Hop, ...] = ()) -> Expression | None:
        """The new expression for a column of an old row, or at the end of a path from it."""
        scope, table = self.find(column.alias)
        owner = self.locations.owner(table)
        if owner is not None:
            table, hops = owner.rows.old, (*owner.old_hops, *hops)
        found = self.locations.locations(table, column.name, hops)
        if not found:
            return None
        root = scope.roots[column.alias]
        return scope.at(root, min(found, key=lambda place: scope.distance(root, place)))

    def distance(self, root: str, place: Location) -> tuple[bool, int]:
        return (place.rows != self.links[root], len(place.hops))

    def at(self, root: str, place: Location) -> Expression:
        """The column of a location seen from a new row; joins are made where they are missing."""
        link = self.links[root]
        alias = root
        if place.rows != link:
            alias = self.linked(root, place.rows)
        for number, hop in enumerate(place.hops):
            alias = self.joined_by(alias, root, place.rows, place.hops[: number + 1], hop)
        return Column(alias, place.column)

    def linked(self, root: str, rows: RowLink) -> str:
        """The row of another table that is linked to the same old row."""
        key = (root, rows.new, ())
        if key not in self.joined:
            there, here = dict(rows.pairs), dict(self.links[root].pairs)
            shared = [name for name in there if name in here]
            if not shared:
                raise NoRewritingError(f"the rows of {rows.new} are not reached")
            alias = self.names.new(rows.new)
            on = conjunction(
                tuple(
                    Comparison("=", Column(alias, there[n]), Column(root, here[n])) for n in shared
                )
            )
            self.add_join(root, Source(rows.new, alias, Join.INNER, on))
            self.joined[key] = alias
        return self.joined[key]

    def joined_by(
        self, alias: str, root: str, rows: RowLink, path: tuple[Hop, ...], hop: Hop
    ) -> str:
        key = (root, rows.new, path)
        if key not in self.joined:
            new = self.names.new(hop.end)
            reference = hop.reference
            child, parent = (alias, new) if hop.is_forward else (new, alias)
            on = conjunction(
                tuple(
                    Comparison("=", Column(parent, other), Column(child, own))
                    for own, other in zip(reference.columns, reference.other_columns, strict=True)
                )
            )
            table = self.locations.new[reference.table]
            is_total = hop.is_forward and not any(
                table.column(name).nullable for name in reference.columns
            )
            join = Join.INNER if is_total else Join.LEFT
            self.add_join(alias, Source(hop.end, new, join, on))
            self.joined[key] = new
        return self.joined[key]

    def add_join(self, after: str, source: Source) -> None:
        position = next(i for i, s in enumerate(self.sources) if s.alias == after)
        if self.sources[position].join is Join.LEFT:
            source = replace(source, join=Join.LEFT)
        self.sources.insert(position + 1, source)

    # Expressions.

    def expression(self, node: Any) -> Any:
        """An old expression over the new rows; raises ``NoRewritingError`` for a lost column."""
        match node:
            case Comparison("=", Column() as left, Column() as right):
                same = self.same_row(left, right)
                if same is not None:
                    return same
            case InQuery(operand, query) if not self.is_known(operand):
                return self.expression(_as_exists(operand, query))
            case Exists(query):
                return self.exists(query)
            case Scalar(query):
                return Scalar(self.query(query))
            case InQuery(operand, query):
                return InQuery(self.expression(operand), self.query(query))
            case Column():
                value = self.value(node)
                if value is None:
                    table = self.find(node.alias)[1]
                    raise NoRewritingError(self.lost(table, node.name))
                return value
        return _map_parts(node, self.expression)

    def lost(self, table: str, column: str) -> str:
        """That a column has no place, and why where its name is there in another type."""
        declared = self.locations.old[table].column(column)
        for other in self.locations.new:
            namesake = other.by_name.get(column)
            if namesake is not None and namesake.type is not declared.type:
                return (
                    f"{table}.{column} has no place: {other.name}.{column} is "
                    f"{namesake.sql_type}, and a value of type {declared.sql_type} stays one"
                )
        return f"{table}.{column} has no place"

    def is_known(self, expression: Expression) -> bool:
        """Whether all columns of an expression have a place (without making joins for it)."""
        for node in nodes(expression):
            if isinstance(node, Column):
                table = self.find(node.alias)[1]
                owner = self.locations.owner(table)
                hops: tuple[Hop, ...] = ()
                if owner is not None:
                    table, hops = owner.rows.old, owner.old_hops
                if not self.locations.locations(table, node.name, hops):
                    return False
        return True

    def same_row(self, left: Column, right: Column) -> Expression | None:
        """What says now that a foreign key leads from one old row to the other; ``None``: as is."""
        if self.is_known(left) and self.is_known(right):
            return None
        for child, parent in ((left, right), (right, left)):
            child_table, parent_table = self.find(child.alias)[1], self.find(parent.alias)[1]
            reference = reference_between(
                self.locations.old, (child_table, child.name), (parent_table, parent.name)
            )
            if reference is None:
                continue
            hop = Hop(reference)
            for start, end, step in (
                (child, parent, hop),
                (parent, child, Hop(reference, False)),
            ):
                owner = self.locations.owner(self.find(end.alias)[1])
                if owner is not None and owner.old_hops == (step,):
                    return self.row_is(start.alias, end.alias)
            found = self.by_link(child, parent, hop)
            if found is not None:
                return found
        return None

    def row_is(self, alias: str, merged: str) -> Expression:
        """The condition that the row of a merged alias is the other's; in one query, they unify."""
        scope, _ = self.find(alias)
        other, _ = self.find(merged)
        if scope is other:
            scope.unify(alias, merged)
            return Literal(True)
        one, two = scope.roots[alias], other.roots[merged]
        key = [new for _, new in scope.links[one].pairs]
        condition = conjunction(
            tuple(Comparison("=", Column(one, name), Column(two, name)) for name in key)
        )
        assert condition is not None
        return condition

    def by_link(self, child: Column, parent: Column, hop: Hop) -> Expression | None:
        """The columns that link the rows now, where the old key is gone."""
        parent_scope, parent_table = self.find(parent.alias)
        anchors = self.locations.anchors(parent_table)
        if not anchors:
            return None
        parts = []
        for old, new in anchors[0].pairs:
            value = self.value(Column(child.alias, old), (hop,))
            if value is None:
                return None
            other = Column(parent_scope.roots[parent.alias], new)
            parts.append(Comparison("=", value, other))
        return conjunction(tuple(parts))

    # Queries.

    def inner(self) -> RowScope:
        return RowScope(self.locations, self.names, self)

    def exists(self, query: Query) -> Expression:
        scope = self.inner()
        rewritten = scope.query_here(replace(query, outputs=(Output(Literal(1), ""),)))
        return _inlined(Exists(rewritten), scope)

    def query(self, query: Query) -> Query:
        """A subquery over the new tables."""
        return self.inner().query_here(query)

    def query_here(self, query: Query) -> Query:
        """A query whose rows are those of this scope, which is empty."""
        conditions = self.enter(query.sources, query.where)
        outputs = tuple(
            Output(self.output(output.expression), output.name) for output in query.outputs
        )
        group_by = tuple(self.expression(e) for e in query.group_by)
        having = self.expression(query.having) if query.having is not None else None
        order_by = tuple(
            replace(o, expression=self.expression(o.expression)) for o in query.order_by
        )
        sources, where = self.leave(conditions)
        return Query(
            outputs, sources, where, query.distinct, group_by, having, order_by,
            query.limit, query.offset,
        )  # fmt: skip

    def output(self, expression: Expression) -> Expression:
        """An output; a key that is gone becomes the natural key of its row."""
        if isinstance(expression, Column) and not self.is_known(expression):
            table = self.find(expression.alias)[1]
            anchors = self.locations.anchors(table)
            is_key = (expression.name,) == self.locations.old[table].key
            if is_key and anchors and len(anchors[0].pairs) == 1 and self.outer is not None:
                return Column(self.roots[expression.alias], anchors[0].pairs[0][1])
        return self.expression(expression)  # type: ignore[no-any-return]

    def enter(
        self, sources: tuple[Source, ...], where: Expression | None
    ) -> tuple[list[Expression], list[Expression]]:
        """Take in the sources; the conditions of joins, and those of WHERE, rewritten."""
        for source in sources:
            self.add(source)
        # Rows become one before anything is said of them.
        everything = [p for s in sources for p in conjuncts(s.on)] + list(conjuncts(where))
        for part in everything:
            match part:
                case Comparison("=", Column() as left, Column() as right):
                    self.same_row(left, right)
        on: list[Expression] = []
        for source in sources:
            parts = [self.expression(part) for part in conjuncts(source.on)]
            if source.join is Join.LEFT:
                self.set_left(source, parts)
            else:
                on += parts
        return on, [self.expression(part) for part in conjuncts(where)]

    def set_left(self, source: Source, parts: list[Expression]) -> None:
        root = self.roots[source.alias]
        kept = tuple(part for part in parts if part != Literal(True))
        position = next((i for i, s in enumerate(self.sources) if s.alias == root), None)
        is_own = position is not None and self.sources[position].join is Join.LEFT
        if not is_own:
            if kept:
                raise NoRewritingError("an outer join of a merged table has a condition of its own")
            return
        assert position is not None
        available = {s.alias for s in self.sources[: position + 1]}
        named = {node.alias for part in kept for node in nodes(part) if isinstance(node, Column)}
        own = {s.alias for s in self.sources}
        moved = named & own - available
        if not kept:
            raise NoRewritingError("an outer join needs a column that has moved")
        if len(moved) > 1 or (moved and root in named):
            kept = rewrite(kept, lambda node: self.asked(node, moved, root))
            moved = set()
        self.sources[position] = replace(self.sources[position], on=conjunction(kept))
        if moved:
            self.turn(position, moved.pop())

    def asked(self, node: Any, moved: set[str], root: str) -> Any:
        """A column of a row that is joined later, asked of the row that leads to it."""
        if not isinstance(node, Column) or node.alias not in moved:
            return node
        source = next(s for s in self.sources if s.alias == node.alias)
        on = source.on
        assert on is not None
        if {n.alias for n in nodes(on) if isinstance(n, Column)} - {node.alias, root}:
            raise NoRewritingError("an outer join needs a column that has moved far")
        alias = self.names.new(source.table)
        where = rewrite(on, lambda n: replace(n, alias=alias) if _is_of(n, node.alias) else n)
        output = Output(Column(alias, node.name), node.name)
        return Scalar(Query((output,), (Source(source.table, alias),), where))

    def turn(self, position: int, satellite: str) -> None:
        """Join the satellite first, whose columns the condition names, and its row from there."""
        root = self.sources[position]
        at = next(i for i, s in enumerate(self.sources) if s.alias == satellite)
        other = self.sources.pop(at)
        self.sources[position] = replace(other, join=Join.LEFT, on=root.on)
        self.sources.insert(position + 1, replace(root, on=other.on))

    def leave(
        self, conditions: tuple[list[Expression], list[Expression]]
    ) -> tuple[tuple[Source, ...], Expression | None]:
        """The new sources, each with the conditions that can be asked at it, and the rest."""
        on, where = conditions
        order = [source.alias for source in self.sources]
        rest: list[Expression] = []
        at: dict[str, list[Expression]] = {alias: [] for alias in order}
        for condition in on:
            named = {n.alias for n in nodes(condition) if isinstance(n, Column)} & set(order)
            last = max(named, key=order.index, default=order[0])
            source = self.sources[order.index(last)]
            if last == order[0] or source.join is Join.LEFT or condition == Literal(True):
                rest.append(condition)
            else:
                at[last].append(condition)
        sources = []
        for number, source in enumerate(self.sources):
            if source.join is not Join.LEFT:
                given = (*conjuncts(source.on), *at[source.alias])
                condition_here = conjunction(given)
                if number == 0:
                    rest += given
                    source = Source(source.table, source.alias)
                else:
                    join = Join.INNER if condition_here is not None else Join.CROSS
                    source = Source(source.table, source.alias, join, condition_here)
            sources.append(source)
        kept = tuple(c for c in (*rest, *where) if c != Literal(True))
        return tuple(sources), conjunction(kept)


def _is_of(node: Any, alias: str) -> bool:
    return isinstance(node, Column) and node.alias == alias


def _as_exists(operand: Expression, query: Query) -> Exists:
    same = Comparison("=", query.outputs[0].expression, operand)
    where = conjunction((same, *conjuncts(query.where)))
    return Exists(replace(query, where=where, outputs=(Output(Literal(1), ""),)))


def _inlined(exists: Exists, scope: RowScope) -> Expression:
    """The conditions alone, where the only row of the subquery is one of the query around it."""
    query = exists.query
    if len(query.sources) != 1 or query.is_aggregated or query.limit is not None:
        return exists
    (source,) = query.sources
    parts = conjuncts(query.where)
    key = scope.locations.new[source.table].key
    equal: dict[str, Column] = {}
    for part in parts:
        if isinstance(part, Comparison) and part.operator == "=":
            for own, other in ((part.left, part.right), (part.right, part.left)):
                if (
                    isinstance(own, Column)
                    and own.alias == source.alias
                    and isinstance(other, Column)
                    and other.name == own.name
                    and _table_of(scope.outer, other.alias) == source.table
                ):
                    equal[own.name] = other
    outer = {column.alias for name, column in equal.items() if name in key}
    if not key or not set(key) <= set(equal) or len(outer) != 1:
        return exists
    (alias,) = outer

    def there(node: Any) -> Any:
        if isinstance(node, Column) and node.alias == source.alias:
            return Column(alias, node.name)
        return node

    moved = [rewrite(part, there) for part in parts]
    same = {Comparison("=", Column(alias, name), Column(alias, name)) for name in key}
    return conjunction(tuple(part for part in moved if part not in same)) or Literal(True)


def _table_of(scope: RowScope | None, alias: str) -> str | None:
    while scope is not None:
        for source in scope.sources:
            if source.alias == alias:
                return source.table
        scope = scope.outer
    return None


def _map_parts(node: Any, change: Any) -> Any:
    """The expression with its direct parts changed."""
    if isinstance(node, tuple):
        return tuple(
            _map_parts(part, change) if isinstance(part, tuple) else change(part) for part in node
        )
    if not is_dataclass(node) or isinstance(node, type):
        return node
    values = {part.name: getattr(node, part.name) for part in fields(node)}
    new = {
        name: _map_parts(value, change)
        if isinstance(value, tuple)
        else (change(value) if is_dataclass(value) else value)
        for name, value in values.items()
    }
    return replace(node, **new)
