"""Datalog programs as frozen values: terms, literals, rules, declarations, programs.

The language is Soufflé's core with Skolem terms (``$Name(args)``) and ``nil``. A null or absent
value can be copied and never joins: two occurrences of a variable, or ``=``, are not satisfied by
nulls. ``x = nil`` and ``x != nil`` are the null tests (absent counts as null), and ``nil`` as an
argument of a body atom is the same test. ``$Absent`` in a head is the absent field.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Final, TypeAlias
from typing import Literal as OneOf

from dynamite.errors import InputError
from dynamite.schema import Key, RecordType, Schema
from dynamite.values import Value


@dataclass(frozen=True, slots=True)
class Variable:
    """A variable; ``_`` is not one but a ``Wildcard``."""

    name: str


@dataclass(frozen=True, slots=True)
class Wildcard:
    """``_``: a variable that occurs nowhere else; in bodies only."""


@dataclass(frozen=True, slots=True)
class Constant:
    """A typed value; ``None`` is ``nil`` and ``ABSENT`` is ``$Absent``."""

    value: Value

    def __eq__(self, other: object) -> bool:
        # Typed: Constant(1), Constant(1.0) and Constant(True) are three terms.
        return (
            isinstance(other, Constant)
            and type(self.value) is type(other.value)
            and self.value == other.value
        )

    def __hash__(self) -> int:
        return hash((type(self.value), self.value))


@dataclass(frozen=True, slots=True)
class Call:
    """A functor applied to terms: arithmetic, strings, conversions.

    Operators are written infix (``+ - * / % ^``, unary ``-`` with one argument); ``cat``,
    ``band``, ``land`` and the like too; ``to_string`` and the like as calls; ``as`` with the name
    of a type as its second argument; dynamite's own, which Soufflé lacks, with ``@`` before the
    name, as Soufflé writes a user's functor (``@to_date(x)``). ``FUNCTORS`` in
    ``language.functors`` lists them.
    """

    functor: str
    args: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Construct:
    """A Skolem term ``$constructor(args)``: one invented id for one tuple of arguments.

    A record ``[a, b]``, whose type its place decides, has the constructor ``RECORD``.
    """

    constructor: str
    args: tuple[Term, ...]


AggregateOperator = OneOf["count", "sum", "min", "max", "mean"]


@dataclass(frozen=True, slots=True)
class Aggregate:
    """``sum t : { body }``; ``count`` has no term.

    Variables of the body that also occur outside are bound there (the groups).
    """

    operator: AggregateOperator
    term: Term | None
    body: tuple[Literal, ...]


Term: TypeAlias = "Variable | Wildcard | Constant | Call | Construct | Aggregate"


@dataclass(frozen=True, slots=True)
class Atom:
    """A relation applied to terms."""

    relation: str
    terms: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Negation:
    """``!atom``; its variables are bound elsewhere in the body, or are wildcards."""

    atom: Atom


RECORD: Final = "[]"
"""The constructor of a record as it is written; ``check`` gives it one of its type."""

ComparisonOperator = OneOf[
    "=", "!=", "<", "<=", ">", ">=", "contains", "match", "!contains", "!match"
]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two terms compared; ``=`` also binds a variable. ``contains`` and ``match`` are calls."""

    operator: ComparisonOperator
    left: Term
    right: Term


Literal: TypeAlias = "Atom | Negation | Comparison"


@dataclass(frozen=True, slots=True)
class Comments:
    """What a person wrote around an item: whole lines before it, and one after it on its line."""

    before: tuple[str, ...] = ()
    after: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """``head, … :- body.``; a fact where the body is empty."""

    heads: tuple[Atom, ...]
    body: tuple[Literal, ...] = ()
    comments: Comments = Comments()
    line: int = field(default=0, compare=False)

    @property
    def is_fact(self) -> bool:
        return not self.body


@dataclass(frozen=True, slots=True)
class TypeDeclaration:
    """``.type name <: base``, an ADT ``.type name = A {x: number} | B {}``, or one of two others:

    a record ``.type name = [x: number]``, whose only branch has the constructor ``RECORD``; or a
    union ``.type name = A | B`` of ``members``, which with one member is another name for it.
    """

    name: str
    base: str = ""
    branches: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = ()
    comments: Comments = Comments()
    line: int = field(default=0, compare=False)
    members: tuple[str, ...] = ()

    @property
    def is_record(self) -> bool:
        return len(self.branches) == 1 and self.branches[0][0] == RECORD


@dataclass(frozen=True, slots=True)
class Declaration:
    """``.decl relation(name: type, …)``, with qualifiers such as ``eqrel`` after it."""

    relation: str
    attributes: tuple[tuple[str, str], ...]
    comments: Comments = Comments()
    line: int = field(default=0, compare=False)
    qualifiers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Directive:
    """``.input``/``.output`` of one relation, with its parameters; or ``.printsize`` of it."""

    kind: OneOf["input", "output", "printsize"]
    relation: str
    parameters: tuple[tuple[str, str], ...] = ()
    comments: Comments = Comments()
    line: int = field(default=0, compare=False)


