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

from dynamite.commands.program_file import read_program
from dynamite.datalog import Header, Program
from dynamite.engines import open_engine
from dynamite.engines.interface import Engine, EngineOptions, LoadsFiles
from dynamite.errors import InputError, MigrationError
from dynamite.migration.checks import with_checks
from dynamite.migration.content import EngineContent, sample
from dynamite.migration.nulls import without_absence
from dynamite.migration.places import refuse_no_directory, refuse_same_place
from dynamite.migration.report import MigrationReport, SourceCount, TargetCount
from dynamite.migration.source import SourceReading, plan_reading, refuse_nothing
from dynamite.migration.verdict import refuse_faults
from dynamite.progress import Report, no_report
from dynamite.schema import Model, Schema
from dynamite.stores import open_store, shown
from dynamite.stores.interface import IfExists, OffersFiles, Store

SAMPLE_RECORDS = 3
"""How many records of each record type a dry run shows."""


@dataclass(frozen=True)
class _Migration:
    """One run: what was asked for, with the source open."""

    header: Header
    source: Store
    reading: SourceReading
    dry_run: bool
    progress: Report


@dataclass
class _Outcome:
    """Whether the target is written, in whole; never in part."""

    target: str
    dry_run: bool
    is_written: bool = False

    @property
    def text(self) -> str:
        if self.is_written:
            return f"everything was written to {self.target}"
        return "nothing was written" if self.dry_run else f"nothing was written to {self.target}"


def migrate(
    program: Program | str | os.PathLike[str],
    source: str,
    target: str,
    *,
    engine: str = "duckdb",
    memory: int | None = None,
    if_exists: IfExists = "fail",
    dry_run: bool = False,
    progress: Report = no_report,
) -> MigrationReport:
    """Run a program over the whole store at ``source`` and write the result to ``target``.

    ``program`` is a program or the path of its file; ``memory`` bounds the engine, in bytes. A dry
    run derives and checks everything, writes nothing, and puts the first records in the report.
    Raises ``InputError`` for what cannot be used, and ``MigrationError`` where a check fails,
    writing fails, or Ctrl-C is pressed; then the target is as it was.
    """
    started = time.monotonic()
    outcome = _Outcome(shown(target), dry_run)
    with _said(outcome):
        parsed = read_program(program)
        header = _header(parsed, program)
        refuse_same_place(source, target)
        with (
            closing(open_store(source, model=header.source.model)) as source_store,
            closing(open_store(target, model=header.target.model)) as target_store,
        ):
            refuse_no_directory(target)
            notes = list(_target_notes(target_store, header.target, if_exists, dry_run))
            reading = plan_reading(parsed, header, source_store)
            checked = with_checks(parsed, header, reading.keys)
            run = _Migration(header, source_store, reading, dry_run, progress)
            runnable = without_absence(checked.program, header)
            with closing(open_engine(engine, runnable, EngineOptions(memory))) as opened:
                read = _load(run, opened)
                progress("evaluating", 0, None)
                opened.evaluate()
                progress("checking", 0, None)
                refuse_faults(opened, checked.checks)
                # All that can still fail comes before the write, whose end is the end.
                sources = tuple(_source_counts(run, opened, read))
                targets = tuple(_target_counts(run, opened))
                if not dry_run:
                    content = EngineContent(opened, header, progress)
                    target_store.write(header.target, content, if_exists)
                    outcome.is_written = True
        return MigrationReport(
            source=source_store.url,
            target=target_store.url,
            engine=engine,
            dry_run=dry_run,
            seconds=time.monotonic() - started,
            sources=sources,
            targets=targets,
            notes=(*notes, *reading.notes),
        )


def _header(parsed: Program, program: Program | str | os.PathLike[str]) -> Header:
    place = "" if isinstance(program, Program) else os.fspath(program)
    if parsed.header is None:
        raise InputError(
            "the program has no header with the two schemas",
            place=place,
            mend="write one as synth does, or use run for programs over fact files",
        )
    for relation in parsed.header.target_by_relation:
        if relation not in parsed.declarations:
            problem = f"relation {relation} of the header is not declared"
            raise InputError(problem, place=place, mend=f"add .decl {relation}(…)")
    return parsed.header


def _target_notes(
    target: Store, schema: Schema, if_exists: IfExists, dry_run: bool
) -> Iterator[str]:
    """Refuses a target that is there, before anything is read; a dry run only notes it."""
    if if_exists != "fail" or not target.exists(schema):
        return
    mend = "use --if-exists replace or append, or another target"
    if not dry_run:
        raise InputError("the target exists already", place=target.url, mend=mend)
    yield f"{target.url}: the target exists already; {mend}"


def _load(run: _Migration, engine: Engine) -> dict[str, int]:
    """Loads every source record that the program uses; how many there were, by relation."""
    read = dict.fromkeys(run.reading.relations, 0)
    columns = dict(run.reading.columns)
    if isinstance(engine, LoadsFiles) and isinstance(run.source, OffersFiles):
        for key, file in run.source.files(run.header.source, columns).items():
            relation = run.header.source_relation[key]
            read[relation] = engine.load_file(relation, file)
            run.progress(f"reading {run.header.source[key].name}", read[relation], None)
            del columns[key]
    tells_absent = run.header.target.model is Model.DOCUMENT
    for key, batch in run.source.read(run.header.source, columns, tells_absent=tells_absent):
        relation = run.header.source_relation[key]
        engine.load(relation, batch)
        read[relation] += batch.num_rows
        run.progress(f"reading {run.header.source[key].name}", read[relation], None)
    refuse_nothing(run.header, read, run.source.url)
    return read


def _source_counts(run: _Migration, engine: Engine, read: dict[str, int]) -> Iterable[SourceCount]:
    for relation, records in read.items():
        yield SourceCount(
            name=run.header.source_by_relation[relation].name,
            read=records,
            duplicates=records - engine.count(relation),
            unreached=engine.unreached(relation),
        )


def _target_counts(run: _Migration, engine: Engine) -> Iterable[TargetCount]:
    content = EngineContent(engine, run.header, no_report)
    for relation, record_type in run.header.target_by_relation.items():
        count = engine.count(relation)
        shown = (
            sample(content, run.header.target, record_type, SAMPLE_RECORDS)
            if run.dry_run and not record_type.is_nested
            else []
        )
        collapsed = engine.derivations(relation) - count
        yield TargetCount(record_type.name, count, collapsed, tuple(shown))


@contextmanager
def _said(outcome: _Outcome) -> Iterator[None]:
    """Says with every failure what is written, as ``Store.write`` promises: all or nothing."""
    try:
        yield
    except KeyboardInterrupt:
        raise MigrationError(f"stopped by Ctrl-C; {outcome.text}") from None
    except MemoryError:
        mend = "bound the engine with --memory"
        raise MigrationError(f"out of memory; {outcome.text}", mend=mend) from None
    except MigrationError as error:
        if "nothing was written" in str(error):
            raise
        raise MigrationError(f"{error}; {outcome.text}") from error
