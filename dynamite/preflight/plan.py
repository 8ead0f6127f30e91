"""The program of a preflight: a program with everything that is asked of its source and target."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from dynamite.data.instance import Instance
from dynamite.datalog import Atom, Header, Program, Rule
from dynamite.language.strata import rule_atoms
from dynamite.migration.checks import with_checks
from dynamite.migration.collisions import with_kept_keys
from dynamite.migration.nulls import without_absence
from dynamite.migration.proofs import Keys
from dynamite.preflight.constants import constant_probes
from dynamite.preflight.conversions import Conversion, write_conversions
from dynamite.preflight.probe import Probe, ProbeWriter
from dynamite.preflight.rule_reading import may_fail
from dynamite.preflight.source_asker import SourceQuestions
from dynamite.preflight.source_probes import source_probes
from dynamite.preflight.target_probes import target_probes


@dataclass(frozen=True)
class Plan:
    """A program with its probes; ``header`` is the program's own, with all that it declares."""

    header: Header
    program: Program
    source: tuple[Probe, ...]
    target: tuple[Probe, ...]
    conversions: tuple[Conversion, ...]


def make_plan(
    program: Program,
    header: Header,
    relations: Sequence[str],
    kept: Keys,
    examples: Sequence[Instance] | None,
) -> Plan:
    """Everything that is asked, written as relations beside the program's own.

    ``relations`` are the source relations that the program reads, ``kept`` the keys that the store
    enforces, ``examples`` the sources of the examples where they are known.
    """
    checked = with_checks(program, header, kept)
    writer = ProbeWriter(without_absence(checked.program, header))
    questions = SourceQuestions(header, tuple(relations), kept, examples is not None)
    source = [*source_probes(writer, questions)]
    if examples is not None:
        source += constant_probes(writer, header, relations, examples)
    target = tuple(target_probes(writer, checked.checks, header.target_by_relation))
    conversions = tuple(write_conversions(writer, header))
    # An engine takes a declared key for a fact, and would find no record that breaks it.
    written = replace(writer.written, header=with_kept_keys(header, kept))
    return Plan(header, written, tuple(source), target, conversions)


def without_failing(plan: Plan) -> Plan:
    """The plan without what a value may stop, and without what depends on that."""
    tainted = _tainted(plan.program)
    program = replace(
        plan.program,
        items=tuple(
            item
            for item in plan.program.items
            if not (isinstance(item, Rule) and any(h.relation in tainted for h in item.heads))
        ),
    )
    return replace(
        plan,
        program=program,
        source=tuple(probe for probe in plan.source if probe.relation not in tainted),
        target=tuple(probe for probe in plan.target if probe.relation not in tainted),
        conversions=tuple(c for c in plan.conversions if c.relation not in tainted),
    )


def _tainted(program: Program) -> set[str]:
    """The relations of rules that a value may stop, and those that depend on them."""
    tainted: set[str] = set()
    size = -1
    while size < len(tainted):
        size = len(tainted)
        for rule in program.rules:
            parts = [*rule.body, *(term for head in rule.heads for term in head.terms)]
            if any(map(may_fail, parts)) or tainted & set(_mentioned(rule)):
                tainted.update(head.relation for head in rule.heads)
    return tainted


def _mentioned(rule: Rule) -> Iterator[str]:
    atom: Atom
    for atom, _ in rule_atoms(rule):
        yield atom.relation
