"""What a program must satisfy before any engine runs it: declarations, safety, types, strata.

``FUNCTORS`` lists the functors; ``docs/language.md`` the messages.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from dynamite.datalog import Aggregate, Directive, Literal, Program, Term
from dynamite.errors import InputError
from dynamite.language.elaboration import elaborate
from dynamite.language.functors import FUNCTORS
from dynamite.language.inference import TypeInference
from dynamite.language.safety import check_safety
from dynamite.language.scope import aggregates
from dynamite.language.shape import check_shape, undeclared
from dynamite.language.strata import Stratum, stratify
from dynamite.language.subtypes import check_subtypes
from dynamite.language.types import ColumnType, StaticType, plain, static_types
from dynamite.values import DataType, Value

__all__ = ["FUNCTORS", "Checked", "check", "empty_sums"]


@dataclass(frozen=True)
class Checked:
    """What is known of a program that passed.

    ``program`` is the one that engines run (see ``elaboration``). ``strata`` in the order of
    evaluation, of the relations that have rules. ``columns`` are the
    types of each declared relation's columns, ``constructors`` those of each constructor's
    arguments (none where only nulls are known). ``empty_sums`` are the sums whose empty value is
    not the int 0.
    """

    program: Program
    strata: tuple[Stratum, ...]
    columns: Mapping[str, tuple[ColumnType, ...]]
    constructors: Mapping[str, tuple[ColumnType | None, ...]]
    empty_sums: Mapping[Aggregate, Value] = field(default_factory=dict)


def check(program: Program, name: str = "") -> Checked:
    """What engines need to know of a program; raises ``InputError`` naming the rule and variable.

    ``name`` is the file of the program, where the message is to name it.

    >>> from dynamite.language.text import parse
    >>> check(parse(".decl p(x: number) .decl q(x: number) p(y) :- q(x)."))
    Traceback (most recent call last):
    dynamite.errors.InputError: line 1, rule for p: variable y is not bound by a positive atom or =
    """
    try:
        return _check(program)
    except InputError as error:
        if not name:
            raise
        place = f"{name}: {error.place}" if error.place else name
        raise InputError(error.problem, place=place, mend=error.mend) from None


def _check(program: Program) -> Checked:
    static = static_types(program)
    columns = {relation: tuple(map(plain, kinds)) for relation, kinds in static.items()}
    _check_directives(program, columns)
    for rule in program.rules:
        check_shape(rule, columns)
    run, inference = _elaborated(program, static)
    check_subtypes(program)
    for rule in run.rules:
        check_safety(rule)
    constructors = {
        name: tuple(None if arg is None else plain(arg) for arg in args)
        for name, args in inference.constructors.items()
    }
    return Checked(run, stratify(run), columns, constructors, _empty_sums(inference.sums))


def _elaborated(
    program: Program, static: Mapping[str, tuple[StaticType, ...]]
) -> tuple[Program, TypeInference]:
    """The program that engines run, and the types of what is in it."""
    inference = TypeInference(program, static)
    inference.run()
    run = elaborate(program, inference)
    if run is not program:
        inference = TypeInference(run, static)
        inference.run()
    return run, inference


def empty_sums(program: Program) -> Mapping[Aggregate, Value]:
    """The sums whose empty value is not the int 0; the program is known to pass ``check``."""
    if not any(_has_sum(part) for rule in program.rules for part in (*rule.heads, *rule.body)):
        return {}
    inference = TypeInference(program, static_types(program))
    inference.run()
    return _empty_sums(inference.sums)


def _has_sum(part: Term | Literal) -> bool:
    return any(
        aggregate.operator == "sum"
        or any(map(_has_sum, aggregate.body))
        or (aggregate.term is not None and _has_sum(aggregate.term))
        for aggregate in aggregates(part)
    )


_ZEROS: Final[Mapping[StaticType | None, Value]] = {
    DataType.FLOAT: 0.0,
    DataType.DECIMAL: Decimal(0),
}


def _empty_sums(sums: Mapping[Aggregate, StaticType | None]) -> dict[Aggregate, Value]:
    return {
        aggregate: _ZEROS[column_type]
        for aggregate, column_type in sums.items()
        if column_type in _ZEROS
    }


# Declarations


def _check_directives(program: Program, columns: Mapping[str, Sequence[ColumnType]]) -> None:
    for item in program.items:
        if not isinstance(item, Directive):
            continue
        if item.relation not in columns:
            raise undeclared(item.relation, f"line {item.line}", columns)
