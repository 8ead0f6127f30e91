"""Migrates a whole store: reads the source, runs the program, writes the target all or nothing.

Everything that can be refused is refused before the target is touched: first what needs no data
(the places, the source's schema, a target that exists), then what the results show (``Checked``).
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from dynamite import __version__
from dynamite.commands.program_file import header_of, read_program
from dynamite.datalog import Header, Program
from dynamite.engines import open_engine
from dynamite.engines.interface import Engine, EngineOptions, OffersFrames
from dynamite.errors import InputError, MigrationError, RefusedRecordError
from dynamite.migration.before import FirstRecords
from dynamite.migration.checks import with_checks
from dynamite.migration.collisions import Collisions
from dynamite.migration.content import EngineContent, sample
from dynamite.migration.fingerprint import SourceDigest, fingerprint
from dynamite.migration.loading import load_source
from dynamite.migration.losses import losses
from dynamite.migration.nulls import without_absence
from dynamite.migration.outcome import Outcome, outcome_said
from dynamite.migration.places import is_file, refuse_no_directory, refuse_same_place
from dynamite.migration.report import MigrationReport, SourceCount, TargetCount
from dynamite.migration.source import SourceReading, plan_reading
from dynamite.migration.verdict import refuse_faults
from dynamite.progress import Report, no_report
from dynamite.schema import Schema
from dynamite.stores import open_store, shown
from dynamite.stores.interface import IfExists, Resumption, Store
from dynamite.stores.plans import keeps_checkpoint, plan_of

if TYPE_CHECKING:
    from dynamite.verification.report import VerifyReport

SAMPLE_RECORDS = 3
"""How many records of each record type a dry run shows."""


@dataclass(frozen=True)
class _Migration:
    """One run: what was asked for, with both stores open."""

    program: Program
    header: Header
    source: Store
    target: Store
    reading: SourceReading
    options: _Options
    outcome: Outcome
    notes: list[str]


@dataclass(frozen=True)
class _Options:
    source: str
    target: str
    engine: str
    memory: int | None
    master: str | None
    if_exists: IfExists
    dry_run: bool
    resume: bool
    verify: bool
    allow_collisions: bool
    progress: Report

    @property
    def part_of_memory(self) -> int | None:
        """Of the engine, and of the comparison after the write, where there is one."""
        return self.memory // 2 if self.memory is not None and self.verify else self.memory


def migrate(
    program: Program | str | os.PathLike[str],
    source: str,
    target: str,
    *,
    engine: str = "duckdb",
    memory: int | None = None,
    master: str | None = None,
    if_exists: IfExists = "fail",
    dry_run: bool = False,
    resume: bool = False,
    verify: bool = False,
    allow_collisions: bool = False,
    progress: Report = no_report,
) -> MigrationReport:
    """Run a program over the whole store at ``source`` and write the result to ``target``.

    ``program`` is a program or the path of its file; ``memory`` bounds the engine, in bytes;
    ``master`` is the cluster of the spark engine. A dry run derives and checks everything, writes
    nothing, and puts into the report what would be created, and the first records before and
    after. ``resume`` goes on with a write that a crash
    ended, where the target keeps a part of it. ``verify`` reads the target back and compares it.
    ``allow_collisions`` goes on where keys repeat that the program declares of a table: those of
    the source then count for nothing, and those of the target are left to the store.
    Raises ``InputError`` for what cannot be used, and ``MigrationError`` where a check fails,
    writing fails, Ctrl-C is pressed, or the target is found to differ; the message says what is
    written.
    """
    started = time.monotonic()
    options = _Options(
        source=source,
        target=target,
        engine=engine,
        memory=memory,
        master=master,
        if_exists=if_exists,
        dry_run=dry_run,
        resume=resume,
        verify=verify,
        allow_collisions=allow_collisions,
        progress=progress,
    )
    outcome = Outcome(shown(target), dry_run)
    with outcome_said(outcome):
        parsed = read_program(program)
        header = header_of(parsed, program)
        refuse_same_place(source, target)
        with (
            closing(open_store(source, model=header.source.model)) as source_store,
            closing(open_store(target, model=header.target.model)) as target_store,
        ):
            refuse_no_directory(target)
            outcome.keeps_part = False if is_file(target) else keeps_checkpoint(target_store)
            notes = list(_target_notes(target_store, header.target, options, outcome))
            reading = plan_reading(parsed, header, source_store)
            run = _Migration(
                parsed, header, source_store, target_store, reading, options, outcome, notes
            )
            name = "" if isinstance(program, Program) else os.fspath(program)
            sources, targets, verification = _moved(run, name)
            return MigrationReport(
                source=source_store.url,
                target=target_store.url,
                engine=engine,
                dry_run=dry_run,
                seconds=time.monotonic() - started,
                sources=sources,
                targets=targets,
                notes=(*notes, *reading.notes),
                plan=plan_of(target_store, header.target) if dry_run else (),
                losses=tuple(losses(header)) if dry_run else (),
                verification=verification,
            )


_Moved: TypeAlias = "tuple[tuple[SourceCount, ...], tuple[TargetCount, ...], VerifyReport | None]"


def _moved(run: _Migration, name: str) -> _Moved:
    """Reads, evaluates, checks and, but in a dry run, writes."""
    options, progress = run.options, run.options.progress
    checked = with_checks(run.program, run.header, run.reading.keys)
    collisions = Collisions.of(checked, run.header, run.reading.keys, options.allow_collisions)
    runnable = without_absence(collisions.program, run.header)
    engine_options = EngineOptions(options.part_of_memory, master=options.master)
    with closing(open_engine(options.engine, runnable, engine_options)) as engine:
        first = FirstRecords(run.header.source, run.reading.columns, SAMPLE_RECORDS)
        digest = SourceDigest()
        watches = [first.add] if options.dry_run else []
        if run.outcome.keeps_part is not False:
            watches.append(digest.add)
        read = load_source(
            run.source,
            run.header,
            run.reading,
            engine,
            progress,
            watches,
            collisions,
            options.source,
        )
        progress("evaluating", 0, None)
        with _at_its_rule(run.program, name):
            engine.evaluate()
        progress("checking", 0, None)
        run.notes.extend(collisions.refuse(engine, read))
        refuse_faults(engine, collisions.checks)
        # All that can still fail comes before the write, whose end is the end.
        sources = tuple(_source_counts(run, engine, read, first))
        targets = tuple(_target_counts(run, engine))
        if options.dry_run:
            return sources, targets, None
        with _at_the_rules_that_made_it(run.program, run.header, name):
            _write(run, engine, digest)
        return sources, targets, _verified(run, engine) if options.verify else None


def _write(run: _Migration, engine: Engine, digest: SourceDigest) -> None:
    resumption = None
    if run.outcome.keeps_part is not False:
        of_run = fingerprint(
            run.program, run.source.url, run.options.engine, __version__, digest.text()
        )
        resumption = Resumption(of_run, run.options.resume)
    content = EngineContent(engine, run.header, run.options.progress)
    run.outcome.is_writing = True
    if not _written_in_parts(run, engine):
        run.target.write(run.header.target, content, run.options.if_exists, resumption)
    run.outcome.is_written = True


def _written_in_parts(run: _Migration, engine: Engine) -> bool:
    """Whether the engine's own executors have written the target."""
    if not isinstance(engine, OffersFrames):
        return False
    # Imported here, as only this engine needs Spark.
    from dynamite.migration.spark_writing import write_in_parts

    options = run.options
    return write_in_parts(engine, run.header, run.target, options.if_exists, options.progress)


