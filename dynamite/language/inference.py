"""Type inference: every variable of a rule has one type, and so has every constructor's argument.

The types of columns are known; from them those of variables and terms follow. A null has any type.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NoReturn

from dynamite.datalog import (
    RECORD,
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
    COUNT,
    LITERAL,
    UNSIGNED,
    IdType,
    StaticType,
    agree,
    constructor_types,
    counted,
    describe,
    is_weak,
    narrower,
    plain,
    record_constructor,
    type_by_name,
    type_of,
)
from dynamite.values import DataType

Known = dict[str, tuple[StaticType, str]]
"""The type of each variable, and where it has it from."""


class TypeInference:
    """The types of one program, rule by rule until nothing new is learnt."""

    def __init__(self, program: Program, columns: Mapping[str, Sequence[StaticType]]) -> None:
        self.program = program
        self.columns = columns
        self.constructors: dict[str, tuple[StaticType | None, ...]] = {}
        self.sums: dict[Aggregate, StaticType | None] = {}
        self._declared = constructor_types(program)
        self._place = ""
        self._line = 0

    def run(self) -> None:
        """Infer all types; raises ``InputError`` for a variable or term of two types."""
        before: object = None
        while before != (before := dict(self.constructors)):
            for rule in self.program.rules:
                self.rule(rule)

    def rule(self, rule: Rule) -> Known:
        """The types of the variables of a rule outside its aggregates."""
        self._place, self._line = rule_place(rule), rule.line
        known: Known = {}
        before: object = None
        scope = scope_variables(rule.heads, rule.body)
        # A head can decide what a literal in the body is.
        while before != (before := dict(known)):
            self.body(rule.body, known, scope)
            for head in rule.heads:
                self._atom(head, known, scope)
        return known

    def body(self, body: Sequence[Literal], known: Known, scope: frozenset[str]) -> None:
        atoms = [part for part in body if isinstance(part, Atom)]
        others = [part for part in body if not isinstance(part, Atom)]
        for atom in atoms:
            self._atom(atom, known, scope)
        before: object = None
        # A comparison can give a type to a variable that an earlier one uses.
        while before != (before := dict(known)):
            for literal in others:
                self._other(literal, known, scope)
        for atom in atoms:
            self._atom(atom, known, scope)

    def _other(self, literal: Literal, known: Known, scope: frozenset[str]) -> None:
        match literal:
            case Negation(atom):
                self._atom(atom, known, scope)
            case Comparison("contains" | "match" | "!contains" | "!match" as operator, left, right):
                for side in (left, right):
                    self._expect(side, DataType.STRING, operator, known, scope)
            case Comparison(operator, left, right):
                self._same(left, right, operator, known, scope)

    def _same(
        self, left: Term, right: Term, operator: str, known: Known, scope: frozenset[str]
    ) -> None:
        for one, other in ((left, right), (right, left)):
            found = self.type_of(one, known, scope)
            if found is None:
                continue
            self._expect(other, found, f"{operator} with {format_term(one)}", known, scope)
            if operator not in ("=", "!=") and plain(found) not in ORDERED:
                self._fail(f"{operator} does not order {describe(found)}")

    def _atom(self, atom: Atom, known: Known, scope: frozenset[str]) -> None:
        for position, (term, column) in enumerate(
            zip(atom.terms, self.columns[atom.relation], strict=True)
        ):
            self._expect(term, column, f"column {position + 1} of {atom.relation}", known, scope)

    def _expect(
        self, term: Term, expected: StaticType, where: str, known: Known, scope: frozenset[str]
    ) -> None:
        """The term has the expected type, or learns it."""
        match term:
            case Construct(constructor, args) if constructor == RECORD:
                self._record(args, expected, where, known, scope)
                return
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
                if is_weak(found) and not is_weak(expected):
                    known[name] = (expected, where)
                return
        actual = self.type_of(term, known, scope)
        if actual is not None and not agree(actual, expected):
            self._fail(
                f"{format_term(term)} is {describe(actual)}, and {where} is {describe(expected)}"
            )
        if isinstance(term, Call) and actual == LITERAL and not is_weak(expected):
            for arg in term.args:
                self._expect(arg, expected, where, known, scope)

    def _record(
        self,
        args: Sequence[Term],
        expected: StaticType,
        where: str,
        known: Known,
        scope: frozenset[str],
    ) -> None:
        """A record where something of the expected type stands."""
        name = expected.name if isinstance(expected, IdType) else ""
        if expected == IdType():
            return
        record = Construct(RECORD, tuple(args))
        if record_constructor(name) not in self._declared:
            self._fail(f"{format_term(record)} is a record, and {where} is {describe(expected)}")
        _, fields = self._declared[record_constructor(name)]
        if len(fields) != len(args):
            self._fail(
                f"{format_term(record)} has {counted(len(args), 'field')}, "
                f"and a record of type {name} has {len(fields)}"
            )
        for position, (arg, field) in enumerate(zip(args, fields, strict=True)):
            self._expect(arg, field, f"field {position + 1} of {name}", known, scope)

    def type_of(self, term: Term, known: Known, scope: frozenset[str]) -> StaticType | None:
        """The type of a term as far as it is known; checks what is within it."""
        match term:
            case Variable(name):
                return known[name][0] if name in known else None
            case Constant(bool()):
                return DataType.BOOL
            case Constant(int()):
                return LITERAL
            case Constant(value):
                return type_of(value)
            case Construct(constructor) if constructor == RECORD:
                return None
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
            old
            if old is not None and not is_weak(old)
            else narrower(old, self.type_of(arg, known, scope))
            for old, arg in zip(before, args, strict=True)
        )
        self.constructors[name] = after
        return IdType(adt)

    def _call(self, call: Call, known: Known, scope: frozenset[str]) -> StaticType | None:
        if call.functor == "as":
            return self._cast(call, known, scope)
        signature = next(s for s in FUNCTORS[call.functor] if s.accepts(len(call.args)))
        result: StaticType | None = signature.gives
        if call.functor in ("to_unsigned", "@unsigned"):
            result = UNSIGNED
        for position, arg in enumerate(call.args):
            found = self.type_of(arg, known, scope)
            if found is None:
                continue
            allowed = signature.allowed(position)
            is_id = isinstance(found, IdType) and signature.takes_ids
            if plain(found) not in allowed and not is_id:
                names = ", ".join(t for t in DataType if t in allowed)
                self._fail(
                    f"{call.functor} takes {names}, and {format_term(arg)} is {describe(found)}"
                )
            if signature.gives is None:
                if result is not None and not agree(result, found):
                    self._fail(
                        f"{format_term(call)} mixes {describe(result)} and {describe(found)}"
                    )
                result = narrower(result, found)
        if result == LITERAL and DataType.FLOAT not in signature.allowed(0):
            return COUNT
        if signature.gives is None and result is not None and not is_weak(result):
            for arg in call.args:
                if self.type_of(arg, known, scope) == LITERAL:
                    self._expect(arg, result, format_term(call), known, scope)
        return result

    def _cast(self, call: Call, known: Known, scope: frozenset[str]) -> StaticType:
        inner, name = call.args
        assert isinstance(name, Constant) and isinstance(name.value, str)
        wanted = type_by_name(self.program, name.value, "as", self._line)
        found = self.type_of(inner, known, scope)
        if found is not None and not agree(found, wanted) and plain(found) != plain(wanted):
            self._fail(
                f"as({format_term(inner)}, {name.value}) makes {describe(found)} "
                f"{describe(wanted)}, and as converts nothing"
            )
        if found == LITERAL or isinstance(inner, Construct):
            self._expect(inner, wanted, format_term(call), known, scope)
        return wanted

    def _aggregate(
        self, aggregate: Aggregate, known: Known, scope: frozenset[str]
    ) -> StaticType | None:
        inner = inner_scope(aggregate, scope)
        inside = self.inside(aggregate, known, scope)
        for name in groups(aggregate, scope):
            if name in inside and name not in known:
                known[name] = inside[name]
        if aggregate.term is None:
            return COUNT
        found = self.type_of(aggregate.term, inside, inner)
        allowed = SUMMED if aggregate.operator in ("sum", "mean") else ORDERED
        if found is not None and plain(found) not in allowed:
            self._fail(
                f"{aggregate.operator} takes {', '.join(t for t in DataType if t in allowed)}, "
                f"and {format_term(aggregate.term)} is {describe(found)}"
            )
        if aggregate.operator == "sum":
            self.sums[aggregate] = found
        return DataType.FLOAT if aggregate.operator == "mean" else found

    def constructor(self, name: str) -> tuple[StaticType, ...]:
        """The types of the arguments of a declared constructor."""
        return self._declared[name][1]

    def inside(self, aggregate: Aggregate, known: Known, scope: frozenset[str]) -> Known:
        """The types of the variables in the body of an aggregate."""
        inside = {n: known[n] for n in groups(aggregate, scope) if n in known}
        self.body(aggregate.body, inside, inner_scope(aggregate, scope))
        return inside

    def _fail(self, problem: str) -> NoReturn:
        raise InputError(problem, place=self._place)
