"""Documents on their way from a file into records: values with the places they were read at."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Documents:
    """Some consecutive documents of one collection, as JSON values of Python.

    ``source`` is the file as messages show it. ``positions`` are aligned with ``values``, and
    ``place`` turns one of them into what a message shows, such as ``movies.jsonl:17``.
    """

    source: str
    collection: str
    values: list[Any]
    positions: Sequence[int]
    place: Callable[[int], str]
