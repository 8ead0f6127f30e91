"""The shape of rules: declared relations, numbers of arguments, where ``_`` and nil can stand."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from dynamite.datalog import (
    Aggregate,
    Atom,
    Call,
    Comparison,
    Constant,
    Construct,
    Literal,
    Negation,
    Rule,
    Term,
    Wildcard,
)
from dynamite.errors import InputError
from dynamite.language.functors import FUNCTORS
from dynamite.language.strata import rule_atoms, rule_place
from dynamite.language.types import ColumnType, counted
from dynamite.values import ABSENT


def undeclared(relation: str, place: str, columns: Iterable[str]) -> InputError:
    """The error for a relation without a declaration."""
    known = ", ".join(columns) or "none"
    return InputError(
        f"relation {relation} is not declared",
        place=place,
        mend=f"add .decl {relation}(…); declared are: {known}",
    )


def check_shape(rule: Rule, columns: Mapping[str, Sequence[ColumnType]]) -> None:
    """Check one rule; raises ``InputError``. ``columns`` are those of every declared relation."""
    place = rule_place(rule)
    if rule.is_fact and len(rule.heads) > 1:
        raise InputError("a fact has one head", place=place, mend="write one fact for each")
    for atom in (*rule.heads, *(atom for atom, _ in rule_atoms(rule))):
        if atom.relation not in columns:
            raise undeclared(atom.relation, place, columns)
        if len(atom.terms) != len(columns[atom.relation]):
            raise InputError(
                f"{atom.relation} has {counted(len(columns[atom.relation]), 'column')}, "
                f"and is used with {len(atom.terms)}",
                place=place,
            )
    for head in rule.heads:
        for term in head.terms:
            _check_value(term, place, f"in the head {head.relation}")
    _check_body(rule.body, place)


def _check_body(body: Iterable[Literal], place: str) -> None:
    for literal in body:
        match literal:
            case Atom(relation, terms) | Negation(Atom(relation, terms)):
                for term in terms:
                    _check_argument(term, place, relation)
            case Comparison("=", left, right):
                for side in (left, right):
                    if isinstance(side, Construct):
                        _check_argument(side, place, "=")
                    else:
                        _check_value(side, place, "in =")
                _refuse_absent((left, right), place)
            case Comparison(operator, left, right):
                for side in (left, right):
                    _check_value(side, place, f"in {operator}")
                _refuse_absent((left, right), place)
                if operator in ("match", "!match"):
                    _check_pattern(left, place)
                _check_null_operand(literal, place)


def _check_argument(term: Term, place: str, relation: str) -> None:
    """An argument of a body atom: ``_`` may stand for it, or within a Skolem term of it."""
    match term:
        case Wildcard():
            pass
        case Construct(_, args):
            for arg in args:
                _check_argument(arg, place, relation)
        case _:
            _refuse_absent((term,), place)
            _check_value(term, place, f"within an argument of {relation}")


def _check_value(term: Term, place: str, where: str) -> None:
    """A term that has a value: without ``_``, and with functors that exist."""
    match term:
        case Wildcard():
            raise InputError(
                f"_ has no value {where}", place=place, mend="name the variable and bind it"
            )
        case Construct("Absent", ()):
            raise InputError("$Absent is the absent field, not a constructor", place=place)
        case Construct(_, args):
            for arg in args:
                _check_value(arg, place, where)
        case Call("as", (inner, _)):
            _check_value(inner, place, where)
        case Call(functor, args):
            _check_functor(functor, len(args), place)
            for arg in args:
                _check_value(arg, place, f"in {functor}")
        case Aggregate(operator, inner, body):
            if (inner is None) is not (operator == "count"):
                problem = "takes no term" if inner is not None else "needs a term"
                raise InputError(f"{operator} {problem}", place=place)
            if inner is not None:
                _check_value(inner, place, f"in {operator}")
            _check_body(body, place)


def _check_functor(functor: str, count: int, place: str) -> None:
    if functor not in FUNCTORS:
        raise InputError(
            f"there is no functor {functor}",
            place=place,
            mend=f"the functors are: {', '.join(FUNCTORS)}",
        )
    signatures = FUNCTORS[functor]
    if not any(signature.accepts(count) for signature in signatures):
        wanted = " or ".join(
            f"{len(signature.takes)}{' or more' if signature.repeats else ''}"
            for signature in signatures
        )
        raise InputError(f"{functor} has {counted(count, 'argument')}, not {wanted}", place=place)


def _refuse_absent(terms: Iterable[Term], place: str) -> None:
    for term in terms:
        if isinstance(term, Constant) and term.value is ABSENT:
            raise InputError(
                "$Absent is for heads", place=place, mend="test x = nil, which absent satisfies"
            )


def _check_null_operand(comparison: Comparison, place: str) -> None:
    sides = (comparison.left, comparison.right)
    has_nil = any(isinstance(side, Constant) and side.value is None for side in sides)
    if has_nil and comparison.operator != "!=":
        raise InputError(
            f"nil has no order and no text for {comparison.operator}",
            place=place,
            mend="the null tests are x = nil and x != nil",
        )


_NOT_EVERYWHERE: Final = re.compile(r"\\[1-9]|\(\?(?:[=!<#(]|P[=<>])|[*+?}]\+|\\[zZGK]")


def _check_pattern(pattern: Term, place: str) -> None:
    if not isinstance(pattern, Constant) or not isinstance(pattern.value, str):
        return
    try:
        re.compile(pattern.value, re.ASCII)
    except re.error as error:
        raise InputError(
            f"{pattern.value!r} is not a regular expression: {error.msg}", place=place
        ) from None
    if _NOT_EVERYWHERE.search(pattern.value):
        raise InputError(
            f"{pattern.value!r} uses what not every engine's regular expressions have",
            place=place,
            mend="leave out back references, lookaround, named groups and possessive repeats",
        )
