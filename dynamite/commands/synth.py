"""The library's ``synth``: from an examples file, or examples already read, to a program."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from dynamite.certainty.open_programs import OpenPrograms, look_further
from dynamite.certainty.question import Option, Question, ask
from dynamite.certainty.report import Certainty, certainty
from dynamite.certainty.rivals import Bounds
from dynamite.commands.sample import read_sample
from dynamite.data.instance import Instance, flatten
from dynamite.data.json_text import parse_json
from dynamite.errors import AmbiguousError
from dynamite.examples import Examples, read_examples
from dynamite.stores import open_store
from dynamite.synthesis import Limits, Synthesis
from dynamite.synthesis import synth as find_program

__all__ = [
    "Answer",
    "Certainty",
    "Examples",
    "Limits",
    "Option",
    "Question",
    "Synthesis",
    "question",
    "synth",
    "written_answer",
]

Answer = Callable[[Question], Instance | None]
"""What is to become of a question's records; ``None`` asks no further."""

MOST_QUESTIONS = 20
"""After so many answers no further question is asked."""


def synth(
    examples: Examples | str | os.PathLike[str],
    *,
    strict: bool = False,
    limits: Limits | None = None,
    progress: Callable[[str], None] | None = None,
    answer: Answer | None = None,
    source: str | None = None,
) -> Synthesis:
    """The program that maps the examples' source to their target, with how it was found.

    What else fits is looked at when ``certainty``, ``choices`` or ``notes`` of the result are asked
    for. ``progress`` is called with a line of status from time to time. ``answer`` is asked while
    programs of several meanings fit; what it gives becomes another example, and all of them stand
    in ``solution.examples`` of the result. The questions' records are taken from the store at
    ``source``, where it is given and shows the difference. Raises ``InputError`` for an examples
    file or store that cannot be used, ``NoProgramError`` where no program fits, ``LimitError`` at a
    limit or at Ctrl-C, and where ``strict``, ``AmbiguousError`` if several meanings are left.
    """
    if isinstance(examples, str | os.PathLike):
        examples = read_examples(Path(examples), open_store)
    stored = None if source is None else read_sample(source, examples.source_schema)
    limits = limits or Limits()
    for _ in range(MOST_QUESTIONS if answer is not None else 0):
        found = find_program(examples, limits=limits, progress=progress)
        asked = ask(look_further(found, stored=stored))
        target = None if asked is None or answer is None else answer(asked)
        if asked is None or target is None:
            break
        examples = asked.answered(examples, target)
    found = find_program(examples, limits=limits, progress=progress)
    bounds = Bounds() if strict or answer is not None else Bounds.brief()
    certified = replace(
        found, certify=lambda: certainty(look_further(found, bounds, stored=stored))
    )
    if strict and certified.certainty is not None and not certified.certainty.is_certain:
        raise _ambiguous(certified.certainty)
    return certified


def question(
    found: Synthesis, *, source: str | None = None, bounds: Bounds | None = None
) -> Question | None:
    """The question that settles what the example of a program leaves open; ``None`` if nothing.

    Its ``answered`` gives the examples to synthesize from next. ``source`` is the URL of a store
    whose records it shows, where they show the difference. Raises ``InputError`` for a store that
    cannot be used.
    """
    assert found.solution is not None, "a program that was searched for has its solution"
    schema = found.solution.examples.source_schema
    stored = None if source is None else read_sample(source, schema)
    programs: OpenPrograms = look_further(found, bounds, stored=stored)
    return ask(programs)


def written_answer(asked: Question, text: str, place: str) -> Instance:
    """The target that a person wrote as the answer to a question, as a JSON object of data.

    Raises ``InputError`` that names the place of what is wrong.
    """
    return flatten(asked.options[0].target.schema, parse_json(text, place), place)


def _ambiguous(report: Certainty) -> AmbiguousError:
    lines = report.lines
    more = f" (and {len(lines) - 1} more)" if len(lines) > 1 else ""
    mend = "add a record that tells them apart, or see --interactive"
    return AmbiguousError(f"several programs fit the example: {lines[0]}{more}", mend=mend)
