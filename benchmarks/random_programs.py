"""Random Datalog programs with facts; what chooses is the caller's.

Every program has the same source: a table with a key, a table without one, and a collection whose
fields may be null or absent. Derived relations come in pairs ``d0, d1``, ``d2, d3``, …: a rule may
use those of its own pair (recursion) and all before; only those before are negated or aggregated.
Rules of a recursion build no new values but integers below a bound, so that every program ends.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Protocol

import pyarrow as pa

from dynamite.columnar import to_batch
from dynamite.datalog import (
    RECORD,
    Aggregate,
    Atom,
    Call,
    Comparison,
    Constant,
    Construct,
    Declaration,
    Directive,
    Header,
    Item,
    Literal,
    Negation,
    Program,
    Rule,
    Term,
    TypeDeclaration,
    Variable,
    Wildcard,
)
from dynamite.language.text import format
from dynamite.schema import Attribute, Kind, Model, RecordType, Schema
from dynamite.values import ABSENT, DataType, Value

INT, STRING, FLOAT, DECIMAL, DATE = "number", "symbol", "float", "decimal", "date"
SIMPLE, NESTED, LIST, PAIR = "Simple", "Nested", "List", "Pair"
CONSTRUCTORS = {
    SIMPLE: (("A", (INT,)), ("D", ()), ("E", (STRING, INT))),
    NESTED: (("B", (STRING, SIMPLE)), ("C", (SIMPLE, SIMPLE))),
    LIST: (("N", ()), ("L", (INT, LIST)), ("M", (LIST, STRING))),
    PAIR: ((RECORD, (INT, STRING)),),
}
VALUES: dict[str, list[Value]] = {
    INT: [-2, 0, 1, 2, 3],
    STRING: ["", "a", "b:", "\\N", "12", "é"],
    FLOAT: [0.5, -1.0, 2.0],
    DECIMAL: [Decimal("0.5"), Decimal("-12"), Decimal("3"), Decimal("-0.25")],
    DATE: [date(2020, 1, 31), date(1999, 12, 1)],
}
_DATA_TYPES = {
    INT: DataType.INT,
    STRING: DataType.STRING,
    FLOAT: DataType.FLOAT,
    DECIMAL: DataType.DECIMAL,
    DATE: DataType.DATE,
}

KEYED = RecordType(
    ("keyed",),
    Kind.TABLE,
    (
        Attribute("k", DataType.INT),
        Attribute("x", DataType.INT, True),
        Attribute("s", DataType.STRING, True),
    ),
    primary_key=("k",),
)
BAG = RecordType(
    ("bag",),
    Kind.TABLE,
    (
        Attribute("x", DataType.INT, True),
        Attribute("s", DataType.STRING, True),
        Attribute("f", DataType.FLOAT, True),
        Attribute("d", DataType.DECIMAL, True),
    ),
)
DOCUMENTS = RecordType(
    ("docs",),
    Kind.COLLECTION,
    (
        Attribute("x", DataType.INT, True),
        Attribute("s", DataType.STRING, True),
        Attribute("day", DataType.DATE, True),
    ),
)
SOURCES = {"keyed": KEYED, "bag": BAG, "docs": DOCUMENTS}
_COLUMNS = {
    "keyed": (INT, INT, STRING),
    "bag": (INT, STRING, FLOAT, DECIMAL),
    "docs": (INT, INT, STRING, DATE),
}


@dataclass(repr=False)
class Case:
    """A program and the batches to load, by relation."""

    program: Program
    batches: dict[str, pa.RecordBatch]

    def __repr__(self) -> str:
        facts = "\n".join(f"{name}: {batch.to_pylist()}" for name, batch in self.batches.items())
        return f"{format(self.program)}\n{facts}"

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        printer.text(repr(self))


@dataclass
class Features:
    """What programs may use."""

    recursion: bool = True
    negation: bool = True
    aggregates: bool = True
    functors: bool = True
    skolem: bool = True
    nulls: bool = True
    absent: bool = True


ALL = Features()


class Chooser(Protocol):
    """What makes the choices of a generator."""

    def integer(self, least: int, most: int) -> int:
        """An integer between two, both included."""

    def choose(self, options: list[Any]) -> Any:
        """One of the options."""

    def order(self, items: list[Any]) -> list[Any]:
        """The items in some order."""


def random_case(chooser: Chooser, features: Features = ALL) -> Case:
    """A program over ``SOURCES`` with facts for them."""
    return _Generator(chooser, features).case()


@dataclass
class _Scope:
    """The variables of a body, by type."""

    types: dict[str, list[str]] = field(default_factory=dict)
    count: int = 0

    def fresh(self, type_name: str) -> Variable:
        self.count += 1
        name = f"v{self.count}"
        self.types.setdefault(type_name, []).append(name)
        return Variable(name)


class _Generator:
    def __init__(self, chooser: Chooser, features: Features) -> None:
        self.chooser = chooser
        self.features = features
        self.columns: dict[str, tuple[str, ...]] = {}

    def one_in(self, number: int) -> bool:
        return self.chooser.integer(1, number) == 1

    def choose(self, options: list[Any]) -> Any:
        return self.chooser.choose(options)

    def case(self) -> Case:
        types = [INT, STRING, INT, FLOAT, DECIMAL, DATE]
        if self.features.skolem:
            types += [SIMPLE, NESTED, LIST, PAIR]
        for number in range(self.chooser.integer(1, 5)):
            width = self.chooser.integer(1, 3)
            self.columns[f"d{number}"] = tuple(self.choose(types) for _ in range(width))
        items: list[Item] = [
            *(TypeDeclaration(name, base=STRING) for name in (DECIMAL, DATE)),
            *(
                TypeDeclaration(
                    name,
                    branches=tuple(
                        (constructor, tuple((f"p{n}", t) for n, t in enumerate(args)))
                        for constructor, args in branches
                    ),
                )
                for name, branches in CONSTRUCTORS.items()
            ),
            *(
                Declaration(name, tuple((f"c{n}", t) for n, t in enumerate(columns)))
                for name, columns in {**_COLUMNS, **self.columns}.items()
            ),
        ]
        for number in range(len(self.columns)):
            for _ in range(self.chooser.integer(1, 2)):
                items.append(self.rule(number))
        header = Header(
            Schema(Model.RELATIONAL, (KEYED, BAG)),
            Schema(Model.RELATIONAL, ()),
            ("keyed", "bag"),
            (),
        )
        if self.features.absent:
            source = Schema(Model.DOCUMENT, (DOCUMENTS,))
            header = Header(source, Schema(Model.RELATIONAL, ()), ("docs",), ())
        return Case(self.program(items, header), self.facts(header))

    def program(self, items: list[Item], header: Header) -> Program:
        inputs = [
            Directive("input", name) for name in SOURCES if name not in header.source_by_relation
        ]
        return Program((*items, *inputs), header)

    def facts(self, header: Header) -> dict[str, pa.RecordBatch]:
        batches = {}
        for name in SOURCES:
            known = header.source_by_relation.get(name)
            if known is None:
                # Loaded by declaration only: absence and keys are the header's.
                known = RecordType((name,), Kind.TABLE, _as_attributes(_COLUMNS[name]))
            rows = []
            for number in range(self.chooser.integer(0, 5)):
                row: list[Value] = []
                for position, type_name in enumerate(_COLUMNS[name]):
                    if position == 0 and name != "bag":
                        row.append(number)
                    else:
                        absent = name == "docs" and known.kind is Kind.COLLECTION
                        row.append(self.value(type_name, absent))
                rows.append(tuple(row))
            batches[name] = to_batch(known, rows)
        return batches

    def value(self, type_name: str, absent: bool) -> Value:
        if self.features.nulls and self.one_in(4):
            return ABSENT if absent and self.one_in(2) else None
        return self.choose(VALUES[type_name])

    def rule(self, number: int) -> Rule:
        start = number - number % 2
        below = [*_COLUMNS, *(f"d{n}" for n in range(start))]
        pair = [f"d{n}" for n in (start, start + 1) if f"d{n}" in self.columns]
        recursive = self.features.recursion and self.one_in(3)
        counts = recursive and self.features.functors and self.one_in(3)
        scope = _Scope()
        body: list[Literal] = [
            self.atom(self.choose(below), scope) for _ in range(self.chooser.integer(1, 2))
        ]
        if recursive:
            body.append(self.atom(self.choose(pair), scope))
        for _ in range(self.chooser.integer(0, 2)):
            body.append(self.test(below, scope, computes=not recursive))
        if self.features.negation and self.one_in(3):
            body.append(Negation(self.negated(self.choose(below), scope)))
        head = tuple(
            self.head(t, scope, computes=not recursive) for t in self.columns[f"d{number}"]
        )
        if counts and scope.types.get(INT):
            head = self.counting(head, self.columns[f"d{number}"], scope, body)
        order = self.chooser.order(body)
        return Rule((Atom(f"d{number}", head),), tuple(order))

    def counting(
        self,
        head: tuple[Term, ...],
        types: tuple[str, ...],
        scope: _Scope,
        body: list[Literal],
    ) -> tuple[Term, ...]:
        """The head with an integer counted up, below a bound that the body gets."""
        if INT not in types:
            return head
        position = types.index(INT)
        counted = Variable(self.choose(scope.types[INT]))
        body.append(Comparison("<", counted, Constant(4)))
        next_one = Call("+", (counted, Constant(1)))
        return (*head[:position], next_one, *head[position + 1 :])

    def atom(self, relation: str, scope: _Scope) -> Atom:
        columns = {**_COLUMNS, **self.columns}[relation]
        return Atom(relation, tuple(self.argument(t, scope) for t in columns))

    def argument(self, type_name: str, scope: _Scope) -> Term:
        known = scope.types.get(type_name, [])
        choice = self.chooser.integer(0, 9)
        if choice <= 3 and known:
            return Variable(self.choose(known))
        if choice == 4:
            return Wildcard()
        if choice == 5 and type_name in VALUES:
            return Constant(self.choose(VALUES[type_name]))
        if choice == 6 and self.features.nulls:
            return Constant(None)
        if choice == 7 and type_name in CONSTRUCTORS:
            return self.pattern(type_name, scope)
        return scope.fresh(type_name)

    def pattern(self, type_name: str, scope: _Scope) -> Term:
        constructor, args = self.choose(list(CONSTRUCTORS[type_name]))
        return Construct(constructor, tuple(self.argument(t, scope) for t in args))

    def negated(self, relation: str, scope: _Scope) -> Atom:
        terms = []
        for type_name in {**_COLUMNS, **self.columns}[relation]:
            known = scope.types.get(type_name, [])
            if known and not self.one_in(4):
                terms.append(Variable(self.choose(known)))
            elif type_name in VALUES and self.one_in(3):
                terms.append(Constant(self.choose(VALUES[type_name])))
            elif self.features.nulls and self.one_in(6):
                terms.append(Constant(None))
            else:
                terms.append(Wildcard())
        return Atom(relation, tuple(terms))

    def test(self, below: list[str], scope: _Scope, computes: bool) -> Comparison:
        kinds = [t for t in (INT, STRING, FLOAT, DECIMAL, DATE) if scope.types.get(t)]
        if not kinds:
            return Comparison("=", Constant(1), Constant(1))
        type_name = self.choose(kinds)
        left = Variable(self.choose(scope.types[type_name]))
        choice = self.chooser.integer(0, 7)
        ids = [t for t in (SIMPLE, LIST, PAIR) if len(scope.types.get(t, [])) > 1]
        if choice == 7 and ids:
            names = scope.types[self.choose(ids)]
            one, other = Variable(names[0]), Variable(names[-1])
            return Comparison(self.choose(["=", "!="]), one, other)
        if choice == 0 and self.features.nulls:
            return Comparison(self.choose(["=", "!="]), left, Constant(None))
        if choice == 1 and computes and self.features.aggregates:
            return self.aggregate(below, scope)
        if choice == 2 and computes and self.features.functors:
            other = self.term(type_name, scope)
            return Comparison("=", scope.fresh(type_name), other)
        if choice == 3 and type_name == STRING and self.features.functors:
            return Comparison(self.choose(["contains", "!contains"]), Constant("1"), left)
        operator = self.choose(["=", "!=", "<", "<=", ">", ">="])
        return Comparison(operator, left, self.term(type_name, scope, computes))

    def aggregate(self, below: list[str], scope: _Scope) -> Comparison:
        inner = _Scope({t: list(names) for t, names in scope.types.items()}, scope.count + 100)
        relation = self.choose(below)
        atom = self.atom(relation, inner)
        own = [
            (t, name)
            for t in (INT, FLOAT, DECIMAL)
            for name in inner.types.get(t, [])
            if Variable(name) in atom.terms
        ]
        scope.count += 200
        body: tuple[Literal, ...] = (atom,)
        if self.features.negation and self.one_in(4):
            own_scope = _Scope(
                {
                    t: [n for n in names if Variable(n) in atom.terms]
                    for t, names in inner.types.items()
                },
                inner.count,
            )
            body = (atom, Negation(self.negated(self.choose(below), own_scope)))
        if not own or self.one_in(3):
            return Comparison("=", scope.fresh(INT), Aggregate("count", None, body))
        type_name, name = self.choose(own)
        operator = self.choose(["sum", "min", "max", "mean"])
        result = FLOAT if operator == "mean" else type_name
        term = Aggregate(operator, Variable(name), body)
        return Comparison("=", scope.fresh(result), term)

    def head(self, type_name: str, scope: _Scope, computes: bool) -> Term:
        if type_name in CONSTRUCTORS:
            known = scope.types.get(type_name, [])
            if known and (not computes or self.one_in(2)):
                return Variable(self.choose(known))
            if not computes:
                return Constant(None)
            return self.term(type_name, scope)
        if self.features.absent and self.one_in(10):
            return Constant(ABSENT)
        if self.features.nulls and self.one_in(10):
            return Constant(None)
        return self.term(type_name, scope, computes)

    def term(self, type_name: str, scope: _Scope, computes: bool = True) -> Term:
        known = scope.types.get(type_name, [])
        if type_name == LIST and known and self.one_in(2):
            return Variable(self.choose(known))
        if type_name in CONSTRUCTORS:
            options = list(CONSTRUCTORS[type_name])
            # Else the list might have no end.
            constructor, args = options[0] if self.one_in(2) else self.choose(options)
            return Construct(constructor, tuple(self.term(t, scope) for t in args))
        if computes and self.features.functors and self.one_in(4):
            return self.call(type_name, scope)
        if known and not self.one_in(5):
            return Variable(self.choose(known))
        return Constant(self.choose(VALUES[type_name]))

    def call(self, type_name: str, scope: _Scope) -> Term:
        def inner(wanted: str) -> Term:
            return self.term(wanted, scope, computes=False)

        match type_name:
            case "number":
                choice = self.choose(
                    ["+", "-", "*", "/", "%", "^", "strlen", "ord", "min", "max", "neg", *_BITS]
                )
                if choice in ("bnot", "lnot"):
                    return Call(str(choice), (inner(INT),))
                if choice in ("strlen", "ord"):
                    return Call(str(choice), (inner(STRING),))
                if choice == "neg":
                    return Call("-", (inner(INT),))
                if choice in ("/", "%"):
                    return Call(str(choice), (inner(INT), Constant(self.choose([-2, -1, 1, 3]))))
                if choice == "^":
                    return Call("^", (inner(INT), Constant(self.choose([0, 1, 2, 5]))))
                return Call(str(choice), (inner(INT), inner(INT)))
            case "symbol":
                choice = self.choose(["cat", "substr", "to_string", "to_string", "nulls"])
                if choice == "cat":
                    return Call("cat", (inner(STRING), inner(STRING)))
                if choice == "substr":
                    return Call("substr", (inner(STRING), inner(INT), inner(INT)))
                if choice == "nulls":
                    return Call(self.choose(["@omit_null", "@nullify"]), (inner(STRING),))
                kinds = [INT, FLOAT, DECIMAL, DATE, STRING]
                if self.features.skolem:
                    kinds += [SIMPLE, NESTED, LIST]
                return Call("to_string", (inner(self.choose(kinds)),))
            case "float":
                choice = self.choose(["+", "*", "to_float", "min"])
                if choice == "to_float":
                    return Call("to_float", (inner(self.choose([INT, DECIMAL])),))
                return Call(str(choice), (inner(FLOAT), inner(FLOAT)))
            case "decimal":
                if self.one_in(2):
                    return Call("@to_decimal", (inner(self.choose([INT, FLOAT])),))
                return Call("max", (inner(DECIMAL), inner(DECIMAL)))
        return Call(self.choose(["min", "max"]), (inner(type_name), inner(type_name)))


_BITS = ("band", "bor", "bxor", "bnot", "bshl", "bshr", "bshru", "land", "lor", "lxor", "lnot")


def _as_attributes(columns: tuple[str, ...]) -> tuple[Attribute, ...]:
    return tuple(
        Attribute(f"c{number}", _DATA_TYPES[type_name], True)
        for number, type_name in enumerate(columns)
    )
