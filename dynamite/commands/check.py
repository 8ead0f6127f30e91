"""The preflight: what in a real source a program's meaning hinges on, before all writing."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from dynamite.commands.program_file import header_of, read_program
from dynamite.data.instance import Instance
from dynamite.datalog import Header, Program
from dynamite.engines.interface import EngineOptions
from dynamite.errors import InputError
from dynamite.examples import read_examples
from dynamite.migration.source import plan_reading
from dynamite.preflight.finding import CheckReport, Finding, FindingKind, SourceRead
from dynamite.preflight.plan import make_plan
from dynamite.preflight.run import Preflight, unread
from dynamite.progress import Report, no_report
from dynamite.stores import open_store

__all__ = ["CheckReport", "Finding", "FindingKind", "check"]


def check(
    program: Program | str | os.PathLike[str],
    source: str,
    *,
    examples: str | os.PathLike[str] | None = None,
    ignore: Sequence[str] = (),
    engine: str = "duckdb",
    memory: int | None = None,
    master: str | None = None,
    progress: Report = no_report,
) -> CheckReport:
    """What in the store at ``source`` the meaning of a program hinges on.

    With ``examples``, the file that the program was found from, what its example showed is no
    finding, and columns that it held constant are looked at. ``ignore`` names kinds of findings to
    leave out; ``memory`` bounds the engine, in bytes. Nothing is written. Raises ``InputError`` for
    what cannot be used.
    """
    started = time.monotonic()
    ignored = {_kind(name) for name in ignore}
    parsed = read_program(program)
    header = header_of(parsed, program)
    shown = None if examples is None else _sources(header, Path(examples))
    with closing(open_store(source, model=header.source.model)) as store:
        reading = plan_reading(parsed, header, store)
        plan = make_plan(parsed, header, reading.relations, reading.keys, shown)
        run = Preflight(plan, store, engine, EngineOptions(memory, master=master), progress)
        findings = run.findings(shown)
        if FindingKind.UNREACHED not in ignored:
            findings += unread(plan, store, progress)
        url = store.url
    return CheckReport(
        program="" if isinstance(program, Program) else os.fspath(program),
        source=url,
        engine=engine,
        seconds=time.monotonic() - started,
        sources=tuple(
            SourceRead(header.source_by_relation[relation].name, records)
            for relation, records in run.read.items()
        ),
        findings=tuple(finding for finding in findings if finding.kind not in ignored),
        notes=(*run.notes, *reading.notes, *([] if shown is not None else [_WITHOUT_EXAMPLE])),
    )


_WITHOUT_EXAMPLE = (
    "columns that were constant in the example were not looked at; name its file with --examples"
)


def _kind(name: str) -> FindingKind:
    try:
        return FindingKind(name)
    except ValueError:
        kinds = ", ".join(FindingKind)
        raise InputError(
            f"{name!r} is no kind of finding", mend=f"the kinds are: {kinds}"
        ) from None


def _sources(header: Header, path: Path) -> list[Instance]:
    """The sources of an examples file; raises ``InputError`` where they are of another schema."""
    examples = read_examples(path, open_store)
    for record_type in header.source:
        other = examples.source_schema.by_key.get(record_type.key)
        if other is None or other.columns != record_type.columns:
            raise InputError(
                f"its source has no {record_type.kind} {record_type.name} "
                "with the program's columns",
                place=str(path),
                mend="name the examples file that the program was found from",
            )
    return [example.source for example in examples.examples]
