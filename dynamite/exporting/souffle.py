"""A program as Soufflé's own text, without the header; refused where Soufflé lacks something."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from dynamite.datalog import (
    Aggregate,
    Atom,
    Call,
    Comparison,
    Constant,
    Construct,
    Directive,
    Item,
    Literal,
    Negation,
    Program,
    Term,
    TypeDeclaration,
)
from dynamite.errors import InputError
from dynamite.language.check import check
from dynamite.language.strata import rule_place
from dynamite.language.text import format
from dynamite.language.types import IdType, column_types, describe
from dynamite.values import DataType, is_null

_SOUFFLES = (DataType.INT, DataType.FLOAT, DataType.STRING)


def export_souffle(program: Program) -> str:
    """The program's text for Soufflé.

    Its inputs and outputs have the parameters that make Soufflé read and write the files that
    dynamite does. Raises ``InputError`` for null, for the types and functors that Soufflé lacks,
    and for a constructor that is not declared.
    """
    checked = check(program)
    for relation, columns in column_types(checked.program).items():
        for column in columns:
            if not isinstance(column, IdType) and column not in _SOUFFLES:
                raise _refused(f"{describe(column)}, as relation {relation} has it,")
    declared = {
        constructor
        for declaration in checked.program.types.values()
        for constructor, _ in declaration.branches
    }
    for rule in checked.program.rules:
        parts = [*rule.heads, *rule.body]
        for term in (inner for part in parts for inner in _terms(part)):
            problem = _problem(term, declared)
            if problem:
                raise _refused(problem, rule_place(rule))
    items = tuple(_item(item) for item in program.items if _is_kept(item))
    return format(replace(program, items=items, header=None))


def _is_kept(item: Item) -> bool:
    # The subtypes that stand for types of dynamite's; no relation uses them.
    own = {t.value for t in DataType}
    return not (isinstance(item, TypeDeclaration) and item.name in own)


def _item(item: Item) -> Item:
    if isinstance(item, Directive) and item.kind != "printsize" and not item.parameters:
        ending = "facts" if item.kind == "input" else "csv"
        parameters = [("filename", f"{item.relation}.{ending}")]
        if item.kind == "output":
            parameters += [("delimiter", ","), ("headers", "true"), ("rfc4180", "true")]
        return replace(item, parameters=tuple(parameters))
    return item


def _problem(term: Term, declared: set[str]) -> str:
    match term:
        case Constant(value) if is_null(value):
            return "null"
        case Construct(constructor) if constructor.isidentifier() and constructor not in declared:
            return f"${constructor}, which no .type declares,"
        case Call(functor) if functor.startswith("@") and functor != "@unsigned":
            return f"the functor {functor}"
    return ""


def _terms(part: Term | Literal) -> Iterator[Term]:
    """Every term within a literal or term, itself included."""
    match part:
        case Atom(_, terms) | Negation(Atom(_, terms)):
            for term in terms:
                yield from _terms(term)
        case Comparison(_, left, right):
            yield from _terms(left)
            yield from _terms(right)
        case Call(_, args) | Construct(_, args):
            yield part
            for arg in args:
                yield from _terms(arg)
        case Aggregate(_, inner, body):
            yield part
            for literal in body:
                yield from _terms(literal)
            if inner is not None:
                yield from _terms(inner)
        case _:
            yield part


def _refused(what: str, place: str = "") -> InputError:
    return InputError(f"{what} cannot be exported to Soufflé", place=place)
