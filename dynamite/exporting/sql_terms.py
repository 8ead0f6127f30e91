"""Terms and bodies of rules as the text of a query in one dialect of SQL.

Legend: the n-th positive atom of a body is the alias ``t<depth>_<n>``. Nulls are SQL's: they
satisfy no comparison. Where a run stops with an error, the query stops too, or gives null where the
dialect has no way to stop.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

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
from dynamite.engines.column_types import Scope
from dynamite.exporting.dialects import Dialect
from dynamite.exporting.sql_functors import call_text
from dynamite.language.scope import direct_variables
from dynamite.values import NIL_MARK, RECORD_MARK, DataType, is_null

Table = Callable[[str, bool], tuple[str, Sequence[str]]]
"""The text of a relation's table, distinct where wanted, and the names of its columns."""


@dataclass
class BodyText:
    """The query of one body."""

    scope: Scope
    dialect: Dialect
    table: Table
    around: BodyText | None = None
    depth: int = 0
    of_distinct: bool = False

    def variable(self, name: str) -> str:
        if name in self.scope.plan.bound:
            return self.source(self.scope.plan.bound[name])
        assert self.around is not None, name
        return self.around.variable(name)

    def source(self, source: Source) -> str:
        match source:
            case ColumnSource(atom, position):
                relation = self.scope.plan.atoms[atom].relation
                columns = self.table(relation, self.of_distinct)[1]
                return f"t{self.depth}_{atom}.{self.dialect.identifier(columns[position])}"
            case PartSource():
                raise self.dialect.refused("taking an id or a record apart")
            case TermSource(term):
                return self.term(term)

    def term(self, term: Term) -> str:
        match term:
            case Variable(name):
                return self.variable(name)
            case Constant(value):
                return self.dialect.value(value)
            case Construct(constructor, args):
                return self._construct(constructor, args)
            case Call(functor, args):
                kinds = [self.scope.term(arg).data for arg in args]
                return call_text(self.dialect, functor, [self.term(arg) for arg in args], kinds)
            case Aggregate():
                return self._aggregate(term)
        raise self.dialect.refused("_ as a value")

    def _construct(self, constructor: str, args: Sequence[Term]) -> str:
        """An id as the text that stores have for it."""
        if constructor.startswith((RECORD_MARK, NIL_MARK)):
            raise self.dialect.refused("a record")
        pieces = [self.dialect.string(constructor.replace("\\", "\\\\").replace(":", "\\:"))]
        for arg in args:
            kind = self.scope.term(arg)
            if kind.data not in (DataType.INT, DataType.STRING) and not kind.constructors:
                raise self.dialect.refused(f"an id over a {kind.data}")
            text = self.term(arg)
            if kind.data is DataType.INT:
                shown = call_text(self.dialect, "to_string", [text], [kind.data])
            else:
                shown = text
                for special in ("\\", ":"):
                    one, two = map(self.dialect.string, (special, f"\\{special}"))
                    shown = f"REPLACE({shown}, {one}, {two})"
            nothing = self.dialect.string("\\N")
            pieces.append(self.dialect.string(":"))
            pieces.append(f"CASE WHEN {text} IS NULL THEN {nothing} ELSE {shown} END")
        return self.dialect.concat(pieces) if len(pieces) > 1 else pieces[0]

    def _aggregate(self, term: Aggregate) -> str:
        inner = BodyText(
            self.scope.within(term), self.dialect, self.table, self, self.depth + 1, True
        )
        if term.term is None:
            return f"({inner.select(['COUNT(*)'])})"
        own = set(inner.scope.plan.bound)
        used = set(direct_variables(term.term))
        if used and not used & own:
            raise self.dialect.refused(f"{term.operator} of what is bound outside")
        value, kind = inner.term(term.term), inner.scope.term(term.term).data
        match term.operator:
            case "sum":
                return f"({inner.select([self._sum(value, kind)])})"
            case "mean":
                as_float = self.dialect.cast(value, DataType.FLOAT)
                return f"({inner.select([f'AVG({as_float})'])})"
        order = self.dialect.text_order if kind is DataType.STRING else ""
        return f"({inner.select([f'{term.operator.upper()}({value}{order})'])})"

    def _sum(self, value: str, kind: DataType | None) -> str:
        if kind is DataType.DECIMAL:
            raise self.dialect.refused("sum of decimals")
        total = f"COALESCE(SUM({value}), 0)"
        if self.dialect.name == "mysql" and kind is DataType.INT:
            limit = "9223372036854775807"
            fits = f"{total} BETWEEN -{limit} - 1 AND {limit}"
            return f"CASE WHEN {fits} THEN CAST({total} AS SIGNED) END"
        return self.dialect.cast(total, kind)

    def select(self, projections: Sequence[str], distinct: bool = False) -> str:
        """The query of these expressions over every match of the body."""
        atoms = self.scope.plan.atoms
        tests = self.tests()
        text = f"SELECT {'DISTINCT ' if distinct else ''}{', '.join(projections)}"
        if atoms:
            tables = [
                f"{self.table(atom.relation, self.of_distinct)[0]} AS t{self.depth}_{number}"
                for number, atom in enumerate(atoms)
            ]
            text += f" FROM {' CROSS JOIN '.join(tables)}"
        elif tests and self.dialect.name == "mysql":
            text += " FROM DUAL"
        return text + (f" WHERE {' AND '.join(tests)}" if tests else "")

    def tests(self) -> list[str]:
        plan = self.scope.plan
        if plan.patterns:
            raise self.dialect.refused("taking an id or a record apart")
        tests = [f"{self.source(source)} = {self.term(term)}" for source, term in plan.equalities]
        tests += [f"{self.source(source)} IS NULL" for source in plan.null_tests]
        tests += [
            f"{self.source(source)} IS NOT NULL"
            for source in plan.not_null
            if not (isinstance(source, TermSource) and isinstance(source.term, Constant))
        ]
        tests += [self._comparison(comparison) for comparison in plan.comparisons]
        for number, negation in enumerate(plan.negations):
            tests.append(self._negation(negation.atom, number))
        return tests

    def _comparison(self, comparison: Comparison) -> str:
        operator, left, right = comparison.operator, comparison.left, comparison.right
        for one, other in ((left, right), (right, left)):
            if isinstance(other, Constant) and is_null(other.value):
                return f"{self.term(one)} IS {'' if operator == '=' else 'NOT '}NULL"
        texts = [self.term(left), self.term(right)]
        if operator.lstrip("!") in ("contains", "match"):
            found = call_text(self.dialect, operator.lstrip("!"), texts, [DataType.STRING] * 2)
            return f"NOT {found}" if operator.startswith("!") else found
        kind = (self.scope.term(left) | self.scope.term(right)).data
        if kind is DataType.FLOAT and self.dialect.name == "postgres":
            texts = [self.dialect.cast(text, kind) for text in texts]
        is_order = operator not in ("=", "!=") and kind is DataType.STRING
        order = self.dialect.text_order if is_order else ""
        return f"{texts[0]}{order} {'<>' if operator == '!=' else operator} {texts[1]}"

    def _negation(self, atom: Atom, number: int) -> str:
        alias = f"n{self.depth}_{number}"
        table, names = self.table(atom.relation, False)
        tests = []
        for name, term in zip(names, atom.terms, strict=False):
            held = f"{alias}.{self.dialect.identifier(name)}"
            if isinstance(term, Wildcard):
                continue
            if isinstance(term, Constant) and is_null(term.value):
                tests.append(f"{held} IS NULL")
            elif isinstance(term, Construct) and self.scope.plan.binding.is_pattern(term):
                raise self.dialect.refused("taking an id or a record apart")
            else:
                tests.append(f"{held} = {self.term(term)}")
        where = f" WHERE {' AND '.join(tests)}" if tests else ""
        return f"NOT EXISTS (SELECT 1 FROM {table} AS {alias}{where})"
