"""Type inference: every variable of a rule has one type, and so has every constructor's argument.

The types of columns are known; from them those of variables and terms follow. A null has any type.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NoReturn

from dynamite.datalog import (
    Aggregate,
    Atom,
    Call,
    Comparison,
    Constant,
    Construct,
    Literal,
    Negation,
    Program,
    Rule,
    Term,
    Variable,
    Wildcard,
)
from dynamite.errors import InputError
from dynamite.language.formatting import format_term
from dynamite.language.functors import FUNCTORS, ORDERED, SUMMED
from dynamite.language.scope import groups, inner_scope, scope_variables
from dynamite.language.strata import rule_place
from dynamite.language.types import (
    ColumnType,
    IdType,
    agree,
    constructor_types,
    counted,
    describe,
    type_of,
)
from dynamite.values import DataType

Known = dict[str, tuple[ColumnType, str]]
"""The type of each variable, and where it has it from."""


class TypeInference:
    """The types of one program, rule by rule until nothing new is learnt."""

    def __init__(self, program: Program, columns: Mapping[str, Sequence[ColumnType]]) -> None:
        self._program = program
        self._columns = columns
        self.constructors: dict[str, tuple[ColumnType | None, ...]] = {}
        self.sums: dict[Aggregate, ColumnType | None] = {}
        self._declared = constructor_types(program)
        self._place = ""

    def run(self) -> None:
        """Infer all types; raises ``InputError`` for a variable or term of two types."""
        before: object = None
        while before != (before := dict(self.constructors)):
            for rule in self._program.rules:
                self._rule(rule)

    def _rule(self, rule: Rule) -> None:
        self._place = rule_place(rule)
        known: Known = {}
        self._body(rule.body, known, scope_variables(rule.heads, rule.body))
        for head in rule.heads:
            self._atom(head, known, scope_variables(rule.heads, rule.body))

    def _body(self, body: Sequence[Literal], known: Known, scope: frozenset[str]) -> None:
        atoms = [part for part in body if isinstance(part, Atom)]
        others = [part for part in body if not isinstance(part, Atom)]
        for atom in atoms:
            self._atom(atom, known, scope)
        size = -1
        # A comparison can give a type to a variable that an earlier one uses.
        while size != (size := len(known)):
            for literal in others:
                self._other(literal, known, scope)
        for atom in atoms:
            self._atom(atom, known, scope)

    def _other(self, literal: Literal, known: Known, scope: frozenset[str]) -> None:
        match literal:
            case Negation(atom):
                self._atom(atom, known, scope)
            case Comparison("contains" | "match" as operator, left, right):
                for side in (left, right):
                    self._expect(side, DataType.STRING, operator, known, scope)
            case Comparison(operator, left, right):
                self._same(left, right, operator, known, scope)

    def _same(
        self, left: Term, right: Term, operator: str, known: Known, scope: frozenset[str]
    ) -> None:
        for one, other in ((left, right), (right, left)):
            found = self._type(one, known, scope)
            if found is None:
                continue
            self._expect(other, found, f"{operator} with {format_term(one)}", known, scope)
            if operator not in ("=", "!=") and found not in ORDERED:
                self._fail(f"{operator} does not order {describe(found)}")

    def _atom(self, atom: Atom, known: Known, scope: frozenset[str]) -> None:
        for position, (term, column) in enumerate(
            zip(atom.terms, self._columns[atom.relation], strict=True)
        ):
            self._expect(term, column, f"column {position + 1} of {atom.relation}", known, scope)

    def _expect(
        self, term: Term, expected: ColumnType, where: str, known: Known, scope: frozenset[str]
    ) -> None:
        """The term has the expected type, or learns it."""
        match term:
            case Wildcard():
                return
            case Variable(name) if name not in known:
                known[name] = (expected, where)
                return
            case Variable(name):
                found, source = known[name]
                if not agree(found, expected):
                    self._fail(
                        f"variable {name} is {describe(found)} ({source}) "
                        f"and {describe(expected)} ({where})"
                    )
                if found == IdType():
                    known[name] = (expected, source)
                return
        actual = self._type(term, known, scope)
        if actual is not None and not agree(actual, expected):
            self._fail(
                f"{format_term(term)} is {describe(actual)}, and {where} is {describe(expected)}"
            )

    def _type(self, term: Term, known: Known, scope: frozenset[str]) -> ColumnType | None:
        """The type of a term as far as it is known; checks what is within it."""
        match term:
            case Variable(name):
                return known[name][0] if name in known else None
            case Constant(value):
                return type_of(value)
            case Construct():
                return self._construct(term, known, scope)
            case Call():
                return self._call(term, known, scope)
            case Aggregate():
                return self._aggregate(term, known, scope)
        return None

    def _construct(self, term: Construct, known: Known, scope: frozenset[str]) -> IdType:
        name, args = term.constructor, term.args
        adt, declared = self._declared.get(name, ("", None))
        before = self.constructors.get(name, declared or (None,) * len(args))
        if len(before) != len(args):
            self._fail(
                f"${name} has {counted(len(before), 'argument')} elsewhere, and {len(args)} here"
            )
        for position, arg in enumerate(args):
            expected = before[position]
            if expected is not None:
                where = f"argument {position + 1} of ${name}"
                self._expect(arg, expected, where, known, scope)
        after = tuple(
            old if old is not None else self._type(arg, known, scope)
            for old, arg in zip(before, args, strict=True)
        )
        self.constructors[name] = after
        return IdType(adt)

    def _call(self, call: Call, known: Known, scope: frozenset[str]) -> ColumnType | None:
        signature = next(s for s in FUNCTORS[call.functor] if s.accepts(len(call.args)))
        result: ColumnType | None = signature.gives
        for position, arg in enumerate(call.args):
            found = self._type(arg, known, scope)
            if found is None:
                continue
            allowed = signature.allowed(position)
            if found not in allowed and not (isinstance(found, IdType) and signature.takes_ids):
                names = ", ".join(t for t in DataType if t in allowed)
                self._fail(
                    f"{call.functor} takes {names}, and {format_term(arg)} is {describe(found)}"
                )
            if signature.gives is None:
                if result is not None and not agree(result, found):
                    self._fail(
                        f"{format_term(call)} mixes {describe(result)} and {describe(found)}"
                    )
                result = found
        return result

    def _aggregate(
        self, aggregate: Aggregate, known: Known, scope: frozenset[str]
    ) -> ColumnType | None:
        inner = inner_scope(aggregate, scope)
        inside = {n: known[n] for n in groups(aggregate, scope) if n in known}
        self._body(aggregate.body, inside, inner)
        for name in groups(aggregate, scope):
            if name in inside and name not in known:
                known[name] = inside[name]
        if aggregate.term is None:
            return DataType.INT
        found = self._type(aggregate.term, inside, inner)
        allowed = SUMMED if aggregate.operator in ("sum", "mean") else ORDERED
        if found is not None and found not in allowed:
            self._fail(
                f"{aggregate.operator} takes {', '.join(t for t in DataType if t in allowed)}, "
                f"and {format_term(aggregate.term)} is {describe(found)}"
            )
        if aggregate.operator == "sum":
            self.sums[aggregate] = found
        return DataType.FLOAT if aggregate.operator == "mean" else found

    def _fail(self, problem: str) -> NoReturn:
        raise InputError(problem, place=self._place)
