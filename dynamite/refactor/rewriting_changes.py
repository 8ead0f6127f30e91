"""Changes of old tables, as changes of the new ones that hold their values.

One statement becomes several where the values of a row are in several tables; rows are inserted
into what others refer to first, and deleted there first too (foreign keys hold at the end of a
call). Statements that insert an old row and the row that it is merged with become one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from typing import TypeVar

from dynamite.refactor.locations import Location, Locations
from dynamite.refactor.lookup import insert_or_reuse, is_lookup, key_of
from dynamite.refactor.relation import ColumnLink, Hop, RowLink
from dynamite.refactor.rewriting_rows import Names, NoRewritingError, RowScope
from dynamite.refactor.simplify import simplify
from dynamite.refactor.sql import (
    Assignment,
    Column,
    Comparison,
    CurrentValue,
    Default,
    Delete,
    Expression,
    Function,
    InQuery,
    Insert,
    Literal,
    NextValue,
    Output,
    Query,
    Scalar,
    Source,
    Statement,
    Update,
    conjunction,
    conjuncts,
    nodes,
)

Choice = tuple[Statement, ...]
"""The statements that one old statement, or a group of them, becomes; there may be none."""


def rewritings(function: Function, locations: Locations) -> list[list[Choice]]:
    """For each statement of a function, or group of inserts, what it may become, simplest first.

    Raises ``NoRewritingError`` where the mapping has no place for something.
    """
    holes: list[list[Choice]] = []
    statements = list(function.statements)
    while statements:
        statement = statements.pop(0)
        match statement:
            case Query():
                scope = RowScope(locations, Names())
                query = scope.query_here(statement)
                holes.append([(simplify(query, locations.new),)])
            case Insert():
                group = [statement]
                while statements and isinstance(statements[0], Insert):
                    group.append(statements.pop(0))  # type: ignore[arg-type]
                inserts = _merged(list(_inserts(group, locations)), locations)
                holes.append([tuple(inserts)])
            case Update():
                holes.append(_updates(statement, locations))
            case Delete():
                holes.append(_deletes(statement, locations))
    return holes


# INSERT.


def _inserts(group: list[Insert], locations: Locations) -> Iterator[Insert]:
    """The inserts that a run of inserts becomes: merged rows join those of their owners."""
    rows: list[tuple[Insert, dict[str, Expression]]] = []
    for insert in group:
        if insert.query is not None or len(insert.rows) != 1:
            yield from _plain_insert(insert, locations)
            continue
        given = dict(zip(insert.columns, insert.rows[0], strict=True))
        rows.append((insert, given))
    rows = [(insert, _with_keys(insert, given, locations)) for insert, given in rows]
    for insert, given in rows:
        if locations.owner(insert.table) is None:
            merged = [(other, values) for other, values in rows if other is not insert]
            yield from _row(insert, given, merged, locations)
        elif not _is_taken(insert, given, rows, locations):
            raise NoRewritingError(f"a row of {insert.table} is inserted without its owner")


def _with_keys(
    insert: Insert, given: dict[str, Expression], locations: Locations
) -> dict[str, Expression]:
    """The values, with the keys that the database makes for what is left out."""
    table = locations.old[insert.table]
    made = {c.name: c.default for c in table.columns if isinstance(c.default, NextValue)}
    return {**made, **given}


def _merged(inserts: list[Insert], locations: Locations) -> list[Insert]:
    """Inserts of parts of one row, as one: they agree where they overlap, and one lacks the key."""
    found: list[Insert] = []
    for insert in inserts:
        for number, other in enumerate(found):
            if _is_part(insert, other, locations) or _is_part(other, insert, locations):
                values = dict(zip(other.columns, other.rows[0], strict=True))
                values |= dict(zip(insert.columns, insert.rows[0], strict=True))
                # What the second row refers to may be inserted between them.
                del found[number]
                found.append(_insert(insert.table, values))
                break
        else:
            found.append(insert)
    return found


def _is_part(part: Insert, whole: Insert, locations: Locations) -> bool:
    key = set(locations.new[part.table].key)
    if part.table != whole.table or not part.rows or not whole.rows or part.returning:
        return False
    if not key <= set(whole.columns) or 0 < len(key & set(part.columns)) < len(key):
        return False
    values, others = (dict(zip(i.columns, i.rows[0], strict=True)) for i in (part, whole))
    shared = values.keys() & others.keys()
    return bool(shared) and all(values[name] == others[name] for name in shared)


def _plain_insert(insert: Insert, locations: Locations) -> Iterator[Insert]:
    """An insert of several rows, or of a query, into a table that is not split."""
    anchors = locations.anchors(insert.table)
    if len(anchors) != 1 or locations.satellites(insert.table):
        raise NoRewritingError(f"an insert of many rows of {insert.table} is split")
    names = []
    for name in insert.columns:
        places = locations.locations(insert.table, name)
        if len(places) != 1:
            raise NoRewritingError(f"{insert.table}.{name} has not one place")
        names.append(places[0].column)
    query = insert.query
    if query is not None:
        query = RowScope(locations, Names()).query_here(query)
    yield Insert(anchors[0].new, tuple(names), insert.rows, query, _returning(insert, locations))


def _returning(insert: Insert, locations: Locations) -> tuple[Output, ...]:
    outputs = []
    for output in insert.returning:
        column = output.expression
        places = (
            locations.locations(insert.table, column.name) if isinstance(column, Column) else ()
        )
        root = locations.anchors(insert.table)[:1]
        direct = [place for place in places if not place.hops and place.rows in root]
        if not direct:
            raise NoRewritingError("RETURNING of what is not in the new row")
        outputs.append(Output(Column(direct[0].rows.new, direct[0].column), output.name))
    return tuple(outputs)


def _is_taken(
    insert: Insert,
    given: dict[str, Expression],
    rows: list[tuple[Insert, dict[str, Expression]]],
    locations: Locations,
) -> bool:
    owner = locations.owner(insert.table)
    assert owner is not None
    return any(
        other.table == owner.rows.old and _leads(values, owner.old_hops, insert.table, given)
        for other, values in rows
    )


def _leads(
    values: dict[str, Expression],
    hops: tuple[Hop, ...],
    table: str,
    given: dict[str, Expression],
) -> bool:
    """Whether a row with these values leads to the other by one hop: their link is one value."""
    if len(hops) != 1 or hops[0].end != table:
        return False
    reference = hops[0].reference
    child, parent = (values, given) if hops[0].is_forward else (given, values)
    return all(
        _same_value(child.get(own), parent.get(other))
        for own, other in zip(reference.columns, reference.other_columns, strict=True)
    )


def _same_value(child: Expression | None, parent: Expression | None) -> bool:
    if child is None or parent is None:
        return False
    if isinstance(child, NextValue | CurrentValue) and isinstance(parent, NextValue | CurrentValue):
        return child.sequence == parent.sequence
    return child == parent and child != Literal(None)


def _row(
    insert: Insert,
    given: dict[str, Expression],
    others: list[tuple[Insert, dict[str, Expression]]],
    locations: Locations,
) -> Iterator[Insert]:
    """The new rows that hold the values of one old row, those that are referred to first."""
    anchors = locations.anchors(insert.table)
    if not anchors:
        raise NoRewritingError(f"the rows of {insert.table} have no place")
    root, *more = anchors
    tables: dict[tuple[RowLink, tuple[Hop, ...]], dict[str, Expression]] = {(root, ()): {}}
    for link in more:
        tables[(link, ())] = {}
    for link, hops in locations.satellites(insert.table):
        for length in range(1, len(hops) + 1):
            tables.setdefault((link, hops[:length]), {})

    def put(place: Location, value: Expression) -> None:
        tables[(place.rows, place.hops)][place.column] = value

    table = locations.old[insert.table]
    for name in table.names:
        value = given.get(name, Default())
        if isinstance(value, Default):
            value = table.value_left_out(name)
        for place in locations.locations(insert.table, name):
            # A column that both schemas fill by themselves is left to them.
            same = locations.new[place.table].value_left_out(place.column) == value
            if name not in insert.columns and same:
                continue
            put(place, _value(value, place, locations))
    for one in locations.columns():
        if one.rows.old == insert.table and one.old_hops:
            place = Location(one.rows, one.new_hops, one.new_column)
            found = _reached(one, given, others, locations)
            if (place.rows, place.hops) in tables:
                put(place, found)
    yield from _connected(tables, locations, insert)


def _value(value: Expression, place: Location, locations: Locations) -> Expression:
    """A value in the new program; a sequence is that of the new column."""
    if isinstance(value, NextValue | CurrentValue):
        column = locations.new[place.table].column(place.column)
        if isinstance(column.default, NextValue):
            return type(value)(column.default.sequence)
        return value
    scope = RowScope(locations, Names())
    return scope.expression(value)  # type: ignore[no-any-return]


def _reached(
    one: ColumnLink,
    given: dict[str, Expression],
    others: list[tuple[Insert, dict[str, Expression]]],
    locations: Locations,
) -> Expression:
    """The value at the end of an old path: of a row that is inserted too, else looked up."""
    for other, values in others:
        if _leads(given, one.old_hops, other.table, values):
            value = values.get(one.old_column, Default())
            if isinstance(value, Default):
                value = locations.old[other.table].value_left_out(one.old_column)
            return value
    if len(one.old_hops) == 1 and one.old_hops[0].is_forward:
        hop = one.old_hops[0]
        keys = [given.get(name) for name in hop.reference.columns]
        return _looked_up(one, hop, keys, locations)
    raise NoRewritingError(f"the value of {one.new_table}.{one.new_column} is not known")


def _looked_up(
    one: ColumnLink, hop: Hop, keys: list[Expression | None], locations: Locations | None
) -> Expression:
    """The value in the row with that key, looked up; over the old tables without ``locations``."""
    if any(key is None or key == Literal(None) for key in keys):
        return Literal(None)
    if len(keys) == 1 and isinstance(keys[0], Scalar):
        inner = keys[0].query
        output = inner.outputs[0].expression
        own = [s for s in inner.sources if isinstance(output, Column) and s.alias == output.alias]
        if own and own[0].table == hop.end:
            wanted = replace(
                inner, outputs=(Output(Column(own[0].alias, one.old_column), one.old_column),)
            )
            return Scalar(wanted if locations is None else _rewritten(wanted, locations))
    alias = hop.end
    same = tuple(
        Comparison("=", Column(alias, name), key)
        for name, key in zip(hop.reference.other_columns, keys, strict=True)
        if key is not None
    )
    query = Query(
        (Output(Column(alias, one.old_column), one.old_column),),
        (Source(hop.end, alias),),
        conjunction(same),
    )
    return Scalar(query if locations is None else _rewritten(query, locations))


def _rewritten(query: Query, locations: Locations) -> Query:
    return RowScope(locations, Names()).query_here(query)


def _connected(
    tables: dict[tuple[RowLink, tuple[Hop, ...]], dict[str, Expression]],
    locations: Locations,
    insert: Insert,
) -> Iterator[Insert]:
    """The inserts, each with the values that connect it to the others."""
    before: list[Insert] = []
    after: list[Insert] = []
    roots: list[Insert] = []
    for (link, hops), values in sorted(tables.items(), key=lambda item: -len(item[0][1])):
        if not hops:
            continue
        start = tables[(link, hops[:-1])]
        hop = hops[-1]
        reference = hop.reference
        pairs = list(zip(reference.columns, reference.other_columns, strict=True))
        if is_lookup(locations, link, hops):
            ((column, value),) = values.items()
            start[reference.columns[0]] = key_of(hop, column, value)
            before += insert_or_reuse(hop, column, value)
        elif hop.is_forward:
            parent = locations.new[hop.end]
            for own, other in pairs:
                default = parent.column(other).default
                if other in values:
                    start[own] = values[other]
                elif isinstance(default, NextValue):
                    values[other] = default
                    start[own] = CurrentValue(default.sequence)
                else:
                    raise NoRewritingError(f"nothing makes the key {hop.end}.{other}")
            before.append(_insert(hop.end, values))
        else:
            for own, other in pairs:
                if other not in start:
                    raise NoRewritingError(f"the key {hop.start}.{other} is not known")
                values[own] = _current(start[other])
            after.append(_insert(hop.end, values))
    for (link, hops), values in tables.items():
        if not hops:
            roots.append(_insert(link.new, values))
    returning = _returning(insert, locations)
    roots[0] = replace(roots[0], returning=returning)
    yield from (*before, *roots, *after)


def _current(value: Expression) -> Expression:
    return CurrentValue(value.sequence) if isinstance(value, NextValue) else value


def _insert(table: str, values: dict[str, Expression]) -> Insert:
    if not values:
        raise NoRewritingError(f"a row of {table} would have no value")
    return Insert(table, tuple(values), (tuple(values.values()),))


# UPDATE and DELETE.


def _updates(update: Update, locations: Locations) -> list[Choice]:
    """One update for each new table that holds an assigned column."""
    changed: dict[tuple[str, RowLink, tuple[Hop, ...]], list[tuple[str, Expression]]] = {}
    statements = []
    for pair in update.assignments:
        table = next(s.table for s in update.sources if s.alias == pair.alias)
        for rows, hops, column in _places(locations, table, pair.column):
            changed.setdefault((pair.alias, rows, hops), []).append((column, pair.value))
        if locations.owner(table) is not None:
            continue
        for one in locations.columns():
            if not one.old_hops:
                continue
            if (one.old_table, one.old_column) == (table, pair.column):
                statements.append(_update_copy(update, pair, one, locations))
            (first, *rest) = one.old_hops
            if one.rows.old == table and not rest and pair.column in first.reference.columns:
                known = {**dict.fromkeys(first.reference.columns), pair.column: pair.value}
                keys = [value or Column(pair.alias, name) for name, value in known.items()]
                value = _looked_up(one, first, keys, None)
                place = (pair.alias, one.rows, one.new_hops)
                changed.setdefault(place, []).append((one.new_column, value))
    made: list[Insert] = []
    for (alias, rows, hops), pairs in changed.items():
        if is_lookup(locations, rows, hops):
            ((column, value),) = pairs
            made += insert_or_reuse(hops[0], column, value)
            (link,) = hops[0].reference.columns
            pairs, hops = [(link, key_of(hops[0], column, value))], ()
            statements.append(_update(update, alias, rows, hops, pairs, locations, is_new=True))
        else:
            statements.append(_update(update, alias, rows, hops, pairs, locations))
    if update.returning:
        statements = _with_returning(update, statements, list(changed), locations)
    return [(*made, *_in_safe_order(statements))]


def _with_returning(
    update: Update,
    statements: list[Update],
    rows: list[tuple[str, RowLink, tuple[Hop, ...]]],
    locations: Locations,
) -> list[Update]:
    """The updates, of which the first whose rows hold all that is to be returned returns it."""
    copies = len(statements) - len(rows)
    for number, (target, link, hops) in enumerate(rows, copies):
        outputs = _returned(update, target, link, hops, locations)
        if outputs is not None:
            own = statements[number].targets[0]
            moved = tuple(Output(Column(own, name), output) for name, output in outputs)
            statements[number] = replace(statements[number], returning=moved)
            return statements
    raise NoRewritingError("RETURNING of what is not in the changed row")


def _returned(
    change: Update | Delete,
    target: str,
    rows: RowLink,
    hops: tuple[Hop, ...],
    locations: Locations,
) -> list[tuple[str, str]] | None:
    """For each output of a change its new column and its name; ``None``: one is elsewhere."""
    table = next(s.table for s in change.sources if s.alias == target)
    found = []
    for output in change.returning:
        column = output.expression
        if not isinstance(column, Column) or column.alias != target:
            return None
        places = [p for p in _places(locations, table, column.name) if p[:2] == (rows, hops)]
        if not places:
            return None
        found.append((places[0][2], output.name))
    return found


def _update_copy(update: Update, pair: Assignment, one: ColumnLink, locations: Locations) -> Update:
    """The change of a copy that is kept in the rows of another table, which lead to this one."""
    names = {source.alias for source in update.sources}
    sources = list(update.sources)
    conditions = list(conjuncts(update.where))
    end = pair.alias
    for hop in reversed(one.old_hops):
        start = next(
            n for n in (hop.start, *(f"{hop.start}_{i}" for i in range(2, 99))) if n not in names
        )
        names.add(start)
        sources.append(Source(hop.start, start))
        child, parent = (start, end) if hop.is_forward else (end, start)
        reference = hop.reference
        conditions += [
            Comparison("=", Column(child, own), Column(parent, other))
            for own, other in zip(reference.columns, reference.other_columns, strict=True)
        ]
        end = start
    joined = Update(tuple(sources), update.assignments, conjunction(tuple(conditions)))
    return _update(joined, end, one.rows, one.new_hops, [(one.new_column, pair.value)], locations)


def _places(
    locations: Locations, table: str, column: str
) -> list[tuple[RowLink, tuple[Hop, ...], str]]:
    """Every place of a column of a table, seen from the row that is changed."""
    owner = locations.owner(table)
    hops: tuple[Hop, ...] = ()
    if owner is not None:
        table, hops = owner.rows.old, owner.old_hops
    return [
        (place.rows, place.hops, place.column) for place in locations.locations(table, column, hops)
    ]


Changed = TypeVar("Changed", Update, Delete)


def _simple(statement: Changed, locations: Locations) -> Changed:
    return simplify(statement, locations.new)  # type: ignore[return-value]


def _in_safe_order(statements: list[Changed]) -> list[Changed]:
    """The statements; those that change what others still ask for come last."""

    def asked(statement: Update | Delete) -> set[tuple[str, str]]:
        if isinstance(statement, Delete):
            return {(s.table, "") for s in nodes(statement.where) if isinstance(s, Source)}
        tables = {s.alias: s.table for s in nodes(statement) if isinstance(s, Source)}
        columns = (node for node in nodes(statement) if isinstance(node, Column))
        return {(tables[column.alias], column.name) for column in columns}

    def written(statement: Update | Delete) -> set[tuple[str, str]]:
        table = statement.sources[0].table
        if isinstance(statement, Delete):
            return {(table, "")}
        return {(table, pair.column) for pair in statement.assignments}

    def disturbs(statement: Changed) -> int:
        others = [other for other in statements if other is not statement]
        return sum(bool(written(statement) & asked(other)) for other in others)

    return sorted(statements, key=disturbs)


def _update(
    update: Update,
    target: str,
    rows: RowLink,
    hops: tuple[Hop, ...],
    pairs: list[tuple[str, Expression]],
    locations: Locations,
    is_new: bool = False,
) -> Update:
    """The change of the rows at the end of a path; ``is_new``: its values are over new tables."""
    scope = RowScope(locations, Names())
    conditions = scope.enter(update.sources, update.where)
    alias = _row_alias(scope, target, rows, hops)
    values = [(column, value if is_new else scope.expression(value)) for column, value in pairs]
    ordered, where = _first(alias, *scope.leave(conditions))
    assignments = tuple(Assignment(alias, column, value) for column, value in values)
    joined = _simple(Update(ordered, assignments, where), locations)
    own = {node.alias for node in nodes(assignments) if isinstance(node, Column)}
    if len(joined.sources) > 1 and own <= {alias}:
        restricted = _restricted(alias, joined.sources, joined.where)
        if restricted is not None:
            return Update(joined.sources[:1], assignments, restricted)
    return joined


def _row_alias(scope: RowScope, target: str, rows: RowLink, hops: tuple[Hop, ...]) -> str:
    """The alias of the row at the end of a path from a changed row."""
    root = scope.roots[target]
    alias = root if rows == scope.links[root] else scope.linked(root, rows)
    for number, hop in enumerate(hops):
        alias = scope.joined_by(alias, root, rows, hops[: number + 1], hop)
    return alias


def _first(
    alias: str, sources: tuple[Source, ...], where: Expression | None
) -> tuple[tuple[Source, ...], Expression | None]:
    """The sources with the changed one first, joined by WHERE alone."""
    own = next(s for s in sources if s.alias == alias)
    rest = [s for s in sources if s.alias != alias]
    conditions = [part for s in sources for part in conjuncts(s.on)] + list(conjuncts(where))
    plain = (Source(own.table, alias), *(Source(s.table, s.alias) for s in rest))
    return plain, conjunction(tuple(conditions))


def _restricted(
    alias: str, sources: tuple[Source, ...], where: Expression | None
) -> Expression | None:
    """A condition on the changed row alone, with the rest in a subquery; ``None``: none is short.

    The subquery leads to the changed row by one column: ``fk IN (SELECT …)``.
    """
    rest = [s for s in sources if s.alias != alias]
    conditions = [part for s in sources for part in conjuncts(s.on)] + list(conjuncts(where))
    own = [c for c in conditions if _aliases(c) <= {alias}]
    links = [
        c for c in conditions if c not in own and alias in _aliases(c) and len(_aliases(c)) == 2
    ]
    inner = [c for c in conditions if c not in own and c not in links]
    if len(links) != 1 or any(alias in _aliases(c) for c in inner):
        return None
    link = links[0]
    if not isinstance(link, Comparison) or link.operator != "=":
        return None
    sides = (link.left, link.right)
    for mine, other in (sides, sides[::-1]):
        if isinstance(mine, Column) and mine.alias == alias and isinstance(other, Column):
            fixed = _fixed(other, inner)
            if fixed is not None:
                return conjunction((*own, Comparison("=", mine, fixed)))
            query = Query(
                (Output(other, other.name),),
                tuple(Source(s.table, s.alias) for s in rest),
                conjunction(tuple(inner)),
            )
            return conjunction((*own, InQuery(mine, query)))
    return None


def _fixed(column: Column, conditions: list[Expression]) -> Expression | None:
    """The value that the only condition gives a column: the other row need not be asked."""
    match conditions:
        case [Comparison("=", left, right)] if left == column:
            is_fixed = not any(isinstance(node, Column) for node in nodes(right))
            return right if is_fixed else None
    return None


def _aliases(expression: Expression) -> set[str]:
    inner = {s.alias for s in nodes(expression) if isinstance(s, Source)}
    return {node.alias for node in nodes(expression) if isinstance(node, Column)} - inner


def _deletes(delete: Delete, locations: Locations) -> list[Choice]:
    """Deletes of the new rows that hold an old row, and, the other choice, of its own row alone."""
    whole: list[Delete] = []
    alone: list[Delete] = []
    for target in delete.targets:
        table = next(s.table for s in delete.sources if s.alias == target)
        owner = locations.owner(table)
        if owner is not None:
            # The row is part of its owner's: they go together.
            whole.append(_delete(delete, target, owner.rows, (), locations))
            continue
        if not locations.anchors(table):
            raise NoRewritingError(f"the rows of {table} have no place")
        root, *more = locations.anchors(table)
        parts = [part for part in locations.satellites(table) if not is_lookup(locations, *part)]
        parts += [(link, ()) for link in more]
        whole += [_delete(delete, target, link, hops, locations) for link, hops in parts]
        own = _delete(delete, target, root, (), locations)
        if delete.returning:
            outputs = _returned(delete, target, root, (), locations)
            if outputs is None:
                raise NoRewritingError("RETURNING of what is not in the deleted row")
            moved = tuple(Output(Column(own.targets[0], name), output) for name, output in outputs)
            own = replace(own, returning=moved)
        whole.append(own)
        alone.append(own)
    whole = _in_safe_order(whole)
    choices: list[Choice] = [tuple(whole)]
    if tuple(alone) != tuple(whole):
        choices.append(tuple(alone))
    return choices


def _delete(
    delete: Delete, target: str, rows: RowLink, hops: tuple[Hop, ...], locations: Locations
) -> Delete:
    scope = RowScope(locations, Names())
    conditions = scope.enter(delete.sources, delete.where)
    alias = _row_alias(scope, target, rows, hops)
    ordered, where = _first(alias, *scope.leave(conditions))
    joined = _simple(Delete(ordered, (alias,), where), locations)
    if len(joined.sources) > 1:
        restricted = _restricted(alias, joined.sources, joined.where)
        if restricted is not None:
            return Delete(joined.sources[:1], (alias,), restricted)
    return joined


def combinations(holes: list[list[Choice]]) -> Iterator[tuple[Statement, ...]]:
    """All ways to fill the holes of a function, the simplest first; repeated statements once."""
    seen = set()
    for choices in product(*holes):
        found: list[Statement] = []
        for statement in (s for choice in choices for s in choice):
            if statement not in found:
                found.append(statement)
        if tuple(found) not in seen:
            seen.add(tuple(found))
            yield tuple(found)
