"""Columns that held one value in the whole example, so that it could not show what others do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dynamite.data.instance import Instance
from dynamite.datalog import Atom, Comparison, Constant, Header, Program
from dynamite.language.types import column_types, type_of
from dynamite.preflight.finding import FindingKind
from dynamite.preflight.probe import Probe, ProbeWriter
from dynamite.preflight.rule_reading import record_name
from dynamite.values import Value, format_value, is_null, show

FEWEST_RECORDS = 2
"""With fewer records in the example every column is constant, which says nothing."""


def constant_probes(
    writer: ProbeWriter, header: Header, relations: Sequence[str], examples: Sequence[Instance]
) -> Iterator[Probe]:
    """A probe for each constant column, of the source records that have another value in it."""
    types = column_types(writer.program)
    for relation in relations:
        record_type = header.source_by_relation[relation]
        rows = [row for example in examples for row in example.rows(record_type.key)]
        if len(rows) < FEWEST_RECORDS:
            continue
        for column in range(len(record_type.surrogates), len(record_type.columns)):
            value = _only({row[column] for row in rows})
            if value is None or type_of(value) != types[relation][column]:
                continue
            lines = _lines(writer.program, relation, column, value)
            if lines is None:
                continue
            terms = writer.columns(relation)
            body = (Atom(relation, terms), Comparison("!=", terms[column], Constant(value)))
            yield Probe(
                writer.record_relation("constant", relation, body),
                record_type,
                FindingKind.CONSTANT,
                f"{record_name(header, relation)}.{record_type.columns[column]}",
                f"the example has only {show(format_value(value))} there",
                "the program treats them alike; the example does not show whether that is right",
                lines,
            )


def _only(values: set[Value]) -> Value:
    """The one value, where there is one and it is no null."""
    if len(values) != 1:
        return None
    (value,) = values
    return None if is_null(value) else value


def _lines(program: Program, relation: str, column: int, value: Value) -> tuple[int, ...] | None:
    """The lines of the rules that read the relation; none where one of them tests the column."""
    lines = set()
    for rule in program.rules:
        for literal in rule.body:
            if isinstance(literal, Atom) and literal.relation == relation:
                if isinstance(literal.terms[column], Constant):
                    return None
                lines.add(rule.line)
    return tuple(sorted(lines))
