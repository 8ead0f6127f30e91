"""A run of a preflight: the source is loaded, the plan evaluated, what its probes hold is told."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any

from dynamite.data.instance import Instance
from dynamite.engines import open_engine
from dynamite.engines.interface import Engine, EngineOptions
from dynamite.engines.reference_evaluation import evaluate
from dynamite.errors import InputError, MigrationError
from dynamite.language.types import counted
from dynamite.migration.collisions import declared_keys
from dynamite.migration.content import record_json
from dynamite.migration.source import used_columns
from dynamite.preflight.conversions import find_failing
from dynamite.preflight.finding import MOST_SHOWN, Finding, FindingKind
from dynamite.preflight.misfits import misfits
from dynamite.preflight.plan import Plan, without_failing
from dynamite.preflight.probe import Probe
from dynamite.preflight.rule_reading import column_list
from dynamite.progress import Report
from dynamite.schema import Key
from dynamite.stores.interface import Store


@dataclass
class Preflight:
    """One preflight over one store; ``read`` and ``notes`` are filled as it runs."""

    plan: Plan
    store: Store
    engine: str
    options: EngineOptions
    progress: Report
    read: dict[str, int] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def findings(self, examples: Sequence[Instance] | None) -> list[Finding]:
        """All findings; without what the sources of the ``examples`` show already."""
        shown = self._shown(examples or ())
        if shown:
            told = [probe for probe in self.plan.source if probe in shown]
            names = ", ".join(dict.fromkeys(f"{probe.kind} {probe.where}" for probe in told))
            self.notes.append(f"left out, as the example shows the like: {names}")
        with closing(open_engine(self.engine, self.plan.program, self.options)) as opened:
            misfits = self._load(opened)
            if misfits:
                self.notes.append("nothing else was checked, as the source could not be read")
                return misfits
            try:
                self.progress("checking", 0, None)
                opened.evaluate()
            except MigrationError as error:
                return self._after(error, shown)
            return [*self._told(opened, self.plan, shown)]

    def _after(self, error: MigrationError, shown: Collection[Probe]) -> list[Finding]:
        """What can be told where a value stopped the evaluation: first of all, what stopped it."""
        rest = without_failing(self.plan)
        with closing(open_engine(self.engine, rest.program, self.options)) as opened:
            self._load(opened)
            opened.evaluate()
            found = [*self._told(opened, rest, shown)]
        if not any(finding.kind is FindingKind.CONVERSION for finding in found):
            effect = "migrate stops there and writes nothing"
            found.insert(0, Finding(FindingKind.CONVERSION, "a rule", 1, str(error), effect))
        left = len(self.plan.target) - len(rest.target)
        if left:
            names = dict.fromkeys(
                probe.record_type.name for probe in self.plan.target if probe not in rest.target
            )
            self.notes.append(
                f"not checked, as a value stops their rules: {', '.join(names)} of the target"
            )
        return found

    def _shown(self, examples: Sequence[Instance]) -> set[Probe]:
        """The probes of the source that hold something on an example already."""
        shown: set[Probe] = set()
        for example in examples:
            relations = self.plan.header.source_by_relation
            facts = {
                relation: example.rows(record_type.key)
                for relation, record_type in relations.items()
                if relation in self.plan.program.declarations
            }
            derived = evaluate(self.plan.program, facts)
            shown.update(probe for probe in self.plan.source if derived.get(probe.relation))
        return shown

    def _load(self, engine: Engine) -> list[Finding]:
        """Loads what the probes look at; the first value of each record type that does not fit."""
        header, used = self.plan.header, used_columns(self.plan.program)
        found: list[Finding] = []
        self.read.clear()
        for relation, record_type in header.source_by_relation.items():
            if relation not in self.plan.program.declarations or relation not in used:
                continue
            self.read[relation] = 0
            columns: Mapping[Key, Collection[str]] = {record_type.key: set(record_type.columns)}
            try:
                for _, batch in self.store.read(header.source, columns):
                    engine.load(relation, batch)
                    self.read[relation] += batch.num_rows
                    self.progress(f"reading {record_type.name}", self.read[relation], None)
            except InputError as error:
                found += misfits(self.store, header.source, record_type, error)
        return found

    def _told(self, engine: Engine, plan: Plan, shown: Collection[Probe]) -> Iterator[Finding]:
        for conversion in plan.conversions:
            failing = find_failing(engine, plan.header, conversion)
            if failing is not None:
                yield failing
        yield from self._copies(engine)
        for probe in (*plan.source, *plan.target):
            if probe in shown:
                continue
            count = engine.count(probe.relation)
            if count:
                yield Finding(
                    probe.kind,
                    probe.where,
                    count,
                    probe.problem,
                    probe.effect,
                    probe.lines,
                    tuple(_first(engine, probe)),
                )

    def _copies(self, engine: Engine) -> Iterator[Finding]:
        """Records that agree in everything with another one, of types with a declared key."""
        for relation, records in self.read.items():
            copies = records - engine.count(relation)
            record_type = self.plan.header.source_by_relation[relation]
            if not copies:
                continue
            keys = [*declared_keys(record_type)]
            if not keys:
                same = "agrees" if copies == 1 else "agree"
                self.notes.append(
                    f"{record_type.name}: {counted(copies, 'record')} {same} in everything with "
                    "another one and counts for nothing"
                )
                continue
            yield Finding(
                FindingKind.KEY,
                column_list(self.plan.header, relation, keys[0]),
                copies,
                "whole copies of other records, though the program's header declares a key",
                "they count once; migrate stops unless told to allow collisions",
            )


def _first(engine: Engine, probe: Probe) -> Iterator[dict[str, Any]]:
    left = MOST_SHOWN
    for batch in engine.read(probe.relation):
        for row in batch.slice(0, left).to_pylist():
            yield record_json(probe.record_type, row.values())
            left -= 1
        if not left:
            return


def unread(plan: Plan, store: Store, progress: Report) -> Iterator[Finding]:
    """Source record types that no rule reads at all, with their records."""
    header = plan.header
    left = [
        record_type
        for relation, record_type in header.source_by_relation.items()
        if relation not in used_columns(plan.program)
    ]
    there = store.outline().schema.by_key if left else {}
    for record_type in left:
        if record_type.key not in there:
            continue
        count = 0
        records: list[dict[str, Any]] = []
        for _, batch in store.read(header.source, {record_type.key: set(record_type.columns)}):
            for row in batch.slice(0, MOST_SHOWN - len(records)).to_pylist():
                records.append(record_json(record_type, row.values()))
            count += batch.num_rows
            progress(f"reading {record_type.name}", count, None)
        if count:
            yield Finding(
                FindingKind.UNREACHED,
                record_type.name,
                count,
                "no rule reads it",
                "nothing in the target is made from them",
                (),
                tuple(records),
            )
