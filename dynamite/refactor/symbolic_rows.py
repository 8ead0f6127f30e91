"""Expressions over symbolic rows, and the rows that the sources of a statement make together.

A condition is a pair of formulas, true and false; where neither holds it is unknown. A row whose
key follows from equalities is *determined*; the others are *anchors*: the joined rows are as many
as the choices of anchors for which the condition holds.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from dynamite.logic import (
    FALSE,
    TRUE,
    Term,
    all_of,
    any_of,
    apply,
    choice,
    distinct,
    equal,
    exists,
    negation,
)
from dynamite.refactor.classes import Place, Scope, Side
from dynamite.refactor.sql import (
    Aggregate,
    And,
    Call,
    Case,
    Coalesce,
    Column,
    Comparison,
    CurrentValue,
    Exists,
    Expression,
    In,
    InQuery,
    IsNull,
    Join,
    Like,
    Literal,
    NextValue,
    Not,
    Or,
    Parameter,
    Query,
    Scalar,
    Source,
    conjuncts,
    nodes,
)
from dynamite.refactor.symbolic_state import Frame, Key, State, UnsupportedError, null


@dataclass(frozen=True)
class Truth:
    """When a condition is true, and when it is false."""

    true: Term
    false: Term

    def __invert__(self) -> Truth:
        return Truth(self.false, self.true)


@dataclass(frozen=True)
class SymbolicRow:
    """A row under an alias; where ``matched`` does not hold, all its columns are null."""

    table: str
    key: Key
    matched: Term = TRUE


Rows = Mapping[str, SymbolicRow]


@dataclass(frozen=True)
class Joined:
    """A part of the joined rows: one for each value of the anchors that fulfils the condition."""

    anchors: tuple[tuple[str, Key], ...]
    rows: Rows
    condition: Term

    @property
    def variables(self) -> tuple[Term, ...]:
        return tuple(part for _, key in self.anchors for part in key)


@dataclass
class Evaluator:
    """Evaluates expressions of one function in a state; ``generated`` are its generated values."""

    state: State
    function: str
    next_value: Callable[[str], Term]
    current_value: Callable[[str], Term]

    @property
    def frame(self) -> Frame:
        return self.state.frame

    @property
    def side(self) -> Side:
        return self.state.side

    # Values.

    def _first_place(self, choices: tuple[Expression, ...], rows: Rows) -> Place | None:
        inner = [n for n in nodes(choices) if isinstance(n, Source)]
        tables = {alias: row.table for alias, row in rows.items()}
        tables |= {source.alias: source.table for source in inner}
        return Scope(self.side, self.function, tables).first_place(choices)

    def sort_of(self, *expressions: Expression, rows: Rows) -> str:
        place = self._first_place(expressions, rows)
        if place is None:
            return "literal"
        return self.frame.sorts.of(place)

    def value(self, expression: Expression, rows: Rows, sort: str | None = None) -> Term:
        """The value of an expression; ``sort`` is that of a literal."""
        own = self._first_place((expression,), rows)
        if own is not None:
            sort = self.frame.sorts.of(own)
        assert sort is not None
        match expression:
            case Column(alias, name):
                row = rows[alias]
                value = self.state.value(row.table, name, row.key)
                return choice(row.matched, value, null(sort))
            case Parameter(name):
                return apply(f"parameter/{name}", (), sort)
            case Literal(None):
                return null(sort)
            case Literal(value):
                return literal(value, sort)
            case NextValue(sequence):
                return self.next_value(sequence)
            case CurrentValue(sequence):
                return self.current_value(sequence)
            case Coalesce(arguments):
                result = null(sort)
                for argument in reversed(arguments):
                    found = self.value(argument, rows, sort)
                    result = choice(equal(found, null(sort)), result, found)
                return result
            case Case(branches, otherwise):
                result = self.value(otherwise, rows, sort)
                for test, found_expression in reversed(branches):
                    found = self.value(found_expression, rows, sort)
                    result = choice(self.condition(test, rows).true, found, result)
                return result
            case Call(function, arguments):
                return self._call(function, arguments, rows, sort)
            case Scalar(query):
                return self._scalar(query, rows, sort)
        raise UnsupportedError(f"{type(expression).__name__} is not proved")

    def _call(
        self, function: str, arguments: tuple[Expression, ...], rows: Rows, sort: str
    ) -> Term:
        is_safe = self._is_of_one_type(arguments[:1], rows)
        if function in ("/", "%") and not (is_safe and _is_not_zero(arguments[1])):
            raise UnsupportedError(f"{function!r} may fail, which is not proved")
        if function.startswith("cast ") and not (is_safe and function == "cast text"):
            raise UnsupportedError("a cast may fail, which is not proved")
        inner = [self.value(argument, rows, f"literal of {function}") for argument in arguments]
        nulls = any_of(*(equal(term, null(term.sort)) for term in inner))
        return choice(nulls, null(sort), apply(f"call/{function}", inner, sort))

    def _is_of_one_type(self, expressions: tuple[Expression, ...], rows: Rows) -> bool:
        """Whether values are of one type on both sides: 5 / 2 is another number for decimals."""
        place = self._first_place(expressions, rows)
        classes = self.frame.sorts.classes
        return place is not None and len(classes.types.get(classes.of(place), ())) == 1

    def _scalar(self, query: Query, rows: Rows, sort: str) -> Term:
        if query.is_aggregated or query.limit is not None or query.offset is not None:
            raise UnsupportedError("a scalar subquery that aggregates or limits is not proved")
        parts = self.join(query.sources, query.where, rows)
        if len(parts) != 1 or parts[0].anchors:
            raise UnsupportedError("a scalar subquery that may have several rows is not proved")
        value = self.value(query.outputs[0].expression, parts[0].rows, sort)
        return choice(parts[0].condition, value, null(sort))

    # Conditions.

    def condition(self, expression: Expression, rows: Rows) -> Truth:
        """When a condition is true and when it is false."""
        match expression:
            case Literal(None):
                return Truth(FALSE, FALSE)
            case Literal(bool(value)):
                return Truth(TRUE, FALSE) if value else Truth(FALSE, TRUE)
            case And(operands):
                parts = [self.condition(operand, rows) for operand in operands]
                return Truth(all_of(*(p.true for p in parts)), any_of(*(p.false for p in parts)))
            case Or(operands):
                parts = [self.condition(operand, rows) for operand in operands]
                return Truth(any_of(*(p.true for p in parts)), all_of(*(p.false for p in parts)))
            case Not(operand):
                return ~self.condition(operand, rows)
            case IsNull(operand):
                sort = self.sort_of(operand, rows=rows)
                is_null = equal(self.value(operand, rows, sort), null(sort))
                return Truth(is_null, negation(is_null))
            case Comparison(operator, left, right):
                return self._comparison(operator, left, right, rows)
            case Like(operand, pattern):
                return self._relation("like", operand, pattern, rows)
            case In(operand, options):
                parts = [self._comparison("=", operand, option, rows) for option in options]
                return Truth(any_of(*(p.true for p in parts)), all_of(*(p.false for p in parts)))
            case Exists(query):
                found = self._some(query, rows, lambda inner: TRUE)
                return Truth(found, negation(found))
            case InQuery(operand, query):
                return self._in_query(operand, query, rows)
            case Column() | Parameter():
                return self._comparison("=", expression, Literal(True), rows)
        raise UnsupportedError(f"{type(expression).__name__} is no condition that is proved")

    def _pair(self, left: Expression, right: Expression, rows: Rows) -> tuple[Term, Term]:
        sort = self.sort_of(left, right, rows=rows)
        return self.value(left, rows, sort), self.value(right, rows, sort)

    def _comparison(self, operator: str, left: Expression, right: Expression, rows: Rows) -> Truth:
        one, other = self._pair(left, right, rows)
        both = all_of(
            negation(equal(one, null(one.sort))), negation(equal(other, null(other.sort)))
        )
        if operator in ("=", "<>"):
            same = equal(one, other)
            truth = Truth(all_of(both, same), all_of(both, negation(same)))
            return truth if operator == "=" else ~truth
        if operator in (">", ">="):
            one, other = other, one
        less = less_than(one, other) if operator in ("<", ">") else negation(less_than(other, one))
        return Truth(all_of(both, less), all_of(both, negation(less)))

    def _relation(self, name: str, left: Expression, right: Expression, rows: Rows) -> Truth:
        one, other = self._pair(left, right, rows)
        both = all_of(
            negation(equal(one, null(one.sort))), negation(equal(other, null(other.sort)))
        )
        holds = apply(name, (one, other), "Bool")
        return Truth(all_of(both, holds), all_of(both, negation(holds)))

    def _some(self, query: Query, rows: Rows, more: Callable[[Rows], Term]) -> Term:
        """Whether the query has a row for which ``more`` holds."""
        if query.is_aggregated or query.limit is not None or query.offset is not None:
            raise UnsupportedError("a subquery that aggregates or limits is not proved")
        return any_of(
            *(
                exists(part.variables, all_of(part.condition, more(part.rows)))
                for part in self.join(query.sources, query.where, rows)
            )
        )

    def _in_query(self, operand: Expression, query: Query, rows: Rows) -> Truth:
        output = query.outputs[0].expression
        tables = {s.alias: SymbolicRow(s.table, ()) for s in query.sources}
        place = self._first_place((operand, output), {**rows, **tables})
        sort = self.frame.sorts.of(place) if place is not None else "literal"
        own = self.value(operand, rows, sort)
        nothing = null(sort)

        def same(inner: Rows) -> Term:
            other = self.value(output, inner, sort)
            return all_of(
                equal(own, other), negation(equal(own, nothing)), negation(equal(other, nothing))
            )

        def possible(inner: Rows) -> Term:
            other = self.value(output, inner, sort)
            return any_of(equal(own, other), equal(own, nothing), equal(other, nothing))

        return Truth(self._some(query, rows, same), negation(self._some(query, rows, possible)))

    # Rows.

    def join(
        self,
        sources: tuple[Source, ...],
        where: Expression | None,
        outer: Rows,
        fixed: Rows | None = None,
    ) -> tuple[Joined, ...]:
        """The rows of the sources for which the conditions hold; ``fixed`` are given rows."""
        rows: dict[str, SymbolicRow] = {**outer, **(fixed or {})}
        inner = [s for s in sources if s.join is not Join.LEFT]
        conditions = [c for s in inner for c in conjuncts(s.on)] + list(conjuncts(where))
        open_sources = [s for s in inner if s.alias not in rows]
        left = {s.alias for s in sources if s.join is Join.LEFT}
        anchors: list[tuple[str, Key]] = []
        self._determine(open_sources, conditions, rows, left)
        while open_sources:
            source = self._best_anchor(open_sources, conditions, rows, left)
            key = self.frame.new_key(self.side, source.table)
            anchors.append((source.alias, key))
            rows[source.alias] = SymbolicRow(source.table, key)
            open_sources.remove(source)
            self._determine(open_sources, conditions, rows, left)
        present = [self.state.present(s.table, rows[s.alias].key) for s in inner]
        parts = [Joined(tuple(anchors), rows, all_of(*present))]
        for source in sources:
            if source.join is Join.LEFT:
                parts = [extended for part in parts for extended in self._left(part, source)]
        return tuple(self._restricted(part, conditions) for part in parts)

    def _restricted(self, part: Joined, conditions: list[Expression]) -> Joined:
        true = [self.condition(condition, part.rows).true for condition in conditions]
        return replace(part, condition=all_of(part.condition, *true))

    def _left(self, part: Joined, source: Source) -> list[Joined]:
        conditions = list(conjuncts(source.on))
        rows = dict(part.rows)
        open_sources = [source]
        self._determine(open_sources, conditions, rows, set())
        if not open_sources:
            key = rows[source.alias].key
            on = [self.condition(condition, rows).true for condition in conditions]
            matched = all_of(self.state.present(source.table, key), *on)
            rows[source.alias] = SymbolicRow(source.table, key, matched)
            return [replace(part, rows=rows)]
        key = self.frame.new_key(self.side, source.table)
        rows[source.alias] = SymbolicRow(source.table, key)
        on = [self.condition(condition, rows).true for condition in conditions]
        match = all_of(self.state.present(source.table, key), *on)
        with_match = Joined(
            (*part.anchors, (source.alias, key)), rows, all_of(part.condition, match)
        )
        nothing = {**part.rows, source.alias: SymbolicRow(source.table, key, FALSE)}
        without = Joined(
            part.anchors, nothing, all_of(part.condition, negation(exists(key, match)))
        )
        return [with_match, without]

    def _determine(
        self,
        open_sources: list[Source],
        conditions: list[Expression],
        rows: dict[str, SymbolicRow],
        left: set[str],
    ) -> None:
        """Move the sources whose keys follow from the conditions into ``rows``."""
        progress = True
        while progress:
            progress = False
            for source in list(open_sources):
                key = self._key_from(source, conditions, rows, left)
                if key is not None:
                    rows[source.alias] = SymbolicRow(source.table, key)
                    open_sources.remove(source)
                    progress = True

    def _key_from(
        self, source: Source, conditions: list[Expression], rows: Rows, left: set[str]
    ) -> Key | None:
        identity = self.frame.identity(self.side, source.table)
        key = self._cells_from(source, identity, conditions, rows, left)
        if key is not None:
            return key
        for names in self.frame.table(self.side, source.table).unique:
            values = self._cells_from(source, names, conditions, rows, left)
            if values is not None:
                found = self.state.unique_row(source.table, names, values)
                if found is not None:
                    return found
        return None

    def _cells_from(
        self,
        source: Source,
        names: tuple[str, ...],
        conditions: list[Expression],
        rows: Rows,
        left: set[str],
    ) -> Key | None:
        """The values that the conditions give to columns of a source."""
        key = []
        for name in names:
            found = None
            for condition in conditions:
                if not isinstance(condition, Comparison) or condition.operator != "=":
                    continue
                pair = (condition.left, condition.right)
                for own, other in (pair, pair[::-1]):
                    if own == Column(source.alias, name) and _is_known(other, rows, left):
                        sort = self.frame.sort(self.side, source.table, name)
                        found = self.value(other, rows, sort)
                        break
                if found is not None:
                    break
            if found is None:
                return None
            key.append(found)
        return tuple(key)

    def _best_anchor(
        self,
        open_sources: list[Source],
        conditions: list[Expression],
        rows: dict[str, SymbolicRow],
        left: set[str],
    ) -> Source:
        """The source whose row determines most others; of equals, the first."""

        def left_open(source: Source) -> int:
            trial = {
                **rows,
                source.alias: SymbolicRow(
                    source.table, self.frame.new_key(self.side, source.table)
                ),
            }
            rest = [other for other in open_sources if other is not source]
            self._determine(rest, conditions, trial, left)
            return len(rest)

        return min(open_sources, key=left_open)


def _is_known(expression: Expression, rows: Rows, left: set[str]) -> bool:
    for node in nodes(expression):
        if isinstance(node, Query | Aggregate | NextValue):
            return False
        if isinstance(node, Column) and (node.alias not in rows or node.alias in left):
            return False
    return True


def _is_not_zero(expression: Expression) -> bool:
    return (
        isinstance(expression, Literal)
        and isinstance(expression.value, int | Decimal)
        and not isinstance(expression.value, bool)
        and expression.value != 0
    )


def literal(value: object, sort: str) -> Term:
    """The constant of a value: equal numbers are one constant, however they are written."""
    if isinstance(value, bool):
        return distinct(f"bool {value}", sort)
    return distinct(f"{'text' if isinstance(value, str) else 'number'} {value}", sort)


def less_than(left: Term, right: Term) -> Term:
    """Whether a value comes before another in the order of its type.

    The order is left open: a proof holds for whatever order the type has.
    """
    return apply("<", (left, right), "Bool")