def _verified(run: _Migration, engine: Engine) -> VerifyReport:
    """What the target is found to hold, by a store that has not seen it written."""
    # The comparison is a good part of all modules, and most migrations go without.
    from dynamite.verification.moved import after_writing

    run.target.close()
    with closing(open_store(run.options.target, model=run.header.target.model)) as target:
        return after_writing(
            run.header,
            engine,
            run.source.url,
            target,
            run.options.part_of_memory,
            run.options.if_exists == "append",
            run.options.progress,
        )


def _target_notes(
    target: Store, schema: Schema, options: _Options, outcome: Outcome
) -> Iterator[str]:
    """Refuses a target that is there, before anything is read; a dry run only notes it."""
    goes_on = options.resume and outcome.keeps_part is not False
    if options.resume and not goes_on:
        yield f"{target.url} is written whole or not at all, so there is nothing to resume"
    if options.if_exists != "fail" or goes_on or not target.exists(schema):
        return
    mend = "use --if-exists replace or append, or another target"
    if not options.dry_run:
        raise InputError("the target exists already", place=target.url, mend=mend)
    yield f"{target.url}: the target exists already; {mend}"


def _source_counts(
    run: _Migration, engine: Engine, read: dict[str, int], first: FirstRecords
) -> Iterable[SourceCount]:
    for relation, records in read.items():
        record_type = run.header.source_by_relation[relation]
        is_shown = run.options.dry_run and not record_type.is_nested
        yield SourceCount(
            name=record_type.name,
            read=records,
            duplicates=records - engine.count(relation),
            unreached=engine.unreached(relation),
            sample=first.records(record_type) if is_shown else (),
        )


def _target_counts(run: _Migration, engine: Engine) -> Iterable[TargetCount]:
    content = EngineContent(engine, run.header, no_report)
    for relation, record_type in run.header.target_by_relation.items():
        count = engine.count(relation)
        shown = (
            sample(content, run.header.target, record_type, SAMPLE_RECORDS)
            if run.options.dry_run and not record_type.is_nested
            else []
        )
        collapsed = engine.derivations(relation) - count
        yield TargetCount(record_type.name, count, collapsed, tuple(shown))


@contextmanager
def _at_the_rules_that_made_it(program: Program, header: Header, name: str) -> Iterator[None]:
    """Names the rules of a record that the target refuses: a store knows what the record is of."""
    try:
        yield
    except RefusedRecordError as error:
        from dynamite.preflight.finding import rule_place

        relations = {
            relation
            for relation, record_type in header.target_by_relation.items()
            if record_type.name in error.record_types
        }
        rules = [r for r in program.rules if any(h.relation in relations for h in r.heads)]
        place = rule_place(name, tuple(rule.line for rule in rules))
        if not place:
            raise
        which = "the rule" if len(rules) == 1 else "one of the rules"
        raise error.restated(f"{error.problem}; made by {which} at {place}", error.mend) from None


@contextmanager
def _at_its_rule(program: Program, name: str) -> Iterator[None]:
    """Names the rules that may have failed on a value: an engine knows the functor only."""
    try:
        yield
    except MigrationError as error:
        from dynamite.preflight.finding import rule_place
        from dynamite.preflight.rule_reading import rules_calling

        functor, of, _ = error.problem.partition(" of ")
        lines = tuple(rule.line for rule in rules_calling(program, functor)) if of else ()
        place = rule_place(name, lines)
        raise MigrationError(error.problem, place=place or error.place, mend=error.mend) from None
