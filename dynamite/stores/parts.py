"""Records in parts: a directory ``T.parquet`` of files ``part-00000.parquet`` for one file.

That is what many writers at once can make. A part is read as the file of its table would be.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol, runtime_checkable

from dynamite.schema import Schema
from dynamite.stores.interface import IfExists


def is_in_parts(path: Path, ending: str) -> bool:
    """Whether a path is a directory of parts: nothing but files of the ending it has itself.

    What writers leave beside them begins with a dot or an underscore.
    """
    if not path.is_dir() or path.suffix.lower() != ending:
        return False
    entries = [entry for entry in path.iterdir() if entry.name[0] not in "._"]
    return bool(entries) and all(
        entry.is_file() and entry.suffix.lower() == ending for entry in entries
    )


def parts_of(path: Path) -> list[Path]:
    """The files of a table or collection: the only one, or its parts by their names."""
    if not path.is_dir():
        return [path]
    return sorted(entry for entry in path.iterdir() if entry.name[0] not in "._")


def part_name(number: int, ending: str) -> str:
    """The name of the file of a part.

    >>> part_name(3, ".csv")
    'part-00003.csv'
    """
    return f"part-{number:05}{ending}"


@runtime_checkable
class TakesParts(Protocol):
    """A store that many may write at once, each a part of a table or collection."""

    def part_ending(self) -> str | None:
        """The ending of the files of parts; ``None`` where this place holds no parts."""

    def new_parts(self, schema: Schema, if_exists: IfExists) -> AbstractContextManager[Path]:
        """A directory for a directory of parts for each table or collection of the schema.

        It becomes the store when the block ends well. Raises as ``write`` does.
        """
