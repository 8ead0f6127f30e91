"""A call of a function on a symbolic database: when it succeeds, what it answers, what it leaves.

Keys, NOT NULL, checks and the lengths of texts hold at each statement, foreign keys at the end of
the call; a call that violates one fails and changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from dynamite.logic import (
    TRUE,
    Term,
    all_of,
    any_of,
    apply,
    choice,
    equal,
    exists,
    for_all,
    implies,
    negation,
    occurs,
    substitute,
)
from dynamite.refactor.classes import Side, column_place
from dynamite.refactor.sql import (
    Assignment,
    Column,
    Default,
    Delete,
    Expression,
    Function,
    Insert,
    NextValue,
    Output,
    Query,
    Update,
    nodes,
)
from dynamite.refactor.symbolic_rows import Evaluator, Joined, Rows, SymbolicRow
from dynamite.refactor.symbolic_state import (
    Finder,
    Frame,
    Key,
    State,
    TableState,
    UnsupportedError,
    null,
)
from dynamite.refactor.tables import OnDelete, Table


@dataclass(frozen=True)
class SymbolicAnswer:
    """The parts of the joined rows of a query, and the evaluator of its outputs."""

    query: Query
    parts: tuple[Joined, ...]
    evaluator: Evaluator


@dataclass(frozen=True)
class Effect:
    """What a call does where it succeeds.

    ``obligations`` must follow from success; ``given`` is known of generated values.
    """

    success: Term
    state: State
    answers: tuple[SymbolicAnswer, ...]
    obligations: tuple[Term, ...]
    given: tuple[Term, ...]


@dataclass(frozen=True)
class Sequences:
    """For each sequence the table whose keys it makes, under the name that both sides share."""

    owners: Mapping[tuple[Side, str], str]

    def owner(self, side: Side, sequence: str) -> str:
        found = self.owners.get((side, sequence))
        if found is None:
            raise UnsupportedError(f"the sequence {sequence!r} makes no key of a table")
        return found


def effect(function: Function, state: State, sequences: Sequences) -> Effect:
    """The effect of a call; raises ``UnsupportedError`` for what has no account here."""
    run = _Run(function, state, sequences)
    for statement in function.statements:
        run.statement(statement)
    return run.result()


@dataclass
class _Run:
    function: Function
    state: State
    sequences: Sequences
    success: list[Term] = field(default_factory=list)
    obligations: list[Term] = field(default_factory=list)
    given: list[Term] = field(default_factory=list)
    answers: list[SymbolicAnswer] = field(default_factory=list)
    last: dict[str, Term] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    made: list[Term] = field(default_factory=list)
    referring: set[tuple[str, str]] = field(default_factory=set)
    gone: set[tuple[str, str]] = field(default_factory=set)
    """Columns of rows that came or were assigned; columns of rows that went or were assigned."""

    def __post_init__(self) -> None:
        self.first = self.state

    @property
    def frame(self) -> Frame:
        return self.state.frame

    @property
    def side(self) -> Side:
        return self.state.side

    def evaluator(self) -> Evaluator:
        return Evaluator(self.state, self.function.name, self.next_value, self.current_value)

    def result(self) -> Effect:
        self.success.append(self.references_hold())
        return Effect(
            all_of(*self.success),
            self.state,
            tuple(self.answers),
            tuple(self.obligations),
            tuple(self.given),
        )

    # Generated values: new keys, never null, each other's difference.

    def next_value(self, sequence: str) -> Term:
        owner = self.sequences.owner(self.side, sequence)
        number = self.counts[owner] = self.counts.get(owner, 0) + 1
        sort = self.frame.sorts.of(("sequence", self.side, sequence))
        value = apply(f"generated/{owner}/{number}", (), sort)
        self.given.append(negation(equal(value, null(sort))))
        self.given += [negation(equal(value, other)) for other in self.made if other.sort == sort]
        self.made.append(value)
        self.last[sequence] = value
        return value

    def current_value(self, sequence: str) -> Term:
        if sequence not in self.last:
            raise UnsupportedError(f"currval({sequence!r}) before nextval")
        return self.last[sequence]

    def statement(self, statement: object) -> None:
        match statement:
            case Query():
                self.query(statement)
            case Insert():
                self.insert(statement)
            case Update():
                self.update(statement)
            case Delete():
                self.delete(statement)

    def query(self, query: Query) -> None:
        evaluator = self.evaluator()
        parts = evaluator.join(query.sources, query.where, {})
        self.answers.append(SymbolicAnswer(query, parts, evaluator))

    # INSERT.

    def insert(self, insert: Insert) -> None:
        table = self.frame.table(self.side, insert.table)
        if insert.query is not None:
            self.insert_query(insert, insert.query, table)
        returned = [self.insert_row(insert, row, table) for row in insert.rows]
        if insert.returning:
            if len(returned) != 1 or insert.query is not None:
                raise UnsupportedError("RETURNING of several rows is not proved")
            self.answer_row(insert.returning, {insert.table: returned[0]}, TRUE)

    def answer_row(self, outputs: tuple[Output, ...], rows: Rows, condition: Term) -> None:
        part = Joined((), rows, condition)
        self.answers.append(SymbolicAnswer(Query(outputs), (part,), self.evaluator()))

    def insert_row(self, insert: Insert, row: tuple[Expression, ...], table: Table) -> SymbolicRow:
        values = dict(zip(insert.columns, row, strict=True))
        terms = self.values(table, values, {})
        key = tuple(terms[name] for name in self.frame.identity(self.side, table.name))
        self.add_rows(table, (), lambda _: (), key, terms, TRUE)
        return SymbolicRow(table.name, key)

    def values(self, table: Table, given: Mapping[str, Expression], rows: Rows) -> dict[str, Term]:
        evaluator = self.evaluator()
        terms = {}
        for name in table.names:
            expression = given.get(name, Default())
            if isinstance(expression, Default):
                expression = table.value_left_out(name)
            sort = self.frame.sort(self.side, table.name, name)
            terms[name] = evaluator.value(expression, rows, sort)
        return terms

    def insert_query(self, insert: Insert, query: Query, table: Table) -> None:
        if query.is_aggregated or query.distinct or query.limit is not None:
            raise UnsupportedError("INSERT of a grouped or limited query is not proved")
        evaluator = self.evaluator()
        parts = evaluator.join(query.sources, query.where, {})
        if len(parts) != 1:
            raise UnsupportedError("INSERT of an outer join is not proved")
        part = parts[0]
        given = {
            name: output.expression
            for name, output in zip(insert.columns, query.outputs, strict=True)
        }
        if part.variables and any(
            isinstance(given.get(name, table.value_left_out(name)), NextValue)
            for name in table.names
        ):
            raise UnsupportedError("INSERT of many generated keys is not proved")
        terms = self.values(table, given, part.rows)
        key = tuple(terms[name] for name in self.frame.identity(self.side, table.name))
        free = [v for v in part.variables if not any(v is k for k in key)]
        if free:
            raise UnsupportedError("INSERT of rows whose keys do not name the rows they come from")
        variables = part.variables

        def inverse(new: Key) -> Key:
            return tuple(
                next(n for k, n in zip(key, new, strict=True) if k is v) for v in variables
            )

        self.add_rows(table, variables, inverse, key, terms, part.condition)

    def add_rows(
        self,
        table: Table,
        variables: tuple[Term, ...],
        inverse: Callable[[Key], Key],
        key: Key,
        terms: Mapping[str, Term],
        condition: Term,
    ) -> None:
        """Add a row for all values of the variables that fulfil the condition."""
        name, before = table.name, self.state.table(table.name)
        self.note_generated(name, key)
        self.referring |= {(name, column) for column in table.names}
        valid = self.row_is_valid(table, terms)
        absent = all_of(
            negation(before.present(key)), *(negation(equal(k, null(k.sort))) for k in key)
        )
        new = valid if variables else all_of(valid, self.no_equal(table, terms))
        if self.frame.has_declared_identity(self.side, name):
            new = all_of(new, absent)
        else:
            self.obligations.append(
                implies(all_of(*self.success), for_all(variables, implies(condition, absent)))
            )
        self.success.append(for_all(variables, implies(condition, new)))

        def is_new(other: Key) -> Term:
            values = dict(zip(variables, inverse(other), strict=True))
            same = [equal(substitute(k, values), o) for k, o in zip(key, other, strict=True)]
            return all_of(substitute(condition, values), *same)

        def column(column_name: str) -> Callable[[Key], Term]:
            old, term = before.columns[column_name], terms[column_name]
            if column_name in self.frame.identity(self.side, name):
                return old

            def value(other: Key) -> Term:
                values = dict(zip(variables, inverse(other), strict=True))
                return choice(is_new(other), substitute(term, values), old(other))

            return value

        finders = {
            names: None
            if variables
            else self.finder(self.state, name, names, key, terms, condition)
            for names in table.unique
        }
        self.state = self.state.with_names(name, finders).with_table(
            name,
            TableState(
                lambda other: any_of(is_new(other), before.present(other)),
                {column_name: column(column_name) for column_name in table.names},
            ),
        )
        if variables:
            for names in self.other_keys(table):
                self.success.append(self.is_unique(self.state, name, names))

    def finder(
        self,
        state: State,
        table: str,
        names: tuple[str, ...],
        key: Key,
        terms: Mapping[str, Term],
        condition: Term,
    ) -> Finder | None:
        """By unique columns: the new row where it has the values, else the row from before."""
        if (table, names) in state.named and state.named[(table, names)] is None:
            return None

        def find(values: Key) -> Key:
            is_it = all_of(
                condition, *(equal(terms[n], v) for n, v in zip(names, values, strict=True))
            )
            before = state.unique_row(table, names, values) or key
            return tuple(choice(is_it, new, old) for new, old in zip(key, before, strict=True))

        return find

    def note_generated(self, table: str, key: Key) -> None:
        if len(key) == 1 and any(key[0] is value for value in self.made):
            self.given.append(negation(self.first.present(table, key)))

    def row_is_valid(self, table: Table, terms: Mapping[str, Term]) -> Term:
        valid = [
            negation(equal(terms[column.name], null(terms[column.name].sort)))
            for column in table.columns
            if not column.nullable
        ]
        valid += [
            self.frame.fits(self.side, table.name, name, value) for name, value in terms.items()
        ]
        if table.checks:
            state = self.state.with_table(
                table.name,
                TableState(
                    lambda _: TRUE,
                    {name: _constant(term) for name, term in terms.items()},
                ),
            )
            evaluator = Evaluator(state, "", self.next_value, self.current_value)
            row = {table.name: SymbolicRow(table.name, ())}
            valid += [negation(evaluator.condition(check, row).false) for check in table.checks]
        return all_of(*valid)

    def no_equal(self, table: Table, terms: Mapping[str, Term]) -> Term:
        """No present row has the same values in the columns of a unique constraint."""
        free = []
        for names in self.other_keys(table):
            key = self.frame.new_key(self.side, table.name)
            same = [equal(self.state.value(table.name, name, key), terms[name]) for name in names]
            known = [negation(equal(terms[name], null(terms[name].sort))) for name in names]
            present = self.state.present(table.name, key)
            free.append(negation(exists(key, all_of(present, *same, *known))))
        return all_of(*free)

    def other_keys(self, table: Table) -> list[tuple[str, ...]]:
        """The unique constraints that are not how rows are identified here."""
        identity = self.frame.identity(self.side, table.name)
        keys = [*table.unique, table.key] if table.key != identity else [*table.unique]
        return [names for names in keys if names and names != identity]

    # UPDATE.

    def update(self, update: Update) -> None:
        returned = self.changed_rows(update)
        state = self.state
        for target in update.targets:
            pairs = tuple(a for a in update.assignments if a.alias == target)
            state = self.assigned(update, target, pairs, state)
        self.state = state
        self.answers += [replace(answer, evaluator=self.evaluator()) for answer in returned]

    def changed_rows(self, change: Update | Delete) -> list[SymbolicAnswer]:
        """What RETURNING answers: a row for each that is changed, as it is in this state."""
        if not change.returning:
            return []
        target = change.targets[0]
        name = next(s.table for s in change.sources if s.alias == target)
        columns = [n for n in nodes(change.returning) if isinstance(n, Column)]
        identity = self.frame.identity(self.side, name)
        is_moved = isinstance(change, Update) and any(
            pair.column in identity for pair in change.assignments
        )
        if len(change.targets) > 1 or is_moved or any(c.alias != target for c in columns):
            raise UnsupportedError("RETURNING of other rows, or of new keys, is not proved")
        key = self.frame.new_key(self.side, name)
        row = {target: SymbolicRow(name, key)}
        evaluator = self.evaluator()
        parts = evaluator.join(change.sources, change.where, {}, row)
        hit = any_of(*(exists(part.variables, part.condition) for part in parts))
        joined = Joined(((target, key),), row, hit)
        return [SymbolicAnswer(Query(change.returning), (joined,), evaluator)]

    def assigned(
        self, update: Update, target: str, pairs: tuple[Assignment, ...], state: State
    ) -> State:
        """The state in which the rows of one target have their new values."""
        name = next(s.table for s in update.sources if s.alias == target)
        table = self.frame.table(self.side, name)
        evaluator = self.evaluator()
        assigned = {(name, pair.column) for pair in pairs}
        self.referring |= assigned
        self.gone |= assigned
        key = self.frame.new_key(self.side, name)
        parts = evaluator.join(update.sources, update.where, {}, {target: SymbolicRow(name, key)})
        hit = any_of(*(exists(part.variables, part.condition) for part in parts))
        values = {pair.column: self.assigned_value(table, pair, parts) for pair in pairs}
        identity = self.frame.identity(self.side, name)
        if any(values.get(c, k) is not k for c, k in zip(identity, key, strict=True)):
            return self.rekeyed(table, key, hit, values, state)
        before = state.table(name)
        terms = {c: values.get(c, before.columns[c](key)) for c in table.names}
        self.success.append(for_all(key, implies(hit, self.row_is_valid(table, terms))))

        def column(column_name: str) -> Callable[[Key], Term]:
            old = before.columns[column_name]
            if column_name not in values or column_name in identity:
                return old
            value = values[column_name]

            def new(other: Key) -> Term:
                at = dict(zip(key, other, strict=True))
                return choice(substitute(hit, at), substitute(value, at), old(other))

            return new

        after = state.with_table(
            name, TableState(before.present, {c: column(c) for c in table.names})
        )
        after = after.with_names(name, {u: None for u in table.unique if set(u) & set(values)})
        for names in self.other_keys(table):
            if set(names) & set(values):
                self.success.append(self.is_unique(after, name, names))
        return after

    def assigned_value(self, table: Table, pair: Assignment, parts: tuple[Joined, ...]) -> Term:
        if len(parts) != 1:
            raise UnsupportedError("UPDATE of an outer join is not proved")
        expression = pair.value
        if isinstance(expression, Default):
            expression = table.value_left_out(pair.column)
        if isinstance(expression, NextValue):
            raise UnsupportedError("UPDATE to generated values is not proved")
        sort = self.frame.sort(self.side, table.name, pair.column)
        value = self.evaluator().value(expression, parts[0].rows, sort)
        if any(occurs(v, value) for v in parts[0].variables):
            raise UnsupportedError("UPDATE that may choose among several rows is not proved")
        return value

    def is_unique(self, state: State, table: str, names: tuple[str, ...]) -> Term:
        one, other = (self.frame.new_key(self.side, table) for _ in range(2))
        cells = [(state.value(table, n, one), state.value(table, n, other)) for n in names]
        same = [equal(*pair) for pair in cells]
        known = [negation(equal(left, null(left.sort))) for left, _ in cells]
        present = [state.present(table, key) for key in (one, other)]
        keys = all_of(*(equal(a, b) for a, b in zip(one, other, strict=True)))
        return for_all((*one, *other), implies(all_of(*present, *same, *known), keys))

    def rekeyed(
        self, table: Table, key: Key, hit: Term, values: Mapping[str, Term], state: State
    ) -> State:
        """The state after a change of the key of the one row that a statement names."""
        name, identity = table.name, self.frame.identity(self.side, table.name)
        if not self.frame.has_declared_identity(self.side, name):
            raise UnsupportedError(f"UPDATE of the derived key of {name!r} is not proved")
        old_key = _only_key(key, hit)
        if old_key is None:
            raise UnsupportedError("UPDATE of the keys of several rows is not proved")
        at = dict(zip(key, old_key, strict=True))
        hit = substitute(hit, at)
        before = state.table(name)
        terms = {c: substitute(values.get(c, before.columns[c](key)), at) for c in table.names}
        new_key = tuple(terms[c] for c in identity)
        same = all_of(*(equal(a, b) for a, b in zip(new_key, old_key, strict=True)))
        free = any_of(same, negation(before.present(new_key)))
        self.success.append(implies(hit, all_of(free, self.row_is_valid(table, terms))))

        def is_key(other: Key, wanted: Key) -> Term:
            return all_of(hit, *(equal(a, b) for a, b in zip(other, wanted, strict=True)))

        def present(other: Key) -> Term:
            kept = all_of(before.present(other), negation(is_key(other, old_key)))
            return any_of(is_key(other, new_key), kept)

        def column(column_name: str) -> Callable[[Key], Term]:
            old, value = before.columns[column_name], terms[column_name]
            if column_name in identity:
                return old
            return lambda other: choice(is_key(other, new_key), value, old(other))

        after = state.with_table(name, TableState(present, {c: column(c) for c in table.names}))
        after = after.with_names(name, dict.fromkeys(table.unique))
        for names in self.other_keys(table):
            self.success.append(self.is_unique(after, name, names))
        return after

    # DELETE.

    def delete(self, delete: Delete) -> None:
        self.answers += self.changed_rows(delete)
        evaluator = self.evaluator()
        hits: list[tuple[str, Callable[[Key], Term]]] = []
        for target in delete.targets:
            name = next(s.table for s in delete.sources if s.alias == target)
            key = self.frame.new_key(self.side, name)
            parts = evaluator.join(
                delete.sources, delete.where, {}, {target: SymbolicRow(name, key)}
            )
            hit = any_of(*(exists(part.variables, part.condition) for part in parts))
            hits.append((name, _at(key, hit)))
        for name, hit_of in hits:
            self.remove(name, hit_of, ())

    def remove(self, name: str, hit: Callable[[Key], Term], path: tuple[str, ...]) -> None:
        """Remove rows, and do with those that refer to them what their foreign keys say."""
        if name in path:
            raise UnsupportedError(f"a cycle of cascades through {name!r} is not proved")
        before = self.state.table(name)
        table = self.frame.table(self.side, name)
        self.gone |= {(name, column) for column in table.names}

        def gone(key: Key) -> Term:
            return all_of(before.present(key), hit(key))

        self.state = self.state.with_table(
            name,
            TableState(lambda key: all_of(before.present(key), negation(hit(key))), before.columns),
        )
        for reference in self.frame.databases[self.side].references_to(name):
            if reference.on_delete is OnDelete.REFUSE:
                continue
            if reference.other_columns != self.frame.identity(self.side, name):
                raise UnsupportedError("a cascade along a unique constraint is not proved")
            child = self.state.table(reference.table)

            def follows(
                key: Key, child: TableState = child, columns: tuple[str, ...] = reference.columns
            ) -> Term:
                cells = tuple(child.columns[c](key) for c in columns)
                known = [negation(equal(cell, null(cell.sort))) for cell in cells]
                return all_of(*known, gone(cells))

            if reference.on_delete is OnDelete.CASCADE:
                self.remove(reference.table, follows, (*path, name))
            else:
                self.set_null(reference.table, reference.columns, follows)

    def set_null(self, name: str, columns: tuple[str, ...], hit: Callable[[Key], Term]) -> None:
        table, before = self.frame.table(self.side, name), self.state.table(name)
        if set(columns) & set(self.frame.identity(self.side, name)):
            raise UnsupportedError("SET NULL of a key is not proved")
        if any(not table.column(column).nullable for column in columns):
            key = self.frame.new_key(self.side, name)
            present = before.present(key)
            self.success.append(negation(exists(key, all_of(present, hit(key)))))

        def column(column_name: str) -> Callable[[Key], Term]:
            old = before.columns[column_name]
            sort = self.frame.sorts.of(column_place(self.side, name, column_name))
            if column_name not in columns:
                return old
            return lambda key: choice(hit(key), null(sort), old(key))

        self.state = self.state.with_table(
            name, TableState(before.present, {c: column(c) for c in table.names})
        )

    # The end of a call.

    def references_hold(self) -> Term:
        """All foreign keys hold of rows that came or changed, and towards rows that went.

        The others held before the call, and nothing has touched them.
        """
        database = self.frame.databases[self.side]
        return all_of(
            *(
                reference_holds(self.state, reference.table, number)
                for table in database
                for number, reference in enumerate(table.references)
                if self.referring & {(reference.table, name) for name in reference.columns}
                or self.gone & {(reference.other, name) for name in reference.other_columns}
            )
        )


def reference_holds(state: State, table: str, number: int) -> Term:
    """Every row of the table has its foreign key of that number null or present."""
    frame, side = state.frame, state.side
    reference = frame.table(side, table).references[number]
    key = frame.new_key(side, table)
    cells = tuple(state.value(table, column, key) for column in reference.columns)
    known = [negation(equal(cell, null(cell.sort))) for cell in cells]
    if reference.other_columns == frame.identity(side, reference.other):
        found = state.present(reference.other, cells)
    else:
        other = frame.new_key(side, reference.other)
        same = [
            equal(state.value(reference.other, column, other), cell)
            for column, cell in zip(reference.other_columns, cells, strict=True)
        ]
        found = exists(other, all_of(state.present(reference.other, other), *same))
    return for_all(key, implies(all_of(state.present(table, key), *known), found))


def _constant(term: Term) -> Callable[[Key], Term]:
    return lambda _: term


def _at(key: Key, hit: Term) -> Callable[[Key], Term]:
    return lambda other: substitute(hit, dict(zip(key, other, strict=True)))


def _only_key(key: Key, hit: Term) -> Key | None:
    """The terms that the parts of the key must equal where the statement hits a row."""
    parts = hit.arguments if hit.operator == "and" else (hit,)
    found = []
    for k in key:
        values = [
            other
            for part in parts
            if part.operator == "="
            for one, other in (part.arguments, part.arguments[::-1])
            if one is k and not any(occurs(v, other) for v in key)
        ]
        if not values:
            return None
        found.append(values[0])
    return tuple(found)
