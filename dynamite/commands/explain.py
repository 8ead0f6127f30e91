"""Why a record of a migration's target is there, or why it is not, without migrating."""

from __future__ import annotations

import os
import time
from contextlib import closing

from dynamite.commands.program_file import header_of, read_program
from dynamite.datalog import Program
from dynamite.engines.interface import EngineOptions
from dynamite.explanation.answer import Explanation
from dynamite.explanation.evaluation import Asking, Place
from dynamite.explanation.question import parse_question
from dynamite.explanation.why import why
from dynamite.explanation.why_not import why_not
from dynamite.progress import Report, no_report
from dynamite.stores import open_store

__all__ = ["Explanation", "explain"]


def explain(
    program: Program | str | os.PathLike[str],
    source: str,
    record: str,
    *,
    engine: str = "duckdb",
    memory: int | None = None,
    master: str | None = None,
    progress: Report = no_report,
) -> Explanation:
    """Why the target that a program makes of a source has a record, or why it has not.

    ``record`` is a record type of the target and what is known of the record, as in
    ``Movie {"title": "Alien"}``: attributes that are not given may have any value, ids are given
    as reports show them. Only the rules of that record type are matched, with what is given bound
    in them; nothing is written. Raises ``InputError`` for what cannot be used, and where a value
    stops the evaluation.
    """
    started = time.monotonic()
    parsed = read_program(program)
    header = header_of(parsed, program)
    question = parse_question(record, header)
    with closing(open_store(source, model=header.source.model)) as store:
        place = Place(header, store, engine, EngineOptions(memory, master=master), progress)
        derived, ways = why(place, Asking(parsed, header), question)
        missing = () if derived else why_not(place, Asking(parsed, header), question)
        url = store.url
    return Explanation(
        program="" if isinstance(program, Program) else os.fspath(program),
        source=url,
        record_type=question.record_type.name,
        asked=question.asked,
        is_there=bool(derived),
        ways=ways,
        seconds=time.monotonic() - started,
        derived=derived,
        why_not=missing,
    )
