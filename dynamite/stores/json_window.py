"""A window on JSON text: what is decoded of a file, moved forward value by value."""

from __future__ import annotations

import codecs
import json
from collections.abc import Callable
from io import BytesIO
from typing import Any, BinaryIO, Final, NoReturn

from dynamite.errors import InputError

CHUNK: Final = 1 << 20
_SPACES: Final = " \t\r\n"
# A value that is cut off fails at most this far before the cut: the longest token that is neither
# a string nor a number is "-Infinity", an escaped surrogate pair has 12 characters.
_CUT: Final = 16


def decoding_problem(data: bytes, place: str, offset: int) -> InputError:
    """The error for bytes that are not UTF-8 without a byte order mark; ``offset`` is where."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return InputError("the text is UTF-16", place=place, mend="save it as UTF-8")
    if data.startswith(codecs.BOM_UTF8):
        return InputError(
            "the file begins with a byte order mark", place=place, mend="save it as UTF-8 without"
        )
    return InputError(f"not UTF-8 text at byte {offset}", place=place, mend="save it as UTF-8")


class Window:
    """The text from the current value on, as far as it was read.

    ``take`` and ``peek`` skip white space. ``value`` decodes one value and reads on as long as the
    value is cut off by the end of what was read; each reading at least doubles the window, so a
    large value is decoded a bounded number of times over.
    """

    def __init__(self, file: BinaryIO, place: str, chunk: int = CHUNK) -> None:
        self._file = file
        self._chunk = chunk
        self._place = place
        self._decoder = codecs.getincrementaldecoder("utf-8")()
        self._text = ""
        self._at = 0
        self._ended = False
        self._is_one_line = False
        self._bytes = 0
        # What was let go of: its lines, and the characters of its last line.
        self._line = 1
        self._column = 0
        self._gone = 0

    @classmethod
    def of_file(cls, file: BinaryIO, place: str, chunk: int = CHUNK) -> Window:
        """A window on a file, which is read so many bytes at a time."""
        window = cls(file, place, chunk)
        window._fill()
        if window._text.startswith("\ufeff"):
            raise decoding_problem(codecs.BOM_UTF8, place, 0)
        return window

    @classmethod
    def of_text(cls, text: str, place: str) -> Window:
        """A window on text that is all there; its messages name the column only."""
        window = cls(BytesIO(), place)
        window._text, window._ended, window._is_one_line = text, True, True
        return window

    @property
    def characters_read(self) -> int:
        """How many characters lie before the current one."""
        return self._gone + self._at

    def peek(self) -> str:
        """The next character that is no white space, empty at the end; nothing is taken."""
        while True:
            text, at = self._text, self._at
            while at < len(text) and text[at] in _SPACES:
                at += 1
            self._at = at
            if at < len(text):
                return text[at]
            if self._ended:
                return ""
            self._fill()

    def take(self, character: str) -> None:
        """Move past a character that must be next."""
        found = self.peek()
        if found != character:
            if not found:
                raise self.problem("the text ends too early")
            raise self.problem(f"{character!r} is expected and {found!r} found")
        self._at += 1

    def value(self, scan: Callable[[str, int], tuple[Any, int]]) -> Any:
        """Decode the value that is next and move past it."""
        self.peek()
        while True:
            try:
                value, end = scan(self._text, self._at)
            except StopIteration as stop:
                self._read_on_or_fail(int(stop.value), "a value is expected", may_be_cut=False)
            except json.JSONDecodeError as error:
                unterminated = error.msg.startswith("Unterminated string")
                problem = error.msg[0].lower() + error.msg[1:]
                if unterminated:
                    problem = "the string that begins here does not end"
                self._read_on_or_fail(error.pos, problem, may_be_cut=unterminated)
            except RecursionError:
                raise self.problem("the value is nested too deeply") from None
            except ValueError as error:
                # A number of thousands of digits, or what the scanner refuses beyond syntax.
                raise self.problem(str(error).partition(";")[0]) from None
            else:
                # A number may go on behind the end of what was read: "0", then ".5".
                is_closed = isinstance(value, (dict, list, str))
                if is_closed or self._ended or end < len(self._text) - _CUT:
                    self._at = end
                    return value
                self._fill()

    def _read_on_or_fail(self, position: int, problem: str, *, may_be_cut: bool) -> None:
        near_end = position >= len(self._text) - _CUT
        if not self._ended and (near_end or may_be_cut):
            self._fill()
            return
        if self._ended and position >= len(self._text.rstrip(_SPACES)):
            problem = "the text ends in the middle of a value"
        self._at = position
        raise self.problem(problem)

    def problem(self, text: str) -> InputError:
        """An error at the current character."""
        before = self._text[: self._at]
        lines = before.count("\n")
        column = len(before) - before.rfind("\n") if lines else self._column + len(before) + 1
        where = f"{column}" if self._is_one_line else f"{self._line + lines}:{column}"
        return InputError(text, place=f"{self._place}:{where}")

    def wrong_top(self, expected: str, mend: str) -> InputError:
        """The error for a file that holds something else than it should."""
        found = self.peek()
        if not found:
            self.fail_empty()
        kind = {"[": "an array", "{": "an object", '"': "a string"}.get(found, "no JSON object")
        return InputError(f"the file holds {kind}, not {expected}", place=self._place, mend=mend)

    def fail_empty(self) -> NoReturn:
        raise InputError(
            "the file is empty", place=self._place, mend="an empty JSON file holds {} or []"
        )

    def _fill(self) -> None:
        gone = self._text[: self._at]
        lines = gone.count("\n")
        self._column = len(gone) - gone.rfind("\n") - 1 if lines else self._column + len(gone)
        self._line += lines
        self._gone += len(gone)
        rest = self._text[self._at :]
        data = self._file.read(max(self._chunk, len(rest)))
        self._ended = not data
        pending = len(self._decoder.getstate()[0])
        try:
            self._text = rest + self._decoder.decode(data, final=self._ended)
        except UnicodeDecodeError as error:
            offset = self._bytes - pending + error.start
            raise decoding_problem(data if offset < 3 else b"", self._place, offset) from None
        self._bytes += len(data)
        self._at = 0
