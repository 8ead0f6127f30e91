"""Terms and literals as SQL over the atoms of one body.

Legend: the n-th positive atom of a body is the table alias ``t<depth>_<n>`` and the columns of
every table are ``c0, c1, …``, so that no name from data ever stands in a query.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from sqlglot import exp

from dynamite.datalog import (
    Aggregate,
    Atom,
    Call,
    Comparison,
    Constant,
    Construct,
    Term,
    Variable,
    Wildcard,
)
from dynamite.engines.body import ColumnSource, PartSource, Source, TermSource
from dynamite.engines.column_types import ColumnType, Scope
from dynamite.engines.sql_aggregates import compile_aggregate
from dynamite.engines.sql_functors import compile_call, order_key
from dynamite.engines.sql_types import (
    SqlTypes,
    Typed,
    call,
    can_fail,
    is_null_sql,
    not_null_sql,
)
from dynamite.errors import InputError
from dynamite.values import is_null

TableOf = Callable[[str], exp.Table]
"""The table (or view, or delta) that stands for a relation."""


def column_name(position: int) -> str:
    return f"c{position}"


def column(alias: str, position: int) -> exp.Expr:
    return exp.column(column_name(position), table=alias, quoted=True)


@dataclass
class BodySql:
    """The SQL of one body: its scope, the tables of its atoms, and the body around it."""

    scope: Scope
    types: SqlTypes
    table_of: TableOf
    around: BodySql | None = None
    depth: int = 0
    replaced: Mapping[int, exp.Table] = field(default_factory=dict)
    """The tables of single atoms that stand for less than their relation (deltas)."""
    aliases: Mapping[int, str] = field(default_factory=dict)
    """The aliases of atoms that stand in a query already made."""
    order: tuple[int, ...] | None = None
    """The order in which a query names the atoms; ``None`` is that of the plan."""

    def alias(self, atom: int) -> str:
        return self.aliases.get(atom) or f"t{self.depth}_{atom}"

    def column_sql(self, atom: int, position: int) -> exp.Expr:
        return column(self.alias(atom), position)

    def head_column(self, head: Atom, position: int) -> Typed:
        """An argument of a head in the representation of its column."""
        held = self.scope.types.columns(head.relation)[position]
        return Typed(self.types.coerce(self.term(head.terms[position]), held), held)

    def variable(self, name: str) -> Typed:
        plan = self.scope.plan
        if name not in plan.bound:
            if self.around is None:
                raise InputError(f"variable {name} is bound nowhere")
            return self.around.variable(name)
        found = self.source(plan.bound[name])
        return self.types.value(found) if name in plan.joined else found

    def source(self, source: Source) -> Typed:
        match source:
            case ColumnSource(atom, position):
                return Typed(column(self.alias(atom), position), self.scope.source(source))
            case PartSource(whole, constructor, position):
                found = self.types.value(self.source(whole))
                if constructor not in found.type.constructors:
                    nothing = ColumnType()
                    return Typed(self.types.null(nothing), nothing)
                return self.types.part(found, constructor, position)
            case TermSource(term):
                return self.term(term)

    def term(self, term: Term) -> Typed:
        match term:
            case Variable(name):
                return self.variable(name)
            case Constant(value):
                return self.types.literal(value)
            case Construct(constructor, args):
                return self.types.construct(constructor, [self.term(arg) for arg in args])
            case Call(functor, args):
                return compile_call(functor, [self.term(arg) for arg in args], self.types)
            case Aggregate():
                return compile_aggregate(term, self)
        raise InputError("_ stands for no value here", mend="name the variable")

    def within(self, term: Aggregate) -> BodySql:
        """The body of an aggregate."""
        return BodySql(self.scope.within(term), self.types, self.table_of, self, self.depth + 1)

    def tests(self) -> list[exp.Expr]:
        """The conditions of the body beyond its atoms."""
        plan = self.scope.plan
        tests = [self._equality(source, term) for source, term in plan.equalities]
        tests += [self._pattern(source, name, arity) for source, name, arity in plan.patterns]
        tests += [is_null_sql(self.types.value(self.source(s)).sql) for s in plan.null_tests]
        tests += [
            not_null_sql(self.types.value(self.source(source)).sql)
            for source in plan.not_null
            if not _is_never_null(source)
        ]
        tests += [self.comparison(comparison) for comparison in plan.comparisons]
        tests += [
            self._negation(negation.atom, number) for number, negation in enumerate(plan.negations)
        ]
        # What can fail on a value is tried last, on what passes everything else.
        return sorted(tests, key=can_fail)

    def _is_unmade(self, term: Term) -> bool:
        """Whether no rule makes an id of a constructor of the term, so that nothing equals it."""
        match term:
            case Construct(constructor, args):
                known = self.types.types.constructors
                return constructor not in known or any(map(self._is_unmade, args))
        return False

    def _equality(self, source: Source, term: Term) -> exp.Expr:
        if self._is_unmade(term):
            return exp.false()
        return self.types.equal(self.source(source), self.term(term))

    def _pattern(self, source: Source, constructor: str, arity: int) -> exp.Expr:
        held = self.types.value(self.source(source))
        if not self._is_made(held, constructor, arity):
            return exp.false()
        return self.types.has_constructor(held, constructor)

    def comparison(self, comparison: Comparison) -> exp.Expr:
        """A comparison that null and absent never satisfy, but for the null tests."""
        left, right = comparison.left, comparison.right
        for tested, other in ((left, right), (right, left)):
            if isinstance(other, Constant) and is_null(other.value):
                return self._null_test(comparison.operator, tested)
        for unmade, other in ((left, right), (right, left)):
            if self._is_unmade(unmade):
                if comparison.operator != "!=":
                    return exp.false()
                return not_null_sql(self.types.value(self.term(other)).sql)
        one, two = self.types.value(self.term(left)), self.types.value(self.term(right))
        match comparison.operator:
            case "contains":
                return call("contains", two.sql, one.sql)
            case "match":
                return call("regexp_full_match", two.sql, one.sql)
            case "!contains":
                return exp.Not(this=call("contains", two.sql, one.sql))
            case "!match":
                return exp.Not(this=call("regexp_full_match", two.sql, one.sql))
        return self._ordered(comparison.operator, one, two)

    def _null_test(self, operator: str, term: Term) -> exp.Expr:
        value = self.types.value(self.term(term)).sql
        match operator:
            case "=":
                return is_null_sql(value)
            case "!=":
                return not_null_sql(value)
        return exp.false()

    def _ordered(self, operator: str, one: Typed, two: Typed) -> exp.Expr:
        left, right = self.types.common(one, two)
        if operator not in ("=", "!="):
            wide = one.type | two.type
            if wide.constructors:
                raise InputError(f"{operator} is not defined on ids")
            left = order_key(Typed(left, replace(wide, absent=False)))
            right = order_key(Typed(right, replace(wide, absent=False)))
        return _COMPARISONS[operator](this=left, expression=right)

    def _negation(self, atom: Atom, number: int) -> exp.Expr:
        alias = f"n{self.depth}_{number}"
        inner = exp.select(exp.Literal.number(1)).from_(
            aliased(self.table_of(atom.relation), alias)
        )
        for position, term in enumerate(atom.terms):
            held = Typed(column(alias, position), self.scope.types.columns(atom.relation)[position])
            for test in self._agrees(held, term):
                inner = inner.where(test, copy=False)
        return exp.Not(this=exp.Exists(this=inner))

    def _agrees(self, held: Typed, term: Term) -> list[exp.Expr]:
        """That a value agrees with an argument of a negated atom, which binds nothing."""
        held = self.types.value(held)
        match term:
            case Wildcard():
                return []
            case Constant(value) if is_null(value):
                return [is_null_sql(held.sql)]
            case Construct(constructor, args) if self.scope.plan.binding.is_pattern(term):
                if not self._is_made(held, constructor, len(args)):
                    return [exp.false()]
                tests = [self.types.has_constructor(held, constructor)]
                for position, arg in enumerate(args):
                    tests += self._agrees(self.types.part(held, constructor, position), arg)
                return tests
        if self._is_unmade(term):
            return [exp.false()]
        return [self.types.equal(held, self.term(term))]

    def _is_made(self, held: Typed, constructor: str, arity: int) -> bool:
        known = self.types.types.constructors.get(constructor)
        return constructor in held.type.constructors and known is not None and len(known) == arity

    def select(self, projections: list[exp.Expr]) -> exp.Select:
        """A query of these expressions over every match of the body."""
        query = exp.select(*projections, copy=False)
        atoms = self.scope.plan.atoms
        order = self.order or range(len(atoms))
        placed = _by_last_atom(self.tests(), [self.alias(number) for number in order])
        for place, number in enumerate(order):
            whole = self.replaced.get(number) or self.table_of(atoms[number].relation)
            table = aliased(whole, self.alias(number))
            if place == 0:
                query = query.from_(table, copy=False)
                continue
            conditions = placed.pop(place, [])
            query = (
                query.join(table, on=exp.and_(*conditions), copy=False)
                if conditions
                else query.join(table, join_type="cross", copy=False)
            )
        rest = [condition for conditions in placed.values() for condition in conditions]
        return query.where(*rest, copy=False) if rest else query


def _by_last_atom(tests: list[exp.Expr], aliases: list[str]) -> dict[int, list[exp.Expr]]:
    """The tests by the place of the join that decides them; 0 holds those of the whole query."""
    placed: dict[int, list[exp.Expr]] = {}
    for test in tests:
        last = 0
        if isinstance(test, exp.EQ) and test.find(exp.Select) is None:
            used = {found.table for found in test.find_all(exp.Column)}
            last = max((n for n, alias in enumerate(aliases) if alias in used), default=0)
        placed.setdefault(last, []).append(test)
    return placed


def _is_never_null(source: Source) -> bool:
    match source:
        case TermSource(Constant(value)):
            return not is_null(value)
        case TermSource(Construct() | Aggregate("count" | "sum")):
            return True
    return False


def aliases_in(sql: exp.Expr) -> set[str]:
    """The table aliases that an expression mentions."""
    return {found.table for found in sql.find_all(exp.Column)}


def aliased(table: exp.Table, alias: str) -> exp.Table:
    named = table.copy()
    named.set("alias", exp.TableAlias(this=exp.to_identifier(alias, quoted=True)))
    return named


_COMPARISONS: dict[str, type[exp.Binary]] = {
    "=": exp.EQ,
    "!=": exp.NEQ,
    "<": exp.LT,
    "<=": exp.LTE,
    ">": exp.GT,
    ">=": exp.GTE,
}
