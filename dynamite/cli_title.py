"""Passwords are taken out of what other users of the machine see of a process.

``ps`` shows the command line of every process, and a URL on it may hold a password. Linux keeps the
command line in the memory of the process, where it can be written over. Until that is done it is
seen; and elsewhere it stays: there the password belongs into the environment or the password file.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

_START_FIELD: Final = 48
"""The field of ``/proc/self/stat`` with the address of the command line, counted from 1."""


def hide_passwords(arguments: Sequence[str]) -> None:
    """Write over the passwords of URLs among the process's own arguments, where that can be."""
    if not any("@" in argument or "pass" in argument.lower() for argument in arguments):
        return
    if sys.platform != "linux":
        return
    from dynamite.stores import shown

    secret = {}
    for argument in arguments:
        option, equals, value = (
            argument.partition("=") if argument[:2] == "--" else ("", "", argument)
        )
        hidden = option + equals + shown(value)
        if hidden != argument:
            secret[os.fsencode(argument)] = os.fsencode(hidden)
    if secret:
        _write_over(secret)


def _write_over(secret: dict[bytes, bytes]) -> None:
    import ctypes

    try:
        stat = Path("/proc/self/stat").read_bytes()
        line = Path("/proc/self/cmdline").read_bytes()
    except OSError:
        return
    # The second field, the name, is in parentheses and may hold anything.
    fields = stat.rpartition(b")")[2].split()
    start = int(fields[_START_FIELD - 3])
    place = 0
    for part in line.split(b"\0"):
        hidden = secret.get(part)
        if start and hidden is not None:
            ctypes.memmove(start + place, hidden.ljust(len(part)), len(part))
        place += len(part) + 1
