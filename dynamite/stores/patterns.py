"""Paths that an engine would take as patterns of several files."""

from __future__ import annotations

from pathlib import Path

_SPECIAL = frozenset("*?[]{}\\")


def is_pattern(path: Path) -> bool:
    """Whether the path has a character that means something else to an engine that globs.

    >>> is_pattern(Path("a/orders[2].jsonl"))
    True
    """
    return not _SPECIAL.isdisjoint(str(path))
