"""The library's ``synth``: from an examples file, or examples already read, to a program."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from dynamite.errors import AmbiguousError
from dynamite.examples import Examples, read_examples
from dynamite.stores import open_store
from dynamite.synthesis import Limits, Synthesis
from dynamite.synthesis import synth as find_program

__all__ = ["Examples", "Limits", "Synthesis", "synth"]


def synth(
    examples: Examples | str | os.PathLike[str],
    *,
    strict: bool = False,
    limits: Limits | None = None,
    progress: Callable[[str], None] | None = None,
) -> Synthesis:
    """The program that maps the examples' source to their target, with how it was found.

    ``progress`` is called with a line of status from time to time. Raises ``InputError`` for an
    examples file that cannot be used, ``NoProgramError`` where no program fits, ``LimitError`` at a
    limit or at Ctrl-C, and where ``strict``, ``AmbiguousError`` if the example leaves a choice.
    """
    if isinstance(examples, str | os.PathLike):
        examples = read_examples(Path(examples), open_store)
    found = find_program(examples, limits=limits or Limits(), progress=progress)
    if strict and found.choices:
        more = f" (and {len(found.choices) - 1} more)" if len(found.choices) > 1 else ""
        raise AmbiguousError(
            f"several programs fit the example: {found.choices[0]}{more}",
            mend="add a record that tells them apart",
        )
    return found
