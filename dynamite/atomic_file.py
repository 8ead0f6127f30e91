"""Writing a text file all at once: a reader sees the old file or the new one, never a part."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from dynamite.errors import InputError


@contextmanager
def replaced_file(path: Path) -> Iterator[TextIO]:
    """A file to write to, which takes the place of ``path`` when all is written.

    A device or a pipe is written to as it is. Raises ``InputError`` where the file cannot be made
    or written.
    """
    if path.exists() and not path.is_file():
        with _refused(path), path.open("w", encoding="utf-8", newline="") as stream:
            yield stream
        return
    try:
        descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent, text=True)
    except OSError as error:
        raise InputError(f"cannot write it: {error.strerror}", place=str(path)) from None
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        temporary.chmod(path.stat().st_mode if path.exists() else 0o666 & ~umask())
        temporary.replace(path)
    except OSError as error:
        raise InputError(f"cannot write it: {error.strerror}", place=str(path)) from None
    finally:
        temporary.unlink(missing_ok=True)


@contextmanager
def _refused(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise InputError(f"cannot write it: {error.strerror}", place=str(path)) from None


def umask() -> int:
    """The process's mask of permissions for new files."""
    # The only portable way to read the mask is to set it.
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
