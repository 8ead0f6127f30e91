"""Values that a functor cannot take: found before they stop a run, each with its rule and line.

The different arguments of each call that may fail are a relation of their own, so an engine finds
them out of core; each is then given to the functor itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dynamite.columnar import from_batch
from dynamite.datalog import (
    Aggregate,
    Atom,
    Call,
    Constant,
    Header,
    Rule,
    Term,
    Variable,
    variables,
)
from dynamite.engines.functors import COMPARISONS, apply
from dynamite.engines.interface import Engine
from dynamite.errors import MigrationError
from dynamite.language.types import column_types
from dynamite.migration.content import record_json
from dynamite.preflight.finding import MOST_SHOWN, Finding, FindingKind
from dynamite.preflight.probe import ProbeWriter
from dynamite.preflight.rule_reading import (
    column_list,
    fallible_calls,
    may_fail,
    source_atoms,
    target_names,
)
from dynamite.schema import Attribute, Kind, RecordType
from dynamite.values import DataType, Value

MOST_FAILING = 1_000
"""How many failing values are remembered to find their records."""


@dataclass(frozen=True)
class Conversion:
    """A call that may fail, and the relation of the different values of its variables."""

    relation: str
    names: tuple[str, ...]
    types: tuple[DataType, ...]
    call: Call
    rule: Rule
    holder: Atom | None
    """The atom of a source relation that holds all of the variables, if one does."""


def write_conversions(writer: ProbeWriter, header: Header) -> Iterator[Conversion]:
    """The conversions of a program's rules, each added to the writer as a relation."""
    types = column_types(writer.program)
    for rule in writer.program.rules:
        body = tuple(literal for literal in rule.body if not may_fail(literal))
        bound: dict[str, tuple[str, int]] = {}
        for literal in body:
            if isinstance(literal, Atom):
                for column, term in enumerate(literal.terms):
                    if isinstance(term, Variable):
                        bound.setdefault(term.name, (literal.relation, column))
        parts = [*rule.body, *(term for head in rule.heads for term in head.terms)]
        for call in dict.fromkeys(call for part in parts for call in fallible_calls(part)):
            names = tuple(dict.fromkeys(variables(call)))
            kinds = [types[bound[n][0]][bound[n][1]] for n in names if n in bound]
            data_types = tuple(kind for kind in kinds if isinstance(kind, DataType))
            if _has_aggregate(call) or len(data_types) != len(names) or not names:
                continue
            attributes = [
                writer.program.declarations[bound[name][0]].attributes[bound[name][1]]
                for name in names
            ]
            relation = writer.declare(
                "values", [(f"v{n}", kind) for n, (_, kind) in enumerate(attributes)]
            )
            head = Atom(relation, tuple(Variable(name) for name in names))
            writer.items.append(Rule((head,), body))
            holder = next(
                (a for a in source_atoms(rule, header) if set(names) <= set(variables(a))), None
            )
            yield Conversion(relation, names, data_types, call, rule, holder)


def find_failing(engine: Engine, header: Header, conversion: Conversion) -> Finding | None:
    """The finding of a conversion whose functor refuses some value, with the first records."""
    attributes = tuple(
        Attribute(f"v{n}", data_type, nullable=True) for n, data_type in enumerate(conversion.types)
    )
    record_type = RecordType(("values",), Kind.TABLE, attributes)
    count, first = 0, ""
    failing: set[tuple[Value, ...]] = set()
    for batch in engine.read(conversion.relation):
        for row in from_batch(record_type, batch):
            problem = _problem(conversion.call, dict(zip(conversion.names, row, strict=True)))
            if problem:
                count += 1
                first = first or problem
                if len(failing) < MOST_FAILING:
                    failing.add(row)
    if not count:
        return None
    names = target_names(header, [conversion.rule])
    return Finding(
        FindingKind.CONVERSION,
        _where(header, conversion) or names,
        count,
        first,
        f"no record of {names} can be made from it: migrate stops there and writes nothing",
        (conversion.rule.line,),
        tuple(_records(engine, header, conversion, failing)),
    )


def _where(header: Header, conversion: Conversion) -> str:
    holder = conversion.holder
    if holder is None:
        return ""
    return column_list(header, holder.relation, _columns(holder, conversion.names))


def _columns(holder: Atom, names: Sequence[str]) -> list[int]:
    return [holder.terms.index(Variable(name)) for name in names]


def _records(
    engine: Engine, header: Header, conversion: Conversion, failing: set[tuple[Value, ...]]
) -> Iterator[dict[str, Any]]:
    """The first source records that hold a failing value."""
    holder = conversion.holder
    if holder is None:
        return
    record_type = header.source_by_relation[holder.relation]
    columns = _columns(holder, conversion.names)
    left = MOST_SHOWN
    for batch in engine.read(holder.relation):
        rows = zip(*(column.to_pylist() for column in batch.columns), strict=True)
        for typed, row in zip(from_batch(record_type, batch), rows, strict=True):
            if tuple(typed[column] for column in columns) in failing:
                yield record_json(record_type, row)
                left -= 1
                if not left:
                    return


def _problem(call: Call, values: Mapping[str, Value]) -> str:
    """What the functor says of these values; nothing where it takes them, or gets others."""
    try:
        arguments = [_value(arg, values) for arg in call.args]
    except MigrationError:
        # An inner call fails, and is told of itself.
        return ""
    try:
        if call.functor == "match":
            COMPARISONS["match"](*arguments)
        else:
            apply(call.functor)(*arguments)
    except MigrationError as error:
        return str(error)
    return ""


def _value(term: Term, values: Mapping[str, Value]) -> Value:
    match term:
        case Variable(name):
            return values[name]
        case Constant(value):
            return value
        case Call(functor, args):
            return apply(functor)(*(_value(arg, values) for arg in args))
    raise AssertionError(f"{term} has no value here")


def _has_aggregate(term: Term) -> bool:
    match term:
        case Aggregate():
            return True
        case Call(_, args):
            return any(map(_has_aggregate, args))
    return False
