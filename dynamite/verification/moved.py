"""A target compared with what an engine that has evaluated says of it."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace

from dynamite.datalog import Header
from dynamite.engines.interface import Engine
from dynamite.errors import InputError, MigrationError
from dynamite.migration.content import EngineContent
from dynamite.progress import Report, no_report
from dynamite.stores.interface import Store
from dynamite.verification.comparison import compare
from dynamite.verification.layout import content_batches
from dynamite.verification.notes import compared_up_to
from dynamite.verification.report import VerifyReport, first_difference
from dynamite.verification.scratch import Scratch
from dynamite.verification.target import open_target


def compared(
    header: Header,
    engine: Engine,
    source: str,
    target: Store,
    memory: int | None,
    progress: Report,
) -> VerifyReport:
    """The comparison of what the engine says with what is there, without the time it took.

    ``source`` is shown in the report; ``memory`` bounds the comparison, in bytes.
    """
    there = open_target(target, header.target)
    with closing(Scratch(memory)) as scratch:
        said = content_batches(header.target, EngineContent(engine, header, no_report))
        result = compare(scratch, header.target, said, there.batches(), progress)
    notes = (*there.notes, *compared_up_to(header.target, result.ids))
    return VerifyReport(source, target.url, 0.0, result.relations, there.structure, notes)


def after_writing(
    header: Header,
    engine: Engine,
    source: str,
    target: Store,
    memory: int | None,
    appended: bool,
    progress: Report,
) -> VerifyReport:
    """The comparison right after a write; ``MigrationError`` where the target differs."""
    try:
        report = compared(header, engine, source, target, memory, progress)
    except InputError as error:
        problem = f"everything was written, and cannot be read back: {error}"
        raise MigrationError(problem) from error
    report = replace(report, appended=appended)
    if not report.is_equal:
        raise MigrationError(
            f"everything was written, and differs from what the program says: "
            f"{first_difference(report)}",
            place=target.url,
            mend="'dynamite verify' shows more",
        )
    return report