Item: TypeAlias = "TypeDeclaration | Declaration | Directive | Rule"


@dataclass(frozen=True)
class Header:
    """Both schemas, and the relation that stands for each record type.

    ``source_relations`` is aligned with ``source.record_types``, ``target_relations`` likewise.
    """

    source: Schema
    target: Schema
    source_relations: tuple[str, ...]
    target_relations: tuple[str, ...]

    def __post_init__(self) -> None:
        for schema, relations in (
            (self.source, self.source_relations),
            (self.target, self.target_relations),
        ):
            if len(schema.record_types) != len(relations):
                raise InputError("the header names another number of relations than record types")
        names = [name.lower() for name in self.source_relations + self.target_relations]
        if len(set(names)) != len(names):
            repeated = next(name for name in names if names.count(name) > 1)
            raise InputError(f"two record types have the relation {repeated!r}")

    @cached_property
    def source_by_relation(self) -> dict[str, RecordType]:
        return dict(zip(self.source_relations, self.source.record_types, strict=True))

    @cached_property
    def target_by_relation(self) -> dict[str, RecordType]:
        return dict(zip(self.target_relations, self.target.record_types, strict=True))

    @cached_property
    def source_relation(self) -> dict[Key, str]:
        return {t.key: r for r, t in self.source_by_relation.items()}

    @cached_property
    def target_relation(self) -> dict[Key, str]:
        return {t.key: r for r, t in self.target_by_relation.items()}


@dataclass(frozen=True)
class Program:
    """A Datalog program: its items in the order in which a person reads them.

    ``header`` is there where the program maps one store to another.
    """

    items: tuple[Item, ...] = ()
    header: Header | None = None
    comments: tuple[str, ...] = ()
    """Whole-line comments after the last item."""

    @cached_property
    def rules(self) -> tuple[Rule, ...]:
        return tuple(item for item in self.items if isinstance(item, Rule))

    @cached_property
    def declarations(self) -> dict[str, Declaration]:
        return {item.relation: item for item in self.items if isinstance(item, Declaration)}

    @cached_property
    def types(self) -> dict[str, TypeDeclaration]:
        return {item.name: item for item in self.items if isinstance(item, TypeDeclaration)}

    @property
    def inputs(self) -> tuple[str, ...]:
        return self._directives("input")

    @property
    def printed_sizes(self) -> tuple[str, ...]:
        return self._directives("printsize")

    @property
    def outputs(self) -> tuple[str, ...]:
        return self._directives("output")

    def _directives(self, kind: str) -> tuple[str, ...]:
        return tuple(
            item.relation
            for item in self.items
            if isinstance(item, Directive) and item.kind == kind
        )


def variables(term: Term | Literal) -> Iterator[str]:
    """The names of the variables of a term or literal, in order, repeated as they occur.

    >>> list(variables(Atom("p", (Variable("x"), Call("+", (Variable("x"), Constant(1)))))))
    ['x', 'x']
    """
    match term:
        case Variable(name):
            yield name
        case Call(_, args) | Construct(_, args):
            for arg in args:
                yield from variables(arg)
        case Aggregate(_, inner, body):
            if inner is not None:
                yield from variables(inner)
            for literal in body:
                yield from variables(literal)
        case Atom(_, terms):
            for arg in terms:
                yield from variables(arg)
        case Negation(atom):
            yield from variables(atom)
        case Comparison(_, left, right):
            yield from variables(left)
            yield from variables(right)


def substitute_term(term: Term, mapping: Mapping[str, Term]) -> Term:
    """The term with its variables replaced, all at once.

    >>> substitute_term(Construct("A", (Variable("x"),)), {"x": Constant(1)})
    Construct(constructor='A', args=(Constant(value=1),))
    """
    match term:
        case Variable(name):
            return mapping.get(name, term)
        case Call(functor, args):
            return Call(functor, tuple(substitute_term(arg, mapping) for arg in args))
        case Construct(constructor, args):
            return Construct(constructor, tuple(substitute_term(arg, mapping) for arg in args))
        case Aggregate(operator, inner, body):
            return Aggregate(
                operator,
                None if inner is None else substitute_term(inner, mapping),
                tuple(substitute(literal, mapping) for literal in body),
            )
    return term


def substitute_atom(atom: Atom, mapping: Mapping[str, Term]) -> Atom:
    """The atom with its variables replaced."""
    return replace(atom, terms=tuple(substitute_term(term, mapping) for term in atom.terms))


def substitute(literal: Literal, mapping: Mapping[str, Term]) -> Literal:
    """The literal with its variables replaced."""
    match literal:
        case Atom():
            return substitute_atom(literal, mapping)
        case Negation(atom):
            return Negation(substitute_atom(atom, mapping))
        case Comparison(operator, left, right):
            return Comparison(
                operator, substitute_term(left, mapping), substitute_term(right, mapping)
            )
