"""Absence where the target has none: tables and graphs hold null for both nulls.

Two records that differ only in which null they hold are one record there, so absence becomes null
in the rules, before duplicates are removed, and not on the way to the store.
"""

from __future__ import annotations

from dataclasses import replace

from dynamite.datalog import Atom, Call, Constant, Header, Program, Rule, Term, Variable
from dynamite.migration.proofs import is_never_null
from dynamite.schema import Model
from dynamite.values import ABSENT

NULLIFY = "@nullify"


def without_absence(program: Program, header: Header) -> Program:
    """The program in which no absent value reaches a table, node or edge.

    Only documents hold absent values, and only in nullable attributes.
    """
    if header.target.model is Model.DOCUMENT:
        return program
    return replace(
        program,
        items=tuple(
            _nullified(program, header, item) if isinstance(item, Rule) else item
            for item in program.items
        ),
    )


def _nullified(program: Program, header: Header, rule: Rule) -> Rule:
    return replace(rule, heads=tuple(_head(program, header, head) for head in rule.heads))


def _head(program: Program, header: Header, head: Atom) -> Atom:
    record_type = header.target_by_relation.get(head.relation)
    if record_type is None:
        return head
    first = len(record_type.surrogates)
    terms = [
        term
        if column < first or is_never_null(program, head.relation, column)
        else _null(term, header)
        for column, term in enumerate(head.terms)
    ]
    return replace(head, terms=tuple(terms))


def _null(term: Term, header: Header) -> Term:
    match term:
        case Constant(value) if value is ABSENT:
            return Constant(None)
        case Call("@omit_null"):
            return Call(NULLIFY, (term,))
        case Variable() if header.source.model is Model.DOCUMENT:
            return Call(NULLIFY, (term,))
    return term
