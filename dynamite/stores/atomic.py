"""All-or-nothing writing of files and directories.

What is new is written beside its place as ``.NAME.dynamite-partial``, flushed to the disk and
renamed. A file is replaced by one rename. A directory takes two: the old one steps aside as
``.NAME.dynamite-old``, the new one takes the name, the old one is removed. A process killed between
the two leaves both whole; the next run puts the old one back, and reading says what to rename.
A partial file left by a killed process is removed by the next run.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from dynamite.errors import InputError, MigrationError


def partial(target: Path) -> Path:
    """Where the new content of a file or directory is gathered."""
    return target.with_name(f".{target.name}.dynamite-partial")


def set_aside(target: Path) -> Path:
    """Where the old directory waits while the new one takes its name."""
    return target.with_name(f".{target.name}.dynamite-old")


def refuse_existing(url: str, can: Collection[str] = ("replace", "append")) -> InputError:
    """The error for a target that is there already."""
    return InputError(
        "there is data there already", place=url, mend=f"choose --if-exists {'|'.join(can)}"
    )


def refuse_missing(path: Path, url: str) -> InputError:
    """The error for a source that is not there; it tells of an interrupted replacement."""
    old = set_aside(path)
    if old.is_dir():
        return InputError(
            "there is nothing there, as a replacement was interrupted",
            place=url,
            mend=f"rename {old.name} beside it to {path.name}",
        )
    return InputError("there is nothing there", place=url, mend="check the path")


@contextmanager
def new_file(target: Path, url: str) -> Iterator[Path]:
    """A path to write a new file to, which takes the target's place when the block ends well.

    Raises ``MigrationError`` where the disk is full or the place cannot be written; then, and
    whenever the block fails, the target is as it was.
    """
    with storage_errors(url):
        target = Path(os.path.realpath(target))
        fresh = partial(target)
        _discard(target, fresh)
        try:
            yield fresh
            if target.exists():
                shutil.copymode(target, fresh)
            _flush(fresh)
            fresh.replace(target)
            _flush(target.parent)
        finally:
            _discard(target, fresh)


@contextmanager
def new_directory(target: Path, url: str) -> Iterator[Path]:
    """An empty directory to fill, which takes the target's place when the block ends well.

    Raises as ``new_file`` does.
    """
    with storage_errors(url):
        target = Path(os.path.realpath(target))
        fresh, old = partial(target), set_aside(target)
        if old.is_dir() and not target.exists():
            old.rename(target)
        _discard(target, fresh)
        fresh.mkdir()
        try:
            yield fresh
            for file in sorted(fresh.rglob("*")):
                _flush(file)
            _flush(fresh)
            _take_place(fresh, target, old)
        finally:
            _discard(target, fresh)


def _take_place(fresh: Path, target: Path, old: Path) -> None:
    if target.exists():
        if old.exists():
            shutil.rmtree(old)
        target.rename(old)
        try:
            fresh.rename(target)
        except OSError:
            old.rename(target)
            raise
    else:
        fresh.rename(target)
    _flush(target.parent)
    # The new content is in its place: should the old resist removal, the next run removes it.
    shutil.rmtree(old, ignore_errors=True)


@contextmanager
def storage_errors(url: str) -> Iterator[None]:
    """Turns what the operating system refuses into a ``MigrationError`` of one line."""
    try:
        yield
    except OSError as error:
        reason = error.strerror or str(error)
        raise MigrationError(f"nothing was written: {reason}", place=url) from None


def _flush(path: Path) -> None:
    """Have the disk hold what was written."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _discard(target: Path, fresh: Path) -> None:
    """Remove partial content, with the journals that a database keeps beside it."""
    if fresh.is_dir():
        shutil.rmtree(fresh)
    for leftover in (fresh, *(fresh.with_name(fresh.name + end) for end in _JOURNALS)):
        leftover.unlink(missing_ok=True)


_JOURNALS = ("-journal", "-wal", "-shm", ".wal")
