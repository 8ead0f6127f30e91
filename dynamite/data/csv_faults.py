"""Faults of CSV files that Arrow does not see, or does not place."""

from __future__ import annotations

from pathlib import Path

from dynamite.errors import InputError

_PART = 2**20


def refuse_open_quote(file: Path, last: str | None, place: str) -> None:
    """Raises ``InputError`` where the last field of a file opens a quote that does not end.

    Arrow takes such a quote to end with the file, and swallows the records that follow it.

    ``last`` is the value of that field as Arrow reads it: with an open quote, all of the text
    that follows it. A quote that is open in another field makes its record too short.
    """
    quotes = lines = 0
    with file.open("rb") as data:
        while part := data.read(_PART):
            quotes += part.count(b'"')
            lines += part.count(b"\n")
        if last is None or quotes % 2 == 0:
            return
        end = b'"' + last.replace('"', '""').encode()
        # The sign before tells a quote that opens from one that closes or is a doubled one.
        data.seek(max(data.tell() - len(end) - 1, 0))
        found = data.read()
    line = lines - end.count(b"\n") + 1
    if found[1:] == end and found[:1] in (b",", b"\n", b"\r"):
        raise InputError(
            f"line {line}: a field opens a quote that does not end",
            place=place,
            mend='close it, or write a quote inside a field as ""',
        )


def not_utf8(file: Path, place: str) -> InputError:
    """The error for a file that is not UTF-8, with the first line that is not."""
    with file.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            try:
                line.decode()
            except UnicodeDecodeError:
                return InputError(
                    f"line {number} is not UTF-8", place=place, mend="convert the file to UTF-8"
                )
    return InputError("the file is not UTF-8", place=place, mend="convert the file to UTF-8")
