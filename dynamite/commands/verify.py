"""The library's ``verify``: whether a migrated target holds what the program says."""

from __future__ import annotations

import os
import time
from contextlib import closing
from dataclasses import replace

from dynamite.commands.program_file import header_of, read_program
from dynamite.datalog import Program
from dynamite.engines import open_engine
from dynamite.engines.interface import EngineOptions
from dynamite.errors import InputError, MigrationError
from dynamite.migration.collisions import with_kept_keys
from dynamite.migration.loading import load_source
from dynamite.migration.nulls import without_absence
from dynamite.migration.source import plan_reading
from dynamite.progress import Report, no_report
from dynamite.stores import open_store
from dynamite.stores.interface import Store
from dynamite.verification.moved import compared
from dynamite.verification.report import VerifyReport


def verify(
    program: Program | str | os.PathLike[str],
    source: str,
    target: str,
    *,
    engine: str = "duckdb",
    memory: int | None = None,
    master: str | None = None,
    appended: bool = False,
    progress: Report = no_report,
) -> VerifyReport:
    """Compare what is at ``target`` with what the program says of the store at ``source``.

    The program is run again; nothing is written. ``memory`` bounds the engine and the comparison
    together, in bytes. ``appended`` says that the target was appended to: records that the program
    does not say are then no difference. Raises ``InputError`` for what cannot be read, and where
    the program cannot be run over the source.
    """
    started = time.monotonic()
    parsed = read_program(program)
    header = header_of(parsed, program)
    half = None if memory is None else memory // 2
    with (
        closing(open_store(source, model=header.source.model)) as source_store,
        closing(open_store(target, model=header.target.model)) as target_store,
    ):
        _refuse_missing(target_store)
        reading = plan_reading(parsed, header, source_store)
        # A key that the source does not enforce may repeat, and an engine would not look.
        kept = replace(parsed, header=with_kept_keys(header, reading.keys))
        runnable = without_absence(kept, header)
        try:
            with closing(
                open_engine(engine, runnable, EngineOptions(half, master=master))
            ) as opened:
                load_source(source_store, header, reading, opened, progress)
                progress("evaluating", 0, None)
                opened.evaluate()
                report = compared(header, opened, source_store.url, target_store, half, progress)
        except MigrationError as error:
            problem = f"the program cannot be run over the source: {error}"
            raise InputError(problem) from error
    return replace(report, seconds=time.monotonic() - started, appended=appended)


def _refuse_missing(target: Store) -> None:
    if not target.exists():
        raise InputError("there is nothing at this place", place=target.url)
