"""Probes of the target: the checks of a migration, with all records that fail them counted."""

from __future__ import annotations

from collections.abc import Iterator

from dynamite.datalog import Atom
from dynamite.migration.collisions import is_key_of_table
from dynamite.migration.demands import Check, MustBeEmpty, MustBeUnique
from dynamite.preflight.finding import FindingKind
from dynamite.preflight.probe import Probe, ProbeWriter, more_than_one
from dynamite.preflight.rule_reading import rule_lines
from dynamite.schema import RecordType

_STOPS = "migrate writes nothing"


def target_probes(
    writer: ProbeWriter, checks: tuple[Check, ...], relations: dict[str, RecordType]
) -> Iterator[Probe]:
    """A probe for each check of a target; ``writer`` is for the program with the checks.

    ``relations`` are the target's record types by their relation.
    """
    at = {record_type.key: relation for relation, record_type in relations.items()}
    for check in checks:
        lines = rule_lines(writer.program, at[check.record_type.key])
        name = check.record_type.name
        match check:
            case MustBeEmpty():
                is_null = check.problem.startswith("has no ") and (
                    check.problem.removeprefix("has no ") in check.record_type.columns
                )
                kind = FindingKind.REQUIRED if is_null else FindingKind.ORPHAN
                problem = f"each {check.problem}"
                yield Probe(check.relation, check.record_type, kind, name, problem, _STOPS, lines)
            case MustBeUnique():
                yield _collision(writer, check, lines)


def _collision(writer: ProbeWriter, check: MustBeUnique, lines: tuple[int, ...]) -> Probe:
    record_type = check.record_type
    names = [record_type.columns[column] for column in check.columns]
    key = names[0] if len(names) == 1 else f"({', '.join(names)})"
    where = f"{record_type.name}.{key}"
    terms = writer.columns(check.projected)
    relation = writer.record_relation(
        "collision",
        check.projected,
        (Atom(check.projected, terms), *more_than_one(check.projected, terms, check.columns)),
    )
    effect = f"{_STOPS}, unless told to allow collisions" if is_key_of_table(check) else _STOPS
    problem = "each shares it with another one, and different records need different ones"
    return Probe(relation, record_type, FindingKind.COLLISION, where, problem, effect, lines)
